#include "base/own_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "support/temporary_folder.h"

namespace flodata {
namespace {

class OwnFile : public ::testing::Test {
 protected:
  void SetUp() override { test::write_file(path_, "REPLAY_SPEED=2\n"); }

  [[nodiscard]] Code code() const {
    const auto read = read_own_file(path_);
    EXPECT_FALSE(read);
    return read ? Code::io : read.error().code;
  }

  test::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / ".env";
};

TEST_F(OwnFile, IsReadAndOneThatIsMissingIsNothing) {
  EXPECT_EQ(read_own_file(path_).value(), "REPLAY_SPEED=2\n");
  EXPECT_FALSE(read_own_file(folder_ / "nowhere").value());
}

TEST_F(OwnFile, OfAnotherUserIsNotTaken) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can make a file of another user";
  ASSERT_EQ(chown(path_.c_str(), 65534, 65534), 0);
  EXPECT_EQ(code(), Code::permission_denied);
  EXPECT_NE(read_own_file(path_).error().message.find("belongs to user " + user_name(65534)),
            std::string::npos);
}

TEST_F(OwnFile, LinkOfAnotherUserToAFileOfOursIsNotTaken) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can make a link of another user";
  const auto link = folder_ / "link";
  std::filesystem::create_symlink(path_, link);
  EXPECT_TRUE(read_own_file(link)) << "our own link is followed";
  ASSERT_EQ(lchown(link.c_str(), 65534, 65534), 0);
  EXPECT_FALSE(read_own_file(link));
}

TEST_F(OwnFile, ThatOthersMayWriteIsNotTakenAndTheHintSaysChmod) {
  for (const mode_t mode : {0660U, 0602U, 0664U, 0666U}) {
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
    const auto read = read_own_file(path_);
    ASSERT_FALSE(read) << mode;
    EXPECT_EQ(read.error().code, Code::permission_denied);
    EXPECT_NE(read.error().message.find("run `chmod go-w " + path_.string()), std::string::npos);
  }
  ASSERT_EQ(chmod(path_.c_str(), 0644), 0);
  EXPECT_TRUE(read_own_file(path_)) << "reading is no danger";
}

TEST_F(OwnFile, PipeInItsPlaceIsNotWaitedFor) {
  std::filesystem::remove(path_);
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(code(), Code::corrupt_input);
}

}  // namespace
}  // namespace flodata
