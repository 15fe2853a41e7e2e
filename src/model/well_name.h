// Well names: one canonical name per wellbore, and the many other names by which people ask for it.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"

namespace flodata {

/// What a live data set knows of a wellbore's names.
struct WellNames {
  std::string well_name;           // canonical: "NO-15/9-F-1C"
  std::string npd_well_bore_name;  // "15/9-F-1 C"
  std::string well_bore_code;      // "NO 15/9-F-1 C"
};

/// Returns the canonical name: "NO-" and the NPD name without blanks; just the name without blanks where it
/// is none of the Norwegian shelf ("15/9-…").
std::string canonical_well_name(std::string_view npd_well_bore_name);

/// The wells of a live data set, to be found by any of their names: one look-up, however many there are.
class WellDirectory {
 public:
  WellDirectory() = default;
  explicit WellDirectory(std::vector<WellNames> wells);

  /// Returns the canonical name of the wellbore that `asked` means: canonical name, NPD name, wellbore code,
  /// short name ("F-12"), each without regard to case and blanks, or a sidetrack ("NO-15/9-F-11A") of a slot
  /// that has one wellbore only.
  /// Errors: not_found, with the nearest names, also when the name fits more than one wellbore.
  [[nodiscard]] Expected<std::string> find(std::string_view asked) const;

 private:
  using Places = std::unordered_map<std::string, std::vector<std::size_t>>;  // folded name: places in wells_

  [[nodiscard]] std::unexpected<Error> not_found(std::string_view asked, const std::string& folded) const;

  std::vector<WellNames> wells_;
  Places by_name_;
  Places by_slot_;
};

}  // namespace flodata
