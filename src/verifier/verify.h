// Measures a source file against its invariants, over all rows and by SQL of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "duck/database.h"

namespace flodata::verifier {

enum class Verdict : std::uint8_t {
  holds,
  violated,
  not_measured,  // the file lacks what it speaks of, or has too few of it
};

struct InvariantResult {
  std::string_view id;         // "I1"
  std::string_view statement;  // what has to hold
  Verdict verdict = Verdict::not_measured;
  std::string measured;              // values as text; why not, when it was not measured
  std::int64_t violations = 0;       // days, well-months, …, as the statement counts
  std::optional<std::string> worst;  // the worst violation
};

struct VerifyReport {
  std::vector<InvariantResult> results;
  [[nodiscard]] bool holds() const;
};

/// Measures all invariants that one file can be measured against. Writes nothing into the file.
/// Errors: Failure(not_found) when the file lacks the daily or the hourly table; Failure(interrupted).
VerifyReport verify_dataset(duck::Database& database, const std::stop_token& stop);

std::string to_text(const VerifyReport& report);
std::string to_json(const VerifyReport& report);

}  // namespace flodata::verifier
