// The host names that a client may use for this service. A page of another site whose name resolves to this
// machine (DNS rebinding) sends that name as Host, and as the origin of its WebSocket: neither is accepted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace flodata::http {

/// Returns the host of an authority `uri-host [":" port]` (RFC 9110, 7.2; RFC 3986, 3.2.2), in lower case,
/// without brackets and trailing dot, an IPv6 address in its shortest form. Returns "" when there is no host,
/// or no valid one: with userinfo, percent-encoding, a zone, a port above 65535, or a character that no host
/// name has.
std::string host_of_authority(std::string_view authority);

/// Returns the host of a web page's origin `scheme "://" host [":" port]` (RFC 6454, 6.1) in the same form.
std::string host_of_origin(std::string_view origin);

/// Returns whether `host`, as host_of_authority() returns it, always means the client's own machine.
bool is_loopback_name(std::string_view host);

class HostNames {
 public:
  /// `bind`: the address to listen on. `listed`: further names separated by commas, as in API_HOSTS. Errors:
  /// invalid_argument for an invalid name in `listed`.
  static Expected<HostNames> parse(std::string_view bind, std::string_view listed);

  /// Returns whether names are checked at all: on a loopback address, or when some are listed. A service for
  /// the whole network without a list does not know its names.
  [[nodiscard]] bool checked() const { return checked_; }
  /// Returns whether a request with this Host header (or authority in its target) is for this service.
  [[nodiscard]] bool accept_host(std::string_view host) const;
  /// Returns whether a page of this origin may open a WebSocket; "": the client is no page.
  [[nodiscard]] bool accept_origin(std::string_view origin) const;

 private:
  [[nodiscard]] bool contains(std::string_view host) const;
  bool checked_ = false;
  std::vector<std::string> names_;
};

}  // namespace flodata::http
