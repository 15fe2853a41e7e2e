// A mapping's text.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.h"
#include "importer/mapping/mapping.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    static_cast<void>(
        flodata::importer::parse_mapping(std::string(reinterpret_cast<const char*>(data), size), "map.toml"));
  } catch (const flodata::Failure&) {
    // An input may be rejected, by a Failure and by nothing else.
  }
  return 0;
}
