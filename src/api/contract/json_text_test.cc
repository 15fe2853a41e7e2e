#include "api/contract/json_text.h"

#include <limits>

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace flodata::api {
namespace {

TEST(JsonText, IsTheDocumentWithPlainNumbers) {
  const std::string text =
      R"({"a":205.5,"b":[1,-2,0.1,1e300,true,null],"c":{},"d":[],"e":"q\"\\\nä","f":[[{}]],"g":18446744073709551615})";
  EXPECT_EQ(json_text(boost::json::parse(text)), text);
}

TEST(JsonText, WhatIsNoNumberIsNull) {
  EXPECT_EQ(json_text(boost::json::value(std::numeric_limits<double>::quiet_NaN())), "null");
}

}  // namespace
}  // namespace flodata::api
