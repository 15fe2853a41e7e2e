#include "cli/usage_error.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "base/edit_distance.h"

namespace flodata::cli {
namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

/// "flodata dataset import".
std::string full_name(const CLI::App& app) {
  const auto* parent = app.get_parent();
  return parent == nullptr ? app.get_name() : full_name(*parent) + " " + app.get_name();
}

const CLI::App& root_of(const CLI::App& app) {
  return app.get_parent() == nullptr ? app : root_of(*app.get_parent());
}

/// All commands below `app`, those of the first level first.
std::vector<const CLI::App*> all_commands(const CLI::App& app) {
  auto all = commands_of(app);
  for (const auto* command : commands_of(app))
    std::ranges::copy(all_commands(*command), std::back_inserter(all));
  return all;
}

/// Commands of the same level come before equally near ones elsewhere: `flodata import` means `dataset
/// import`.
std::string unknown_command(const CLI::App& app, const std::string& word) {
  auto candidates = commands_of(app);
  std::ranges::copy(all_commands(root_of(app)), std::back_inserter(candidates));
  const auto* nearest = *std::ranges::min_element(
      candidates, {}, [&](const CLI::App* command) { return edit_distance(word, command->get_name()); });
  return fmt::format("There is no command '{} {}'; the nearest is '{}'. Run '{} --help' for all of them.",
                     full_name(app), word, full_name(*nearest), full_name(app));
}

std::string unknown_option(const CLI::App& app, const std::string& word) {
  std::vector<std::string> candidates;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) candidates.push_back("--" + name);
  const auto nearest = std::ranges::min_element(
      candidates, {}, [&](const std::string& candidate) { return edit_distance(word, candidate); });
  const auto hint = nearest == candidates.end() ? "" : fmt::format("; the nearest is '{}'", *nearest);
  return fmt::format("'{}' has no option '{}'{}. Run '{} --help' for all of them.", full_name(app), word,
                     hint, full_name(app));
}

bool is_option(std::string_view word) {
  return word.size() > 1 && word.front() == '-' && !(word[1] >= '0' && word[1] <= '9') && word[1] != '.';
}

/// The option's own name: of "--port=80" it is "--port", of "-p80" "-p".
std::string name_of(const std::string& word) {
  return word.starts_with("--") ? word.substr(0, word.find('=')) : word.substr(0, 2);
}

bool takes_next_word(const CLI::Option& option, const std::string& word) {
  return option.get_items_expected_max() > 0 && word == name_of(word);
}

}  // namespace

std::optional<std::string> unknown_word(const CLI::App& app, const std::vector<std::string>& arguments) {
  const auto* command = &app;
  for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    const auto& word = arguments[i];
    if (is_option(word)) {
      const auto* option = command->get_option_no_throw(name_of(word));
      if (option == nullptr) return unknown_option(*command, name_of(word));
      if (takes_next_word(*option, word)) ++i;
      continue;
    }
    const auto commands = commands_of(*command);
    if (commands.empty()) continue;  // a value
    const auto found =
        std::ranges::find(commands, word, [](const CLI::App* known) { return known->get_name(); });
    if (found == commands.end()) return unknown_command(*command, word);
    command = *found;
  }
  return std::nullopt;
}

}  // namespace flodata::cli
