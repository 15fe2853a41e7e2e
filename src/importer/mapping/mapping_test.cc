// Mappings: what a row becomes, and what every mistake in a mapping says.
#include "importer/mapping/mapping.h"

#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "importer/mapping/mapped_sheet.h"
#include "model/daily_history.h"
#include "support/any_name.h"
#include "support/temporary_folder.h"

namespace flodata::importer {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kMinimal = R"([columns]
DATEPRD = "Day"
WELL_BORE_CODE = "Well"
ON_STREAM_HRS = { column = "On", unit = "h" }
BORE_OIL_VOL = { column = "Oil", unit = "stb/d" }
)";

class MappingTest : public testing::Test {
 protected:
  Mapping read(const std::string& text) {
    const auto path = folder_ / "field.toml";
    std::ofstream(path) << text;
    return read_mapping(path);
  }

  std::string error_of(const std::string& text) {
    try {
      read(text);
    } catch (const Failure& failure) {
      return failure.what();
    }
    return "";
  }

  /// Cells of the only data row of `csv`, by published column.
  std::map<std::string, std::string> row_of(const std::string& toml, const std::string& csv) {
    const auto mapping = read(toml);
    const auto zone = TimeZone::find(mapping.day_zone).value();
    const MappedSheet sheet(csv, "field.csv", mapping, zone);
    std::map<std::string, std::string> cells;
    sheet.read_rows(0, [&](const SheetRow& row) {
      cells.clear();
      for (const auto& cell : row.cells)
        cells[std::string(kSourceColumns[cell.column].name)] =
            cell.kind == CellKind::rejected ? fmt::format("rejected: {} ({})", cell.text, cell.reason)
                                            : cell.text;
      return RowAction::go_on;
    });
    return cells;
  }

  test::TemporaryFolder folder_;
};

double number(const std::map<std::string, std::string>& cells, const std::string& column) {
  return std::stod(cells.at(column));
}

TEST_F(MappingTest, UnitsBecomeThePublishedOnes) {
  const auto row = row_of(std::string(kMinimal) +
                              "BORE_GAS_VOL = { column = \"Gas\", unit = \"Mscf/d\" }\n"
                              "AVG_WHP_P = { column = \"THP\", unit = \"psig\" }\n"
                              "AVG_DOWNHOLE_PRESSURE = { column = \"BHP\", unit = \"kPa\" }\n"
                              "AVG_WHT_P = { column = \"THT\", unit = \"degF\" }\n",
                          "Day,Well,On,Oil,Gas,THP,BHP,THT\n2021-02-15,A-1,24,1000,2000,100,25000,140\n");
  EXPECT_NEAR(number(row, "BORE_OIL_VOL"), 158.987, 0.001);       // 1 stb = 0.158987 Sm3
  EXPECT_NEAR(number(row, "BORE_GAS_VOL"), 56633.7, 0.1);         // 1 Mscf = 28.3168 Sm3
  EXPECT_NEAR(number(row, "AVG_WHP_P"), 6.8948 + 1.01325, 1e-3);  // 1 psi = 0.0689476 bar
  EXPECT_EQ(number(row, "AVG_DOWNHOLE_PRESSURE"), 250);
  EXPECT_NEAR(number(row, "AVG_WHT_P"), 60, 1e-9);
  EXPECT_EQ(row.at("DATEPRD"), "2021-02-15");
  EXPECT_EQ(row.at("NPD_WELL_BORE_NAME"), "A-1");
}

TEST_F(MappingTest, TimeOnStreamFollowsTheLengthOfTheDay) {
  const std::string file = "[file]\nproduction_day_zone = \"America/Chicago\"\ndate_format = \"%m/%d/%Y\"\n";
  const std::string rest =
      "[columns]\nDATEPRD = \"Day\"\nWELL_BORE_CODE = \"Well\"\n"
      "BORE_OIL_VOL = { column = \"Oil\", unit = \"stb/d on stream\" }\n";
  const std::string csv = "Day,Well,On,Oil\n03/14/2021,A-1,0.5,240\n";  // 23 hours: summer time begins
  const auto part = row_of(file + rest + "ON_STREAM_HRS = { column = \"On\", unit = \"fraction\" }\n", csv);
  EXPECT_EQ(number(part, "ON_STREAM_HRS"), 11.5);
  EXPECT_NEAR(number(part, "BORE_OIL_VOL"), 240 * 11.5 / 24 / 6.2898, 1e-9);
  const auto down = row_of(file + rest + "ON_STREAM_HRS = { column = \"On\", unit = \"h down\" }\n", csv);
  EXPECT_EQ(number(down, "ON_STREAM_HRS"), 22.5);
}

