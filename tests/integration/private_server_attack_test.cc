// The private PostgreSQL against a database role, and against the user that the server runs as: neither
// reaches root. As an ordinary user there is nobody below us, and the tests of files are skipped.
#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "pg/connection.h"
#include "pg/migrations.h"
#include "pg/private/private_server.h"
#include "pg/private/private_server_process.h"

namespace flodata::pg {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSecret = "root's own\n";

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class PrivateServerAttackTest : public ::testing::Test {
 public:
  static std::string refusal(const ConnectionOptions& connection, const std::string& sql) {
    try {
      Connection(connection).execute(sql);
    } catch (const Failure& failure) {
      return failure.what();
    }
    return "nothing refused it";
  }

 protected:
  PrivateServerAttackTest() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::permissions(folder_, fs::perms(0755));
    std::ofstream(victim_) << kSecret;
    fs::permissions(victim_, fs::perms(0600));
  }
  ~PrivateServerAttackTest() override { fs::remove_all(folder_); }

  [[nodiscard]] PrivateServerOptions options() const { return {directory_, "volve_production", "flodata"}; }

  /// Does something as the user that the server runs as, as a hole in the server would.
  void as_server(const std::function<void()>& deed) const {
    const auto account = ServerAccount::find();
    const pid_t child = fork();
    if (child == 0) {
      if (setgroups(0, nullptr) != 0 || setgid(account.gid) != 0 || setuid(account.uid) != 0) _exit(1);
      try {
        deed();
      } catch (const std::exception&) {  // what may not be done is not done
      }
      _exit(0);
    }
    waitpid(child, nullptr, 0);
  }

  /// The folder as an earlier version left it: it belongs to the server's user.
  void give_folder_to_server() const {
    const auto account = ServerAccount::find();
    ASSERT_EQ(chown(directory_.c_str(), account.uid, account.gid), 0);
  }

