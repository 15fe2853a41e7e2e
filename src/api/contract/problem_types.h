// The error types of this API.
#pragma once

#include "http/message/problem.h"

namespace flodata::api {

inline constexpr http::ProblemType kInvalidParameter{http::Status::unprocessable_content, "invalid-parameter",
                                                     "Invalid parameter"};
inline constexpr http::ProblemType kContradictingParameters{
    http::Status::bad_request, "contradicting-parameters", "Parameters contradict each other"};
inline constexpr http::ProblemType kWindowTooLarge{http::Status::bad_request, "window-too-large",
                                                   "Window too large"};
inline constexpr http::ProblemType kInvalidInterval{http::Status::bad_request, "invalid-interval",
                                                    "Invalid interval"};
inline constexpr http::ProblemType kInvalidRateType{http::Status::bad_request, "invalid-rate-type",
                                                    "Invalid rate_type"};
inline constexpr http::ProblemType kTooLittleData{http::Status::bad_request, "too-little-data",
                                                  "Too little data"};
inline constexpr http::ProblemType kUnknownRoute{http::Status::not_found, "unknown-route", "No such page"};
inline constexpr http::ProblemType kUnknownWell{http::Status::not_found, "unknown-well", "No such well"};
inline constexpr http::ProblemType kNoData{http::Status::not_found, "no-data", "No data"};
inline constexpr http::ProblemType kUnknownVersion{http::Status::not_found, "unknown-version",
                                                   "No such version of the data"};
inline constexpr http::ProblemType kRemovedRows{http::Status::gone, "removed-rows",
                                                "Rows were removed because of their age"};
inline constexpr http::ProblemType kRewrittenVersion{http::Status::conflict, "rewritten-version",
                                                     "Version of the data was rewritten"};
inline constexpr http::ProblemType kNoStream{http::Status::not_found, "no-stream", "No stream yet"};
inline constexpr http::ProblemType kUnknownEvent{http::Status::conflict, "unknown-event", "No such event"};
inline constexpr http::ProblemType kReplayDisabled{http::Status::forbidden, "replay-disabled",
                                                   "Control of the replay is off"};
inline constexpr http::ProblemType kTokenNeeded{http::Status::unauthorized, "token-needed", "Token needed"};
inline constexpr http::ProblemType kCommandRefused{http::Status::conflict, "command-refused",
                                                   "The streamer refused the command"};
inline constexpr http::ProblemType kKeyUsed{http::Status::conflict, "key-used",
                                            "Idempotency-Key used for another command"};
inline constexpr http::ProblemType kNoStreamer{http::Status::unavailable, "no-streamer",
                                               "No streamer at work"};
inline constexpr http::ProblemType kMethodNotAllowed{http::Status::method_not_allowed, "method-not-allowed",
                                                     "Method not allowed"};
inline constexpr http::ProblemType kNotAcceptable{http::Status::not_acceptable, "not-acceptable",
                                                  "No such form of the answer"};
inline constexpr http::ProblemType kTooManyAttempts{http::Status::too_many_requests, "too-many-attempts",
                                                    "Too many wrong tokens"};
inline constexpr http::ProblemType kDatabaseUnavailable{http::Status::unavailable, "database-unavailable",
                                                        "Database unavailable"};
inline constexpr http::ProblemType kInternal{http::Status::internal_error, "internal", "Internal error"};

}  // namespace flodata::api
