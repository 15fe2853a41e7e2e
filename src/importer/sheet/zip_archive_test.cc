#include "importer/sheet/zip_archive.h"

#include <cstring>

#include <gtest/gtest.h>

#include "support/workbook_builder.h"

namespace flodata::importer {
namespace {

std::string read_all(const ZipArchive& archive, const std::string& part) {
  std::string text;
  archive.read(part, [&](std::string_view chunk) {
    text += chunk;
    return PartAction::go_on;
  });
  return text;
}

std::string error_of(const std::string& bytes, const ImportLimits& limits = {},
                     const std::string& part = "a") {
  try {
    const ZipArchive archive(bytes, "test.xlsx", limits);
    static_cast<void>(read_all(archive, part));
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), Code::corrupt_input);
    return failure.what();
  }
  return "no error";
}

class ZipArchiveTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  std::string zip(const std::map<std::string, std::string>& parts) {
    return test::zip_of(parts, folder_ / "z.zip");
  }
};

TEST_F(ZipArchiveTest, PartsComeOutAsTheyWentIn) {
  std::string large;
  for (int i = 0; i < 100'000; ++i) large += std::to_string(i);
  const auto bytes = zip({{"a", large}, {"folder/b", "text"}});
  const ZipArchive archive(bytes, "test.xlsx");
  EXPECT_EQ(read_all(archive, "a"), large);
  EXPECT_EQ(read_all(archive, "Folder/B"), "text") << "names are found without regard to case";
  EXPECT_EQ(archive.declared_bytes("a"), large.size());
  EXPECT_TRUE(archive.contains("folder/b"));
  EXPECT_FALSE(archive.contains("c"));
  EXPECT_NE(error_of(bytes, {}, "c").find("'c' is damaged (it is missing)"), std::string::npos);
}

TEST_F(ZipArchiveTest, CutOffArchiveIsDamaged) {
  const auto bytes = zip({{"a", std::string(10'000, 'x')}});
  EXPECT_NE(error_of(bytes.substr(0, bytes.size() / 2)).find("cut off"), std::string::npos);
  EXPECT_NE(error_of("PK").find("cut off"), std::string::npos);
}

TEST_F(ZipArchiveTest, ChangedByteFailsTheChecksum) {
  // Random bytes are stored, not deflated, so that a changed one is found by the checksum alone.
  std::string noise;
  for (unsigned i = 0, state = 1; i < 1000; ++i)
    noise += static_cast<char>((state = state * 1103515245U + 12345U) >> 16U);
  auto bytes = zip({{"a", noise}});
  const auto at = bytes.find(noise.substr(100, 20));
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(error_of(bytes), "no error");
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  EXPECT_NE(error_of(bytes).find("is damaged"), std::string::npos);
}

TEST_F(ZipArchiveTest, TooManyEntriesAreNotRead) {
  const auto bytes = zip({{"a", "1"}, {"b", "2"}, {"c", "3"}});
  EXPECT_EQ(error_of(bytes, {.archive_entries = 3}), "no error");
  EXPECT_NE(error_of(bytes, {.archive_entries = 2}).find("archive of 3 files"), std::string::npos);
}

TEST_F(ZipArchiveTest, PartBeyondTheSizeLimitIsNotRead) {
  const auto bytes = zip({{"a", std::string(200'000, 'x')}});
  EXPECT_EQ(error_of(bytes, {.part_bytes = 200'000}), "no error");
  EXPECT_NE(error_of(bytes, {.part_bytes = 199'999}).find("unfolds"), std::string::npos);
}

TEST_F(ZipArchiveTest, RatioBeyondTheLimitStopsAFewMegabytesIn) {
  const auto bytes = zip({{"a", std::string(20'000'000, ' ')}});
  ASSERT_LT(bytes.size(), 40'000U);
  std::size_t received = 0;
  const ZipArchive archive(bytes, "test.xlsx");
  EXPECT_THROW(archive.read("a",
                            [&](std::string_view chunk) {
                              received += chunk.size();
                              return PartAction::go_on;
                            }),
               Failure);
  EXPECT_LT(received, 7'000'000U);
}

TEST_F(ZipArchiveTest, DeclaredSizeThatLiesIsNoWayAroundTheLimits) {
  auto bytes = zip({{"a", std::string(500'000, 'x')}});
  const std::uint32_t lie = 10;
  const auto patch = [&](std::string_view signature, std::size_t offset) {
    const auto at = bytes.find(signature);
    ASSERT_NE(at, std::string::npos);
    std::memcpy(bytes.data() + at + offset, &lie, sizeof(lie));
  };
  patch("PK\x01\x02",
        24);  // uncompressed size in the central directory and in the local header (APPNOTE 4.3)
  patch("PK\x03\x04", 22);
  EXPECT_EQ(ZipArchive(bytes, "test.xlsx").declared_bytes("a"), 10U);
  EXPECT_NE(error_of(bytes, {.part_bytes = 100'000}), "no error");
}

TEST_F(ZipArchiveTest, PartThatIsThereTwiceIsReadByNobody) {
  auto bytes = zip({{"a", "first"}, {"b", "second"}});
  constexpr std::size_t kNameInLocalHeader = 30;
  constexpr std::size_t kNameInDirectory = 46;
  bytes[bytes.rfind("PK\x03\x04") + kNameInLocalHeader] = 'A';
  bytes[bytes.rfind("PK\x01\x02") + kNameInDirectory] = 'A';
  EXPECT_NE(error_of(bytes).find("it is there twice"), std::string::npos) << error_of(bytes);
}

TEST_F(ZipArchiveTest, CompressionThatAsksForMemoryIsNotRead) {
  auto bytes = zip({{"a", std::string(10'000, 'x')}});
  const std::uint16_t lzma = 14;
  std::memcpy(bytes.data() + bytes.find("PK\x01\x02") + 10, &lzma, sizeof(lzma));
  std::memcpy(bytes.data() + bytes.find("PK\x03\x04") + 8, &lzma, sizeof(lzma));
  EXPECT_NE(error_of(bytes).find("compressed by method 14"), std::string::npos) << error_of(bytes);
}

TEST_F(ZipArchiveTest, DirectoryOfMillionsIsNotEvenOpened) {
  std::string bytes = "PK\x03\x04";
  for (int i = 0; i < 3000; ++i) bytes += "PK\x01\x02" + std::string(42, '\0');
  EXPECT_NE(error_of(bytes).find("archive of 3000 files"), std::string::npos) << error_of(bytes);
}

}  // namespace
}  // namespace flodata::importer
