#include "http/message/problem.h"

#include <fmt/format.h>

#include "base/json.h"

namespace flodata::http {
namespace {

void append_member(std::string& out, std::string_view key, std::string_view value) {
  append_json_string(out, key);
  out += ':';
  append_json_string(out, value);
}

void append_error(std::string& out, const ParameterError& error) {
  out += "{\"loc\":[";
  append_json_string(out, error.place);
  out += ',';
  append_json_string(out, error.name);
  out += "],";
  append_member(out, "msg", error.message);
  out += ',';
  append_member(out, "type", error.type);
  out += '}';
}

}  // namespace

Response problem(const ProblemType& type, std::string_view detail, std::string_view instance,
                 const std::vector<ParameterError>& errors, const std::vector<ProblemMember>& members) {
  const auto& [status, name, title] = type;
  std::string body = "{";
  append_member(body, "type", fmt::format("urn:flodata:problem:{}", name));
  body += ',';
  append_member(body, "title", title);
  body += fmt::format(",\"status\":{},", static_cast<int>(status));
  append_member(body, "detail", detail);
  body += ',';
  append_member(body, "instance", instance);
  for (const auto& [member, text] : members) {
    body += ',';
    append_member(body, member, text);
  }
  if (!errors.empty()) {
    body += ",\"errors\":[";
    for (std::size_t i = 0; i < errors.size(); ++i) {
      if (i > 0) body += ',';
      append_error(body, errors[i]);
    }
    body += ']';
  }
  body += '}';
  return {.status = status, .content_type = std::string(kProblemJson), .body = std::move(body)};
}

Response passing_problem(const ProblemType& type, std::string_view detail, std::string_view instance,
                         std::chrono::seconds retry_after) {
  auto response = problem(type, detail, instance);
  response.headers.emplace_back("Retry-After", std::to_string(retry_after.count()));
  return response;
}

}  // namespace flodata::http
