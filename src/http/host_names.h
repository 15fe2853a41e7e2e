// The names that a client may call this service by. A page of a foreign site whose name was pointed at this
// machine (DNS rebinding) sends that name as Host, and as the origin of its WebSocket: neither is one of
// these.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace flodata::http {

/// Returns the host of an authority `uri-host [":" port]` (RFC 9110, 7.2; RFC 3986, 3.2.2), in lower case,
/// without brackets and without a dot at its end, an IPv6 address in its shortest form; "" for what names no
/// host, or is none: with userinfo, percent-encoding, a zone, a port above 65535 or a character that no name
/// of a machine has.
std::string host_of_authority(std::string_view authority);

/// The same of an origin `scheme "://" host [":" port]` (RFC 6454, 6.1) of a web page.
std::string host_of_origin(std::string_view origin);

/// Whether `host`, as host_of_authority() returns it, always means the machine of the client that says it.
bool is_loopback_name(std::string_view host);

class HostNames {
 public:
  /// `bind`: the address to listen on. `listed`: further names between commas, as API_HOSTS has them.
  /// Errors: invalid_argument for a name in `listed` that is none.
  static Expected<HostNames> parse(std::string_view bind, std::string_view listed);

  /// Whether names are checked at all: on a loopback address, or when some are listed. A service for the
  /// whole network without a list does not know its names.
  [[nodiscard]] bool checked() const { return checked_; }
  /// Whether a request with this header Host (or authority of its address) is for this service.
  [[nodiscard]] bool accept_host(std::string_view host) const;
  /// Whether a page of this origin may open a WebSocket; "" is no page.
  [[nodiscard]] bool accept_origin(std::string_view origin) const;

 private:
  [[nodiscard]] bool contains(std::string_view host) const;
  bool checked_ = false;
  std::vector<std::string> names_;
};

}  // namespace flodata::http
