#include "api/well_choice.h"

#include <algorithm>
#include <utility>

namespace flodata::api {

boost::asio::awaitable<ChosenWells> choose_wells(HandlerContext context, std::vector<std::string> asked) {
  auto list = co_await context.services.store->well_list(context.deadline);
  context.services.database_watch->answered();
  if (asked.empty()) co_return std::move(list.live);
  const auto directory = list.directory();
  std::vector<std::string> chosen;
  for (const auto& name : asked) {
    const auto canonical = directory.find(name);
    if (!canonical)
      co_return std::unexpected(
          problem(ProblemKind::unknown_well, canonical.error().message, context.instance));
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
