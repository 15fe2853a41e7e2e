// Follows new versions of the data, on a session of its own.
#pragma once

#include <memory>
#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "pg/async_connection.h"
#include "store/data_version.h"
#include "store/database_options.h"

namespace flodata::store {

/// Belongs to one I/O thread. Every call throws Failure when the database does not respond; the next call
/// then opens a new session.
class VersionListener {
 public:
  VersionListener(boost::asio::any_io_executor executor, DatabaseOptions database);

  /// Returns the current version, or nothing when there is no stream yet (or no tables). The first call
  /// returns at once, later ones on the notification of a commit, or after a second; of a standby, which
  /// cannot notify, after a quarter of a second. Where the database has few sessions, none is kept between
  /// calls.
  boost::asio::awaitable<std::optional<DataVersion>> next();

 private:
  boost::asio::awaitable<std::optional<DataVersion>> read(pg::AsyncConnection* session);
  boost::asio::awaitable<bool> in_recovery(pg::AsyncConnection* session);

  boost::asio::any_io_executor executor_;
  DatabaseOptions database_;
  pg::Statement listen_;
  pg::Statement recovery_;
  pg::Statement version_;
  std::unique_ptr<pg::AsyncConnection> session_;
  bool is_standby_ = false;  // where there is no LISTEN
  bool gave_back_ = false;   // the session, since sessions are scarce
};

}  // namespace flodata::store
