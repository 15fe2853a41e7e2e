// Names of the roles that a live database has beside its owner.
#pragma once

namespace flodata::pg {

/// The API's role is called as the owner with this behind it.
inline constexpr const char* kReaderSuffix = "_api";

}  // namespace flodata::pg
