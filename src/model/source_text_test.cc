#include "model/source_text.h"

#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/unicode.h"

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

TEST(SourceText, FormulaAtTheBeginOfATextGetsAnApostrophe) {
  for (const std::string formula :
       {"=1+1", "+1", "-7H", "@SUM(A1)", " =1", "\u00a0=1", "\uff1d1", "\ufe66x", "\ufeff=1", "\u200b+1",
        "\u2060\u00ad-1", "\x01=1", "\"=1\"", "\xff=1", " \ufeff \"@x", "\r", "\tplain"})
    EXPECT_EQ(without_formulas(formula), "'" + formula) << formula;
  EXPECT_EQ(without_formulas("\t=1"), "'\t'=1");
  EXPECT_EQ(without_formulas(std::string_view("\0=1", 3)), std::string("'\0=1", 4));
}

TEST(SourceText, FormulaInACellThatALocaleCutsOutGetsAnApostrophe) {
  EXPECT_EQ(without_formulas("a;=1"), "a;'=1");
  EXPECT_EQ(without_formulas("a,=1;-2|@x"), "a,'=1;'-2|'@x");
  EXPECT_EQ(without_formulas("a; \u200b\"=1"), "a;' \u200b\"=1");
  EXPECT_EQ(without_formulas("a\n+1\r\n=2"), "a\n'+1\r\n'=2");
  EXPECT_EQ(without_formulas("a\u2028=1"), "a\u2028'=1");
  EXPECT_EQ(without_formulas(";;="), ";;'=");
}

TEST(SourceText, NamesStayAsTheyAreInACsv) {
  for (const char* name : {"A-1", "15/9-F-1", "", " ", "'=1", "a=b", "Скв.-12", "油井-7", "(=1)", "a;b, c",
                           "a ; 'x", R"({"oil_rate": {"rule": "R2", "status": "Bad"}})", "\"a\", b", "a\tb"})
    EXPECT_EQ(without_formulas(name), name) << name;
}

/// The cells of a text as a program cuts them that knows any of the separators and drops what nobody sees.
std::vector<std::u32string> cells_of(std::string_view text) {
  std::vector<std::u32string> cells(1);
  while (!text.empty()) {
    const auto first = first_character(text).value_or(DecodedCharacter{U'\0', 1});
    const auto c = first.character;
    if (std::u32string_view(U",;|\t\r\n\v\f\u0085\u2028\u2029").contains(c))
      cells.emplace_back();
    else if (is_visible(c) && !is_blank(c) && c != U'"')
      cells.back() += c;
    text.remove_prefix(first.size_bytes);
  }
  return cells;
}

TEST(SourceText, NoCellOfAnyTextBeginsAFormulaAndNothingElseChanges) {
  const std::vector<std::string> parts = {"=",      "+",        "-",      "@",      ",",
                                          ";",      "|",        "\t",     "\r",     "\n",
                                          " ",      "\"",       "'",      "a",      "1",
                                          "\u00a0", "\ufeff",   "\u200b", "\u202e", "\u2028",
                                          "\u0085", "\uff1d",   "\uff20", "\ufe63", "\x01",
                                          "\xff",   "\xe2\x80", "Ж",      "\u0301", std::string(1, '\0')};
  std::mt19937 random(20261129);
  std::uniform_int_distribution<std::size_t> part(0, parts.size() - 1);
  std::uniform_int_distribution<int> length(0, 12);
  for (int round = 0; round < 5'000; ++round) {
    std::string text;
    for (int i = length(random); i > 0; --i) text += parts[part(random)];
    const auto safe = without_formulas(text);
    for (const auto& cell : cells_of(safe))
      ASSERT_FALSE(!cell.empty() && std::u32string_view(U"=+-@\uff1d\uff20\ufe63").contains(cell.front()))
          << text;
    ASSERT_FALSE(!safe.empty() && std::string_view("\t\r\n").contains(safe.front())) << text;
    ASSERT_EQ(without_formulas(safe), safe) << text;
    auto rest = std::string_view(safe);  // apostrophes apart it is the text
    for (const char c : text) {
      if (!rest.empty() && rest.front() == '\'' && c != '\'') rest.remove_prefix(1);
      ASSERT_TRUE(!rest.empty() && rest.front() == c) << text;
      rest.remove_prefix(1);
    }
    ASSERT_EQ(rest, "") << text;
  }
}

}  // namespace
}  // namespace flodata
