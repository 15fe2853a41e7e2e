#include "duck/sql_text.h"

namespace flodata::duck {
namespace {

std::string quoted(std::string_view text, char mark) {
  std::string quoted_text(1, mark);
  for (const char c : text) {
    if (c == mark) quoted_text += mark;
    quoted_text += c;
  }
  return quoted_text + mark;
}

}  // namespace

std::string quoted_identifier(std::string_view name) { return quoted(name, '"'); }

std::string quoted_literal(std::string_view text) { return quoted(text, '\''); }

}  // namespace flodata::duck
