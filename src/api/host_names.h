// The names that a client may call this service by. A page of a foreign site whose name was pointed at this
// machine (DNS rebinding) sends that name as Host, and as the origin of its WebSocket: neither is one of
// these.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace flodata::api {

/// Returns the host of "host:port", of "[::1]:8000" and of an origin such as "http://host:port", in lower
/// case, without brackets and without a dot at its end; "" for what names none.
std::string host_in(std::string_view text);

/// Whether `host`, as host_in() returns it, always means the machine of whoever says it.
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

}  // namespace flodata::api
