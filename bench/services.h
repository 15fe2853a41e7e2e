// The services that api_speed.cc asks, each a child process on a port of 127.0.0.1: ours and its peers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench.h"

namespace flodata::bench {

/// A child that listens; it does so when the constructor returns.
class Service {
 public:
  Service(const std::vector<std::string>& command, const Environment& environment, std::uint16_t port,
          const fs::path& output);
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] const Child& child() const { return child_; }

 private:
  std::uint16_t port_;
  Child child_;
};

/// `flodata serve`.
Service start_ours(const pg::ConnectionOptions& database, const fs::path& output);

/// bare_server.cc, which lies beside the benchmark.
Service start_bare(const pg::ConnectionOptions& database, const fs::path& output);

/// nginx with the given texts as its files (see static_target()), as fast as its settings make it. Makes
/// `folder`; everybody may read that, because nginx changes its user when it runs as root.
Service start_static(const fs::path& folder, const std::vector<std::string>& texts,
                     const std::string& content_type);

/// Where the static service has the text at `index`.
std::string static_target(std::size_t index);

}  // namespace flodata::bench
