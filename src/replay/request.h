// A command sent to a running stream, and its result.
#pragma once

#include <cstdint>
#include <string>

#include "replay/command.h"

namespace flodata::replay {

struct Request {
  Command command;
  std::string id;            // a repeated id gets the earlier answer and no second execution; empty: a new id
  std::string requested_by;  // for the record: "cli", "api"
};

struct Answer {
  std::int64_t id;
  std::string request_id;
  std::string status;  // applied, unchanged, refused
  std::string detail;  // what was done, or why not
};

}  // namespace flodata::replay
