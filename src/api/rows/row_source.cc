#include "api/rows/row_source.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "store/production_row.h"

namespace flodata::api {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} * 1024;
/// Rows to handle before other requests of this thread get their turn.
constexpr std::size_t kRowsPerTurn = 512;

PagesWanted pages_of(RowSelection selection) {
  if (selection.plan.stretches.empty()) {
    const auto& request = selection.request;
    const auto after = request.after.value_or(Instant::min());
    selection.plan = plan_of_rows({after == Instant::min() ? after : after + Microseconds(1), request.last});
  }
  return {.request = std::move(selection.request),
          .plan = std::move(selection.plan),
          .well_type = std::move(selection.well_type),
          .quality = selection.quality,
          .quantities = std::move(selection.quantities),
          .of_types = selection.of_types};
}

}  // namespace

RowSource::RowSource(store::ProductionStore* store, QueryPass pass, RowSelection selection,
                     std::unique_ptr<RowStage> stage, AnswerRows rows)
    : pass_(std::move(pass)),
      well_type_(selection.well_type),
      gate_(selection.quality, selection.marks),
      reader_(store, pages_of(std::move(selection))),
      stage_(std::move(stage)),
      rows_(std::move(rows)) {}

boost::asio::awaitable<std::optional<std::string>> RowSource::next(store::SteadyTime deadline) {
  auto& text = rows_.text();
  if (text.size() - sent_ < kPieceBytes) {  // drop the sent text to make room
    text.erase(0, sent_);
    sent_ = 0;
    while (text.size() < kPieceBytes && !finished_) co_await advance(kPieceBytes, deadline);
  }
  given_out_ += std::min(text.size() - sent_, kPieceBytes);
  if (given_out_ >= http::kLargestWhole) turn_.reset();
  if (sent_ == text.size()) co_return std::nullopt;
  if (sent_ == 0 && text.size() < 2 * kPieceBytes) co_return std::exchange(text, {});
  const auto size = std::min(kPieceBytes, text.size() - sent_);
  sent_ += size;
  co_return text.substr(sent_ - size, size);
}

std::size_t RowSource::held_bytes() const {
  return rows_.text().capacity() + stage_->held_bytes() + reader_.memory_bytes();
}

boost::asio::awaitable<void> RowSource::run(store::SteadyTime deadline) {
  while (!finished_) co_await advance(std::numeric_limits<std::size_t>::max(), deadline);
}

boost::asio::awaitable<void> RowSource::advance(std::size_t wanted_bytes, store::SteadyTime deadline) {
  if (std::chrono::steady_clock::now() > deadline)
    throw Failure(Code::overloaded, "making a chunk of an answer took too long");
  if (!begun_) {
    rows_.begin();
    begun_ = true;
  }
  const bool at_page_end = next_in_page_ == reader_.size();
  if (!in_gap_ && !all_added_ && at_page_end) co_await read_page(deadline);
  if (!in_gap_ && !reader_.has_page()) {
    if (std::exchange(all_added_, true)) co_return finish();
    stage_->finish(rows_);
    in_gap_ = true;
  }
  const auto end = std::min(reader_.size(), next_in_page_ + kRowsPerTurn);
  while ((in_gap_ || next_in_page_ < end) && rows_.text().size() < wanted_bytes && !rows_.full()) {
    if (!in_gap_) add(next_in_page_++);
    in_gap_ = stage_->more(rows_);
  }
  if (rows_.full()) co_return finish();
  co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
}

/// Leaves the reader without a page after the last one.
boost::asio::awaitable<void> RowSource::read_page(store::SteadyTime deadline) {
  next_in_page_ = 0;
  if (reader_.wells().empty()) co_return;
  if (!turn_) turn_ = co_await pass_.gate->enter(pass_.client, deadline);
  co_await reader_.next(deadline);
}

void RowSource::add(std::size_t place) {
  if (auto row = reader_.row(place)) return add_row(*std::move(row));
  if (const auto cells = reader_.well_cells(place)) return stage_->add(*cells, rows_);
  if (const auto cells = reader_.field_cells(place)) stage_->add(*cells, rows_);
}

void RowSource::add_row(store::ProductionRow row) {
  if (!well_type_.empty() && row.well_type != well_type_) return;
  const auto& wells = reader_.wells();
  const auto well = std::ranges::lower_bound(wells, row.well_name);
  if (well == wells.end() || *well != row.well_name) return;
  const auto marks = gate_.apply(row.values, row.quality_json);
  stage_->add(row, reader_.number(static_cast<std::size_t>(well - wells.begin())), marks, rows_);
}

void RowSource::finish() {
  rows_.end();
  reader_.drop();
  next_in_page_ = 0;
  turn_.reset();
  finished_ = true;
}

}  // namespace flodata::api
