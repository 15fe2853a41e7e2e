#include "base/log.h"

#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/spdlog.h>

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

}  // namespace

struct Log::Sink {
  spdlog::logger logger{"flodata", std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>()};
};

Log::Log(LogLevel level) : sink_(std::make_unique<Sink>()) {
  sink_->logger.set_level(to_spdlog(level));
  sink_->logger.set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%-7l%$ %v");
  sink_->logger.flush_on(spdlog::level::info);
}

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view line) const {
  sink_->logger.log(to_spdlog(level), "{}", line);
}

}  // namespace flodata
