# flodata_embed(TARGET NAME SYMBOL FILE path): puts a file's bytes into the target by `.incbin`,
# as `extern "C" const unsigned char SYMBOL[], SYMBOL_end[]`.
function(flodata_embed target symbol file)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/embed_${symbol}.S")
  file(CONFIGURE OUTPUT "${source}" CONTENT
".section .rodata
.global ${symbol}
.global ${symbol}_end
.balign 16
${symbol}:
.incbin \"${file}\"
${symbol}_end:
.byte 0
.section .note.GNU-stack,\"\",%progbits
" @ONLY)
  set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${file}")
  target_sources(${target} PRIVATE "${source}")
endfunction()
