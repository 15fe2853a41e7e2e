#include "http/client_name.h"

#include <algorithm>

namespace flodata::http {

namespace ip = boost::asio::ip;

std::string client_name(const ip::address& address) {
  if (address.is_loopback()) return kThisMachine;
  if (address.is_v4()) return address.to_string();
  const auto v6 = address.to_v6();
  if (v6.is_v4_mapped()) return client_name(ip::make_address_v4(ip::v4_mapped, v6));
  constexpr std::ptrdiff_t kNetworkBytes = 8;
  auto bytes = v6.to_bytes();
  std::fill(bytes.begin() + kNetworkBytes, bytes.end(), 0);
  return ip::address_v6(bytes).to_string() + "/64";
}

}  // namespace flodata::http
