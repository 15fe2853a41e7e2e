#include "replay/status.h"

#include <boost/pfr/tuple_size.hpp>

#include "replay/status_members.h"

namespace flodata::replay {

static_assert(kJsonMembers<Status>.size() == boost::pfr::tuple_size_v<Status>,
              "status_members.h lacks a member");

std::string to_json(const Status& status, const TimeZone& zone) { return json_of(status, zone); }

}  // namespace flodata::replay
