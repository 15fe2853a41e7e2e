// Notifies a service manager like systemd of this process's state. Does nothing without one. Protocol:
// https://www.freedesktop.org/software/systemd/man/sd_notify.html
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace flodata {

class ServiceNotify {
 public:
  /// `socket`: the value of NOTIFY_SOCKET, a path or "@name"; empty when no manager listens.
  explicit ServiceNotify(std::string socket) : socket_(std::move(socket)) {}

  /// Sends "READY=1", "STATUS=…", "STOPPING=1", "WATCHDOG=1", or several separated by line breaks. Returns
  /// whether the message was sent; a lost manager is no error. Thread-safe.
  bool tell(std::string_view state) const;

 private:
  std::string socket_;
};

}  // namespace flodata
