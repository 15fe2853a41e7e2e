#include "model/tag.h"

namespace flodata {

// The catalogue is a constant; this file holds what must be true of it.
static_assert(kTagCount <= 32, "presence of tags is kept in a 32-bit mask");
static_assert(find_tag("oil_rate") == find_tag_by_source_column("BORE_OIL_VOL"));

}  // namespace flodata
