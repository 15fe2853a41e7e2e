// What counts as one client: see docs/decisions.
#pragma once

#include <string>

#include <boost/asio/ip/address.hpp>

namespace flodata::http {

/// Stands for all loopback addresses: a local program can choose from 16 million of them.
inline constexpr const char* kThisMachine = "this machine";

/// Returns kThisMachine, an IPv4 address, or the first 64 bits of an IPv6 address, since a client can choose
/// the rest.
std::string client_name(const boost::asio::ip::address& address);

}  // namespace flodata::http
