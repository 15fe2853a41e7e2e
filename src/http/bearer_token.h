// The bearer token for replay control (RFC 6750). It never appears in the log or in a response.
#pragma once

#include <string>
#include <string_view>

namespace flodata::http {

class BearerToken {
 public:
  enum class Verdict : unsigned char { accepted, missing, wrong, disabled };

  /// An empty token disables replay control.
  explicit BearerToken(std::string_view token);

  /// Checks the value of an Authorization header; the time it takes reveals nothing about the token.
  [[nodiscard]] Verdict check(std::string_view authorization) const;

 private:
  std::string digest_;  // empty when there is no token
};

}  // namespace flodata::http
