// The application on one I/O thread.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>

#include "api/application.h"
#include "api/cache/response_cache.h"
#include "api/contract/query_gate.h"
#include "api/field/field_memory.h"
#include "api/resources/event_feed.h"
#include "http/handler.h"
#include "store/production_store.h"

namespace flodata::api {

/// Owns the thread's database sessions, cached responses and events. Its arguments must outlive it.
class ThreadHandler : public http::Handler {
 public:
  ThreadHandler(Application& application, store::ReplayCommands& commands,
                boost::asio::any_io_executor executor, const store::DatabaseOptions& database,
                std::size_t cache_bytes, http::ClientAccounts& accounts)
      : application_(&application),
        commands_(&commands),
        executor_(std::move(executor)),
        store_(executor_, database),
        cache_(executor_, cache_bytes),
        feed_(executor_, store_),
        gate_(executor_, accounts),
        services_{&store_, &cache_, &feed_, &gate_, &accounts, &field_memory_} {}

  boost::asio::awaitable<http::Response> handle(http::Request request, store::SteadyTime deadline) override {
    return application_->handle(std::move(request), &services_, deadline);
  }
  [[nodiscard]] http::Response reject(const http::ProblemType& type, std::string_view detail) const override {
    return application_->reject(type, detail);
  }
  void cut_off(const Failure& failure) override { application_->cut_off(failure); }
  void stop() override {
    commands_->stop();
    boost::asio::post(executor_, [this] { feed_.close(); });
  }
  void close() override { store_.close(); }

  /// There is a new version of the data. From any thread.
  void notify() {
    boost::asio::post(executor_, [this] { feed_.notify(); });
  }

  /// Closes idle sessions where the database has few. From any thread.
  void release_sessions() {
    boost::asio::post(executor_, [this] { store_.release_sessions(); });
  }

 private:
  Application* application_;
  store::ReplayCommands* commands_;
  boost::asio::any_io_executor executor_;
  store::ProductionStore store_;
  ResponseCache cache_;
  EventFeed feed_;
  QueryGate gate_;
  FieldMemory field_memory_;
  ThreadServices services_;
};

}  // namespace flodata::api
