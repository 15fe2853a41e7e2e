// The table of all routes.
#pragma once

#include <vector>

#include "api/contract/route.h"

namespace flodata::api {

std::vector<Route> make_routes();

/// Those for rows of production data (routes_production.cc).
std::vector<Route> make_production_routes();

/// That of the stream's news (routes_stream.cc).
std::vector<Route> make_stream_routes();

/// Those of the system's later version (routes_later.cc).
std::vector<Route> make_later_routes();

/// Those of them that say what the stream does or control it (routes_replay.cc).
std::vector<Route> make_replay_routes();

/// Parameters and problems of several routes (routes.cc).
extern const Parameter kWellNameParameter;  // in the path
extern const Parameter kFormatParameter;
extern const Parameter kTagsParameter;  // routes_production.cc
/// `name`: of a list of wells.
Parameter wells_parameter(std::string_view name);
PossibleProblem unknown_well();
PossibleProblem database_away();

}  // namespace flodata::api
