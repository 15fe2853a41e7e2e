#include "pg/host_list.h"

#include <string_view>

namespace flodata::pg {

std::vector<ConnectionOptions> each_host(const ConnectionOptions& options) {
  std::vector<ConnectionOptions> each;
  std::string_view list = options.host;
  while (true) {
    const auto comma = list.find(',');
    each.push_back(options);
    each.back().host = list.substr(0, comma);
    if (comma == std::string_view::npos) return each;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace flodata::pg
