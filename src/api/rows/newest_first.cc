#include "api/rows/newest_first.h"

#include <utility>

namespace flodata::api {
namespace {

class NewestFirst final : public http::BodySource {
 public:
  NewestFirst(store::ProductionStore& store, std::string well_name, Instant after, Instant last,
              RowWriter writer, QueryPass pass)
      : store_(&store),
        pass_(std::move(pass)),
        well_name_(std::move(well_name)),
        after_(after),
        last_(last),
        writer_(std::move(writer)) {}

  boost::asio::awaitable<std::optional<std::string>> next(store::SteadyTime deadline) override {
    if (ended_) co_return std::nullopt;
    std::string chunk;
    if (!std::exchange(begun_, true)) writer_.begin(chunk);
    if (!turn_) turn_ = co_await pass_.gate->enter(pass_.client, deadline);
    const auto rows = co_await store_->rows().newest_page(well_name_, after_, last_, deadline);
    for (int row = 0; row < rows.size(); ++row) writer_.append(chunk, rows[row]);
    if (rows.size() == store::kRowsOfAPage) {
      last_ = rows.time(rows.size() - 1) - Microseconds(1);
    } else {
      writer_.end(chunk);
      ended_ = true;
    }
    given_out_ += chunk.size();
    if (ended_ || given_out_ >= http::kLargestWhole) turn_.reset();
    if (chunk.empty()) co_return std::nullopt;
    co_return chunk;
  }

 private:
  store::ProductionStore* store_;
  QueryPass pass_;
  std::unique_ptr<QueryGate::Turn> turn_;  // held as in RowSource
  std::size_t given_out_ = 0;
  std::string well_name_;
  Instant after_;
  Instant last_;
  RowWriter writer_;
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<http::BodySource> make_newest_first(store::ProductionStore& store, std::string well_name,
                                                    Instant after, Instant last, RowWriter writer,
                                                    QueryPass pass) {
  return std::make_unique<NewestFirst>(store, std::move(well_name), after, last, std::move(writer),
                                       std::move(pass));
}

}  // namespace flodata::api
