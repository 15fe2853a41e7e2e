// C handles shared by the files of this folder; nobody else includes this.
#pragma once

#include "duck/database.h"
#include "duck/library.h"

namespace flodata::duck {

struct Appender::Handle {
  duckdb_appender appender = nullptr;
  Handle() = default;
  ~Handle() { duckdb_appender_destroy(&appender); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
};

}  // namespace flodata::duck
