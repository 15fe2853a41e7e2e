// The field at the newest label up to a given one: what several answers about the whole field begin with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "api/contract/route.h"
#include "api/rows/response_version.h"
#include "base/clock.h"
#include "store/data_axis.h"
#include "store/production_row.h"
#include "store/well_store.h"

namespace flodata::api {

struct FieldMoment {
  ResponseVersion version;
  bool is_versioned;  // the rows are those of a version, which the memory of the thread follows
  Instant last;       // rows up to this label count
  std::vector<store::WellEntry> wells;
  store::ProductionRows newest;   // of each well that has a row
  std::optional<int> newest_row;  // one of those with the newest label
  std::vector<store::StreamSegment> segments;
  store::DataAxis axis;

  /// Whether `last` is the version's newest label.
  [[nodiscard]] bool is_present() const { return is_versioned && last == version.bound; }
  /// Label of the newest row; there must be one.
  [[nodiscard]] Instant time() const { return newest.time(newest_row.value()); }
  /// Returns the label just before that of the step that begins `before` earlier, in the data, than the
  /// newest one; there is no row between the two.
  [[nodiscard]] Instant bound(Microseconds before) const;
};

/// Also lets the memory of the thread follow the version. `last`: rows up to this label count.
boost::asio::awaitable<FieldMoment> find_moment(HandlerContext context, Instant last);

}  // namespace flodata::api
