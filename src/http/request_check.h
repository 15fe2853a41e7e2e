// What can be said of a request before it is handled: how it looks as a Request, and why it is rejected.
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

/// Whether a request asks how the service is: it costs next to nothing, and everybody gets a response.
bool is_monitoring(std::string_view target, const SessionContext& context);

/// Whether `bytes` begin with a whole head that asks so, in the usual form.
bool begin_with_monitoring(std::string_view bytes, const SessionContext& context);

/// Returns the response to what could not be read as a request; nothing when there is nobody to answer.
std::optional<Response> response_to(const boost::system::error_code& error, const SessionContext& context);

/// Checks the names by which a client calls this service: nearly always the one that it said before.
class NameCheck {
 public:
  bool accept(std::string_view name, const HostNames& hosts);

 private:
  std::string accepted_;  // the last one
};

/// Returns the response to a request that is not passed on to the handler; nothing when it is.
std::optional<Response> reject(const RequestMessage& message, const SessionContext& context,
                               ClientAccounts::Connection& account, NameCheck& names);

/// Returns the response in place of a large one to a client that has not taken those before it; nothing when
/// it has. Many requests may be let in before the first of them has its response. What a command did is told
/// in any case.
std::optional<Response> reject_large(const RequestMessage& message, const Response& response,
                                     const SessionContext& context, ClientAccounts::Connection& account);

/// Returns the response to a client that has too many event streams.
Response too_many_streams(const SessionContext& context, ClientAccounts::Connection& account);

}  // namespace flodata::http
