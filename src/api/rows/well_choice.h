// The wells that a request names, by any accepted name.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "api/contract/route.h"
#include "store/production_store.h"

namespace flodata::api {

using ChosenWells = std::expected<std::vector<store::WellEntry>, http::Response>;

/// Returns the wells called `asked`, by canonical name, each once; all wells when none is requested. Error
/// response: 404 for an unknown or ambiguous name.
boost::asio::awaitable<ChosenWells> choose_wells(HandlerContext context, std::vector<std::string> asked);

std::vector<std::string> names_of(const std::vector<store::WellEntry>& wells);

}  // namespace flodata::api
