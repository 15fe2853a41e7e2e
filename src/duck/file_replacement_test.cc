#include "duck/file_replacement.h"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace flodata::duck {
namespace {

namespace fs = std::filesystem;

class FileReplacementTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / (std::string("flodata_replace_") +
                                              testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  static void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }
  static std::string read(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  [[nodiscard]] std::size_t file_count() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

TEST_F(FileReplacementTest, WithoutCommitTheOldFileStaysAndNothingElseIsLeft) {
  const auto target = folder_ / "a.txt";
  write(target, "old");
  {
    const FileReplacement replacement(target);
    write(replacement.temporary(), "new");
    write(wal_of(replacement.temporary()), "log");
    const auto place = replacement.temporary().parent_path();
    EXPECT_EQ(place.parent_path(), fs::canonical(folder_)) << "on the same disk";
    EXPECT_EQ(fs::status(place).permissions(), fs::perms::owner_all) << "nobody else can put a link there";
  }
  EXPECT_EQ(read(target), "old");
  EXPECT_EQ(file_count(), 1U);
}

TEST_F(FileReplacementTest, CommitPutsTheNewFileInPlace) {
  const auto target = folder_ / "a.txt";
  write(target, "old");
  FileReplacement replacement(target);
  write(replacement.temporary(), "new");
  replacement.commit();
  EXPECT_EQ(read(target), "new");
  EXPECT_EQ(file_count(), 1U);
}

TEST_F(FileReplacementTest, LinkStaysALinkAndItsTargetIsReplaced) {
  write(folder_ / "real.txt", "old");
  fs::create_symlink(folder_ / "real.txt", folder_ / "link.txt");
  FileReplacement replacement(folder_ / "link.txt");
  write(replacement.temporary(), "new");
  replacement.commit();
  EXPECT_TRUE(fs::is_symlink(folder_ / "link.txt"));
  EXPECT_EQ(read(folder_ / "real.txt"), "new");
}

TEST_F(FileReplacementTest, NewFileIsNamedRelativeToTheCurrentFolder) {
  const auto before = fs::current_path();
  fs::current_path(folder_);
  FileReplacement replacement("b.txt");
  write(replacement.temporary(), "new");
  replacement.commit();
  fs::current_path(before);
  EXPECT_EQ(read(folder_ / "b.txt"), "new");
}

TEST_F(FileReplacementTest, MissingFolderAndFolderAsTargetAreToldApart) {
  const auto code_of = [](const fs::path& target) {
    try {
      const FileReplacement replacement(target);
    } catch (const Failure& failure) {
      return failure.code();
    }
    return Code::io;
  };
  EXPECT_EQ(code_of(folder_ / "none" / "a.txt"), Code::not_found);
  EXPECT_EQ(code_of(folder_), Code::invalid_argument);
}

}  // namespace
}  // namespace flodata::duck
