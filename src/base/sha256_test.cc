#include "base/sha256.h"

#include <gtest/gtest.h>

namespace flodata {
namespace {

TEST(Sha256, KnownAnswersAndGoingOn) {  // FIPS 180-4, examples
  Sha256 digest;
  EXPECT_EQ(digest.hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const std::string_view text = "abc";
  digest.add(std::as_bytes(std::span(text)));
  EXPECT_EQ(digest.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace flodata
