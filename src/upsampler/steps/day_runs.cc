#include "upsampler/steps/day_runs.h"

namespace flodata::upsampler {

std::vector<std::size_t> first_hours(const Ledger& ledger) {
  std::vector<std::size_t> firsts{0};
  for (const auto& day : ledger.days)
    firsts.push_back(firsts.back() + static_cast<std::size_t>(day.hour_count));
  return firsts;
}

std::vector<DayRun> day_runs(const Ledger& ledger, const std::function<bool(std::size_t)>& belongs) {
  std::vector<DayRun> runs;
  for (std::size_t i = 0; i < ledger.days.size(); ++i) {
    if (!belongs(i)) continue;
    const bool continues =
        !runs.empty() && runs.back().end == i && is_next_day(ledger.days[i - 1], ledger.days[i]);
    if (continues)
      runs.back().end = i + 1;
    else
      runs.push_back({i, i + 1});
  }
  return runs;
}

std::vector<int> hour_counts(const Ledger& ledger, DayRun run) {
  std::vector<int> counts;
  for (auto i = run.first; i < run.end; ++i) counts.push_back(ledger.days[i].hour_count);
  return counts;
}

}  // namespace flodata::upsampler