TEST_F(MappingTest, DecimalCommasThousandsAndMissingValues) {
  const auto row = row_of("[file]\ndecimal = \",\"\nthousands = \".\"\nmissing = [\"-999\"]\n" +
                              std::string(kMinimal) + "AVG_WHP_P = { column = \"THP\", unit = \"bar\" }\n",
                          "Day;Well;On;Oil;THP\n2021-02-15;A-1;23,5;1.234,5;-999\n");
  EXPECT_EQ(number(row, "ON_STREAM_HRS"), 23.5);
  EXPECT_NEAR(number(row, "BORE_OIL_VOL"), 1234.5 / 6.2898, 1e-9);
  EXPECT_FALSE(row.contains("AVG_WHP_P"));
}

TEST_F(MappingTest, NumbersThatMeanThatThereIsNoValueAreComparedAsNumbers) {
  const std::string columns = std::string(kMinimal) + "AVG_WHP_P = { column = \"THP\", unit = \"bar\" }\n";
  for (const char* cell : {"-999", "-999.0", "-999.00", "-9.99E2", "NULL", "n/a"})
    EXPECT_FALSE(row_of("[file]\nmissing = [-999, \"n/a\"]\n" + columns,
                        std::string("Day,Well,On,Oil,THP\n2021-02-15,A-1,24,1,") + cell + "\n")
                     .contains("AVG_WHP_P"))
        << cell;
  for (const char* cell : {"-999,25", "-999,250"})
    EXPECT_FALSE(row_of("[file]\nmissing = [\"-999.25\"]\ndecimal = \",\"\n" + columns,
                        std::string("Day;Well;On;Oil;THP\n2021-02-15;A-1;24;1;") + cell + "\n")
                     .contains("AVG_WHP_P"))
        << cell;
  EXPECT_EQ(
      row_of("[file]\nmissing = [-999]\n" + columns, "Day,Well,On,Oil,THP\n2021-02-15,A-1,24,1,-999.1\n")
          .at("AVG_WHP_P"),
      "-999.1");
}

TEST_F(MappingTest, ColumnThatStandsTwiceInTheHeaderIsRejected) {
  for (const char* twin : {"OIL", " o i l ", "O\u00a0il"}) {
    try {
      row_of(kMinimal, fmt::format("Day,Well,On,Oil,{}\n2021-02-15,A-1,24,1,2\n", twin));
      FAIL() << twin;
    } catch (const Failure& failure) {
      EXPECT_THAT(failure.what(), AllOf(HasSubstr("row 1: "), HasSubstr("twice"), HasSubstr("Oil")));
    }
  }
}

TEST_F(MappingTest, ValueThatIsANumberNeedsNoQuotationMarks) {
  auto toml = std::string(kMinimal);
  const std::string column = "column = \"On\"";
  toml.replace(toml.find(column), column.size(), "value = 23.5");
  EXPECT_EQ(row_of(toml, "Day,Well,Oil\n2021-02-15,A-1,1\n").at("ON_STREAM_HRS"), "23.5");
}

TEST_F(MappingTest, FileSectionAloneReadsThePublishedNames) {
  const auto row = row_of("[file]\ndecimal = \",\"\nthousands = \".\"\ndate_format = \"%d.%m.%Y\"\n",
                          "DatePrd;NPD_WELL_BORE_CODE;WELL_BORE_CODE;ON_STREAM_HRS;BORE_OIL_VOL\n"
                          "01.03.2021;9.001;A-1;24,0;1.234,5\n");
  EXPECT_EQ(row.at("DATEPRD"), "2021-03-01");
  EXPECT_EQ(row.at("NPD_WELL_BORE_CODE"), "9001");
  EXPECT_EQ(row.at("BORE_OIL_VOL"), "1234.5");
  EXPECT_FALSE(row.contains("BORE_GAS_VOL"));
}

