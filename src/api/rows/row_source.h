// The body of a large response: pages of rows from the store, through a stage, as text. Memory holds one
// page, a chunk of text and the rows of the stage.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aggregation/quality_gate.h"
#include "api/contract/query_gate.h"
#include "api/rollups/page_reader.h"
#include "api/rows/response_rows.h"
#include "api/rows/row_stage.h"
#include "http/message/message.h"
#include "store/production_row.h"
#include "store/production_store.h"

namespace flodata::api {

using aggregation::QualityFilter;
using aggregation::UseOfMarks;

struct RowSelection {
  store::RowRequest request;
  std::string well_type;  // only rows of that type; empty: any
  QualityFilter quality = QualityFilter::any;
  UseOfMarks marks = UseOfMarks::none;
  ReadingPlan plan = {};                     // without stretches: rows
  std::vector<std::size_t> quantities = {};  // of wells' cells
  bool of_types = false;                     // of the field's cells: by type
};

class RowSource final : public http::BodySource {
 public:
  /// `store` and the gate: those of the thread that reads the chunks.
  RowSource(store::ProductionStore* store, QueryPass pass, RowSelection selection,
            std::unique_ptr<RowStage> stage, AnswerRows rows);

  boost::asio::awaitable<std::optional<std::string>> next(store::SteadyTime deadline) override;

  [[nodiscard]] std::size_t held_bytes() const override;

  /// Reads all rows; the text is then in rows().
  boost::asio::awaitable<void> run(store::SteadyTime deadline);

  /// Returns whether next() has nothing more to return.
  [[nodiscard]] bool at_end() const { return finished_ && sent_ == rows_.text().size(); }
  [[nodiscard]] AnswerRows& rows() { return rows_; }
  [[nodiscard]] const RowStage& stage() const { return *stage_; }

 private:
  /// Appends at most about `wanted_bytes` of text, or finishes.
  boost::asio::awaitable<void> advance(std::size_t wanted_bytes, store::SteadyTime deadline);
  boost::asio::awaitable<void> read_page(store::SteadyTime deadline);
  void add(std::size_t place);
  void add_row(store::ProductionRow row);
  void finish();

  QueryPass pass_;
  // For a short response, which is whole in memory: held from the first page to the last. For a longer one,
  // whose client may be slow: until kLargestWhole bytes are handed out, then page by page.
  std::unique_ptr<QueryGate::Turn> turn_;
  std::size_t given_out_ = 0;  // bytes
  std::string well_type_;
  aggregation::QualityGate gate_;
  PageReader reader_;
  std::unique_ptr<RowStage> stage_;
  AnswerRows rows_;
  std::size_t next_in_page_ = 0;
  std::size_t sent_ = 0;  // of the text
  bool begun_ = false;
  bool in_gap_ = false;     // the stage has more rows to give before the next one is added
  bool all_added_ = false;  // no row is left, and the stage knows it
  bool finished_ = false;
};

}  // namespace flodata::api
