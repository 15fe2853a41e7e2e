#!/usr/bin/env python3
"""docker/postgres_roles.sh on a real PostgreSQL: the roles that compose.yaml's services use, and what they may do.

Usage: postgres_roles_test.py FLODATA [unittest options].
"""
import contextlib
import os
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "chaos"))
import postgres_cluster  # noqa: E402

FLODATA = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
DATABASE, OWNER, READER = "volve_production", "field", "field_api"


class PostgresRoles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.cluster = stack.enter_context(postgres_cluster.PostgresCluster())
        cls.cluster.create_database(DATABASE)
        for _ in range(2):  # by hand it is run again
            cls.run_script()
        cls.flodata("db", "migrate")

    @classmethod
    def settings(cls):
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("DB_", "API_", "PG"))}
        return clean | {"DB_HOST": cls.cluster.host, "DB_PORT": str(cls.cluster.port), "DB_NAME": DATABASE, "DB_USER": OWNER}

    @classmethod
    def run_script(cls):
        subprocess.run(["bash", ROOT / "docker" / "postgres_roles.sh"], check=True, env=os.environ | {
            "PGHOST": str(cls.cluster.folder), "PGPORT": str(cls.cluster.port), "POSTGRES_USER": cls.cluster.user, "POSTGRES_DB": DATABASE,
            "FLODATA_USER": OWNER, "FLODATA_PASSWORD": "owner's $word\\", "FLODATA_API_PASSWORD": "reader's"})

    @classmethod
    def flodata(cls, *words):
        subprocess.run([FLODATA, *words], check=True, env=cls.settings(), cwd=cls.cluster.folder, capture_output=True)

    def answer(self, role, sql, database=DATABASE):
        command = ["psql", "-X", "-A", "-t", "-q", "-h", self.cluster.folder, "-p", str(self.cluster.port), "-U", role, "-d", database, "-c", sql]
        done = subprocess.run(command, text=True, capture_output=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else done.stderr.strip()

    def test_both_roles_have_a_password_and_the_superuser_has_none(self):
        self.assertEqual(self.cluster.sql("postgres", "SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_authid "
                                          "WHERE rolpassword LIKE 'SCRAM%' AND NOT rolsuper AND NOT rolcreaterole AND NOT rolcreatedb"),
                         f"{OWNER},{READER}")
        self.assertEqual(self.cluster.sql("postgres", "SELECT count(*) FROM pg_authid WHERE rolsuper AND rolpassword IS NOT NULL"), "0")

    def test_role_of_the_api_reads_and_writes_nothing_but_commands(self):
        self.assertEqual(self.answer(READER, "SELECT count(*) FROM production_data"), "0")
        self.assertEqual(self.answer(READER, "INSERT INTO replay_command (stream_id, request_id, command, requested_by) "
                                             "VALUES ('main', 'a', 'pause', 'x')"), "")
        for sql in ("INSERT INTO production_data (time, original_time, well_name) VALUES (now(), now(), 'x')", "DELETE FROM replay_command",
                    "CREATE TABLE t (n int)", "CREATE TEMP TABLE t (n int)", "SELECT lo_create(0)", "SELECT lo_from_bytea(0, 'x')",
                    "CREATE ROLE other", "SET ROLE field"):
            self.assertIn("permission denied", self.answer(READER, sql), sql)
        for role in (OWNER, READER):
            for database in ("postgres", "template1"):
                self.assertIn("permission denied for database", self.answer(role, "SELECT 1", database))
            self.assertEqual(self.answer(role, "SHOW search_path"), "public, pg_temp")

    def test_serve_takes_that_role_where_its_password_is_set(self):
        for password, role in (("reader's", READER), ("", OWNER)):
            settings = self.settings() | {"DB_API_PASSWORD": password, "API_PORT": "0"}
            with subprocess.Popen([FLODATA, "serve"], env=settings, cwd=self.cluster.folder, stderr=subprocess.PIPE, text=True) as serve:
                try:
                    postgres_cluster.eventually(lambda: self.cluster.sql("postgres", f"SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = '{DATABASE}'"),
                                                60, "a session of the API")
                    self.assertEqual(self.cluster.sql("postgres", f"SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = '{DATABASE}'"), role)
                finally:
                    serve.terminate()
                    serve.communicate(timeout=30)
            postgres_cluster.eventually(lambda: self.cluster.sql("postgres", f"SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = '{DATABASE}'") == "t",
                                        30, "the end of its sessions")


if __name__ == "__main__":
    unittest.main()
