// /openapi.json: the document, with examples of the field that is streamed, so that what it proposes gives an
// answer.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <boost/asio/awaitable.hpp>

#include "api/contract/route.h"
#include "api/openapi/parameters.h"
#include "base/mutex.h"
#include "http/message/message.h"
#include "store/production_row.h"

namespace flodata::api {

/// Thread-safe.
class ApiDescription {
 public:
  /// `routes` must outlive it.
  explicit ApiDescription(std::span<const Route> routes);

  /// Answers from what is known of the field. The database is asked once for each version of the data, and
  /// while it does not answer the document stays as it was. The object must outlive the coroutine.
  boost::asio::awaitable<http::Response> answer(http::Request request, HandlerContext context);

 private:
  struct Document {
    FieldExamples examples;
    std::string text;
    std::string etag;
  };
  using Version = std::pair<std::int64_t, std::int64_t>;  // lineage and sequence

  [[nodiscard]] std::shared_ptr<const Document> document() const;
  [[nodiscard]] bool is_known(const std::optional<Version>& version) const;
  void learn(const std::optional<Version>& version, const store::ProductionRows& newest);
  [[nodiscard]] std::shared_ptr<const Document> make_document(FieldExamples examples) const;

  std::span<const Route> routes_;
  mutable Mutex mutex_;
  std::shared_ptr<const Document> document_
      FLODATA_GUARDED_BY(mutex_);                            // shared with answers that are being made
  std::optional<Version> known_ FLODATA_GUARDED_BY(mutex_);  // version that the examples are of
};

/// Returns examples for a field whose wells have these newest rows: a producer that flows and is measured
/// before any other well, and of equal ones the one that was the example already, so that the document seldom
/// changes.
FieldExamples choose_examples(const store::ProductionRows& newest, const FieldExamples& before);

}  // namespace flodata::api
