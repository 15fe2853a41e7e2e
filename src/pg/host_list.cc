#include "pg/host_list.h"

#include <charconv>
#include <optional>
#include <string_view>

namespace flodata::pg {
namespace {

/// Takes the first item off a list.
std::optional<std::string_view> take_item(std::optional<std::string_view>& list) {
  if (!list) return std::nullopt;
  const auto comma = list->find(',');
  const auto item = list->substr(0, comma);
  list = comma == std::string_view::npos ? std::nullopt : std::optional(list->substr(comma + 1));
  return item;
}

}  // namespace

std::vector<ConnectionOptions> each_host(const ConnectionOptions& options) {
  std::vector<ConnectionOptions> each;
  std::optional<std::string_view> hosts = options.host;
  std::optional<std::string_view> ports;
  if (!options.ports.empty()) ports = options.ports;
  while (const auto host = take_item(hosts)) {
    each.push_back(options);
    each.back().host = *host;
    each.back().ports.clear();
    if (const auto port = take_item(ports))
      std::from_chars(port->data(), port->data() + port->size(), each.back().port);
  }
  return each;
}

}  // namespace flodata::pg
