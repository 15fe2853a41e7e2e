// A simulated field as a source file: daily only, or daily and hourly as `flodata up` serves it when it was
// given no data.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>

#include "duck/database.h"
#include "simulator/simulated_field.h"

namespace flodata::dataset {

/// Simulates a field and upsamples it to hours in the file `path`, which appears complete or not at all
/// (it is written under another name beside it and renamed).
/// Errors: Failure when `path` cannot be written; Failure(interrupted) when stopped, and no file is left.
void make_simulated_field(const std::filesystem::path& path, const SimulatedField& options,
                          const std::stop_token& stop);

/// Makes the file `path` by `fill`, under another name until it is complete; replaces a file that is there.
/// Errors: those of `fill`, Failure(io) and Failure(interrupted); nothing is left then, and a file that was
/// there stays as it was.
void make_field_file(const std::filesystem::path& path, const std::stop_token& stop,
                     const std::function<void(duck::Database&)>& fill);

}  // namespace flodata::dataset
