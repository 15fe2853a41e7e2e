// PostgreSQL of our own: made, started, stopped, left behind by a killed program.
#include "pg/private/private_server.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <string>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "pg/connection.h"

namespace flodata::pg {
namespace {

namespace fs = std::filesystem;

/// Whether a process, not ours to reap, has ended.
bool has_ended(int pid) {
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (handle < 0) return true;
  pollfd ended{handle, POLLIN, 0};
  const bool is_over = poll(&ended, 1, 0) > 0;
  close(handle);
  return is_over;
}

/// A process's command, its words joined by blanks; "" when it has ended.
std::string command_of(const fs::path& process) {
  std::ifstream file(process / "cmdline", std::ios::binary);
  constexpr std::streamsize kMostBytes = 4096;
  std::string text(kMostBytes, '\0');
  file.read(text.data(), kMostBytes);  // fails, and does not throw, when the process ends meanwhile
  text.resize(static_cast<std::size_t>(file.gcount()));
  std::ranges::replace(text, '\0', ' ');
  return text;
}

/// Waits for a PostgreSQL on the cluster in `directory`, takes its port before it can listen, and gives the
/// port back once that server has ended. Returns the port, or 0 when the server was faster.
int take_the_port_once(const fs::path& directory) {
  const auto in_directory = fmt::format(" -D {}/", directory.string());
  for (;;) {
    for (const auto& process : fs::directory_iterator("/proc")) {
      const auto command = command_of(process.path());
      const auto option = command.find(" -p ");
      if (!command.contains(in_directory) || option == std::string::npos) continue;
      const int port = std::stoi(command.substr(option + 4));
      const int thief = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(static_cast<std::uint16_t>(port));
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      const bool was_first = bind(thief, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                             listen(thief, 1) == 0;
      if (was_first)
        while (command_of(process.path()) == command) std::this_thread::yield();
      close(thief);
      return was_first ? port : 0;
    }
  }
}

class PrivateServerTest : public ::testing::Test {
 protected:
  PrivateServerTest() : directory_(fs::temp_directory_path() / fmt::format("flodata_private_{}", getpid())) {
    fs::remove_all(directory_);
  }
  ~PrivateServerTest() override { fs::remove_all(directory_); }

  [[nodiscard]] PrivateServerOptions options() const { return {directory_, "volve_production", "flodata"}; }

  static std::string value(const ConnectionOptions& connection, const std::string& sql) {
    return std::string(Connection(connection).query(sql).text(0, 0));
  }

  [[nodiscard]] std::pair<uid_t, gid_t> owner_of_cluster() const {
    struct stat status{};
    EXPECT_EQ(stat((directory_ / "cluster").c_str(), &status), 0);
    return {status.st_uid, status.st_gid};
  }

  Log log_{LogLevel::error};
  fs::path directory_;
};

TEST_F(PrivateServerTest, StartsStopsAndKeepsItsData) {
  int pid = 0;
  {
    const PrivateServer server(options(), log_);
    pid = server.pid();
    Connection(server.connection()).execute("CREATE TABLE kept AS SELECT 42 AS n");
  }
  EXPECT_NE(kill(pid, 0), 0);
  const PrivateServer again(options(), log_);
  EXPECT_EQ(value(again.connection(), "SELECT n FROM kept"), "42");
}

TEST_F(PrivateServerTest, FilesThatWereCopiedBackAreOtherFiles) {
  const auto identity = [&] { return PrivateServer(options(), log_).files_identity(); };
  const auto made = identity();
  EXPECT_FALSE(made.empty());
  EXPECT_EQ(identity(), made);
  const auto moved = fs::path(directory_) += "_moved";
  fs::rename(directory_, moved);
  fs::rename(moved, directory_);
  EXPECT_EQ(identity(), made);
  const auto control = directory_ / "cluster" / "global" / "pg_control";
  const auto copy = fs::path(control) += ".copy";
  fs::copy_file(control, copy);
  fs::rename(copy, control);
  if (geteuid() == 0)
    ASSERT_EQ(chown(control.c_str(), owner_of_cluster().first, owner_of_cluster().second), 0);
  EXPECT_NE(identity(), made);
}

TEST_F(PrivateServerTest, ListensOnLoopbackOnlyAndAsksForThePassword) {
  const PrivateServer server(options(), log_);
  EXPECT_EQ(value(server.connection(), "SHOW listen_addresses"), "127.0.0.1");
  for (auto right : {server.connection(), server.reader_connection()}) {
    for (const auto& host : {right.host, std::string("127.0.0.1")}) {
      auto wrong = right;
      wrong.host = right.host = host;
      if (host == "127.0.0.1") wrong.required_peer = right.required_peer = "";
      EXPECT_EQ(value(right, "SELECT 1"), "1");
      wrong.password = "wrong";
      EXPECT_THROW(Connection{wrong}, Failure);
      wrong.user = kServerAdmin;
      EXPECT_THROW(Connection{wrong}, Failure);
    }
  }
  EXPECT_NE(server.connection().password, server.reader_connection().password);
  struct stat status{};
  ASSERT_EQ(stat(server.password_file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_EQ(status.st_uid, geteuid());
}

TEST_F(PrivateServerTest, ServerOfAKilledProgramIsStoppedAndTheDataComesBack) {
  std::array<int, 2> pipe_ends{};
  ASSERT_EQ(pipe(pipe_ends.data()), 0);
  const pid_t child = fork();
  if (child == 0) {
    const PrivateServer server(options(), log_);
    Connection(server.connection()).execute("CREATE TABLE kept AS SELECT 42 AS n");
    const int pid = server.pid();
    const auto written = write(pipe_ends[1], &pid, sizeof pid);
    kill(getpid(), SIGKILL);
    _exit(static_cast<int>(written));
  }
  int orphan = 0;
  ASSERT_EQ(read(pipe_ends[0], &orphan, sizeof orphan), static_cast<ssize_t>(sizeof orphan));
  waitpid(child, nullptr, 0);
  const PrivateServer server(options(), log_);
  EXPECT_NE(server.pid(), orphan);
  EXPECT_TRUE(has_ended(orphan)) << "two servers run";
  EXPECT_EQ(value(server.connection(), "SELECT n FROM kept"), "42");
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

/// Looks after the server until it runs.
void tend_until_it_runs(PrivateServer& server, const Log& log) {
  do {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    server.tend(log);
  } while (server.pid() < 0);
}

TEST_F(PrivateServerTest, KilledServerIsStartedAgainOnItsPortWithItsData) {
  PrivateServer server(options(), log_);
  const auto connection = server.connection();
  Connection(connection).execute("CREATE TABLE kept AS SELECT 42 AS n");
  for (int round = 0; round < 2; ++round) {
    const int before = server.pid();
    kill(before, SIGKILL);
    while (server.pid() == before) server.tend(log_);
    tend_until_it_runs(server, log_);
    EXPECT_NE(server.pid(), before);
    EXPECT_EQ(value(connection, "SELECT n FROM kept"), "42");
  }
}

TEST_F(PrivateServerTest, ServerThatCannotStartAgainIsAFailureWithTheReasonOfItsLog) {
  auto impatient = options();
  impatient.restart_patience = std::chrono::seconds(0);
  PrivateServer server(impatient, log_);
  fs::remove(directory_ / "cluster" / "global" / "pg_control");
  kill(server.pid(), SIGKILL);
  try {
    for (;;) server.tend(log_);
  } catch (const Failure& failure) {
    const std::string said = failure.what();
    EXPECT_NE(said.find("pg_control"), std::string::npos) << said;
    EXPECT_NE(said.find("restore a backup if its files are damaged or missing"), std::string::npos) << said;
  }
}

TEST_F(PrivateServerTest, ClusterThatIsGoneIsNotReplacedByANewOne) {
  {
    const PrivateServer server(options(), log_);
  }
  fs::rename(directory_ / "cluster", directory_ / "moved");
  try {
    const PrivateServer server(options(), log_);
    FAIL() << "another one was begun";
  } catch (const Failure& failure) {
    EXPECT_NE(std::string(failure.what()).find("put it back, or remove the folder '"), std::string::npos)
        << failure.what();
  }
  fs::rename(directory_ / "moved", directory_ / "cluster");
  EXPECT_NO_THROW(PrivateServer(options(), log_));
}

TEST_F(PrivateServerTest, StoppedServerEndsInTime) {
  auto server = std::make_unique<PrivateServer>(options(), log_);
  const int pid = server->pid();
  kill(pid, SIGSTOP);
  const auto begin = std::chrono::steady_clock::now();
  server.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
  EXPECT_TRUE(has_ended(pid));
}

TEST_F(PrivateServerTest, LostOrDamagedPasswordsAreMadeAgainForTheSameCluster) {
  {
    const PrivateServer server(options(), log_);
    Connection(server.connection()).execute("CREATE TABLE kept AS SELECT 42 AS n");
  }
  const auto file = directory_ / "pgpass";
  for (const auto* damage : {"lost", "empty", "rubbish", "writable for others"}) {
    const std::string kind(damage);
    if (kind == "lost") fs::remove(file);
    if (kind == "empty") std::ofstream(file).flush();
    if (kind == "rubbish") std::ofstream(file) << "\x01:::nonsense\n";
    if (kind == "writable for others") fs::permissions(file, fs::perms::all);
    const PrivateServer server(options(), log_);
    EXPECT_EQ(value(server.connection(), "SELECT n FROM kept"), "42") << kind;
  }
}

/// In a process of its own: starts a server when `gate` closes, and says whether it is its own that answers.
[[noreturn]] void start_at_the_gate(const PrivateServerOptions& options, int gate, const Log& log) {
  char nothing = 0;
  const auto closed = read(gate, &nothing, 1);
  try {
    const PrivateServer server(options, log);
    auto by_tcp = server.connection();
    by_tcp.host = "127.0.0.1";  // each has a password of its own
    Connection(by_tcp).query("SELECT 1");
  } catch (const Failure& failure) {
    fmt::print(stderr, "{}\n", failure.what());
    _exit(1);
  }
  _exit(static_cast<int>(closed));
}

TEST_F(PrivateServerTest, ServersStartedAtOnceEachGetAPort) {
  constexpr std::size_t kServers = 4;
  std::array<PrivateServerOptions, kServers> each;
  for (std::size_t i = 0; i < kServers; ++i) {
    each.at(i) = {directory_ / std::to_string(i), "volve_production", "flodata"};
    const PrivateServer made(each.at(i), log_);
  }
  std::array<int, 2> gate{};
  ASSERT_EQ(pipe(gate.data()), 0);
  std::array<pid_t, kServers> children{};
  for (std::size_t i = 0; i < kServers; ++i) {
    children.at(i) = fork();
    if (children.at(i) != 0) continue;
    close(gate[1]);
    start_at_the_gate(each.at(i), gate[0], log_);
  }
  close(gate[0]);
  close(gate[1]);
  for (const auto child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
}

TEST_F(PrivateServerTest, PortThatWasTakenForAMomentIsReplacedByTheNextOne) {
  {
    const PrivateServer first(options(), log_);
  }  // from here on a start is one process with -p
  constexpr int kAttempts = 20;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    auto thief = std::async(std::launch::async, take_the_port_once, directory_);
    const PrivateServer server(options(), log_);
    const int taken = thief.get();
    if (taken == 0) continue;
    EXPECT_GT(server.connection().port, taken);
    EXPECT_EQ(value(server.connection(), "SELECT 1"), "1");
    return;
  }
  GTEST_SKIP() << "the server always listened first, as it may on a busy machine: nothing was tested";
}

TEST_F(PrivateServerTest, StrictUmaskDoesNotKeepTheServersUserOut) {
  const auto before = umask(S_IRWXG | S_IRWXO);
  auto nested = options();
  nested.directory = directory_ / "a" / "b";
  EXPECT_NO_THROW(PrivateServer(nested, log_));
  umask(before);
}

TEST_F(PrivateServerTest, OpenUmaskLetsNobodyIn) {
  const auto before = umask(0);
  {
    const PrivateServer server(options(), log_);
    for (const auto& entry : fs::recursive_directory_iterator(directory_))
      if (entry.path().string().find("/cluster/") == std::string::npos)
        EXPECT_EQ(entry.status().permissions() & (fs::perms::others_all | fs::perms::group_write),
                  fs::perms::none)
            << entry.path();
  }
  EXPECT_EQ(fs::status(directory_).permissions() & fs::perms::others_all, fs::perms::none);
  umask(before);
}

TEST_F(PrivateServerTest, HalfMadeClusterIsMadeAnew) {
  fs::create_directories(directory_ / "cluster.new");
  std::ofstream(directory_ / "cluster.new" / "PG_VERSION") << "15\n";
  const PrivateServer server(options(), log_);
  EXPECT_EQ(value(server.connection(), "SELECT current_database()"), "volve_production");
}

}  // namespace
}  // namespace flodata::pg