  void expect_victim_untouched() const {
    struct stat status{};
    ASSERT_EQ(stat(victim_.c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, geteuid());
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    EXPECT_EQ(text_of(victim_), kSecret);
  }

  static std::string value(const ConnectionOptions& connection, const std::string& sql) {
    return std::string(Connection(connection).query(sql).text(0, 0));
  }

  Log log_{LogLevel::error};
  fs::path folder_ = fs::temp_directory_path() / fmt::format("flodata_attack_{}", getpid());
  fs::path directory_ = folder_ / "server";
  fs::path victim_ = folder_ / "victim";
};

#define ROOT_ONLY() \
  if (geteuid() != 0) GTEST_SKIP() << "the server runs as us"

TEST_F(PrivateServerAttackTest, LogThatIsALinkIsNotFollowed) {
  ROOT_ONLY();
  {
    const PrivateServer server(options(), log_);
  }
  give_folder_to_server();
  as_server([&] {
    fs::remove(directory_ / "postgres.log");
    fs::create_symlink(victim_, directory_ / "postgres.log");
    fs::create_symlink(folder_ / "made_by_root", directory_ / "pgpass.new");
  });
  const PrivateServer server(options(), log_);
  expect_victim_untouched();
  EXPECT_FALSE(fs::exists(folder_ / "made_by_root"));
  EXPECT_FALSE(fs::is_symlink(directory_ / "postgres.log"));
}

TEST_F(PrivateServerAttackTest, PasswordFileThatIsALinkIsNotGivenAway) {
  ROOT_ONLY();
  fs::create_directories(directory_);
  give_folder_to_server();
  as_server([&] {
    for (const char* name : {"pgpass", "initdb-password", "initdb-password.new", "pgpass.new", "roles",
                             "pg_hba.conf", "pg_ident.conf", "cluster.new"})
      fs::create_symlink(victim_, directory_ / name);
  });
  EXPECT_THROW(PrivateServer(options(), log_), Failure);  // the draft of the cluster is a link
  expect_victim_untouched();
  fs::remove(directory_ / "cluster.new");
  const PrivateServer server(options(), log_);
  expect_victim_untouched();
}

TEST_F(PrivateServerAttackTest, PipesAndSecondNamesInThePlaceOfFilesHoldNobodyUp) {
  ROOT_ONLY();
  {
    const PrivateServer server(options(), log_);
  }
  give_folder_to_server();
  as_server([&] {
    for (const char* name : {"postgres.log", "pgpass", "roles"}) {
      fs::remove(directory_ / name);
      mkfifo((directory_ / name).c_str(), 0600);
    }
    fs::remove(directory_ / "cluster" / "postmaster.pid");
    mkfifo((directory_ / "cluster" / "postmaster.pid").c_str(), 0600);
    fs::create_hard_link(victim_, directory_ / "pg_hba.conf");  // where the kernel lets it
  });
  alarm(60);  // a wait for the other end of a pipe would last for ever
  EXPECT_THROW(PrivateServer(options(), log_), Failure);
  fs::remove(directory_ / "cluster" / "postmaster.pid");
  {
    const PrivateServer server(options(), log_);
  }
  alarm(0);
  expect_victim_untouched();
}

TEST_F(PrivateServerAttackTest, ForgedMarkDoesNotKeepTheOldSuperuser) {
  ROOT_ONLY();
  {
    const PrivateServer server(options(), log_);
  }
  const auto known = text_of(directory_ / "pgpass");
  give_folder_to_server();
  // A file of root with the attacker's text: the log of the earlier layout, moved.
  fs::rename(directory_ / "postgres.log", directory_ / "kept");
  std::ofstream(directory_ / "kept") << known;
  as_server([&] { fs::rename(directory_ / "kept", directory_ / "pgpass"); });
  const PrivateServer server(options(), log_);
  EXPECT_EQ(known.find(server.connection().password), std::string::npos) << "a password that others know";
}

TEST_F(PrivateServerAttackTest, ServersUserCanChangeNothingBesideTheCluster) {
  ROOT_ONLY();
  const PrivateServer server(options(), log_);
  as_server([&] { fs::rename(directory_ / "cluster", directory_ / "elsewhere"); });
  as_server([&] { std::ofstream(directory_ / "new") << "x"; });
  as_server([&] { fs::remove(directory_ / "pgpass"); });
  as_server([&] { fs::copy_file(directory_ / "pgpass", "/tmp/flodata_attack_copy"); });
  EXPECT_TRUE(fs::exists(directory_ / "cluster"));
  EXPECT_TRUE(fs::exists(directory_ / "pgpass"));
  EXPECT_FALSE(fs::exists(directory_ / "new"));
  EXPECT_FALSE(fs::exists("/tmp/flodata_attack_copy"));
}

TEST_F(PrivateServerAttackTest, ClusterThatIsALinkOrAnotherUsersIsNotUsed) {
  ROOT_ONLY();
  {
    const PrivateServer server(options(), log_);
  }
  fs::rename(directory_ / "cluster", folder_ / "real");
  fs::create_directories(folder_ / "of_root");
  fs::create_symlink(folder_ / "real", directory_ / "cluster");
  EXPECT_THROW(PrivateServer(options(), log_), Failure);
  fs::remove(directory_ / "cluster");
  fs::rename(folder_ / "of_root", directory_ / "cluster");
  EXPECT_THROW(PrivateServer(options(), log_), Failure);
  EXPECT_TRUE(fs::is_empty(directory_ / "cluster"));
}

TEST_F(PrivateServerAttackTest, LinkOfALesserUserAboveTheFolderIsNotFollowed) {
  ROOT_ONLY();
  const auto account = ServerAccount::find();
  fs::create_directories(folder_ / "theirs");
  fs::create_directories(folder_ / "ours");
  ASSERT_EQ(chown((folder_ / "theirs").c_str(), account.uid, account.gid), 0);
  as_server([&] { fs::create_symlink(folder_ / "ours", folder_ / "theirs" / "way"); });
  auto led_astray = options();
  led_astray.directory = folder_ / "theirs" / "way" / "server";
  EXPECT_THROW(PrivateServer(led_astray, log_), Failure);
  EXPECT_TRUE(fs::is_empty(folder_ / "ours"));
}

TEST_F(PrivateServerAttackTest, ForgedLockFileEndsNoProcessOfOthers) {
  ROOT_ONLY();
  {
    const PrivateServer server(options(), log_);
  }
  const auto cluster = directory_ / "cluster";
  // A process of root whose command line looks like the server's.
  const pid_t of_root = fork();
  if (of_root == 0) {
    execl("/usr/bin/perl", "perl", "-e", "sleep 300", "--", "-D", cluster.c_str(), "x", nullptr);
    _exit(1);
  }
  as_server([&] {
    std::ofstream(cluster / "postmaster.pid") << of_root << "\n" << cluster.string() << "\n";
  });
  try {
    const PrivateServer server(options(), log_);
  } catch (const Failure&) {  // PostgreSQL itself may take the pid for a server's
  }
  EXPECT_EQ(kill(of_root, 0), 0) << "root ended a process that the server's user named";
  int status = 0;
  EXPECT_EQ(waitpid(of_root, &status, WNOHANG), 0);
  kill(of_root, SIGKILL);
  waitpid(of_root, &status, 0);
}

TEST_F(PrivateServerAttackTest, ServerHasNeitherOurEnvironmentNorOurTerminalNorOurFiles) {
  setenv("REPLAY_TOKEN", "secret-token", 1);
  const int open_file = open(victim_.c_str(), O_RDONLY);  // without O_CLOEXEC
  const PrivateServer server(options(), log_);
  const auto process = fs::path("/proc") / std::to_string(server.pid());
  EXPECT_EQ(text_of(process / "environ").find("secret-token"), std::string::npos);
  EXPECT_NE(getsid(server.pid()), getsid(0));
  EXPECT_NE(text_of(process / "status").find("NoNewPrivs:\t1"), std::string::npos);
  for (const auto& file : fs::directory_iterator(process / "fd")) EXPECT_NE(fs::read_symlink(file), victim_);
  EXPECT_EQ(text_of(process / "cmdline").find(server.connection().password), std::string::npos);
  close(open_file);
  unsetenv("REPLAY_TOKEN");
}

/// A cluster as version 0.1.0 made it: the role that everybody used is the superuser, and the folder is the
/// server's.
void make_earlier_cluster(const fs::path& directory) {
  const auto account = ServerAccount::find();
  fs::create_directories(directory / "cluster");
  for (const auto& path : {directory, directory / "cluster"})
    ASSERT_EQ(chown(path.c_str(), account.uid, account.gid), 0);
  const int log = open((directory / "postgres.log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const auto programs = find_server_programs(std::nullopt);
  const auto cluster = Directory::open(directory / "cluster");
  ASSERT_EQ(
      wait_for_program(start_program({programs / "initdb", "-D", cluster->path(), "--username", "flodata",
                                      "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"},
                                     cluster->path(), account, {log, log})),
      0);
  const auto pg_ctl = [&](std::vector<std::string> words) {
    words.insert(words.begin(),
                 {programs / "pg_ctl", "-D", cluster->path(), "-w", "-l", cluster->path() / "log"});
    ASSERT_EQ(wait_for_program(start_program(words, cluster->path(), account, {log, log})), 0);
  };
  pg_ctl({"-o", fmt::format("-c listen_addresses= -k {}", cluster->path().string()), "start"});
  const auto run = [&](const char* database, const std::string& sql) {
    Connection({.host = cluster->path(), .database = database, .user = "flodata"}).execute(sql);
  };
  run("postgres",
      "CREATE ROLE backdoor SUPERUSER LOGIN; CREATE ROLE grafana LOGIN; GRANT pg_execute_server_program TO "
      "grafana; "
      "ALTER ROLE flodata PASSWORD 'known'");
  run("postgres", "CREATE DATABASE volve_production");
  run("volve_production",
      "CREATE TABLE kept (id bigint GENERATED ALWAYS AS IDENTITY, n int); INSERT INTO kept (n) VALUES (42); "
      "CREATE VIEW kept_view AS SELECT * FROM kept; CREATE DOMAIN hours AS int; CREATE SCHEMA mine; "
      "CREATE TABLE mine.\"Odd name\" (n int); GRANT SELECT ON kept TO grafana; "
      "CREATE FUNCTION climb() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT current_user::text'; "
      "CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''caught''; "
      "END'; "
      "CREATE EVENT TRIGGER watch ON ddl_command_start EXECUTE FUNCTION on_ddl(); "
      "ALTER DATABASE volve_production SET session_preload_libraries = '/tmp/evil.so'; "
      "ALTER DATABASE volve_production SET search_path = mine;");
  pg_ctl({"-m", "fast", "stop"});
  close(log);
}

TEST_F(PrivateServerAttackTest, EarlierInstallationKeepsItsDataAndLosesItsSuperuser) {
  make_earlier_cluster(directory_);
  const PrivateServer server(options(), log_);
  const auto& owner = server.connection();
  EXPECT_NE(owner.password, "known");
  EXPECT_EQ(value(owner, "SELECT sum(n) FROM kept"), "42");
  EXPECT_EQ(
      value(owner,
            "SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relkind IN ('r', 'v', "
            "'S') AND pg_get_userbyid(relowner) = 'flodata'"),
      "Odd name,kept,kept_id_seq,kept_view");
  Connection(owner).execute(
      "ALTER TABLE kept ADD COLUMN m int; INSERT INTO kept (n) VALUES (1); CREATE TABLE t (h hours)");
  EXPECT_EQ(value(owner, "SELECT climb()"), "flodata") << "a function still runs as the superuser";
  EXPECT_EQ(value(owner, "SELECT string_agg(rolname, ',') FROM pg_roles WHERE rolsuper"), kServerAdmin);
  EXPECT_EQ(value(owner, "SELECT count(*) FROM pg_auth_members m WHERE pg_get_userbyid(member) = 'grafana'"),
            "0");
  EXPECT_EQ(value(owner, "SELECT has_table_privilege('grafana', 'kept', 'SELECT')"), "t");
  EXPECT_EQ(
      value(owner, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"),
      "flodata");
  EXPECT_EQ(value(owner, "SELECT count(*) FROM pg_event_trigger"), "0");
  EXPECT_EQ(value(owner, "SELECT count(*) FROM pg_db_role_setting WHERE setrole = 0"), "0");
  EXPECT_EQ(value(owner, "SHOW search_path"), "public, pg_temp");
}

TEST_F(PrivateServerAttackTest, RolesRunNoProgramAndReadNoFileOfTheServer) {
  const PrivateServer server(options(), log_);
  for (const auto& role : {server.connection(), server.reader_connection()}) {
    for (const char* sql :
         {"COPY (SELECT 1) TO PROGRAM 'touch /tmp/flodata_attack_program'",
          "COPY (SELECT 1) TO '/tmp/flodata_attack_program'", "SELECT pg_read_file('/etc/passwd')",
          "SELECT pg_ls_dir('/etc')", "SELECT lo_import('/etc/passwd')", "ALTER SYSTEM SET work_mem = '1MB'",
          "CREATE EXTENSION file_fdw", "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc.so.6', 'getpid'",
          "ALTER ROLE flodata SUPERUSER", "CREATE ROLE other SUPERUSER", "SET ROLE flodata_admin",
          "SET SESSION AUTHORIZATION flodata_admin", "SET session_preload_libraries = 'x'",
          "SET log_destination = 'csvlog'", "CREATE DATABASE other", "GRANT pg_read_server_files TO flodata",
          "ALTER DATABASE volve_production SET session_preload_libraries = 'x'", "LOAD '/tmp/x.so'"}) {
      const auto answer = refusal(role, sql);
      EXPECT_TRUE(answer.find("permission denied") != std::string::npos ||
                  answer.find("must be") != std::string::npos ||
                  answer.find("must have admin option") != std::string::npos ||
                  answer.find("cannot be changed") != std::string::npos ||
                  answer.find("not allowed") != std::string::npos)
          << role.user << ": " << sql << ": " << answer;
    }
    EXPECT_EQ(value(role,
                    "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM "
                    "pg_roles WHERE rolname = current_user"),
              "f");
    EXPECT_EQ(value(role, "SHOW search_path"), "public, pg_temp");
  }
  EXPECT_FALSE(fs::exists("/tmp/flodata_attack_program"));
}

TEST_F(PrivateServerAttackTest, RoleOfTheApiReadsAndPlacesCommandsAndNothingElse) {
  const PrivateServer server(options(), log_);
  {
    Connection owner(server.connection());
    migrate(owner, embedded_migrations());
    owner.execute(
        "INSERT INTO replay_command (stream_id, request_id, command, requested_by, status) VALUES ('main', "
        "'old', "
        "'pause', 'x', 'applied')");
  }
  const auto reader = server.reader_connection();
  for (const char* table : {"production_data", "well", "stream_state", "stream_segment", "stream_commit",
                            "replay_command", "replay_status", "streamer_heartbeat", "schema_migration"})
    EXPECT_EQ(value(reader, fmt::format("SELECT count(*) >= 0 FROM {}", table)), "t") << table;
  for (const char* sql :
       {"INSERT INTO production_data (time, original_time, well_name) VALUES (now(), now(), 'x')",
        "UPDATE stream_state SET epoch = 0", "DELETE FROM replay_command", "TRUNCATE production_data",
        "UPDATE replay_command SET command = 'seek'", "CREATE TABLE t (n int)", "CREATE TEMP TABLE t (n int)",
        "CREATE FUNCTION public.max(timestamptz) RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
        "CREATE SCHEMA s", "BEGIN; LOCK TABLE production_data IN SHARE MODE",
        "BEGIN; LOCK TABLE stream_lead IN ACCESS SHARE MODE",
        "CREATE OPERATOR public.> (FUNCTION = timestamptz_lt, LEFTARG = timestamptz, RIGHTARG = timestamptz)",
        "ALTER TABLE replay_command DISABLE ROW LEVEL SECURITY", "SELECT * FROM stream_lead"}) {
    const auto answer = refusal(reader, sql);
    EXPECT_TRUE(answer.find("permission denied") != std::string::npos ||
                answer.find("must be owner") != std::string::npos)
        << sql << ": " << answer;
  }
  Connection session(reader);
  // An answered command stays as it was answered.
  EXPECT_EQ(session.query("UPDATE replay_command SET status = 'pending', detail = 'forged'").affected_rows(),
            0U);
  session.query(
      "INSERT INTO replay_command (stream_id, request_id, command, argument, requested_by) VALUES ('main', "
      "'new', "
      "'pause', '', 'x')");
  EXPECT_EQ(session.query("UPDATE replay_command SET status = 'withdrawn' WHERE request_id = 'new'")
                .affected_rows(),
            1U);
  EXPECT_THROW(session.query("UPDATE replay_command SET status = 'applied' WHERE request_id = 'new'"),
               Failure);
}

TEST_F(PrivateServerAttackTest, RoleThatChangesItselfIsSetBackAtTheNextStart) {
  std::string password;
  {
    const PrivateServer server(options(), log_);
    const auto reader = server.reader_connection();
    password = reader.password;
    Connection(reader).execute(
        "ALTER ROLE flodata_api PASSWORD 'stolen'; ALTER ROLE flodata_api SET default_transaction_read_only "
        "= on; "
        "ALTER ROLE flodata_api SET search_path = nowhere; "
        "ALTER ROLE flodata_api IN DATABASE volve_production SET search_path = nowhere; "
        "ALTER ROLE flodata_api IN DATABASE volve_production SET statement_timeout = 1");
    EXPECT_THROW(Connection{reader}, Failure) << "PostgreSQL lets a role change its own password";
    Connection(server.connection()).execute("ALTER ROLE flodata SET search_path = nowhere");
  }
  const PrivateServer server(options(), log_);
  auto reader = server.reader_connection();
  EXPECT_EQ(reader.password, password) << "clients that have it go on";
  EXPECT_EQ(value(reader, "SHOW default_transaction_read_only"), "off");
  EXPECT_EQ(value(reader, "SHOW statement_timeout"), "0");
  for (auto role : {reader, server.connection()}) {
    role.search_path.clear();  // as psql connects
    EXPECT_EQ(value(role, "SHOW search_path"), kRolesSearchPath) << role.user;
  }
  reader.password = "stolen";
  EXPECT_THROW(Connection{reader}, Failure);
}

TEST_F(PrivateServerAttackTest, SearchPathOfARoleDoesNotReachOurSessions) {
  const PrivateServer server(options(), log_);
  for (const auto& role : {server.connection(), server.reader_connection()}) {
    Connection(role).execute(
        fmt::format("ALTER ROLE {0} SET search_path = nowhere; ALTER ROLE {0} IN DATABASE "
                    "volve_production SET search_path = nowhere",
                    role.user));
    EXPECT_EQ(value(role, "SHOW search_path"), kRolesSearchPath);
  }
}

/// What neither role may do, in any database.
void expect_no_place_for_data_of_others(const PrivateServer& server) {
  for (auto role : {server.connection(), server.reader_connection()}) {
    for (const char* sql : {"SELECT lo_create(0)", "SELECT lo_creat(-1)", "SELECT lo_from_bytea(0, 'x')",
                            "SELECT lo_put(1, 0, 'x')", "SELECT lo_open(1, 131072)", "SELECT lowrite(0, 'x')",
                            "SELECT lo_import('/etc/passwd')"}) {
      const auto answer = PrivateServerAttackTest::refusal(role, sql);
      EXPECT_NE(answer.find("permission denied for function"), std::string::npos) << sql << ": " << answer;
    }
    for (const char* database : {"postgres", "template1"}) {
      role.database = database;
      const auto answer = PrivateServerAttackTest::refusal(role, "CREATE TEMP TABLE t (n int)");
      EXPECT_NE(answer.find("cannot connect"), std::string::npos)
          << role.user << ", " << database << ": " << answer;
    }
  }
}

TEST_F(PrivateServerAttackTest, NeitherRoleKeepsLargeObjectsOrTemporaryTables) {
  const PrivateServer server(options(), log_);
  expect_no_place_for_data_of_others(server);
}

TEST_F(PrivateServerAttackTest, InstallationOfTheFirstRolesLosesThePlacesForDataAndKeepsItsPasswords) {
  std::string password;
  {
    const PrivateServer server(options(), log_);
    password = server.reader_connection().password;
  }
  // As the first version of the roles left it.
  const auto account = ServerAccount::find();
  const auto cluster = Directory::open(directory_ / "cluster").value();
  const int log = open((directory_ / "postgres.log").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  const auto run = [&](const char* database, const std::string& sql) {
    run_single_user(find_server_programs(std::nullopt), cluster, database,
                    sql + "\nSELECT 'done' AS outcome;", "done", account, log);
  };
  run("postgres", "GRANT CONNECT, TEMPORARY ON DATABASE postgres, template1 TO PUBLIC;");
  run("volve_production",
      "GRANT EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea), lo_put(oid, "
      "bigint, "
      "bytea), lo_open(oid, integer), lowrite(integer, bytea) TO PUBLIC;");
  close(log);
  std::ofstream(directory_ / "roles") << "1\nflodata\nvolve_production\n";
  const PrivateServer server(options(), log_);
  EXPECT_EQ(server.reader_connection().password, password);
  expect_no_place_for_data_of_others(server);
}

TEST_F(PrivateServerAttackTest, FunctionsOfTheSchemaHaveAFixedSearchPath) {
  const PrivateServer server(options(), log_);
  Connection owner(server.connection());
  migrate(owner, embedded_migrations());
  EXPECT_EQ(owner
                .query("SELECT coalesce(string_agg(oid::regprocedure::text, ', '), '') FROM pg_proc WHERE "
                       "pronamespace = 'public'::regnamespace AND NOT coalesce(proconfig::text, '') LIKE "
                       "'%search_path=%'")
                .text(0, 0),
            "");
}

}  // namespace
}  // namespace flodata::pg
