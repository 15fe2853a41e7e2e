#include "store/replay_history.h"

#include "store/sql.h"

namespace flodata::store {
namespace {

std::optional<RecordedPosition> position_of(const pg::BinaryResult& result, int row, int first_column) {
  const auto position = result.instant(row, first_column);
  if (!position) return std::nullopt;
  return RecordedPosition{.position = *position,
                          .anchor_source = result.instant(row, first_column + 1).value(),
                          .anchor_live = result.instant(row, first_column + 2).value(),
                          .speed = result.number(row, first_column + 3).value(),
                          .hold_position = result.instant(row, first_column + 4)};
}

}  // namespace

std::string replay_commands_sql() { return sql::kReplayCommands; }

std::string present_pause_sql() { return sql::kPresentPause; }

std::vector<RecordedCommand> decode_replay_commands(const pg::BinaryResult& result) {
  constexpr int kBefore = 9;
  constexpr int kAfter = 14;
  std::vector<RecordedCommand> commands;
  for (int row = 0; row < result.rows(); ++row) {
    // In the order of sql/replay_commands.sql: members of an initializer list are evaluated from left to
    // right.
    int column = 0;
    const auto text = [&] { return std::string(result.text(row, column++).value()); };
    std::optional<std::string> detail;
    if (const auto given = result.text(row, kBefore - 1)) detail = *given;
    commands.push_back({.id = result.whole_number(row, column++).value(),
                        .request_id = text(),
                        .command = text(),
                        .argument = text(),
                        .requested_by = text(),
                        .requested_at = result.instant(row, column++).value(),
                        .status = text(),
                        .answered_at = result.instant(row, column++),
                        .detail = detail,
                        .before = position_of(result, row, kBefore),
                        .after = position_of(result, row, kAfter)});
  }
  return commands;
}

}  // namespace flodata::store
