#include "services.h"

#include "http_load.h"

namespace flodata::bench {
namespace {

/// Keepalive without end, open files kept open, no log: nothing that our own service has and this has not.
constexpr const char* kNginxSettings = R"(daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
error_log stderr;
worker_rlimit_nofile 4096;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_timeout 1h;
  keepalive_requests 1000000000;
  open_file_cache max=10000;
  types {{ }}
  default_type "{content_type}";
  client_body_temp_path {folder}/client;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    root {folder}/files;
  }}
}}
)";

}  // namespace

Service::Service(const std::vector<std::string>& command, const Environment& environment, std::uint16_t port,
                 const fs::path& output)
    : port_(port), child_(command, environment, output) {
  constexpr std::chrono::milliseconds kPoll(5);
  while (!listens(port)) {
    child_.check_running();
    std::this_thread::sleep_for(kPoll);
  }
}

Service start_ours(const pg::ConnectionOptions& database, const fs::path& output) {
  const auto port = free_port();
  return {{flodata_program(), "serve"},
          stream_environment({}, database, {{"API_PORT", std::to_string(port)}, {"API_BIND", "127.0.0.1"}}),
          port,
          output};
}

Service start_bare(const pg::ConnectionOptions& database, const fs::path& output) {
  const auto port = free_port();
  return {{fs::path(flodata_program()).replace_filename("bare_server"), std::to_string(port)},
          {{"PGHOST", database.host},
           {"PGPORT", std::to_string(database.port)},
           {"PGDATABASE", database.database},
           {"PGUSER", database.user},
           {"PGPASSWORD", database.password}},
          port,
          output};
}

Service start_static(const fs::path& folder, const std::vector<std::string>& texts,
                     const std::string& content_type) {
  const auto port = free_port();
  fs::create_directories(folder / "files");
  for (std::size_t i = 0; i < texts.size(); ++i)
    std::ofstream(folder / fmt::format("files{}", static_target(i))) << texts[i];
  const auto settings = folder / "nginx.conf";
  std::ofstream(settings) << fmt::format(kNginxSettings, fmt::arg("folder", folder.string()),
                                         fmt::arg("content_type", content_type), fmt::arg("port", port));
  // Debian keeps it where only root's PATH leads.
  const std::string installed = "/usr/sbin/nginx";
  return {{fs::exists(installed) ? installed : "nginx", "-e", "stderr", "-p", folder, "-c", settings},
          {},
          port,
          folder / "nginx.log"};
}

std::string static_target(std::size_t index) { return fmt::format("/{}", index); }

}  // namespace flodata::bench
