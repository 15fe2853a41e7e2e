#include "upsampler/upsample.h"

#include <array>

#include <fmt/format.h>

#include "upsampler/ups1/ups1.h"
#include "upsampler/ups2/ups2.h"

namespace flodata::upsampler {
namespace {

struct NamedMethod {
  Method method;
  std::string_view option;
  std::string_view algorithm;
};
constexpr std::array kMethods = {NamedMethod{Method::ups1, "ups1", "UPS-1"},
                                 NamedMethod{Method::ups2, "ups2", "UPS-2"}};

}  // namespace

std::string_view algorithm_name(Method method) {
  return kMethods[static_cast<std::size_t>(method)].algorithm;
}

Expected<Method> method_of_algorithm(std::string_view name) {
  for (const auto& known : kMethods)
    if (known.algorithm == name) return known.method;
  return unexpected(Code::invalid_argument,
                    fmt::format("unknown algorithm '{}' in the manifest: UPS-1 and UPS-2 are known. Make the "
                                "hours again with `flodata dataset upsample`",
                                name));
}

Expected<Method> method_of_option(std::string_view name) {
  for (const auto& known : kMethods)
    if (known.option == name) return known.method;
  return unexpected(Code::invalid_argument, fmt::format("unknown method '{}': give ups1 or ups2", name));
}

Expected<PartialDayMeans> partial_day_means_of(std::string_view name) {
  if (name.empty()) return PartialDayMeans::by_evidence;
  if (name == "day") return PartialDayMeans::day;
  if (name == "on stream") return PartialDayMeans::on_stream;
  return unexpected(Code::invalid_argument,
                    fmt::format("unknown means of partial days '{}': write \"day\" or \"on stream\"", name));
}

Expected<UpsampledWell> upsample_well(const WellHistory& history, const TimeZone& day_zone,
                                      const UpsampleOptions& options) {
  auto ledger = build_ledger(history, day_zone);
  if (!ledger) return std::unexpected(ledger.error());
  if (options.method == Method::ups1) return make_ups1(history, *ledger, options.seed);
  check_volumes_against_hours(*ledger);
  return make_ups2(history, *ledger, options.seed, options.means);
}

}  // namespace flodata::upsampler
