#include "pg/schema_relations.h"

#include <algorithm>
#include <sstream>
#include <string_view>

namespace flodata::pg {
namespace {

std::vector<std::string> words_of(std::string_view sql) {
  std::vector<std::string> words;
  std::istringstream lines{std::string(sql)};
  for (std::string line; std::getline(lines, line);) {
    if (const auto comment = line.find("--"); comment != std::string::npos) line.resize(comment);
    std::istringstream rest(line);
    for (std::string word; rest >> word;) words.push_back(word);
  }
  return words;
}

std::string name_of(const std::string& word) { return word.substr(0, word.find_first_of("(;")); }

}  // namespace

std::vector<std::string> schema_relations(std::span<const Migration> migrations) {
  std::vector<std::string> names;
  for (const auto& migration : migrations) {
    bool creates = false;
    bool drops = false;
    const auto words = words_of(migration.sql);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      const auto& word = words[i];
      const bool is_kind = word == "TABLE" || word == "VIEW";
      if (is_kind && creates) names.push_back(name_of(words[i + 1]));
      if (is_kind && drops) std::erase(names, name_of(words[i + 1]));
      // Between the verb and the kind: CREATE UNLOGGED TABLE, CREATE MATERIALIZED VIEW.
      const bool is_between = word == "UNLOGGED" || word == "MATERIALIZED";
      creates = word == "CREATE" || (creates && is_between);
      drops = word == "DROP" || (drops && is_between);
    }
  }
  return names;
}

}  // namespace flodata::pg
