// I11 and I13: the hours made again from the days, and compared bit by bit.
#pragma once

#include <stop_token>
#include <vector>

#include "duck/database.h"
#include "verifier/verify.h"

namespace flodata::verifier {

/// Makes every gapless stretch of days of every well again, alone and with the manifest's seed, and compares
/// its hours with the file's. Returns I11 and I13; not measured where the manifest does not say how the hours
/// were made. Errors: Failure; Failure(interrupted).
std::vector<InvariantResult> reproduce(duck::Database& database, const std::stop_token& stop);

}  // namespace flodata::verifier
