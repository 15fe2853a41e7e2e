#include "api/resources/event_source.h"

#include <charconv>

#include <fmt/format.h>

#include "api/contract/sequence_number.h"
#include "base/json.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

constexpr std::chrono::seconds kHeartbeat(15);
constexpr std::chrono::seconds kStatusLook(1);     // a little more than kStatusAge
constexpr std::chrono::milliseconds kRetry(1000);  // after which a browser connects again
/// An event that is longer ends with the label at which it came to be: what one client keeps of the service's
/// memory is an event, however many rows a commit has.
constexpr std::size_t kEventBytes = std::size_t{64} * 1024;
constexpr std::int64_t kRowsOfAPart =
    256;  // of a large commit, read for one client: as many as fit into an event

/// Formats events for server-sent events and for WebSocket.
class EventWriter {
 public:
  explicit EventWriter(http::Delivery delivery) : delivery_(delivery) {}

  /// `data` is a JSON value on one line.
  [[nodiscard]] std::string event(std::string_view name, const EventPlace& place,
                                  std::string_view data) const {
    const auto id = to_event_id(place);
    if (delivery_ == http::Delivery::web_socket)
      return fmt::format(R"({{"id":"{}","event":"{}","data":{}}})", id, name, data);
    return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", id, name, data);
  }
  /// An event that does not move the client's place.
  [[nodiscard]] std::string aside(std::string_view name, std::string_view data) const {
    if (delivery_ == http::Delivery::web_socket)
      return fmt::format(R"({{"event":"{}","data":{}}})", name, data);
    return fmt::format("event: {}\ndata: {}\n\n", name, data);
  }
  [[nodiscard]] std::string heartbeat() const {
    return delivery_ == http::Delivery::web_socket ? R"({"event":"heartbeat"})" : ": heartbeat\n\n";
  }
  [[nodiscard]] std::string opening(const EventPlace& place) const {
    const auto data = fmt::format(R"({{"sequence":{}}})", place.sequence);
    const auto first = event("connected", place, data);
    return delivery_ == http::Delivery::web_socket ? first
                                                   : fmt::format("retry: {}\n{}", kRetry.count(), first);
  }

 private:
  http::Delivery delivery_;
};

class EventSource final : public http::BodySource {
 public:
  EventSource(EventFeed& feed, store::ProductionStore& store, const CurrentVersion& current_version,
              EventPlace place, EventOptions options)
      : feed_(&feed),
        store_(&store),
        current_version_(&current_version),
        place_(place),
        options_(std::move(options)),
        writer_(options_.delivery),
        waiter_(feed) {}

  awaitable<std::optional<std::string>> next(std::chrono::steady_clock::time_point deadline) override;
  void stop() override {
    stopped_ = true;
    waiter_.wake();
  }

 private:
  awaitable<std::optional<std::string>> read_on(std::chrono::steady_clock::time_point deadline);
  awaitable<std::optional<std::string>> status_event(std::chrono::steady_clock::time_point deadline);
  awaitable<std::optional<std::string>> commit_event(const CommitRows* next,
                                                     std::chrono::steady_clock::time_point deadline);
  awaitable<std::optional<std::string>> further_rows(std::chrono::steady_clock::time_point deadline);
  [[nodiscard]] std::string revision_event(std::int64_t sequence);
  [[nodiscard]] std::optional<std::string> rows_event(const store::Commit& commit,
                                                      const store::RowPage& page);
  void count() {
    if (options_.limit) --*options_.limit;
  }
  [[nodiscard]] bool ended() const { return stopped_ || feed_->closed(); }

  EventFeed* feed_;
  store::ProductionStore* store_;
  const CurrentVersion* current_version_;
  EventPlace place_;
  EventOptions options_;
  EventWriter writer_;
  EventFeed::Waiter waiter_;
  /// The commit that this client is in the middle of, when it has too many rows for the feed.
  struct Large {
    store::Commit commit;
    std::vector<std::string> wells;
  };
  std::optional<Large> large_;
  std::optional<replay::Status> told_status_;
  bool opened_ = false;
  bool stopped_ = false;
};

awaitable<std::optional<std::string>> EventSource::next(std::chrono::steady_clock::time_point deadline) {
  if (!std::exchange(opened_, true)) co_return writer_.opening(place_);
  const auto patience = deadline - std::chrono::steady_clock::now();
  const auto beat = std::chrono::steady_clock::now() + kHeartbeat;
  if (std::exchange(options_.is_replaced, false) && options_.limit != 0) {
    count();
    co_return revision_event(place_.sequence);
  }
  while (!ended() && options_.limit != 0) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= beat) co_return writer_.heartbeat();
    if (options_.status_zone)
      if (auto event = co_await status_event(now + patience)) co_return event;
    const auto version = current_version_->current(now);
    if (version && version->lineage != options_.lineage) {
      options_.lineage = version->lineage;
      count();
      co_return revision_event(version->sequence);
    }
    if (version &&
        place_.sequence < version->horizon_sequence) {  // its rows were removed because of their age
      count();
      co_return revision_event(version->horizon_sequence);
    }
    if (version && version->sequence > place_.sequence) {
      if (auto event = co_await read_on(now + patience)) {
        count();
        co_return event;
      }
    } else {
      co_await waiter_.wait(options_.status_zone ? std::min(beat, now + kStatusLook) : beat);
    }
  }
  co_return std::nullopt;
}

