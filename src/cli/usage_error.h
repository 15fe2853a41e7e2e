// What a command line names that does not exist, and what comes nearest to it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace flodata::cli {

/// Returns what to tell a person about the first word of `arguments` (without the program's name) that is
/// neither a command nor an option; nothing when there is no such word.
std::optional<std::string> unknown_word(const CLI::App& app, const std::vector<std::string>& arguments);

}  // namespace flodata::cli
