#include "http/host_names.h"

#include <algorithm>

#include <fmt/format.h>
#include <boost/asio/ip/address.hpp>

#include "http/message/list_header.h"

namespace flodata::http {

namespace ip = boost::asio::ip;

namespace {

/// ASCII letters and digits: international names are encoded in these (RFC 5891). Container names have
/// underscores.
bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

/// Returns whether `text` may follow a host: nothing, or a colon and a port, which may be empty.
bool is_port_part(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() != ':') return false;
  constexpr unsigned kHighestPort = 65535;
  unsigned port = 0;
  for (const char c : text.substr(1)) {
    if (c < '0' || c > '9') return false;
    port = port * 10 + static_cast<unsigned>(c - '0');
    if (port > kHighestPort) return false;
  }
  return true;
}

std::string host_of_bracketed(std::string_view authority) {
  const auto close = authority.find(']');
  if (close == std::string_view::npos || !is_port_part(authority.substr(close + 1))) return "";
  const std::string text(authority.substr(1, close - 1));
  boost::system::error_code no_address;
  const auto address = ip::make_address_v6(text, no_address);
  return no_address || text.contains('%') ? "" : address.to_string();
}

}  // namespace

std::string host_of_authority(std::string_view authority) {
  if (authority.starts_with('[')) return host_of_bracketed(authority);
  const auto colon = std::min(authority.find(':'), authority.size());
  if (!is_port_part(authority.substr(colon))) return "";
  std::string host(authority.substr(0, colon));
  if (host.ends_with('.')) host.pop_back();
  std::ranges::transform(host, host.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const bool is_name = std::ranges::all_of(host, is_name_character) && !host.starts_with('.') &&
                       !host.ends_with('.') && !host.contains("..");
  return is_name ? host : "";
}

std::string host_of_origin(std::string_view origin) {
  for (const std::string_view scheme : {"http://", "https://"})
    if (origin.starts_with(scheme)) return host_of_authority(origin.substr(scheme.size()));
  return "";
}

bool is_loopback_name(std::string_view host) {
  if (host == "localhost" || host.ends_with(".localhost")) return true;  // RFC 6761, 6.3
  boost::system::error_code no_address;
  const auto address = ip::make_address(host, no_address);
  if (no_address) return false;
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, address.to_v6()).is_loopback();
  return address.is_loopback();
}

namespace {

/// Returns an address as host_of_authority() does, any other name unchanged.
std::string shortest_form(std::string_view bind) {
  boost::system::error_code no_address;
  const auto address = ip::make_address(bind, no_address);
  return no_address ? std::string(bind) : address.to_string();
}

}  // namespace

Expected<HostNames> HostNames::parse(std::string_view bind, std::string_view listed) {
  HostNames names;
  std::string_view wrong;
  any_element(listed, [&](std::string_view element) {
    if (element.empty()) return false;
    // IPv6 addresses are listed without brackets.
    const bool bare = std::ranges::count(element, ':') > 1 && !element.starts_with('[');
    auto host = bare ? host_of_authority(fmt::format("[{}]", element)) : host_of_authority(element);
    if (host.empty()) wrong = element;
    names.names_.push_back(std::move(host));
    return !wrong.empty();
  });
  if (!wrong.empty())
    return unexpected(Code::invalid_argument,
                      fmt::format("setting API_HOSTS: '{}' is not a host name; give names such as "
                                  "flodata.example.org between commas",
                                  wrong));
  const auto bound = shortest_form(bind);
  names.checked_ = !names.names_.empty() || is_loopback_name(bound);
  names.names_.push_back(bound);
  return names;
}

bool HostNames::contains(std::string_view host) const {
  return is_loopback_name(host) || std::ranges::find(names_, host) != names_.end();
}

bool HostNames::accept_host(std::string_view host) const {
  if (!checked_ || host.empty()) return true;  // no browser sends it empty
  const auto name = host_of_authority(host);
  return !name.empty() && contains(name);
}

bool HostNames::accept_origin(std::string_view origin) const {
  if (!checked_ || origin.empty()) return true;
  const auto name = host_of_origin(origin);
  return !name.empty() && contains(name);
}

}  // namespace flodata::http
