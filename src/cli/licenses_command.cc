// `flodata licenses`: what is shipped with this program, and its licences (licenses/THIRD_PARTY.txt).
#include <cstdio>
#include <string_view>

#include "cli/command.h"

// NOLINTBEGIN(readability-identifier-naming)
extern "C" const char cli_third_party_licenses[];
extern "C" const char cli_third_party_licenses_end[];
// NOLINTEND(readability-identifier-naming)

namespace flodata::cli {

void add_licenses_command(CLI::App& parent, Chosen& chosen) {
  auto* command = parent.add_subcommand("licenses", "licences of the software that is shipped with flodata");
  command->callback([&chosen] {
    chosen.run = [](CommandContext&) {
      const std::string_view text(
          cli_third_party_licenses,
          static_cast<std::size_t>(cli_third_party_licenses_end - cli_third_party_licenses));
      return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? ExitCode::done
                                                                             : ExitCode::failed;
    };
  });
}

}  // namespace flodata::cli
