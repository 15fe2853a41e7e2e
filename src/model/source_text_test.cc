#include "model/source_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flodata {
namespace {

using testing::HasSubstr;

std::string reason(std::string_view text) { return reason_against_source_text(text).value_or("taken"); }

TEST(SourceText, NamesOfAllScriptsAreTaken) {
  for (const char* name : {"NO 15/9-F-1 C", "211/29-B22", "STATE 36-1H", "MÆRSK INSPIRER", "Скв. 12",
                           "油井-7", "بئر 3", "O'Brien #2 (re-entry)", "-7H", "a  b", ""})
    EXPECT_EQ(reason(name), "taken") << name;
  EXPECT_EQ(reason(std::string(kLongestSourceTextBytes, 'x')), "taken");
}

TEST(SourceText, WhatCannotBeSeenIsNamedByCodePoint) {
  EXPECT_THAT(reason("a\x1b[2J"), HasSubstr("U+001B"));
  EXPECT_THAT(reason("a\nb"), HasSubstr("U+000A"));
  EXPECT_THAT(reason("a\u202eb"), HasSubstr("U+202E"));
  EXPECT_THAT(reason("a\u200bb"), HasSubstr("U+200B"));
  EXPECT_THAT(reason("a\u00a0b"), HasSubstr("blank U+00A0"));
  EXPECT_THAT(reason("a\ufe0f"), HasSubstr("U+FE0F")) << "a variation selector";
  EXPECT_THAT(reason(std::string_view("a\0b", 3)), HasSubstr("U+0000"));
}

TEST(SourceText, LongBrokenAndDecomposedTextIsRejectedWithAHint) {
  EXPECT_THAT(reason(std::string(kLongestSourceTextBytes + 1, 'x')),
              HasSubstr("101 bytes: shorten it to 100"));
  EXPECT_THAT(reason("M\xc6RSK"), HasSubstr("0xc6"));
  EXPECT_THAT(reason("e\u0301"), HasSubstr("normal form C"));
}

TEST(SourceText, FormulasAreToldFromNames) {
  for (const char* formula : {"=1+1", "+1", "-7H", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "\uff1d1"})
    EXPECT_TRUE(looks_like_formula(formula)) << formula;
  for (const char* name : {"A-1", "15/9-F-1", "", " ", "'=1", "a=b"})
    EXPECT_FALSE(looks_like_formula(name)) << name;
}

}  // namespace
}  // namespace flodata
