// Tables and views that a schema has, from the text of its migrations: to notice those that somebody dropped.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "pg/migrations.h"

namespace flodata::pg {

/// Returns the names that the migrations create and do not drop, in order.
std::vector<std::string> schema_relations(std::span<const Migration> migrations);

}  // namespace flodata::pg
