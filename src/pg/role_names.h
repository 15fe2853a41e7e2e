// Names of the roles of a live database besides its owner.
#pragma once

namespace flodata::pg {

/// Suffix of the API's role: the owner's name plus this.
inline constexpr const char* kReaderSuffix = "_api";

}  // namespace flodata::pg
