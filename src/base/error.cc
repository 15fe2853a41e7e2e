#include "base/error.h"

namespace flodata {

bool is_transient(Code code) {
  switch (code) {
    case Code::unavailable:
    case Code::timed_out:
    case Code::overloaded:
    case Code::fenced:
      return true;
    case Code::invalid_argument:
    case Code::not_found:
    case Code::corrupt_input:
    case Code::permission_denied:
    case Code::conflict:
    case Code::interrupted:
    case Code::database:
    case Code::io:
      return false;
  }
  return false;
}

std::string_view to_string(Code code) {
  switch (code) {
    case Code::invalid_argument:
      return "invalid_argument";
    case Code::not_found:
      return "not_found";
    case Code::corrupt_input:
      return "corrupt_input";
    case Code::permission_denied:
      return "permission_denied";
    case Code::conflict:
      return "conflict";
    case Code::unavailable:
      return "unavailable";
    case Code::timed_out:
      return "timed_out";
    case Code::overloaded:
      return "overloaded";
    case Code::fenced:
      return "fenced";
    case Code::interrupted:
      return "interrupted";
    case Code::database:
      return "database";
    case Code::io:
      return "io";
  }
  return "unknown";
}

}  // namespace flodata
