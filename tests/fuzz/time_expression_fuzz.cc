// Times as requests give them: what is accepted lies within what the database and ISO 8601 take.
#include <cstddef>
#include <cstdint>

#include "api/contract/time_expression.h"
#include "base/check.h"

namespace flodata::api {
namespace {

void parse(std::string_view text) {
  static const auto kOslo = TimeZone::find("Europe/Oslo").value();
  constexpr Instant kNow{std::chrono::sys_days{std::chrono::year(2008) / 3 / 30} + std::chrono::minutes(61)};
  constexpr PresentTime kKnown{kNow, LabelGrid{kNow - std::chrono::minutes(1), std::chrono::hours(1)}};
  for (const auto& present : {PresentTime{kNow, {}}, kKnown})
    for (const auto to_label :
         {std::optional<Toward>(), std::optional(Toward::later), std::optional(Toward::earlier)}) {
      const auto expression = parse_time_expression(text, kOslo, present, to_label);
      if (!expression) {
        FLODATA_CHECK(!expression.error().message.empty());
        continue;
      }
      FLODATA_CHECK(expression->time <= kEndOfTime + std::chrono::days(1));
      FLODATA_CHECK(expression->time >= kBeginOfTime - std::chrono::days(366));
      if (expression->until) FLODATA_CHECK(*expression->until > present.now);
    }
}

}  // namespace
}  // namespace flodata::api

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  flodata::api::parse({reinterpret_cast<const char*>(data), size});
  return 0;
}
