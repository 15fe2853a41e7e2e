#include "base/log.h"

#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/spdlog.h>

#include "base/json.h"
#include "base/unicode.h"

namespace flodata {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

constexpr const char* kTextPattern = "%Y-%m-%dT%H:%M:%S.%e%z %^%-7l%$ %v";
constexpr const char* kJsonPattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})";

void append_value(std::string& out, const LogField& field) {
  if (const auto* text = std::get_if<std::string_view>(&field.value))
    append_json_string(out, *text);
  else if (const auto* number = std::get_if<double>(&field.value))
    append_json_number(out, *number);
  else
    out += std::to_string(std::get<std::int64_t>(field.value));
}

}  // namespace

LogLevel parse_log_level(std::string_view name) {
  for (const auto level : {LogLevel::debug, LogLevel::warning, LogLevel::error})
    if (spdlog::level::to_string_view(to_spdlog(level)) == spdlog::string_view_t(name.data(), name.size()))
      return level;
  return LogLevel::info;
}

struct Log::Sink {
  spdlog::logger logger{"flodata", std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>()};
  LogFormat format;
};

Log::Log(LogLevel level, LogFormat format) : sink_(std::make_unique<Sink>()) {
  sink_->format = format;
  sink_->logger.set_level(to_spdlog(level));
  sink_->logger.set_pattern(format == LogFormat::json ? kJsonPattern : kTextPattern);
  sink_->logger.flush_on(spdlog::level::info);
}

Log::~Log() = default;

void Log::event(LogLevel level, std::string_view name, std::initializer_list<LogField> fields,
                std::string_view line) const {
  if (sink_->format == LogFormat::text) {
    sink_->logger.log(to_spdlog(level), "{}", printable(line));
    return;
  }
  std::string members = "\"message\":";
  append_json_string(members, line);
  if (!name.empty()) {
    members += ",\"event\":";
    append_json_string(members, name);
  }
  for (const auto& field : fields) {
    members += ',';
    append_json_string(members, field.name);
    members += ':';
    append_value(members, field);
  }
  sink_->logger.log(to_spdlog(level), "{}", printable_json(members));
}

void Log::write(LogLevel level, std::string_view line) const { event(level, "", {}, line); }

}  // namespace flodata
