#include "store/well_store.h"

#include <utility>

#include "store/sql.h"

namespace flodata::store {

using boost::asio::awaitable;

namespace {

WellNames decode_names(const pg::BinaryResult& result, int row) {
  return {std::string(result.text(row, 0).value()), std::string(result.text(row, 1).value()),
          std::string(result.text(row, 2).value())};
}

}  // namespace

std::string wells_sql() { return sql::kWells; }

WellList decode_wells(const pg::BinaryResult& result) {
  WellList wells;
  for (int row = 0; row < result.rows(); ++row) {
    auto names = decode_names(result, row);
    if (const auto first_time = result.instant(row, 3))
      wells.live.push_back({std::move(names), *first_time});
    else
      wells.to_come.push_back(std::move(names));
  }
  return wells;
}

WellDirectory WellList::directory() const {
  std::vector<WellNames> names;
  for (const auto& well : live) names.push_back(well.names);
  return WellDirectory(std::move(names), to_come);
}

WellStore::WellStore(pg::ConnectionPool& pool) : pool_(&pool), wells_{"wells", wells_sql()} {}

awaitable<WellList> WellStore::list(pg::SteadyTime deadline) {
  const auto results = co_await pool_->execute({pg::Query(wells_)}, deadline, pg::SessionUse::shared);
  co_return decode_wells(results.front());
}

awaitable<std::vector<WellEntry>> WellStore::entries(pg::SteadyTime deadline) {
  auto wells = co_await list(deadline);
  co_return std::move(wells.live);
}

awaitable<std::vector<WellNames>> WellStore::names(pg::SteadyTime deadline) {
  std::vector<WellNames> found;
  for (auto& well : co_await entries(deadline)) found.push_back(std::move(well.names));
  co_return found;
}

}  // namespace flodata::store
