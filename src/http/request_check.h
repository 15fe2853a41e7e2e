// Checks of a request before it is handled: its conversion to a Request, and the reasons to reject it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/system/error_code.hpp>

#include "http/message/message.h"
#include "http/session_context.h"

namespace flodata::http {

using RequestMessage = boost::beast::http::request<boost::beast::http::string_body>;

inline constexpr unsigned kHttp11 = 11;  // Beast's number for the version

/// `client`: by client_name().
Request request_of(const RequestMessage& message, std::string client);

/// Returns whether a request is for a monitoring path: it is cheap, and every client gets a response.
bool is_monitoring(std::string_view target, const SessionContext& context);

/// Returns whether `bytes` begin with the complete head of such a request, in the usual form.
bool begin_with_monitoring(std::string_view bytes, const SessionContext& context);

/// Returns the response to a request that could not be read; nothing when no client is left.
std::optional<Response> response_to(const boost::system::error_code& error, const SessionContext& context);

/// Checks the host names in requests; caches the last accepted name, which nearly always comes again.
class NameCheck {
 public:
  bool accept(std::string_view name, const HostNames& hosts);

 private:
  std::string accepted_;  // the last one
};

/// Returns the response to a request that is rejected; nothing when the handler gets it.
std::optional<Response> reject(const RequestMessage& message, const SessionContext& context,
                               ClientAccounts::Connection& account, NameCheck& names);

/// Returns the response that replaces a large one when the client has not received the earlier ones; nothing
/// when it has. Many requests may be accepted before the first of them has its response. The result of a
/// command is never replaced.
std::optional<Response> reject_large(const RequestMessage& message, const Response& response,
                                     const SessionContext& context, ClientAccounts::Connection& account);

/// Returns the response to a client that has too many event streams.
Response too_many_streams(const SessionContext& context, ClientAccounts::Connection& account);

}  // namespace flodata::http
