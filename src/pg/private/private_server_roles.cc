#include "pg/private/private_server_roles.h"

#include <sstream>

#include <fmt/format.h>

namespace flodata::pg {
namespace {

/// `text` as an SQL literal.
std::string literal(const std::string& text) {
  std::string quoted = "E'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

std::string identifier(const std::string& name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

/// Statements without blank lines, which would end the entry early.
std::string entry(const std::string& statements) {
  return fmt::format("{}\nSELECT '{}' AS outcome;", statements, kRolesDone);
}

// The superuser by which initdb made the cluster, and the first object that is not initdb's.
constexpr const char* kConstants = "first_user CONSTANT oid := 10; first_object CONSTANT oid := 16384;";

/// Gives the cluster's first superuser its name. The session is that of the first superuser, who cannot
/// rename itself: another one does. Event triggers do not fire in single-user mode.
std::string admin_setup() {
  return fmt::format(R"(DO $do$
DECLARE {0} name text; member text;
BEGIN
  SELECT rolname INTO name FROM pg_catalog.pg_authid WHERE oid = first_user;
  IF name <> {1} THEN
    CREATE ROLE flodata_renamer SUPERUSER;
    SET SESSION AUTHORIZATION flodata_renamer;
    EXECUTE format('ALTER ROLE %I RENAME TO %I', name, {1});
    EXECUTE format('SET SESSION AUTHORIZATION %I', {1});
    DROP ROLE flodata_renamer;
    FOR name IN SELECT rolname FROM pg_catalog.pg_roles WHERE oid >= first_object AND (rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls) LOOP
      EXECUTE format('ALTER ROLE %I NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS', name);
    END LOOP;
    FOR name, member IN SELECT roleid::regrole::text, pg_catalog.pg_get_userbyid(m.member) FROM pg_catalog.pg_auth_members m
      WHERE m.member <> first_user AND roleid::regrole::text IN ('flodata_admin', 'pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files') LOOP
      EXECUTE format('REVOKE %s FROM %I CASCADE', name, member);
    END LOOP;
  END IF;
  EXECUTE format('ALTER ROLE %I PASSWORD NULL', {1});
  EXECUTE format('ALTER ROLE %I RESET ALL', {1});
END $do$;)",
                     kConstants, literal(kServerAdmin));
}

std::string role(const std::string& name, const std::string& password) {
  return fmt::format(R"(
DO $do$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {1}) THEN CREATE ROLE {0}; END IF;
END $do$;
ALTER ROLE {0} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {2};
ALTER ROLE {0} RESET ALL;
DO $do$ DECLARE database name; BEGIN
  FOR database IN SELECT datname FROM pg_catalog.pg_db_role_setting JOIN pg_catalog.pg_database d ON d.oid = setdatabase
    WHERE setrole = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = {1}) LOOP
    EXECUTE format('ALTER ROLE %I IN DATABASE %I RESET ALL', {1}, database);
  END LOOP;
END $do$;
ALTER ROLE {0} SET search_path = {3};)",
                     identifier(name), literal(name), literal(password), kRolesSearchPath);
}

std::string escaped_for_password_file(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == ':' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string password_line(const std::string& user) {
  return fmt::format("*:*:*:{}:", escaped_for_password_file(user));
}

}  // namespace

std::string reader_role_of(const std::string& owner) { return owner + "_api"; }

std::string role_setup(const ServerRoles& roles) {
  return entry("SET search_path = pg_catalog, pg_temp;\n" + admin_setup() +
               role(roles.owner, roles.owner_password) + role(roles.reader, roles.reader_password) +
               // CHECKPOINT is the owner's own business; the role came with PostgreSQL 15.
               fmt::format(R"(
DO $do$ BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pg_checkpoint') THEN GRANT pg_checkpoint TO {0}; END IF;
END $do$;
DO $do$ DECLARE database name; BEGIN
  FOR database IN SELECT datname FROM pg_catalog.pg_database WHERE datname IN ('postgres', 'template1') AND datname <> {1} LOOP
    EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', database);
  END LOOP;
END $do$;
SELECT pg_catalog.encode(pg_catalog.convert_to(datname, 'UTF8'), 'hex') AS database FROM pg_catalog.pg_database WHERE datallowconn;)",
                           identifier(roles.owner), literal(roles.database)));
}

std::string database_creation(const ServerRoles& roles) {
  // By itself: no other statement may be in its transaction.
  return fmt::format(
      "CREATE DATABASE {} OWNER {};\n\nSELECT '{}' AS outcome FROM pg_catalog.pg_database WHERE datname = "
      "{};",
      identifier(roles.database), identifier(roles.owner), kRolesDone, literal(roles.database));
}

