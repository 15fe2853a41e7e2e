#include "http/message/negotiation.h"

#include <array>

#include <gtest/gtest.h>

namespace flodata::http {
namespace {

constexpr std::array kRowFormats = {MediaType::json, MediaType::ndjson, MediaType::csv};

std::optional<MediaType> rows_form(std::string_view accept) { return choose_media_type(accept, kRowFormats); }

TEST(Negotiation, WithoutPreferenceRowsAreJson) {
  for (const auto* accept : {"", " ", "*/*", "application/*", "text/html,application/xhtml+xml,*/*;q=0.8"})
    EXPECT_EQ(rows_form(accept), MediaType::json) << accept;
}

TEST(Negotiation, TheHighestWeightWins) {
  EXPECT_EQ(rows_form("text/csv"), MediaType::csv);
  EXPECT_EQ(rows_form("TEXT/CSV; header=present"), MediaType::csv);
  EXPECT_EQ(rows_form("text/*"), MediaType::csv);
  EXPECT_EQ(rows_form("application/json;q=0.5, application/x-ndjson"), MediaType::ndjson);
  EXPECT_EQ(rows_form("application/json; q=0.2, text/csv;q=0.3"), MediaType::csv);
  EXPECT_EQ(rows_form("application/jsonl"), MediaType::ndjson);
}

TEST(Negotiation, AnExactNameOverridesARange) {
  EXPECT_EQ(rows_form("*/*, application/json;q=0"), MediaType::ndjson);
  EXPECT_EQ(rows_form("application/*;q=0, */*;q=0.1"), MediaType::csv);
}

TEST(Negotiation, WhatIsNotTakenIsNotChosen) {
  for (const auto* accept : {"image/png", "application/json;q=0", "application/xml, text/html", "json", ",",
                             "application/json;q=banana"})
    EXPECT_EQ(rows_form(accept), std::nullopt) << accept;
}

TEST(Negotiation, HtmlIsPreferredOnlyWhereItsWeightIsHigherThanThatOfJson) {
  for (const auto* accept : {"text/html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                             "text/*", "application/json;q=0.9, text/html", "TEXT/HTML"})
    EXPECT_TRUE(prefers_html(accept)) << accept;
  for (const auto* accept : {"", "*/*", "application/json", "application/json, text/html", "text/html;q=0",
                             "text/html, */*", "text/plain", "image/avif,image/webp,*/*"})
    EXPECT_FALSE(prefers_html(accept)) << accept;
}

TEST(Negotiation, EncodingsAreChosenByWeightAndZstdBreaksATie) {
  EXPECT_EQ(choose_encoding(""), Encoding::identity);
  EXPECT_EQ(choose_encoding("identity"), Encoding::identity);
  EXPECT_EQ(choose_encoding("br"), Encoding::identity);
  EXPECT_EQ(choose_encoding("gzip, deflate, br"), Encoding::gzip);
  EXPECT_EQ(choose_encoding("gzip, deflate, br, zstd"), Encoding::zstd);
  EXPECT_EQ(choose_encoding("GZIP;q=1.0, zstd;q=0.5"), Encoding::gzip);
  EXPECT_EQ(choose_encoding("gzip;q=0, zstd;q=0"), Encoding::identity);
  EXPECT_EQ(choose_encoding("*;q=0.1, zstd;q=0"), Encoding::gzip);
}

TEST(Negotiation, ACompressionIsAllowedByNameOrByStarUnlessItsWeightIsZero) {
  for (const auto* header : {"gzip", "deflate , gzip;q=0.5", "*"})
    EXPECT_TRUE(accepts(header, Encoding::gzip)) << header;
  for (const auto* header : {"gzip;q=0", "gzip;q=0.0, br", "br", ""})
    EXPECT_FALSE(accepts(header, Encoding::gzip)) << header;
}

}  // namespace
}  // namespace flodata::http
