#include "api/host_names.h"

#include <algorithm>

#include <fmt/format.h>
#include <boost/asio/ip/address.hpp>

#include "api/list_header.h"

namespace flodata::api {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == ':';
}

bool is_port(std::string_view text) {
  return text.size() <= 5 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string host_in(std::string_view text) {
  constexpr std::string_view kSchemeEnd = "://";
  if (const auto scheme = text.find(kSchemeEnd); scheme != std::string_view::npos)
    text.remove_prefix(scheme + kSchemeEnd.size());
  std::string_view rest;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return "";
    rest = text.substr(close + 1);
    text = text.substr(1, close - 1);
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    rest = text.substr(colon);
    text = text.substr(0, colon);
  }
  if (!rest.empty() && (rest.front() != ':' || !is_port(rest.substr(1)))) return "";
  if (text.ends_with('.')) text.remove_suffix(1);
  std::string host(text);
  std::ranges::transform(host, host.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return std::ranges::all_of(host, is_name_character) ? host : "";
}

bool is_loopback_name(std::string_view host) {
  if (host == "localhost" || host.ends_with(".localhost")) return true;  // RFC 6761, 6.3
  boost::system::error_code no_address;
  const auto address = boost::asio::ip::make_address(host, no_address);
  if (no_address) return false;
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).is_loopback();
  return address.is_loopback();
}

Expected<HostNames> HostNames::parse(std::string_view bind, std::string_view listed) {
  HostNames names;
  std::string_view wrong;
  any_element(listed, [&](std::string_view element) {
    if (element.empty()) return false;
    // An IPv6 address is listed without brackets.
    const bool bare = std::ranges::count(element, ':') > 1 && !element.starts_with('[');
    auto host = bare ? host_in(fmt::format("[{}]", element)) : host_in(element);
    if (host.empty() || element.contains("://")) wrong = element;
    names.names_.push_back(std::move(host));
    return !wrong.empty();
  });
  if (!wrong.empty())
    return unexpected(Code::invalid_argument,
                      fmt::format("setting API_HOSTS: '{}' is not a host name; give names such as "
                                  "flodata.example.org between commas",
                                  wrong));
  const std::string bound(bind);
  names.checked_ = !names.names_.empty() || is_loopback_name(bound);
  names.names_.push_back(bound);
  return names;
}

bool HostNames::contains(std::string_view host) const {
  return is_loopback_name(host) || std::ranges::find(names_, host) != names_.end();
}

bool HostNames::accept_host(std::string_view host) const {
  if (!checked_ || host.empty()) return true;  // only a program leaves it empty
  const auto name = host_in(host);
  return !name.empty() && contains(name);
}

bool HostNames::accept_origin(std::string_view origin) const {
  if (!checked_ || origin.empty()) return true;
  const auto name = origin.contains("://") ? host_in(origin) : std::string();
  return !name.empty() && contains(name);
}

}  // namespace flodata::api
