// JSON documents as text, with numbers as people write them.
#pragma once

#include <string>

#include <boost/json/value.hpp>

namespace flodata::api {

/// Returns the document on one line. Boost.JSON's own writer gives 205.5 as 2.055E2; here numbers are written
/// by append_json_number(), as in rows. NaN and infinity become null.
std::string json_text(const boost::json::value& document);

}  // namespace flodata::api