TEST_F(MappingTest, CellsThatCannotBeReadAreHandedOnAsRejected) {
  const auto row =
      row_of(std::string(kMinimal) + "WELL_TYPE = { column = \"Type\", values = { P = \"OP\" } }\n",
             "Day,Well,On,Oil,Type\n15.02.2021,A-1,24,1O0,X\n");
  EXPECT_THAT(row.at("DATEPRD"), AllOf(HasSubstr("rejected: 15.02.2021"), HasSubstr("%Y-%m-%d")));
  EXPECT_THAT(row.at("BORE_OIL_VOL"), HasSubstr("rejected: 1O0"));
  EXPECT_THAT(row.at("WELL_TYPE"), AllOf(HasSubstr("rejected: X"), HasSubstr("knows: P")));
}

TEST_F(MappingTest, ColumnThatTheFileLacksIsNamed) {
  try {
    row_of(kMinimal, "Day,Well,On,Oil volume\n2021-02-15,A-1,24,1000\n");
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_THAT(failure.what(),
                AllOf(HasSubstr("names: Oil"), HasSubstr("It has: Day, Well, On, Oil volume")));
  }
}

/// A day of 25 hours and one of 23 in Chicago.
TEST_F(MappingTest, HoursOfNominalDaysArePartsOfTheRealOnes) {
  const auto hours = [&](const std::string& day_key, const std::string& unit, const std::string& day,
                         const std::string& value) {
    const auto row =
        row_of("[file]\nproduction_day_zone = \"America/Chicago\"\n" + day_key +
                   "[columns]\nDATEPRD = \"Day\"\nWELL_BORE_CODE = \"Well\"\n"
                   "ON_STREAM_HRS = { column = \"On\", unit = \"" +
                   unit + "\" }\nBORE_OIL_VOL = { column = \"Oil\", unit = \"Sm3/d on stream\" }\n",
               "Day,Well,On,Oil\n" + day + ",A-1," + value + ",480\n");
    return std::pair(number(row, "ON_STREAM_HRS"), number(row, "BORE_OIL_VOL"));
  };
  const std::string nominal = "day = \"nominal\"\n";
  EXPECT_EQ(hours(nominal, "h", "2021-11-07", "24"), std::pair(25.0, 480.0));
  EXPECT_EQ(hours(nominal, "h", "2021-03-14", "24"), std::pair(23.0, 480.0));
  EXPECT_EQ(hours(nominal, "h", "2021-11-07", "12"), std::pair(12.5, 240.0));
  EXPECT_EQ(hours(nominal, "h down", "2021-11-07", "0"), std::pair(25.0, 480.0));
  EXPECT_EQ(hours(nominal, "min", "2021-03-14", "1440"), std::pair(23.0, 480.0));
  EXPECT_EQ(hours(nominal, "fraction", "2021-11-07", "0.5"), std::pair(12.5, 240.0));
  EXPECT_EQ(hours(nominal, "h", "2021-11-08", "17.3"), std::pair(17.3, 346.0));
  EXPECT_EQ(hours("day = \"actual\"\n", "h", "2021-11-07", "24"), std::pair(24.0, 480.0));
  EXPECT_EQ(hours("", "h down", "2021-11-07", "1"), std::pair(24.0, 480.0));
  // A rate is taken over hours within the day, and the hours stay as they are written (R1).
  EXPECT_EQ(hours("", "h", "2021-11-08", "-2"), std::pair(-2.0, 0.0));
  EXPECT_EQ(hours("", "h", "2021-11-08", "30"), std::pair(30.0, 480.0));
  EXPECT_EQ(hours(nominal, "h", "2021-11-07", "-12"), std::pair(-12.5, 0.0));
}

