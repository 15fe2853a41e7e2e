// Upsampling in hours made per second: how it grows with the number of wells (linear is a ratio of 1), and
// what the second core gives. Wells of nine years, in memory; the file's writing is not in it.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <future>
#include <vector>

#include <fmt/format.h>

#include "duck/daily_table.h"
#include "model/production_day.h"
#include "simulator/simulated_field.h"
#include "upsampler/upsample.h"

namespace flodata {
namespace {

constexpr int kRounds = 5;
constexpr int kFewWells = 7;
constexpr int kManyWells = 56;

std::vector<WellHistory> histories(int wells) {
  auto database = value_or_throw(duck::Database::open({}, duck::OpenMode::read_write));
  write_simulated_field(database, {.wells = wells}, {}, [](int) {});
  std::vector<WellHistory> all;
  for (const auto& code : duck::daily_well_codes(database))
    all.push_back(duck::read_well_history(database, code));
  return all;
}

/// Makes the hours of the first `wells` wells in `threads` threads. Returns hours per second.
double hours_per_second(const std::vector<WellHistory>& all, std::size_t wells, std::size_t threads) {
  const auto zone = value_or_throw(TimeZone::find(kProductionDayZone));
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::future<std::int64_t>> running;
  for (std::size_t thread = 0; thread < threads; ++thread)
    running.push_back(std::async(std::launch::async, [&, thread] {
      std::int64_t hours = 0;
      for (auto i = thread; i < wells; i += threads)
        hours += std::ssize(value_or_throw(upsampler::upsample_well(all[i], zone, {1})).hours.values.front());
      return hours;
    }));
  std::int64_t hours = 0;
  for (auto& future : running) hours += future.get();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(hours) / seconds.count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

struct Side {
  std::size_t wells;
  std::size_t threads;
};

/// Runs both sides in turn; prints one line of JSON.
void compare(const std::vector<WellHistory>& all, const char* name, const Side& ours, const Side& peer) {
  std::vector<double> our_figures;
  std::vector<double> peer_figures;
  std::vector<double> ratios;
  for (int round = 0; round < kRounds; ++round) {
    our_figures.push_back(hours_per_second(all, ours.wells, ours.threads));
    peer_figures.push_back(hours_per_second(all, peer.wells, peer.threads));
    ratios.push_back(our_figures.back() / peer_figures.back());
  }
  fmt::print(R"({{"name":"{}","ours":{:.0f},"peer":{:.0f},"ratio":{:.3f},"unit":"hours/s","runs":{}}})", name,
             median(our_figures), median(peer_figures), median(ratios), kRounds);
}

}  // namespace
}  // namespace flodata

int main() {
  try {
    const auto all = flodata::histories(flodata::kManyWells);
    fmt::print("[");
    flodata::compare(all, "upsampling 56 wells / 7 wells (1 is linear)", {flodata::kManyWells, 2},
                     {flodata::kFewWells, 2});
    fmt::print(",");
    flodata::compare(all, "upsampling in 2 threads / in 1", {flodata::kManyWells, 2},
                     {flodata::kManyWells, 1});
    fmt::print("]\n");
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "upsample: %s\n", error.what());
    return 1;
  }
}
