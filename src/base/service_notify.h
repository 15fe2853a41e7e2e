// Tells a service manager of systemd's kind what this process is doing. Without one, nothing happens.
// Protocol: https://www.freedesktop.org/software/systemd/man/sd_notify.html
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace flodata {

class ServiceNotify {
 public:
  /// `socket`: the value of NOTIFY_SOCKET, a path or "@name"; empty when no manager listens.
  explicit ServiceNotify(std::string socket) : socket_(std::move(socket)) {}

  /// "READY=1", "STATUS=…", "STOPPING=1", "WATCHDOG=1", or several with line breaks between.
  /// Thread-safe. A manager that is gone is no reason to fail: returns whether it was told.
  bool tell(std::string_view state) const;

 private:
  std::string socket_;
};

}  // namespace flodata
