#include "api/field/field_moment.h"

#include <algorithm>

#include "api/contract/database_watch.h"
#include "api/field/field_memory.h"
#include "api/rows/well_choice.h"
#include "store/production_store.h"

namespace flodata::api {

using boost::asio::awaitable;

Instant FieldMoment::bound(Microseconds before) const {
  return axis.label_at(axis.data_at(time()) - before - version.source_step / 2);
}

// Segments may be read of a newer version than the rows: what they say of earlier labels does not change.
awaitable<FieldMoment> find_moment(HandlerContext context, Instant last) {
  auto* store = context.services.store;
  auto data_version = context.version;
  if (!data_version) data_version = co_await store->versions().data_version(context.deadline);
  context.version = data_version;
  const auto version = co_await present_version(context);
  last = std::min(last, version.bound);
  auto wells = co_await store->wells().entries(context.deadline);
  auto newest = co_await store->rows().newest_rows(names_of(wells), last, context.deadline);
  auto segments = co_await store->versions().segments(context.deadline);
  context.services.database_watch->answered();
  std::optional<int> newest_row;
  for (int row = 0; row < newest.size(); ++row)
    if (!newest_row || newest.time(row) > newest.time(*newest_row)) newest_row = row;
  store::DataAxis axis(segments, data_version ? data_version->speed : 1);
  auto& memory = *context.services.field_memory;
  if (data_version) memory.follow(*data_version);
  co_return FieldMoment{.version = version,
                        .is_versioned = data_version.has_value(),
                        .last = last,
                        .wells = std::move(wells),
                        .newest = std::move(newest),
                        .newest_row = newest_row,
                        .segments = std::move(segments),
                        .axis = std::move(axis)};
}

}  // namespace flodata::api
