// `flodata serve`: the API as a service of its own.
#include <condition_variable>

#include "api/server.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "cli/command.h"
#include "cli/database_options.h"
#include "cli/server_options.h"

namespace flodata::cli {
namespace {

/// The host to put into a URL for an address to listen on.
std::string host_of(const std::string& bind) {
  if (bind == "0.0.0.0" || bind == "::") return "localhost";
  return bind.find(':') == std::string::npos ? bind : "[" + bind + "]";
}

void wait_for(const std::stop_token& stop) {
  Mutex mutex;
  std::condition_variable_any stopped;
  MutexLock lock(mutex);
  stopped.wait(lock, stop, [] { return false; });
}

ExitCode serve(CommandContext& context) {
  const auto settings = context.settings();
  const SystemClock clock;
  api::Server server(server_options(settings, api_database_options(settings)), context.log, clock);
  server.start();
  const auto address = fmt::format("http://{}:{}", host_of(settings.api_bind), server.port());
  context.log.info("API on {}, database {} on {} port {}", address, settings.db_name, settings.db_host,
                   settings.db_port);
  context.log.info("console: {}/", address);
  context.log.info("documentation: {}/docs (Swagger UI), {}/redoc, {}/openapi.json", address, address,
                   address);
  context.service.tell("READY=1\nSTATUS=serving");
  wait_for(context.stop);
  context.service.tell("STOPPING=1");
  context.log.info("stopping: {}", context.stop_reason());
  server.stop();
  return ExitCode::done;
}

}  // namespace

void add_serve_command(CLI::App& parent, Chosen& chosen) {
  auto* command = parent.add_subcommand("serve", "serve the API from the live database (PostgreSQL)");
  command->callback([&chosen] { chosen.run = serve; });
}

}  // namespace flodata::cli