awaitable<std::optional<std::string>> EventSource::status_event(
    std::chrono::steady_clock::time_point deadline) {
  auto status = co_await feed_->status(deadline);
  if (!status || !is_news(told_status_, *status)) co_return std::nullopt;
  told_status_ = std::move(status);
  co_return writer_.aside("status", to_json(*told_status_, *options_.status_zone));
}

/// Moves over the next commit, or a part of it. Returns nothing when it holds no row for this client.
awaitable<std::optional<std::string>> EventSource::read_on(std::chrono::steady_clock::time_point deadline) {
  if (large_) co_return co_await further_rows(deadline);
  const auto next = co_await feed_->commit_after(options_.lineage, place_.sequence, deadline);
  if (next && next->commit.sequence == place_.sequence + 1) co_return co_await commit_event(&*next, deadline);
  // The current version has a commit that the database does not have: the stream has been replaced, or the
  // commit was removed because of its age.
  co_await waiter_.wait(deadline);
  co_return std::nullopt;
}

awaitable<std::optional<std::string>> EventSource::commit_event(
    const CommitRows* next, std::chrono::steady_clock::time_point deadline) {
  const auto& commit = next->commit;
  if (commit.revision) co_return revision_event(commit.sequence);
  if (!next->page) {
    place_ = {commit.sequence, std::nullopt, options_.lineage};
    co_return std::nullopt;
  }
  if (next->page->through || next->page->order.size() > kMostRowsRemembered)
    large_ = Large{commit, next->wells};
  if (place_.label && next->page->through) co_return co_await further_rows(deadline);
  co_return rows_event(commit, *next->page);
}

awaitable<std::optional<std::string>> EventSource::further_rows(
    std::chrono::steady_clock::time_point deadline) {
  const auto page = co_await store_->rows().rows_page({.wells = large_->wells,
                                                       .after = place_.label,
                                                       .last = *large_->commit.newest_label,
                                                       .columns = {},
                                                       .page_rows = kRowsOfAPart},
                                                      deadline);
  const auto commit = large_->commit;
  co_return rows_event(commit, page);
}

std::string EventSource::revision_event(std::int64_t sequence) {
  large_.reset();
  place_ = {sequence, std::nullopt, options_.lineage};
  return writer_.event("revision", place_, fmt::format(R"({{"sequence":{}}})", sequence));
}

/// Advances over the rows of `page` that follow this client's place, as many as fit into an event; the rows
/// of one label stay together.
std::optional<std::string> EventSource::rows_event(const store::Commit& commit, const store::RowPage& page) {
  auto data = fmt::format(R"({{"sequence":{},"rows":)", commit.sequence);
  bool any = false;
  std::optional<Instant> through = page.through;
  std::optional<Instant> label;
  options_.writer.begin(data);
  for (const int position : page.order) {
    const auto row = page.rows[position];
    if (place_.label && row.time <= *place_.label) continue;
    if (data.size() > kEventBytes && label && row.time != *label) {
      through = label;
      break;
    }
    label = row.time;
    if (!options_.wells.empty() && !options_.wells.contains(row.well_name)) continue;
    any = true;
    options_.writer.append(data, row);
  }
  place_ = through ? EventPlace{commit.sequence - 1, through, options_.lineage}
                   : EventPlace{commit.sequence, std::nullopt, options_.lineage};
  if (!through) large_.reset();
  if (!any) return std::nullopt;
  options_.writer.end(data);
  data += '}';
  return writer_.event("rows", place_, data);
}

std::optional<std::int64_t> parse_lineage(std::string_view text) {
  constexpr int kHexadecimal = 16;
  if (text.starts_with('0')) return std::nullopt;
  std::int64_t lineage = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), lineage, kHexadecimal);
  if (error != std::errc() || end != text.data() + text.size() || lineage <= 0) return std::nullopt;
  return lineage;
}

}  // namespace

std::string to_event_id(const EventPlace& place) {
  auto text = fmt::format("{}", place.sequence);
  if (place.label) text += fmt::format(".{}", place.label->time_since_epoch().count());
  if (place.lineage != 0) text += fmt::format("-{:x}", place.lineage);
  return text;
}

Expected<EventPlace> parse_event_id(std::string_view text) {
  const auto dash = text.find('-');
  const auto place_text = text.substr(0, dash);
  const auto dot = place_text.find('.');
  const auto sequence = parse_sequence(place_text.substr(0, dot));
  const auto label =
      dot == std::string_view::npos ? std::nullopt : parse_sequence(place_text.substr(dot + 1));
  const auto lineage =
      dash == std::string_view::npos ? std::optional<std::int64_t>(0) : parse_lineage(text.substr(dash + 1));
  if (!sequence || (dot != std::string_view::npos && !label) || !lineage)
    return unexpected(Code::invalid_argument,
                      fmt::format("'{}' is not an event's id; send back the `id` of the last event, or none",
                                  text.substr(0, 40)));
  EventPlace place{*sequence, std::nullopt, *lineage};
  if (label) place.label = Instant(Microseconds(*label));
  return place;
}

std::unique_ptr<http::BodySource> make_event_source(EventFeed& feed, store::ProductionStore& store,
                                                    const CurrentVersion& current_version, EventPlace place,
                                                    EventOptions options) {
  return std::make_unique<EventSource>(feed, store, current_version, place, std::move(options));
}

}  // namespace flodata::api
