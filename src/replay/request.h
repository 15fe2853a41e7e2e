// What is asked of a running stream, and what became of it.
#pragma once

#include <cstdint>
#include <string>

#include "replay/command.h"

namespace flodata::replay {

struct Request {
  Command command;
  std::string id;  // sent again, the request is answered and not carried out again; empty: a new one
  std::string requested_by;  // for the record: "cli", "api"
};

struct Answer {
  std::int64_t id;
  std::string request_id;
  std::string status;  // applied, unchanged, refused
  std::string detail;  // what was done, or why not
};

}  // namespace flodata::replay
