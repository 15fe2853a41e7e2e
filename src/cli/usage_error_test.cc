#include "cli/usage_error.h"

#include <gtest/gtest.h>

namespace flodata::cli {
namespace {

class UsageErrorTest : public ::testing::Test {
 protected:
  UsageErrorTest() {
    auto* up = app_.add_subcommand("up");
    up->add_option("--port,-p", port_);
    up->add_flag("--open", open_);
    auto* dataset = app_.add_subcommand("dataset");
    dataset->add_subcommand("import")->add_option("FILE", file_);
    dataset->add_subcommand("info");
    app_.add_subcommand("serve");
  }
  std::string told(const std::vector<std::string>& words) const {
    return unknown_word(app_, words).value_or("");
  }

 private:
  CLI::App app_{"", "flodata"};
  int port_ = 0;
  bool open_ = false;
  std::string file_;
};

TEST_F(UsageErrorTest, AnUnknownCommandIsNamedWithTheNearestOne) {
  EXPECT_EQ(told({"serv"}),
            "There is no command 'flodata serv'; the nearest is 'flodata serve'. Run 'flodata --help' for "
            "all of them.");
  EXPECT_EQ(told({"dataset", "inport", "x.csv"}),
            "There is no command 'flodata dataset inport'; the nearest is 'flodata dataset import'. Run "
            "'flodata dataset "
            "--help' for all of them.");
}

TEST_F(UsageErrorTest, ACommandOfAnotherLevelIsFound) {
  EXPECT_NE(told({"import", "x.csv"}).find("nearest is 'flodata dataset import'"), std::string::npos);
  EXPECT_NE(told({"dataset", "serve"}).find("nearest is 'flodata serve'"), std::string::npos);
}

TEST_F(UsageErrorTest, AnUnknownOptionIsNamedWithTheNearestOneOfItsCommand) {
  EXPECT_EQ(told({"up", "--prot=80"}),
            "'flodata up' has no option '--prot'; the nearest is '--port'. Run 'flodata up --help' for all "
            "of them.");
  EXPECT_NE(told({"--port", "80", "up"}).find("'flodata' has no option '--port'"), std::string::npos);
  EXPECT_NE(told({"up", "-x"}).find("no option '-x'"), std::string::npos);
}

TEST_F(UsageErrorTest, KnownWordsAndValuesAreNoFault) {
  EXPECT_EQ(told({"up", "--port", "bogus", "--open"}), "");
  EXPECT_EQ(told({"up", "-p", "80", "--help"}), "");
  EXPECT_EQ(told({"dataset", "import", "bogus"}), "");
  EXPECT_EQ(told({"dataset", "import", "-5"}), "");
  EXPECT_EQ(told({"--", "bogus"}), "");
}

}  // namespace
}  // namespace flodata::cli
