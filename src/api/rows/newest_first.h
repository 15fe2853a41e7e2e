// The body of a long response of `latest`: pages of one well's rows from the newest to the oldest, as text.
#pragma once

#include <memory>
#include <string>

#include "api/contract/query_gate.h"
#include "api/rows/row_format.h"
#include "base/clock.h"
#include "http/message/message.h"
#include "store/production_store.h"

namespace flodata::api {

/// Rows later than `after`, up to and including `last`. `store`: that of the thread that reads the chunks.
std::unique_ptr<http::BodySource> make_newest_first(store::ProductionStore& store, std::string well_name,
                                                    Instant after, Instant last, RowWriter writer,
                                                    QueryPass pass);

}  // namespace flodata::api