TEST_F(MappingTest, QuotationMarksBeforeTheClosingOnesHideNoDepth) {
  std::string deep = "a";
  for (int i = 0; i < 1000; ++i) deep += ".a";
  for (const auto* text : {R"(""""a"""")", R"("""a"""")", R"("""a""""")", "'''a''''"})
    EXPECT_THAT(error_of(fmt::format("x = [{}, {{{}=1}}]", text, deep)), HasSubstr("dots in a key")) << text;
}

TEST_F(MappingTest, ConstantOfADaysHoursSaysThatDaysAreNominal) {
  const auto day_hours = [&](const std::string& on_stream, const std::string& file = "") {
    return read("[file]\n" + file +
                "[columns]\nDATEPRD = \"Day\"\nWELL_BORE_CODE = \"Well\"\nON_STREAM_HRS = " + on_stream +
                "\nBORE_OIL_VOL = { column = \"Oil\", unit = \"Sm3\" }\n")
        .day_hours;
  };
  EXPECT_EQ(day_hours("{ value = \"24\", unit = \"h\" }"), DayHours::nominal);
  EXPECT_EQ(day_hours("{ value = \"1440\", unit = \"min\" }"), DayHours::nominal);
  EXPECT_EQ(day_hours("{ value = \"24\", unit = \"h\" }", "day = \"actual\"\n"), DayHours::actual);
  EXPECT_EQ(day_hours("{ value = \"20\", unit = \"h\" }"), DayHours::actual);
  EXPECT_EQ(day_hours("{ value = \"24\", unit = \"h down\" }"), DayHours::actual);
  EXPECT_EQ(day_hours("{ value = \"1\", unit = \"fraction\" }"), DayHours::actual);
  EXPECT_EQ(day_hours("{ column = \"On\", unit = \"h\" }"), DayHours::actual);
}

TEST_F(MappingTest, EveryMistakeSaysFileLineValueAndHint) {
  const std::string minimal = kMinimal;
  EXPECT_THAT(error_of("[columns\n"), AllOf(HasSubstr("field.toml', line 1"), HasSubstr("not TOML")));
  EXPECT_THAT(error_of("[colums]\n"), HasSubstr("unknown section 'colums': did you mean 'columns'?"));
  EXPECT_THAT(error_of("[file]\ndate_fromat = \"%Y\"\n"),
              HasSubstr("line 2: unknown key of [file] 'date_fromat'"));
  EXPECT_THAT(error_of("[file]\ndate_format = \"%y\"\n"), HasSubstr("has no %d"));
  EXPECT_THAT(error_of("[file]\ndecimal = \",\"\nthousands = \",\"\n"), HasSubstr("are both ','"));
  EXPECT_THAT(error_of("[file]\nthousands = \".\"\n"), HasSubstr("are both '.'")) << "the default decimal";
  EXPECT_THAT(
      error_of(minimal + "BORE_WAT_VOL = { column = \" OIL \", unit = \"stb/d\" }\n"),
      AllOf(HasSubstr("line 6: the column ' OIL ' is mapped twice, to BORE_OIL_VOL and BORE_WAT_VOL")));
  EXPECT_THAT(error_of(minimal + "AVG_WHP_P = { value = \"1,5\", unit = \"bar\" }\n"),
              AllOf(HasSubstr("'value' is '1,5'"), HasSubstr("with a decimal point")));
  EXPECT_THAT(error_of("[file]\nproduction_day_zone = \"Chicago\"\n"), HasSubstr("Chicago"));
  EXPECT_THAT(error_of("[file]\ndecimal = \";\"\n"), HasSubstr("'decimal' is ';'"));
  EXPECT_THAT(error_of("[file]\nday = \"24\"\n"), AllOf(HasSubstr("'day' is '24'"), HasSubstr("nominal")));
  EXPECT_THAT(error_of("[file]\nwell_names = \"npd\"\n"),
              AllOf(HasSubstr("'well_names' is 'npd'"), HasSubstr("\"NPD\"")));
  EXPECT_THAT(error_of("[columns]\nBORE_OIL = \"Oil\"\n"), HasSubstr("did you mean 'BORE_OIL_VOL'?"));
  EXPECT_THAT(error_of("[columns]\nBORE_OIL_VOL = \"Oil\"\n"), HasSubstr("BORE_OIL_VOL needs a unit"));
  EXPECT_THAT(error_of("[columns]\nBORE_OIL_VOL = { column = \"Oil\", unit = \"gal\" }\n"),
              AllOf(HasSubstr("unknown unit 'gal'"), HasSubstr("stb/d")));
  EXPECT_THAT(error_of("[columns]\nAVG_CHOKE_SIZE_P = { column = \"Choke\", unit = \"64ths\" }\n"),
              HasSubstr("it can be %, fraction"));
  EXPECT_THAT(error_of("[columns]\nDP_CHOKE_SIZE = { column = \"DP\", unit = \"psig\" }\n"),
              HasSubstr("unknown unit 'psig' of DP_CHOKE_SIZE"));
  EXPECT_THAT(error_of("[columns]\nNPD_FIELD_NAME = { column = \"F\", value = \"X\" }\n"),
              HasSubstr("either 'column'"));
  EXPECT_THAT(error_of(minimal.substr(0, minimal.find("ON_STREAM"))),
              HasSubstr("says nothing of ON_STREAM_HRS"));
  EXPECT_THROW(read_mapping(folder_ / "none.toml"), Failure);
}

TEST_F(MappingTest, AllMistakesAreReportedInTheOrderOfTheFile) {
  const auto path = (folder_ / "field.toml").string();
  EXPECT_EQ(
      error_of(R"([file]
decimal = ";"
production_day_zone = "UTC"
date_fromat = "%Y"
[columns]
DATEPRD = "Day"
BORE_OIL_VOL = { column = "Oil", unit = "gal", units = "stb" }
BORE_WAT_VOL = "Water"
[filter]
)"),
      fmt::format("'{0}' has 8 mistakes: "
                  "(1) [columns] says nothing of ON_STREAM_HRS (the time on stream; in a mapping {{ "
                  "value = \"24\", unit = \"h\" }} where it was not measured): every row needs it "
                  "(2) [columns] says nothing of WELL_BORE_CODE or NPD_WELL_BORE_NAME (the well's name): "
                  "every row needs it "
                  "(3) line 2: 'decimal' is ';': it must be one of the characters ., "
                  "(4) line 4: unknown key of [file] 'date_fromat': did you mean 'date_format'? Known "
                  "are production_day_zone, day, partial_day_means, well_names, date_format, decimal, "
                  "thousands, missing "
                  "(5) line 7: unknown key of a column 'units': did you mean 'unit'? Known are column, "
                  "value, unit, values "
                  "(6) line 7: unknown unit 'gal' of BORE_OIL_VOL: it can be Sm3, Sm3/d, stb, stb/d, "
                  "bbl, bbl/d, BOPD; a rate also with ' on stream' behind it "
                  "(7) line 8: BORE_WAT_VOL needs a unit, for instance {{ column = \"Water\", unit = "
                  "\"stb/d\" }} "
                  "(8) line 9: unknown section 'filter': did you mean 'file'? Known are file, columns",
                  path));
}

TEST_F(MappingTest, ManyMistakesAreCounted) {
  std::string text = "[file]\n";
  for (int i = 0; i < 30; ++i) text += fmt::format("x{} = 1\n", i);
  EXPECT_THAT(error_of(text), AllOf(HasSubstr("has 30 mistakes: (1) line 2: "), HasSubstr("(20) line 21: "),
                                    testing::Not(HasSubstr("(21)")), testing::EndsWith(" and 10 more")));
}

RC_GTEST_FIXTURE_PROP(MappingTest, NameOfAnyScriptIsKeptAsWritten, ()) {
  const auto name = test::any_name();
  std::string quoted = "\"";
  for (const char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  const auto row = row_of(kMinimal, "Day,Well,On,Oil\n2021-02-15," + quoted + "\",24,1\n");
  const auto expected = std::string(trimmed(name));
  RC_PRE(!expected.empty());
  RC_ASSERT(row.at("WELL_BORE_CODE") == expected);
}

}  // namespace
}  // namespace flodata::importer
