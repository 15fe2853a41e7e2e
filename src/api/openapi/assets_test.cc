#include "api/openapi/assets.h"

#include <gtest/gtest.h>

namespace flodata::api {
namespace {

std::string header(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return "";
}

TEST(Assets, PlainWhenGzipIsNotAccepted) {
  const Assets assets;
  const auto page = assets.find("/docs", {.method = "GET", .target = "/docs"});
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->content().starts_with("<!DOCTYPE html>"));
  EXPECT_EQ(header(*page, "Content-Encoding"), "");
}

TEST(Assets, CompressedWhenGzipIsAccepted) {
  const Assets assets;
  const auto page = assets.find("/docs", {.method = "GET", .target = "/docs", .accept_encoding = "br, gzip"});
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->content().starts_with("\x1f\x8b"));
  EXPECT_EQ(header(*page, "Content-Encoding"), "gzip");
  EXPECT_EQ(header(*page, "Vary"), "Accept-Encoding");
}

TEST(Assets, PlainAndCompressedHaveTagsOfTheirOwnAndAnswerNotModified) {
  const Assets assets;
  const auto plain = assets.find("/redoc", {});
  const auto compressed = assets.find("/redoc", {.accept_encoding = "gzip"});
  const auto tag = header(*plain, "ETag");
  EXPECT_NE(tag, header(*compressed, "ETag"));
  const auto again = assets.find("/redoc", {.if_none_match = "\"other\", " + tag});
  EXPECT_EQ(again->status, http::Status::not_modified);
  EXPECT_TRUE(again->content().empty());
  EXPECT_EQ(assets.find("/redoc", {.accept_encoding = "gzip", .if_none_match = tag})->status,
            http::Status::ok);
}

TEST(Assets, PagesMayAskNoForeignHost) {
  const Assets assets;
  for (const auto* path : {"/docs", "/redoc"}) {
    const auto page = assets.find(path, {});
    EXPECT_EQ(page->content().find("://"), std::string::npos) << path;
    const auto policy = header(*page, "Content-Security-Policy");
    EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'self'; ")) << policy;
    EXPECT_EQ(policy.find("http"), std::string::npos) << policy;
  }
}

TEST(Assets, LicencesOfWhatIsEmbeddedAreServed) {
  const Assets assets;
  EXPECT_NE(assets.find("/docs/LICENSE.txt", {})->content().find("Apache License"), std::string::npos);
  EXPECT_NE(assets.find("/redoc/LICENSE.txt", {})->content().find("MIT License"), std::string::npos);
}

TEST(Assets, UnknownFileIsNotThere) {
  const Assets assets;
  EXPECT_FALSE(assets.find("/docs/", {}));
  EXPECT_FALSE(assets.find("/docs/../secret", {}));
}

}  // namespace
}  // namespace flodata::api
