#include "base/directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace flodata {
namespace {

namespace fs = std::filesystem;

class DirectoryTest : public ::testing::Test {
 protected:
  DirectoryTest() {
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  ~DirectoryTest() override { fs::remove_all(root_); }

  static mode_t mode_of(const fs::path& path) {
    struct stat status{};
    EXPECT_EQ(lstat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777;
  }

  fs::path root_ = fs::temp_directory_path() / fmt::format("flodata_directory_{}", getpid());
};

TEST_F(DirectoryTest, MissingFoldersGetTheirModeWhateverTheUmask) {
  for (const mode_t mask : {0U, 0077U}) {
    const auto before = umask(mask);
    const auto path = root_ / std::to_string(mask) / "b";
    const auto folder = Directory::open_or_make(path, 0710);
    umask(before);
    EXPECT_TRUE(folder.was_made());
    EXPECT_EQ(mode_of(path), 0710U);
    EXPECT_EQ(mode_of(path.parent_path()), 0710U);
    EXPECT_FALSE(Directory::open_or_make(path, 0700).was_made());
    EXPECT_EQ(mode_of(path), 0710U);
  }
}

TEST_F(DirectoryTest, FolderThatIsNotThereIsNothing) { EXPECT_FALSE(Directory::open(root_ / "none" / "b")); }

TEST_F(DirectoryTest, OwnLinksAreFollowedAndThePathIsFreeOfThem) {
  fs::create_directories(root_ / "real" / "inner");
  fs::create_symlink("real", root_ / "relative");
  fs::create_symlink(root_ / "relative", root_ / "absolute");
  EXPECT_EQ(Directory::open(root_ / "absolute" / "inner" / ".." / "inner")->path(),
            fs::canonical(root_) / "real" / "inner");
  fs::create_symlink("circle", root_ / "circle");
  EXPECT_THROW(Directory::open(root_ / "circle"), Failure);
}

TEST_F(DirectoryTest, LinkOfAnotherUserIsNotFollowed) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can make links of others";
  fs::create_directories(root_ / "real");
  fs::create_symlink(root_ / "real", root_ / "theirs");
  ASSERT_EQ(lchown((root_ / "theirs").c_str(), 65534, 65534), 0);
  EXPECT_THROW(Directory::open(root_ / "theirs"), Failure);
  EXPECT_THROW(Directory::open_or_make(root_ / "theirs" / "new", 0700), Failure);
  EXPECT_TRUE(fs::is_empty(root_ / "real"));
}

TEST_F(DirectoryTest, FolderKeepsItsPlaceWhenItIsRenamed) {
  const auto folder = Directory::open_or_make(root_ / "a", 0700);
  fs::rename(root_ / "a", root_ / "b");
  fs::create_directories(root_ / "a");
  folder.write("file", "text");
  EXPECT_TRUE(fs::is_empty(root_ / "a"));
  EXPECT_TRUE(fs::exists(root_ / "b" / "file"));
}

TEST_F(DirectoryTest, FilesAreWrittenWholeAndForTheirOwnerOnly) {
  const auto before = umask(0);
  const auto folder = Directory::open_or_make(root_, 0700);
  folder.write("file", "first, and longer");
  folder.write("file", "second");
  folder.write("shared", "text", getegid());
  umask(before);
  EXPECT_EQ(folder.read("file", 100, geteuid()), "second");
  EXPECT_EQ(folder.read("file", 3, geteuid()), "sec");
  EXPECT_EQ(mode_of(root_ / "file"), 0600U);
  EXPECT_EQ(mode_of(root_ / "shared"), 0640U);
  EXPECT_FALSE(folder.read("none", 100, geteuid()));
  EXPECT_FALSE(fs::exists(root_ / "file.new"));
}

TEST_F(DirectoryTest, WhatIsNoFileOfItsOwnIsNeitherReadNorWritten) {
  const auto folder = Directory::open_or_make(root_, 0700);
  std::ofstream(root_ / "victim") << "secret";
  fs::create_symlink("victim", root_ / "link");
  fs::create_hard_link(root_ / "victim", root_ / "second");
  ASSERT_EQ(mkfifo((root_ / "pipe").c_str(), 0600), 0);
  fs::create_directories(root_ / "folder");
  for (const char* name : {"link", "second", "pipe", "folder"})
    for (const int flags : {O_RDONLY, O_WRONLY | O_APPEND | O_CREAT})
      EXPECT_THROW(static_cast<void>(folder.open_file(name, flags, geteuid())), Failure) << name;
  folder.write("link", "new");
  EXPECT_FALSE(fs::is_symlink(root_ / "link"));
  EXPECT_EQ(folder.read("link", 10, geteuid()), "new");
  EXPECT_THROW(static_cast<void>(folder.read("link", 10, geteuid() + 1)), Failure)
      << "another owner was expected";
  EXPECT_THROW(static_cast<void>(folder.open_child("link")), Failure);
}

}  // namespace
}  // namespace flodata
