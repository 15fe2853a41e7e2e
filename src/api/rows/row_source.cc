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

}  // namespace

RowSource::RowSource(store::ProductionStore* store, QueryPass pass, RowSelection selection,
                     std::unique_ptr<RowStage> stage, AnswerRows rows)
    : store_(store),
      pass_(std::move(pass)),
      selection_(std::move(selection)),
      gate_(selection_.quality, selection_.marks),
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
  const auto page = page_ ? page_->rows.memory_bytes() + page_->order.capacity() * sizeof(int) : 0;
  return rows_.text().capacity() + stage_->held_bytes() + page;
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
  const bool at_page_end = !page_ || next_in_page_ == page_->order.size();
  if (!in_gap_ && !all_added_ && at_page_end) co_await read_page(deadline);
  if (!in_gap_ && !page_) {
    if (std::exchange(all_added_, true)) co_return finish();
    stage_->finish(rows_);
    in_gap_ = true;
  }
  const auto end = page_ ? std::min(page_->order.size(), next_in_page_ + kRowsPerTurn) : 0;
  while ((in_gap_ || next_in_page_ < end) && rows_.text().size() < wanted_bytes && !rows_.full()) {
    if (!in_gap_) add(page_->rows[page_->order[next_in_page_++]]);
    in_gap_ = stage_->more(rows_);
  }
  if (rows_.full()) co_return finish();
  co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
}

/// Leaves page_ empty after the last page.
boost::asio::awaitable<void> RowSource::read_page(store::SteadyTime deadline) {
  if (page_ && !page_->through) {
    page_.reset();
    co_return;
  }
  if (selection_.request.wells.empty()) co_return;
  if (page_) selection_.request.after = page_->through;
  page_.reset();
  if (!turn_) turn_ = co_await pass_.gate->enter(pass_.client, deadline);
  page_ = co_await store_->rows().rows_page(selection_.request, deadline);
  next_in_page_ = 0;
}

void RowSource::add(store::ProductionRow row) {
  if (!selection_.well_type.empty() && row.well_type != selection_.well_type) return;
  const auto& wells = selection_.request.wells;
  const auto well = std::ranges::lower_bound(wells, row.well_name);
  if (well == wells.end() || *well != row.well_name) return;
  const auto marks = gate_.apply(row.values, row.quality_json);
  stage_->add(row, static_cast<std::size_t>(well - wells.begin()), marks, rows_);
}

void RowSource::finish() {
  rows_.end();
  page_.reset();
  turn_.reset();
  finished_ = true;
}

}  // namespace flodata::api
