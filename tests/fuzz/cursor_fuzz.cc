// Texts as cursors: what is taken for one is one that encode() gives.
#include <cstddef>
#include <cstdint>

#include "api/rows/cursor.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto cursor = flodata::api::decode_cursor(text)) {
    const auto again = flodata::api::encode(*cursor);
    FLODATA_CHECK(again == text);
    FLODATA_CHECK(flodata::api::decode_cursor(again) == cursor);
  }
  return 0;
}
