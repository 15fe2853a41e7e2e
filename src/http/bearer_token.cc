#include "http/bearer_token.h"

#include <algorithm>
#include <cctype>
#include <span>

#include "base/sha256.h"

namespace flodata::http {
namespace {

constexpr std::string_view kScheme = "bearer ";

std::string digest_of(std::string_view text) {
  Sha256 hash;
  hash.add(std::as_bytes(std::span(text)));
  return hash.hex();
}

/// Compares digests of equal length in constant time.
bool same_digest(std::string_view left, std::string_view right) {
  unsigned difference = left.size() == right.size() ? 0 : 1;
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
    difference |= static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[i]);
  return difference == 0;
}

bool has_scheme(std::string_view authorization) {
  return authorization.size() > kScheme.size() &&
         std::ranges::equal(authorization.substr(0, kScheme.size()), kScheme, {},
                            [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
}

}  // namespace

BearerToken::BearerToken(std::string_view token) : digest_(token.empty() ? "" : digest_of(token)) {}

BearerToken::Verdict BearerToken::check(std::string_view authorization) const {
  if (digest_.empty()) return Verdict::disabled;
  if (!has_scheme(authorization)) return Verdict::missing;
  const auto given = digest_of(authorization.substr(kScheme.size()));
  return same_digest(given, digest_) ? Verdict::accepted : Verdict::wrong;
}

}  // namespace flodata::http
