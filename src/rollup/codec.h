// Statistics as bytes: numbers little-endian, counts in groups of 7 bits. What is equal has equal bytes.
#pragma once

#include <string>
#include <string_view>

#include "aggregation/field_totals.h"
#include "aggregation/quantity_state.h"

namespace flodata::rollup {

/// Appends nothing for statistics without a row.
void encode(const aggregation::QuantityState& state, std::string& out);
void encode(const aggregation::FieldTotals& totals, std::string& out);

/// Errors: Failure(database) for bytes that encode() does not make.
aggregation::QuantityState decode_quantity(std::string_view bytes);
aggregation::FieldTotals decode_totals(std::string_view bytes);

}  // namespace flodata::rollup
