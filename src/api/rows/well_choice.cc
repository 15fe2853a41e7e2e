#include "api/rows/well_choice.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <set>
#include <utility>

#include "api/contract/database_watch.h"
#include "api/contract/problem_types.h"

namespace flodata::api {

namespace {

/// Rejoins requested names that are one well's name with a comma in it: an exact name always wins.
std::vector<std::string> with_commas_of_names(std::vector<std::string> asked,
                                              const std::vector<store::WellEntry>& wells) {
  std::set<std::string, std::less<>> names;
  for (const auto& well : wells)
    if (well.names.well_name.contains(',')) names.insert(well.names.well_name);
  if (names.empty()) return asked;
  std::vector<std::string> found;
  for (std::size_t i = 0; i < asked.size();) {
    std::size_t end = i + 1;
    std::string name = asked[i];
    std::string longer = name;
    for (std::size_t next = i + 1; next < asked.size(); ++next) {
      longer += ',' + asked[next];
      if (!names.contains(longer)) continue;
      name = longer;
      end = next + 1;
    }
    found.push_back(std::move(name));
    i = end;
  }
  return found;
}

}  // namespace

boost::asio::awaitable<ChosenWells> choose_wells(HandlerContext context, std::vector<std::string> asked) {
  auto list = co_await context.services.store->wells().list(context.deadline);
  context.services.database_watch->answered();
  if (asked.empty()) co_return std::move(list.live);
  asked = with_commas_of_names(std::move(asked), list.live);
  const auto directory = list.directory();
  std::vector<std::string> chosen;
  for (const auto& name : asked) {
    const auto canonical = directory.find(name);
    if (!canonical)
      co_return std::unexpected(http::problem(kUnknownWell, canonical.error().message, context.instance));
    chosen.push_back(*canonical);
  }
  auto wells = std::move(list.live);
  std::erase_if(wells, [&](const store::WellEntry& well) {
    return std::ranges::find(chosen, well.names.well_name) == chosen.end();
  });
  co_return wells;
}

std::vector<std::string> names_of(const std::vector<store::WellEntry>& wells) {
  std::vector<std::string> names;
  for (const auto& well : wells) names.push_back(well.names.well_name);
  return names;
}

}  // namespace flodata::api