std::string ownership_setup(const ServerRoles& roles) {
  return entry(fmt::format(R"(SET search_path = pg_catalog, pg_temp;
DO $do$
DECLARE {0} statement text;
BEGIN
  IF current_database() NOT IN ('postgres', 'template1') THEN
    EXECUTE format('ALTER DATABASE %I OWNER TO %I', current_database(), {1});
  END IF;
  FOREACH statement IN ARRAY ARRAY['session_preload_libraries', 'local_preload_libraries', 'search_path', 'role'] LOOP
    EXECUTE format('ALTER DATABASE %I RESET %s', current_database(), statement);
  END LOOP;
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  IF current_database() = {2} THEN
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I, %I', current_database(), {1}, {3});
  END IF;
  IF EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public') THEN
    ALTER SCHEMA public OWNER TO pg_database_owner;
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  END IF;
  FOR statement IN SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure) FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace AND (proname LIKE 'lo\_%' OR proname IN ('loread', 'lowrite')) LOOP
    EXECUTE statement;
  END LOOP;
  FOR statement IN SELECT format('DROP EVENT TRIGGER %I', evtname) FROM pg_event_trigger WHERE evtowner = first_user
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_event_trigger'::regclass AND objid = pg_event_trigger.oid AND deptype = 'e') LOOP
    EXECUTE statement;
  END LOOP;
  FOR statement IN
    SELECT format('ALTER SCHEMA %I OWNER TO %I', nspname, {1}) FROM pg_namespace n
    WHERE nspowner = first_user AND n.oid >= first_object AND nspname NOT LIKE 'pg\_%'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_namespace'::regclass AND objid = n.oid AND deptype = 'e')
    UNION ALL
    SELECT format('ALTER %s %s OWNER TO %I', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
        WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, c.oid::regclass, {1})
    FROM pg_class c WHERE relowner = first_user AND c.oid >= first_object AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
      AND relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg\_%')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND (deptype = 'e' OR relkind = 'S' AND deptype IN ('a', 'i')))
    UNION ALL
    SELECT format('ALTER ROUTINE %s OWNER TO %I', p.oid::regprocedure, {1}) FROM pg_proc p
    WHERE proowner = first_user AND p.oid >= first_object
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype IN ('e', 'i'))
    UNION ALL
    SELECT format('ALTER TYPE %s OWNER TO %I', t.oid::regtype, {1}) FROM pg_type t
    WHERE typowner = first_user AND t.oid >= first_object AND typtype IN ('e', 'd', 'r') AND typelem = 0
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_type'::regclass AND objid = t.oid AND deptype IN ('e', 'i'))
  LOOP
    EXECUTE statement;
  END LOOP;
END $do$;)",
                           kConstants, literal(roles.owner), literal(roles.database), literal(roles.reader)));
}

std::vector<std::string> databases_in(const std::string& printed) {
  constexpr std::string_view kBegin = "database = \"";
  std::vector<std::string> names;
  for (auto at = printed.find(kBegin); at != std::string::npos; at = printed.find(kBegin, at)) {
    at += kBegin.size();
    std::string name;
    for (; at + 1 < printed.size() && printed[at] != '"'; at += 2)
      name += static_cast<char>(std::stoi(printed.substr(at, 2), nullptr, 16));
    names.push_back(name);
  }
  return names;
}

std::string host_based_authentication() {
  return fmt::format(
      "# Written by flodata at each start.\n"
      "local all {0} peer map=flodata\n"
      "host all {0} 127.0.0.1/32 reject\n"
      "local all all scram-sha-256\n"
      "host all all 127.0.0.1/32 scram-sha-256\n",
      kServerAdmin);
}

std::string system_user_map(const std::string& system_user) {
  if (system_user.empty()) return "# The user that runs the server has no name.\n";
  return fmt::format("flodata \"{}\" {}\n", system_user, kServerAdmin);
}

std::string password_file_text(const ServerRoles& roles) {
  return fmt::format("{}{}\n{}{}\n", password_line(roles.owner), roles.owner_password,
                     password_line(roles.reader), roles.reader_password);
}

bool read_passwords(const std::string& text, ServerRoles& roles) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (const auto begin = password_line(roles.owner); line.starts_with(begin))
      roles.owner_password = line.substr(begin.size());
    if (const auto begin = password_line(roles.reader); line.starts_with(begin))
      roles.reader_password = line.substr(begin.size());
  }
  return !roles.owner_password.empty() && !roles.reader_password.empty();
}

}  // namespace flodata::pg
