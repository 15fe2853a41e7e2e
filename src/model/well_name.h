// Well names: one canonical name per wellbore, and the other names by which people ask for it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.h"

namespace flodata {

/// How a data set names its wells.
enum class WellNaming : std::uint8_t {
  as_written,  // the name in the file is the canonical one
  npd          // names of the Norwegian register get their canonical form; others stay as written
};

/// Returns "as written", "NPD".
std::string_view to_string(WellNaming naming);
std::optional<WellNaming> find_well_naming(std::string_view name);

/// What a data set knows of a wellbore's names.
struct WellNames {
  std::string well_name;           // canonical: "NO-15/9-F-1C"
  std::string npd_well_bore_name;  // as the source writes it: "15/9-F-1 C"
  std::string well_bore_code;      // "NO 15/9-F-1 C"
  bool operator==(const WellNames&) const = default;
};

/// Whether a name is one of the Norwegian register: quadrant, block and well, as in "15/9-F-1 C".
bool is_npd_name(std::string_view name);

/// Returns the canonical name of the well that the source calls `name`: for a name of the register under
/// WellNaming::npd "NO-" and the name without blanks, else the name as it is.
std::string canonical_well_name(std::string_view name, WellNaming naming);

/// Returns the name of the register in a wellbore code: "15/9-F-1 C" of "NO 15/9-F-1 C"; a code without the
/// country as it is.
std::string_view npd_name_of_code(std::string_view well_bore_code);

/// Returns the name that a chart has room for: "F-1C" of NO-15/9-F-1C; the canonical name of other wells.
std::string short_well_name(const WellNames& well);

/// Returns the names besides the canonical one by which the well is found, sidetracks of its slot left out.
std::vector<std::string> well_aliases(const WellNames& well);

/// The wells of a field, to be found by any of their names: one look-up, however many there are.
///
/// Why no well answers for another one: the canonical name as it is written decides first; an alias counts
/// only when it is an alias of one well; and the wells whose first hour is not live yet count as well, so
/// that a name that will be theirs does not mean their neighbour until then. Proof: WellNameProperty in
/// src/model/well_directory_test.cc
class WellDirectory {
 public:
  WellDirectory() = default;
  /// `live`: can be found. `to_come`: wells of the same field that cannot, since no hour of theirs is live.
  explicit WellDirectory(std::vector<WellNames> live, std::vector<WellNames> to_come = {});

  /// Returns the canonical name of the well called exactly so; else of the one well that has this alias,
  /// compared without case and blanks: its canonical name, and for a well of the Norwegian register the
  /// name there, the wellbore code, the short name ("F-12"), and a sidetrack ("F-11A", "F-11 T2") of a slot
  /// that has no other wellbore.
  /// Errors: not_found, with the nearest names, also when the name fits more than one well.
  [[nodiscard]] Expected<std::string> find(std::string_view asked) const;

 private:
  using Places = std::unordered_map<std::string, std::vector<std::size_t>>;  // name: places in wells_

  [[nodiscard]] bool is_live(std::size_t place) const { return place < live_count_; }
  [[nodiscard]] Expected<std::string> choose(std::string_view asked,
                                             const std::vector<std::size_t>& places) const;
  [[nodiscard]] std::unexpected<Error> not_found(std::string_view asked) const;

  std::vector<WellNames> wells_;  // the live ones first
  std::size_t live_count_ = 0;
  Places by_canonical_name_;  // as written
  Places by_alias_;           // folded
  Places by_slot_;            // folded
};

}  // namespace flodata
