// What counts as one client: see docs/decisions.
#pragma once

#include <string>

#include <boost/asio/ip/address.hpp>

namespace flodata::http {

/// Every loopback address: a program of this machine has 16 million of them to choose from.
inline constexpr const char* kThisMachine = "this machine";

/// Returns kThisMachine, an IPv4 address, or the first 64 bits of an IPv6 address, of which a client has the
/// rest to choose from.
std::string client_name(const boost::asio::ip::address& address);

}  // namespace flodata::http
