// Who may control the replay: a client that sends the token (RFC 6750). The token is never logged or
// answered.
#pragma once

#include <string>
#include <string_view>

namespace flodata::http {

class BearerToken {
 public:
  enum class Verdict : unsigned char { accepted, missing, wrong, disabled };

  /// An empty token accepts nobody.
  explicit BearerToken(std::string_view token);

  /// Judges the value of an Authorization header; how long that takes tells nothing of the token.
  [[nodiscard]] Verdict check(std::string_view authorization) const;

 private:
  std::string digest_;  // empty when there is no token
};

}  // namespace flodata::http
