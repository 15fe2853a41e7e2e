// The only home of <toml++/toml.h>: its checks throw. Version 3.3 takes for granted what a malformed text
// need not keep
// ("[&", "1979-05-27T"): with NDEBUG that is undefined behaviour, without it the end of the program.
#pragma once

#include <stdexcept>

namespace flodata::importer {

class TomlCheckFailed : public std::logic_error {
 public:
  TomlCheckFailed() : std::logic_error("the text is not TOML") {}
};

}  // namespace flodata::importer

#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(expr) ((expr) ? static_cast<void>(0) : throw ::flodata::importer::TomlCheckFailed())
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")
