#include "base/unicode.h"

#include <string>

#include <gtest/gtest.h>

namespace flodata {
namespace {

TEST(Unicode, EverySpaceIsABlankAndZeroWidthIsNone) {
  for (const char32_t blank : {U' ', U'\t', U'\n', U'\r', U'\u0085', U'\u00a0', U'\u1680', U'\u2007',
                               U'\u2009', U'\u2028', U'\u202f', U'\u205f', U'\u3000'})
    EXPECT_TRUE(is_blank(blank)) << code_point_name(blank);
  for (const char32_t other : {U'x', U'\u200b', U'\u00ad', U'\ufeff', U'_'})
    EXPECT_FALSE(is_blank(other)) << code_point_name(other);
  EXPECT_EQ(trimmed("\u00a0\t x y\u202f\r\n"), "x y");
  EXPECT_EQ(trimmed("\u3000"), "");
  EXPECT_EQ(trimmed("\xa0x\xa0"), "\xa0x\xa0") << "a byte that is not UTF-8 is no blank";
}

TEST(Unicode, WhatSteersATerminalOrCannotBeSeenIsShownByCodePoint) {
  EXPECT_EQ(printable("MÆRSK 油井-7 é"), "MÆRSK 油井-7 é");
  EXPECT_EQ(printable("a\x1b[31mb\r\nforged"), "a<U+001B>[31mb<U+000D><U+000A>forged");
  EXPECT_EQ(printable("1\u00a0234\u202f5"), "1<U+00A0>234<U+202F>5");
  EXPECT_EQ(printable("x\u202ey\u200bz\u009b\ufeff"), "x<U+202E>y<U+200B>z<U+009B><U+FEFF>");
  EXPECT_EQ(printable("\u3164\u034f\ue000\U000e0041"), "<U+3164><U+034F><U+E000><U+E0041>");
  EXPECT_EQ(printable("M\xc6RSK"), "M<0xC6>RSK");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "<U+0000>");
}

TEST(Unicode, LongTextIsCutAtACharacterAndItsSizeGiven) {
  EXPECT_EQ(printable("ææææ", 4), "ææææ");
  EXPECT_EQ(printable("æææææ", 4), "ææææ… (10 bytes)");
}

TEST(Unicode, NormalFormCIsTold) {
  EXPECT_TRUE(is_normal_form_c("é-7"));
  EXPECT_FALSE(is_normal_form_c("e\u0301-7"));
  EXPECT_FALSE(is_normal_form_c("\u212b")) << "the Angstrom sign is an A with a ring";
  EXPECT_FALSE(is_normal_form_c("\xff"));
  EXPECT_TRUE(is_normal_form_c(""));
}

TEST(Unicode, JsonStaysTheSameDocument) {
  EXPECT_EQ(printable_json("{\"a\":\"x\u202e\u009b\U000e0041\x7f\",\"b\":\"Æ\"}\n"),
            "{\"a\":\"x\\u202e\\u009b\\udb40\\udc41\\u007f\",\"b\":\"Æ\"}\n");
  EXPECT_EQ(printable_json("\"\xff\""), "\"\\ufffd\"");
}

}  // namespace
}  // namespace flodata
