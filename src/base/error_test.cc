#include "base/error.h"

#include <map>

#include <gtest/gtest.h>

namespace flodata {
namespace {

TEST(Error, TransientIsWhatMayPassByItself) {
  const std::map<Code, bool> expected = {
      {Code::invalid_argument, false},  {Code::not_found, false}, {Code::corrupt_input, false},
      {Code::permission_denied, false}, {Code::conflict, false},  {Code::unavailable, true},
      {Code::timed_out, true},          {Code::overloaded, true}, {Code::fenced, true},
      {Code::interrupted, false},       {Code::database, false},  {Code::io, false},
  };
  for (const auto& [code, transient] : expected) EXPECT_EQ(is_transient(code), transient) << to_string(code);
  // Codes are numbered from 0, and the first unused number has no name.
  std::size_t codes = 0;
  while (to_string(static_cast<Code>(codes)) != "unknown") ++codes;
  EXPECT_EQ(expected.size(), codes) << "a code is missing above";
}

}  // namespace
}  // namespace flodata
