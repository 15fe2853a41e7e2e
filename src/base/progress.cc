#include "base/progress.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace flodata {
namespace {

constexpr int kBarWidth = 30;
constexpr std::chrono::milliseconds kFirstDraw(1000);
constexpr std::chrono::milliseconds kRedraw(100);

}  // namespace

Progress::Progress(std::string title, std::string unit)
    : title_(std::move(title)),
      unit_(std::move(unit)),
      started_(std::chrono::steady_clock::now()),
      drawn_(started_),
      on_terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() { clear(); }

void Progress::update(std::int64_t done, std::int64_t total) {
  const auto now = std::chrono::steady_clock::now();
  if (!on_terminal_ || total <= 0 || now - started_ < kFirstDraw || now - drawn_ < kRedraw) return;
  drawn_ = now;
  visible_ = true;
  const auto filled = static_cast<int>(std::clamp<std::int64_t>(done * kBarWidth / total, 0, kBarWidth));
  fmt::print(stderr, "\r\x1b[K{} [{:#<{}}{:.<{}}] {}/{} {}", title_, "", filled, "", kBarWidth - filled, done,
             total, unit_);
  std::fflush(stderr);
}

void Progress::clear() {
  if (!visible_) return;
  visible_ = false;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
}

}  // namespace flodata
