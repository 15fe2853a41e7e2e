// A request's target, method, body and headers through validation: "== target", "== method", "== accept", "==
// body" and so on. Whatever comes in, an answer goes out, it is short, and an error is a problem document.
#include <cstddef>
#include <cstdint>

#include <boost/json/parse.hpp>

#include "base/check.h"
#include "base/run_coroutine.h"
#include "fuzz/api_harness.h"
#include "fuzz/input_sections.h"

namespace flodata::test {
namespace {

constexpr std::size_t kLongestProblem = 64 * 1024;

std::string line_of(const std::map<std::string, std::string>& sections, const std::string& name) {
  const auto found = sections.find(name);
  if (found == sections.end()) return "";
  auto text = found->second;
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

void ask(std::string_view input) {
  static ApiHarness harness;
  const auto sections = input_sections(input);
  auto method = line_of(sections, "method");
  http::Request request{.method = method.empty() ? "GET" : method,
                        .target = line_of(sections, "target"),
                        .accept = line_of(sections, "accept"),
                        .accept_encoding = line_of(sections, "accept-encoding"),
                        .if_none_match = line_of(sections, "if-none-match"),
                        .authorization = line_of(sections, "authorization"),
                        .body = line_of(sections, "body")};
  if (sections.contains("last-event-id")) request.last_event_id = line_of(sections, "last-event-id");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  const auto response = run_coroutine(harness.io, harness.handler.handle(std::move(request), deadline));
  const auto status = static_cast<int>(response.status);
  FLODATA_CHECK(status >= 200 && status < 600 && status != 500);
  if (status < 400) return;
  if (response.content_type == http::kProblemJson) {
    const auto document = boost::json::parse(response.content());
    FLODATA_CHECK(document.at("status").as_int64() == status);
    FLODATA_CHECK(response.content().size() < kLongestProblem);
  } else {
    FLODATA_CHECK(response.status == http::Status::unavailable);  // of /health
  }
}

}  // namespace
}  // namespace flodata::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  flodata::test::ask({reinterpret_cast<const char*>(data), size});
  return 0;
}
