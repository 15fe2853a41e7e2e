// Whose turn a long query takes: the gate of its thread (query_gate.h), and its client.
#pragma once

#include <string>

namespace flodata::api {

class QueryGate;

struct QueryPass {
  QueryGate* gate = nullptr;
  std::string client = {};
};

}  // namespace flodata::api
