#include "api/assets/assets.h"

#include <array>
#include <fstream>
#include <iterator>

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

TEST(Assets, OnlyAConsolesFileThatIsNamedByItsBytesIsImmutable) {
  const auto cache_control = [](std::string_view path) {
    const std::array files = {ConsoleFile{path, ""}};
    return header(*Assets(files).find(path, {.accept_encoding = "gzip"}), "Cache-Control");
  };
  EXPECT_EQ(cache_control("/assets/index-BtW0sQ9x.js"), "public, max-age=31536000, immutable");
  EXPECT_EQ(cache_control("/assets/uPlot-a-_9sQ9x.css"), "public, max-age=31536000, immutable");
  for (const auto* path : {"/index.html", "/assets/stub.css", "/assets/index-BtW0sQ9.js",
                           "/assets/BtW0sQ9x.js", "/index-BtW0sQ9x.js", "/assets/index-BtW0+Q9x.js"})
    EXPECT_EQ(cache_control(path), "no-cache") << path;
}

TEST(Assets, ConsolesFilesHaveTheirTypes) {
  const auto type = [](std::string_view path) {
    const std::array files = {ConsoleFile{path, ""}};
    return Assets(files).find(path, {.accept_encoding = "gzip"})->content_type;
  };
  EXPECT_EQ(type("/assets/a.js"), "text/javascript; charset=utf-8");
  EXPECT_EQ(type("/assets/a.css"), "text/css; charset=utf-8");
  EXPECT_EQ(type("/favicon.svg"), "image/svg+xml");
  EXPECT_EQ(type("/a.unknown"), "application/octet-stream");
}

TEST(Assets, PageOfTheConsoleLoadsNothingFromElsewhereAndRunsNothingOfItsOwn) {
  const Assets assets;
  const auto page = assets.page({});
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_TRUE(page.content().starts_with("<!doctype html>")) << page.content().substr(0, 100);
  EXPECT_EQ(page.content().find("://"), std::string::npos);
  EXPECT_EQ(page.content().find("<style"), std::string::npos);
  EXPECT_EQ(
      header(page, "Content-Security-Policy"),
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
      "frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
  EXPECT_EQ(header(page, "Cache-Control"), "no-cache");
  EXPECT_EQ(header(page, "Vary"), "Accept, Accept-Encoding");
  EXPECT_EQ(assets.page({.if_none_match = header(page, "ETag")}).status, http::Status::not_modified);
}

TEST(Assets, EveryFileThatThePageOfTheConsoleNamesIsThere) {
  const Assets assets;
  const std::string html(assets.page({}).content());
  int files = 0;
  for (auto at = html.find("=\"./assets/"); at != std::string::npos; at = html.find("=\"./assets/", at + 1)) {
    const auto path = html.substr(at + 3, html.find('"', at + 3) - at - 3);
    EXPECT_TRUE(assets.find(path, {})) << path;
    ++files;
  }
  EXPECT_GT(files, 0);
}

TEST(Assets, PageOfTheConsoleFindsItsFilesFromEveryDepth) {
  const Assets assets;
  const auto page = [&](std::string target) {
    return std::string(assets.page({.method = "GET", .target = std::move(target)}).content());
  };
  EXPECT_EQ(page("/wells").find("../assets/"), std::string::npos);
  EXPECT_NE(page("/wells").find("=\"./assets/"), std::string::npos);
  for (const auto* target : {"/wells/NO-15-9-F-12", "/wells/NO-15%2F9-F-12?tag=a/b", "/wells/"}) {
    EXPECT_NE(page(target).find("=\"../assets/"), std::string::npos) << target;
    EXPECT_EQ(page(target).find("=\"./"), std::string::npos) << target;
  }
  EXPECT_NE(page("/a/b/c").find("=\"../../assets/"), std::string::npos);
}

TEST(Assets, PageOfTheConsoleHasATagForEveryDepth) {
  const Assets assets;
  const auto tag = header(assets.page({.target = "/wells/A"}), "ETag");
  EXPECT_NE(tag, header(assets.page({.target = "/wells"}), "ETag"));
  EXPECT_EQ(assets.page({.target = "/wells/B", .if_none_match = tag}).status, http::Status::not_modified);
}

// The build with a console has no stub, so it is read from the tree.
TEST(Assets, StubSaysThatThereIsNoConsoleAndWhatThereIsInstead) {
  std::ifstream file(FLODATA_SOURCE_DIR "/web/console-stub/index.html");
  const std::string html{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_NE(html.find("without the console"), std::string::npos);
  EXPECT_NE(html.find("href=\"./docs\""), std::string::npos);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("style="), std::string::npos);
}

TEST(Assets, UnknownFileIsNotThere) {
  const Assets assets;
  EXPECT_FALSE(assets.find("/docs/", {}));
  EXPECT_FALSE(assets.find("/docs/../secret", {}));
}

}  // namespace
}  // namespace flodata::api
