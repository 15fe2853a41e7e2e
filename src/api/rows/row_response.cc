#include "api/rows/row_response.h"

#include <fmt/format.h>

#include "api/contract/database_watch.h"
#include "api/contract/problem_types.h"
#include "api/rows/row_bound.h"
#include "http/message/negotiation.h"

namespace flodata::api {

using boost::asio::awaitable;

namespace {

/// A response of at most so many rows is made at once, and then it is known whether there are more; for more
/// rows the end is searched first.
constexpr std::size_t kRowsAtOnce = 1000;

/// Percent-encodes all but the unreserved characters of RFC 3986.
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string encoded;
  for (const char c : text) {
    if (kPlain.contains(c))
      encoded += c;
    else
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

std::string next_link(std::string_view instance, const Arguments& arguments, const std::string& cursor) {
  std::string link = fmt::format("<{}?", instance);
  for (const auto& [name, value] : arguments.given())
    if (name != kCursor) link += fmt::format("{}={}&", name, percent_encoded(value));
  return link + fmt::format("{}={}>; rel=\"next\"", kCursor, cursor);
}

/// What all passes over the rows of one response share.
struct Passes {
  const HandlerContext* context;
  const RowQuery* query;
  std::optional<Cursor> cursor;
  ReadingPlan plan = {};

  [[nodiscard]] Instant read_from() const { return cursor ? cursor->read_from : query->first; }

  [[nodiscard]] std::unique_ptr<RowSource> make(AnswerRows::Use use) const {
    auto selection = make_selection(*query, read_from());
    selection.plan = plan;
    if (use == AnswerRows::Use::counted) {
      selection.request.columns = {.tags = {}, .texts = false, .quality = false};
      selection.quantities.clear();
    }
    AnswerRows::Limits limits;
    if (cursor) limits.after = cursor->after;
    if (query->limit) limits.most = *query->limit;
    RowWriter writer(query->format, answer_columns(*query), query->units, query->zone);
    return std::make_unique<RowSource>(context->services.store, context->pass, std::move(selection),
                                       make_stage(*query, read_from()),
                                       AnswerRows(std::move(writer), std::move(limits), use));
  }
};

/// Adds the link to the next page when `source` reached the limit.
void add_next(http::Response& response, RowSource& source, const HandlerContext& context,
              const Arguments& arguments, const RowQuery& query) {
  if (!source.rows().full()) return;
  const auto last = source.rows().last();
  const auto cursor = encode({.lineage = query.version.lineage,
                              .sequence = query.version.sequence,
                              .bound = query.version.bound,
                              .first = query.first,
                              .last = query.last,
                              .read_from = source.stage().read_from(last),
                              .after = last,
                              .request = request_fingerprint(context.instance, arguments.given())});
  response.headers.emplace_back("Link", next_link(context.instance, arguments, cursor));
  response.headers.emplace_back(kNextCursorHeader, cursor);
}

}  // namespace

http::Response start_row_answer(http::MediaType format, std::span<const RowColumn> columns,
                                UnitSystem units) {
  http::Response response{.content_type = std::string(http::content_type_of(format))};
  response.headers.emplace_back(kUnitsHeader, units_object(columns, units));
  return response;
}

http::Response invalid_parameters(const std::vector<http::ParameterError>& errors,
                                  std::string_view instance) {
  std::string detail;
  for (const auto& error : errors) detail += (detail.empty() ? "" : "; ") + error.message;
  return http::problem(kInvalidParameter, detail, instance, errors);
}

awaitable<http::Response> answer_rows(HandlerContext context, Arguments arguments, RowQuery query,
                                      std::optional<Cursor> cursor) {
  auto response = start_row_answer(query.format, answer_columns(query), query.units);
  if (query.version.bound != kEndOfTime)
    response.headers.emplace_back(kSequenceHeader, std::to_string(query.version.sequence));
  Passes passes{&context, &query, std::move(cursor)};
  passes.plan =
      co_await plan_reading(context.services.store, window_of(query, passes.read_from()), context.deadline);
  if (const auto excess = co_await find_excess(context, &query, &passes.plan))
    co_return invalid_parameters({*excess}, context.instance);
  if (query.limit && *query.limit > kRowsAtOnce) {
    const auto count = passes.make(AnswerRows::Use::counted);
    co_await count->run(context.deadline);
    add_next(response, *count, context, arguments, query);
  }
  auto source = passes.make(AnswerRows::Use::written);
  if (query.limit && *query.limit <= kRowsAtOnce) {
    co_await source->run(context.deadline);
    add_next(response, *source, context, arguments, query);
    response.body = std::move(source->rows().text());
  } else {
    auto first = (co_await source->next(context.deadline)).value_or("");
    if (source->at_end())
      response.body = std::move(first);
    else
      response.body = http::StreamedBody{std::move(first), std::move(source)};
  }
  context.services.database_watch->answered();
  co_return response;
}

}  // namespace flodata::api
