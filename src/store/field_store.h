// Queries over all wells of the field at once.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "base/clock.h"
#include "pg/connection_pool.h"

namespace flodata::store {

using pg::SteadyTime;

/// Means of one well in one part of a window.
struct TrendMeans {
  std::string well_name;
  std::size_t part;
  std::optional<double> first;
  std::optional<double> second;
};

/// A well of which is asked since when it has flowed, or has not.
struct StatusQuestion {
  std::string well_name;
  bool flowing;
  Instant after;  // rows up to this one are known not to be asked for; Instant::min(): none is
};

struct StatusChange {
  std::optional<Instant> other;  // newest row of the other kind after `after`
  std::optional<Instant> first;  // first row after that one, or after `after`
};

/// A well with a tag that is Bad in its newest row.
struct BadQuestion {
  std::string well_name;
  std::string tag;
  Instant after;  // as of StatusQuestion
};

/// Totals of all wells at one time.
struct FieldStep {
  Instant time;
  Instant original_time;
  std::array<std::optional<double>, 4> rates;  // oil, gas, water, water injection [Sm3/d]
  std::int64_t wells_on_stream;
};

/// An expression over a row, and which of its inputs must not be Bad.
struct RangedValue {
  std::string expression;
  std::vector<std::string> inputs;  // columns
};

struct Range {
  double lower;
  double upper;
};

struct WellRanges {
  std::string well_name;
  std::vector<std::optional<Range>> ranges;  // in the order of the values asked for
};

/// Belongs to one I/O thread; nothing of it blocks. Every call throws Failure: unavailable, timed_out and
/// not_found (the tables were not made yet) when the database has no answer, or another code of the database.
class FieldStore {
 public:
  /// `pool` must outlive it.
  explicit FieldStore(pg::ConnectionPool& pool);

  /// Returns the means of two columns in the parts that begin at `begins`, the last of which ends with `last`
  /// (included), in no order; parts without rows are left out. No row is labelled with one of `begins`.
  boost::asio::awaitable<std::vector<TrendMeans>> trend(std::vector<Instant> begins, Instant last,
                                                        std::string first, std::string second,
                                                        SteadyTime deadline);

  /// Returns what changed up to `last` (included), in the order of the questions.
  boost::asio::awaitable<std::vector<StatusChange>> status_changes(std::vector<StatusQuestion> questions,
                                                                   Instant last, SteadyTime deadline);

  /// The same, where the other kind of row is one in which the tag is not Bad.
  boost::asio::awaitable<std::vector<StatusChange>> bad_changes(std::vector<BadQuestion> questions,
                                                                Instant last, SteadyTime deadline);

  /// Returns the field's totals at each time later than `after`, up to `last` (included).
  boost::asio::awaitable<std::vector<FieldStep>> steps(Instant after, Instant last, SteadyTime deadline);

  /// Returns, of the rows later than `after`, up to `last`, in which a well flows, the values below which
  /// `lower` and `upper` of them lie (0 to 1): by well, those without such rows left out. No text of a
  /// request may be in `values`.
  boost::asio::awaitable<std::vector<WellRanges>> ranges(std::vector<std::string> wells, Instant after,
                                                         Instant last, std::vector<RangedValue> values,
                                                         Range fractions, SteadyTime deadline);

 private:
  pg::ConnectionPool* pool_;
  pg::Statement status_changes_;
  pg::Statement bad_changes_;
  pg::Statement steps_;
};

}  // namespace flodata::store
