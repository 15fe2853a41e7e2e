#include "api/rows/response_version.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/contract/database_watch.h"
#include "api/contract/problem_types.h"
#include "api/rows/row_query.h"
#include "base/iso8601.h"
#include "store/production_store.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

ResponseVersion to_answer_version(const store::DataVersion& version) {
  constexpr Microseconds kUnknownStep(0);
  ResponseVersion answer{.lineage = version.lineage,
                         .sequence = version.sequence,
                         .bound = version.newest_label.value_or(kBeginOfTime),
                         .day_zone = version.day_zone,
                         .measured_hours = version.measured_hours,
                         .horizon = version.horizon};
  if (version.source_step > kUnknownStep) {
    answer.source_step = version.source_step;
    answer.live_step = live_step(version);
  }
  return answer;
}

awaitable<std::optional<store::DataVersion>> data_version(HandlerContext context) {
  if (context.version) co_return context.version;
  auto version = co_await context.services.store->versions().data_version(context.deadline);
  context.services.database_watch->answered();
  co_return version;
}

http::Response unknown_version(const Arguments& arguments, std::string_view instance) {
  const auto given = std::ranges::find(arguments.given(), kAsOf, [](const auto& each) { return each.first; });
  return http::problem(
      kUnknownVersion,
      fmt::format("{}={} lies before the first commit that is known; leave it out for the present data, "
                  "or ask for a later number or time",
                  kAsOf, given == arguments.given().end() ? "" : given->second),
      instance);
}

http::Response removed_version(const Arguments& arguments, Instant horizon, const HandlerContext& context) {
  const auto given = std::ranges::find(arguments.given(), kAsOf, [](const auto& each) { return each.first; });
  const auto shown = format_iso8601(horizon, *context.services.zone);
  return http::problem(
      kRemovedRows,
      fmt::format("{}={} names a version whose rows were removed because of their age: those before "
                  "{}; leave it out for the present data, or ask for a later number or time",
                  kAsOf, given == arguments.given().end() ? "" : given->second, shown),
      context.instance, {}, {{"horizon", shown}});
}

http::Response rewritten(std::int64_t sequence, std::int64_t revision, std::string_view instance) {
  return http::problem(
      kRewrittenVersion,
      fmt::format("Commit {} rewrote rows, so what version {} was cannot be told any more; ask for "
                  "version {} or a later one",
                  revision, sequence, revision),
      instance);
}

/// Returns nothing when the request names a time or number before the first known commit.
awaitable<std::optional<store::Commit>> find_commit(HandlerContext context, Arguments arguments) {
  auto* store = context.services.store;
  if (arguments.is_number(kAsOf))
    co_return co_await store->versions().commit_at_or_before(arguments.whole_number(kAsOf), context.deadline);
  co_return co_await store->versions().commit_at_or_before(arguments.time(kAsOf), context.deadline);
}

bool means_present(const Arguments& arguments, const store::DataVersion& version) {
  if (!arguments.has(kAsOf)) return true;
  return arguments.is_number(kAsOf) ? arguments.whole_number(kAsOf) >= version.sequence
                                    : arguments.time(kAsOf) == kEndOfTime;
}

}  // namespace

double ResponseVersion::source_step_hours() const {
  return std::chrono::duration<double, std::chrono::hours::period>(source_step).count();
}

TimeZone ResponseVersion::production_zone() const {
  auto zone = TimeZone::find(day_zone);
  if (!zone)
    throw Failure(Code::io,
                  fmt::format("the stream's production day is that of the zone '{}', which this machine's "
                              "time zone data does not know; install a newer tzdata",
                              day_zone));
  return *std::move(zone);
}

Microseconds live_step(const store::DataVersion& version) {
  return std::chrono::duration_cast<Microseconds>(version.source_step / version.speed);
}

awaitable<ResponseVersion> present_version(HandlerContext context) {
  const auto version = co_await data_version(std::move(context));
  co_return version ? to_answer_version(*version) : ResponseVersion{};
}

awaitable<FoundVersion> version_as_of(HandlerContext context, Arguments arguments) {
  const auto version = co_await data_version(context);
  if (!version) {
    if (arguments.has(kAsOf)) co_return std::unexpected(unknown_version(arguments, context.instance));
    co_return ResponseVersion{};
  }
  auto answer = to_answer_version(*version);
  if (means_present(arguments, *version)) co_return answer;
  const auto commit = co_await find_commit(context, arguments);
  if (!commit && version->horizon)
    co_return std::unexpected(removed_version(arguments, *version->horizon, context));
  if (!commit) co_return std::unexpected(unknown_version(arguments, context.instance));
  if (commit->sequence >= version->sequence) co_return answer;
  if (version->newest_revision && *version->newest_revision > commit->sequence)
    co_return std::unexpected(rewritten(commit->sequence, *version->newest_revision, context.instance));
  answer.sequence = commit->sequence;
  answer.bound = commit->newest_label.value_or(kBeginOfTime);
  co_return answer;
}

std::optional<http::Response> rows_removed(const std::optional<Instant>& horizon, Instant first,
                                           const HandlerContext& context) {
  if (!horizon || first >= *horizon) return std::nullopt;
  const auto shown = format_iso8601(*horizon, *context.services.zone);
  return http::problem(
      kRemovedRows,
      fmt::format("Rows before {} were removed because of their age (RETENTION_DAYS); ask for a window "
                  "that begins at {} or later",
                  shown, shown),
      context.instance, {}, {{"horizon", shown}});
}

// A cursor may be newer than this server's known version; a cursor that the database does not know is
// invalid.
awaitable<FoundVersion> version_of(HandlerContext context, Cursor cursor) {
  auto version = co_await data_version(context);
  const auto is_ahead = [&] {
    return version && (cursor.sequence > version->sequence ||
                       cursor.bound > version->newest_label.value_or(kBeginOfTime));
  };
  if (is_ahead()) version = co_await context.services.store->versions().data_version(context.deadline);
  if (is_ahead())
    co_return std::unexpected(
        http::problem(kRewrittenVersion,
                      fmt::format("The cursor speaks of version {}, and the newest one is {}; "
                                  "begin again without it",
                                  cursor.sequence, version->sequence),
                      context.instance));
  auto answer = version ? to_answer_version(*version) : ResponseVersion{};
  if (answer.lineage != cursor.lineage)
    co_return std::unexpected(http::problem(
        kRewrittenVersion, "The cursor belongs to data that was replaced since; begin again without it",
        context.instance));
  if (version && version->newest_revision && *version->newest_revision > cursor.sequence)
    co_return std::unexpected(rewritten(cursor.sequence, *version->newest_revision, context.instance));
  answer.sequence = cursor.sequence;
  if (version) answer.bound = cursor.bound;
  co_return answer;
}

}  // namespace flodata::api
