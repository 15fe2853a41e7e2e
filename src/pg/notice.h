// A notification sent by NOTIFY.
#pragma once

#include <string>

namespace flodata::pg {

struct Notice {
  std::string channel;
  std::string payload;
};

}  // namespace flodata::pg
