#include "api/rows/quality_note.h"

#include <gtest/gtest.h>

namespace flodata::api {
namespace {

constexpr std::string_view kRow = R"({"oil_rate": {"status": "Uncertain", "rule": "R4"}, )"
                                  R"("gas_rate": {"status": "Bad", "rule": "R2"}, )"
                                  R"("avg_whp_p": {"status": "Bad", "rule": "R5"}})";

std::optional<std::string> note(std::initializer_list<std::string_view> names,
                                std::string_view quality = kRow) {
  std::vector<aggregation::Quantity> asked;
  for (const auto name : names) asked.push_back(aggregation::find_quantity(name).value());
  QualityNote quality_note(std::move(asked));
  const auto found = quality_note.of(quality);
  EXPECT_EQ(quality_note.of(quality), found);  // from the cache
  return found ? std::optional(std::string(*found)) : std::nullopt;
}

TEST(QualityNote, NamesOnlyWhatWasAskedFor) {
  EXPECT_EQ(note({"thp"}), R"({"avg_whp_p": {"status": "Bad", "rule": "R5"}})");
  EXPECT_EQ(note({"oil_rate", "wht"}), R"({"oil_rate": {"status": "Uncertain", "rule": "R4"}})");
  EXPECT_EQ(note({"wht", "water_rate"}), std::nullopt);
}

TEST(QualityNote, ADerivedQuantityIsAsBadAsItsWorstInput) {
  EXPECT_EQ(note({"gor"}), R"({"gor": {"status": "Bad", "rule": "R2"}})");
  EXPECT_EQ(note({"watercut"}), R"({"watercut": {"status": "Uncertain", "rule": "R4"}})");
  EXPECT_EQ(note({"gor"}, R"({"avg_whp_p": {"status": "Bad", "rule": "R5"}})"), std::nullopt);
}

TEST(QualityNote, GoodRowsStayWithout) {
  QualityNote quality_note({aggregation::Quantity(kOilRateTag)});
  EXPECT_EQ(quality_note.of(std::nullopt), std::nullopt);
  EXPECT_EQ(quality_note.of("{}"), std::nullopt);
}

TEST(QualityNote, ManyTextsAreNotMixedUp) {
  QualityNote quality_note({aggregation::Quantity(kOilRateTag)});
  for (int round = 0; round < 2; ++round)
    for (int i = 0; i < 300; ++i) {
      const auto note = R"({"status": "Bad", "rule": "R)" + std::to_string(i) + R"("})";
      EXPECT_EQ(quality_note.of(R"({"oil_rate": )" + note + "}"), R"({"oil_rate": )" + note + "}");
    }
}

}  // namespace
}  // namespace flodata::api
