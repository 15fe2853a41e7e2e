// What a long query shows at the gate (rows/query_gate.h): the gate of its thread, and whose query it is.
#pragma once

#include <string>

namespace flodata::api {

class QueryGate;

struct QueryPass {
  QueryGate* gate = nullptr;
  std::string client = {};
};

}  // namespace flodata::api
