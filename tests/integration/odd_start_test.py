#!/usr/bin/env python3
"""Starts as they happen: closed standard streams, an environment made for other programs of PostgreSQL, editors' files.

Usage: odd_start_test.py FLODATA [unittest options].
"""
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import unittest
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "api"), str(ROOT / "tests" / "chaos")]
import live_system  # noqa: E402
import postgres_cluster  # noqa: E402
from postgres_cluster import eventually  # noqa: E402

FLODATA = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
STRANGE_ID = 54321  # of nobody
STRANGER = [f"--reuid={STRANGE_ID}", f"--regid={STRANGE_ID}", "--clear-groups"]
needs_root = unittest.skipUnless(os.geteuid() == 0, "becomes another user: as root")
SIMULATE = ["dataset", "simulate", "--wells", "2", "--days", "40"]


class OddStart(unittest.TestCase):
    def setUp(self):
        self.folder = live_system.temporary_folder()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def flodata(self, *words, closed=(), **environment):
        def close():
            for stream in closed:
                os.close(stream)
        return subprocess.run([FLODATA, *words], cwd=self.folder, env=live_system.clean_environment() | environment, preexec_fn=close,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=live_system.PATIENCE_S, check=False)

    def flodata_as(self, words, *command, **environment):
        """Runs it with other rights. `words`: what setpriv is told."""
        return subprocess.run(["setpriv", *words, FLODATA, *map(str, command)], cwd=self.folder, env=live_system.clean_environment() | environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=live_system.PATIENCE_S, check=False)

    def days(self, name):
        """The file's days as text: two files of the same days may differ in their bytes."""
        done = self.flodata("dataset", "export", name, "--table", "prod_daily_data", "--format", "csv", "--out", "days.csv")
        self.assertEqual(done.returncode, 0, done.stderr)
        return (self.folder / "days.csv").read_text(encoding="utf-8")

    def test_closed_standard_streams_get_nothing_of_a_file(self):
        self.assertEqual(self.flodata(*SIMULATE, "--out", "open.duckdb").returncode, 0)
        expected = self.days("open.duckdb")
        self.assertGreater(len(expected), 5_000)
        for closed in ((0,), (1,), (2,), (1, 2), (0, 1, 2)):
            name = "closed" + "".join(map(str, closed)) + ".duckdb"
            done = self.flodata(*SIMULATE, "--out", name, closed=closed)
            self.assertEqual(done.returncode, 0, f"{closed}: {done.stderr}")
            self.assertEqual(self.days(name), expected, closed)

    def test_up_streams_with_closed_standard_streams(self):
        with socket.create_server((live_system.HOST, 0)) as probe:
            port = probe.getsockname()[1]
        up = subprocess.Popen([FLODATA, "up", "--data-dir", self.folder / "data", "--port", str(port)], cwd=self.folder,
                              env=live_system.clean_environment(), preexec_fn=lambda: [os.close(stream) for stream in (0, 1, 2)])
        try:
            def status():
                self.assertIsNone(up.poll(), "it ended")
                with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{live_system.HOST}:{port}/api/status") as response:
                    return json.load(response)
                return {}
            eventually(lambda: status().get("history_complete"), live_system.PATIENCE_S, "the history")
            self.assertEqual((status()["epoch"], status()["state"]), (1, "streaming"))
        finally:
            up.terminate()
            up.wait(live_system.PATIENCE_S)

    def test_environment_for_other_programs_of_postgresql_changes_nothing(self):
        foreign = {"PGHOSTADDR": "192.0.2.1", "PGTZ": "Pacific/Apia", "PGDATESTYLE": "German", "PGSERVICE": "elsewhere", "PGOPTIONS": "-c nonsense=1",
                   "PGTARGETSESSIONATTRS": "standby", "PGREQUIREAUTH": "none"}
        answers = []
        for environment in ({}, foreign):
            with live_system.LiveSystem(FLODATA, wells=2, days=400, **environment) as system:
                answers.append(system.get_json("/api/wells"))
        self.assertEqual(*answers)

    def test_dotenv_that_begins_with_a_byte_order_mark_is_read(self):
        (self.folder / ".env").write_bytes(b"\xef\xbb\xbfDB_HOST=127.0.0.1\r\nDB_PORT=1\r\n")
        self.assertIn("port 1 ", self.flodata("db", "status").stderr)

    def test_dotenv_that_is_a_folder_is_named_with_a_remedy(self):
        (self.folder / ".env").mkdir()
        self.assertIn("'.env' is a folder; put a plain file of at most 1 MB there, or remove it", self.flodata("db", "status").stderr)

    @needs_root
    def test_dotenv_that_may_not_be_read_is_named_with_a_remedy(self):
        (self.folder / ".env").write_text("DB_PORT=1\n")
        (self.folder / ".env").chmod(0o600)
        said = self.flodata_as(STRANGER, "db", "status").stderr
        self.assertIn(f"'.env' cannot be read (Permission denied); make it readable for user {STRANGE_ID}", said)

    def test_pipe_as_source_is_named_and_nobody_waits_for_it(self):
        os.mkfifo(self.folder / "pipe")
        for done in (self.flodata("up", "--source", "pipe", "--port", "0"), self.flodata("stream", DUCKDB_PATH="pipe")):
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, "pipe' is a pipe; give a DuckDB file$")
        done = self.flodata("dataset", "import", "pipe", "--out", "out.duckdb")
        self.assertEqual(done.returncode, 1)
        self.assertIn("pipe' is no regular file", done.stderr)

    @needs_root
    def test_user_without_an_entry_is_told_what_postgresql_needs(self):
        os.chown(self.folder, STRANGE_ID, STRANGE_ID)
        done = self.flodata_as(STRANGER, "up", "--port", "0")
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"user {STRANGE_ID} has no entry in /etc/passwd", done.stderr)
        self.assertIn("port 1 ", self.flodata_as(STRANGER, "db", "status", DB_HOST="127.0.0.1", DB_PORT="1").stderr)

    @needs_root
    def test_root_that_may_not_become_another_user_is_told_so(self):
        for words in (["--bounding-set=-setuid,-setgid", "--inh-caps=-setuid,-setgid"],):
            done = self.flodata_as(words, "up", "--port", "0")
            self.assertEqual(done.returncode, 1)
            self.assertIn("it has no CAP_SETUID or CAP_SETGID", done.stderr)
            self.assertFalse(list(self.folder.glob("flodata-data/postgres/*/cluster*")))

    @needs_root
    def test_folder_of_another_user_is_named(self):
        (self.folder / "data").mkdir(mode=0o755)
        os.chown(self.folder / "data", STRANGE_ID, STRANGE_ID)
        said = self.flodata("up", "--data-dir", self.folder / "data", "--port", "0").stderr
        self.assertIn(f"data' belongs to user {STRANGE_ID}; run as that user, or give another with --data-dir", said)

    def test_dropped_table_and_rejected_statement_are_named_with_a_remedy(self):
        with postgres_cluster.PostgresCluster() as cluster:
            cluster.create_database("field")
            cluster.sql("field", "CREATE ROLE reader LOGIN")
            settings = {"DB_HOST": cluster.host, "DB_PORT": str(cluster.port), "DB_NAME": "field", "DB_USER": cluster.user}
            self.assertEqual(self.flodata("db", "migrate", **settings).returncode, 0)
            self.assertEqual(self.flodata("db", "status", **settings).returncode, 0)
            said = self.flodata("db", "migrate", **settings | {"DB_USER": "reader"}).stderr
            self.assertRegex(said, r"database 'field' on '127.0.0.1', at '[^']+': permission denied for \S+ \S+ \(SQLSTATE 42501\); grant the role")
            cluster.sql("field", "DROP TABLE well CASCADE")
            for command in ("status", "migrate"):
                done = self.flodata("db", command, **settings)
                self.assertEqual(done.returncode, 1)
                self.assertRegex(done.stdout + done.stderr, r"well +missing: somebody dropped it|lacks well, which a migration made")
            self.assertEqual(json.loads(self.flodata("db", "status", "--json", **settings).stdout)["missing"], ["well"])


if __name__ == "__main__":
    unittest.main()
