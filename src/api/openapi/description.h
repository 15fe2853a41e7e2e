// /openapi.json: the document, with examples from the streamed field, so that its example requests return
// data.
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

  /// Responds with the document. Queries the database once for each version of the data; while the database
  /// does not respond, the document stays unchanged. The object must outlive the coroutine.
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
  std::shared_ptr<const Document> document_ FLODATA_GUARDED_BY(mutex_);  // shared with responses being made
  std::optional<Version> known_ FLODATA_GUARDED_BY(mutex_);              // of the examples
};

/// Returns examples for a field whose wells have these newest rows. Prefers a producer that flows and is
/// measured, and among equal wells the previous example, so that the document rarely changes.
FieldExamples choose_examples(const store::ProductionRows& newest, const FieldExamples& before);

}  // namespace flodata::api
