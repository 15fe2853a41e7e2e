#include "api/well_choice.h"

#include <algorithm>
#include <utility>

namespace flodata::api {

boost::asio::awaitable<ChosenWells> choose_wells(HandlerContext context, std::vector<std::string> asked) {
  auto wells = co_await context.services.store->well_entries(context.deadline);
  context.services.database_watch->answered();
  if (asked.empty()) co_return wells;
  std::vector<WellNames> names;
  for (const auto& well : wells) names.push_back(well.names);
  const WellDirectory directory(std::move(names));
  std::vector<std::string> chosen;
  for (const auto& name : asked) {
    const auto canonical = directory.find(name);
    if (!canonical)
      co_return std::unexpected(
          problem(ProblemKind::unknown_well, canonical.error().message, context.instance));
    chosen.push_back(*canonical);
  }
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

std::string short_well_name(std::string_view npd_well_bore_name) {
  const auto slash = npd_well_bore_name.find('/');
  const auto dash = slash == std::string_view::npos ? slash : npd_well_bore_name.find('-', slash);
  std::string name(dash == std::string_view::npos ? npd_well_bore_name : npd_well_bore_name.substr(dash + 1));
  std::erase(name, ' ');
  return name;
}

}  // namespace flodata::api
