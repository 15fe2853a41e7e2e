#include "http/message/head.h"

#include <gtest/gtest.h>

namespace flodata::http {
namespace {

TEST(HttpHead, AWholeAnswerSaysItsLength) {
  Response response{.status = Status::not_found, .content_type = "text/plain", .body = "12345"};
  response.headers.emplace_back("Flodata-Units", "{}");
  EXPECT_EQ(head_of(response, Framing::length),
            "HTTP/1.1 404 Not Found\r\nServer: flodata\r\nContent-Type: text/plain\r\nFlodata-Units: {}\r\n"
            "Content-Length: 5\r\n");
}

TEST(HttpHead, AStreamedAnswerSaysNoLength) {
  const Response response{.content_type = "text/csv"};
  EXPECT_EQ(head_of(response, Framing::chunked),
            "HTTP/1.1 200 OK\r\nServer: flodata\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n");
  EXPECT_EQ(head_of(response, Framing::until_close),
            "HTTP/1.1 200 OK\r\nServer: flodata\r\nContent-Type: text/csv\r\n");
}

TEST(HttpHead, WhatHasNoContentHasNoLength) {
  EXPECT_EQ(head_of(Response{.status = Status::not_modified}, Framing::length),
            "HTTP/1.1 304 Not Modified\r\nServer: flodata\r\n");
}

TEST(HttpHead, AHeaderCannotBeginAnotherOne) {
  Response response;
  response.headers.emplace_back("Link", "a\r\nSet-Cookie: b");
  EXPECT_EQ(head_of(response, Framing::chunked).find("\r\nSet-Cookie"), std::string::npos);
}

// The example of RFC 9110, 5.6.7.
TEST(DateHeader, IsTheTimeInTheFormOfHttp) {
  using namespace std::chrono_literals;
  DateHeader date;
  const Instant at = std::chrono::sys_days{std::chrono::year(1994) / 11 / 6} + 8h + 49min + 37s;
  EXPECT_EQ(date.at(at), "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
  EXPECT_EQ(date.at(at + 999ms), "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
  EXPECT_EQ(date.at(at + 1s), "Date: Sun, 06 Nov 1994 08:49:38 GMT\r\n");
}

}  // namespace
}  // namespace flodata::http
