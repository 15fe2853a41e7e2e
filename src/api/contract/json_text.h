// JSON documents as text, with numbers in plain notation.
#pragma once

#include <string>

#include <boost/json/value.hpp>

namespace flodata::api {

/// Returns the document on one line. Boost.JSON's serializer writes 205.5 as 2.055E2; here
/// append_json_number() writes numbers, as in rows. NaN and infinity become null.
std::string json_text(const boost::json::value& document);

}  // namespace flodata::api
