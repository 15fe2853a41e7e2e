#!/usr/bin/env python3
"""SIGTERM ends every program within three seconds, whatever it waits for.

Usage: ending_test.py FLODATA [unittest options].
"""
import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "api"), str(ROOT / "tests" / "chaos")]
import live_system  # noqa: E402
import postgres_cluster  # noqa: E402
import streamer_process  # noqa: E402
from postgres_cluster import eventually  # noqa: E402

FLODATA = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
LIMIT_S = 3  # promised to users
DATABASE = "volve_production"


def has_socket(pid):
    for link in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            if os.readlink(link).startswith("socket:"):
                return True
    return False


class EndingTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(postgres_cluster.PostgresCluster())
        cls.cluster.create_database(DATABASE)
        cls.folder = live_system.temporary_folder()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        streamer_process.make_source(FLODATA, cls.folder / "field.duckdb", 2, 60, 1)

    def program(self, *words, **settings):
        settings = {"DB_HOST": self.cluster.host, "DB_PORT": self.cluster.port, "DB_NAME": DATABASE, "DB_USER": postgres_cluster.USER,
                    "DUCKDB_PATH": self.folder / "field.duckdb", "START_OFFSET_DAYS": 10, "API_PORT": 0} | settings
        program = live_system.Program(FLODATA, words, self.folder, **settings)
        self.addCleanup(program.stop)
        return program

    def check_ends(self, program, codes=(0, 130), by=signal.SIGTERM):
        begin = time.monotonic()
        program.process.send_signal(by)
        code = program.process.wait(live_system.PATIENCE_S)
        self.assertLess(time.monotonic() - begin, LIMIT_S, program.tail())
        self.assertIn(code, codes, program.tail())

    @contextlib.contextmanager
    def frozen_cluster(self):
        self.cluster.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.cluster.process.send_signal(signal.SIGCONT)

    def test_server_that_does_not_answer_a_connection(self):
        for words in (["stream"], ["db", "migrate"], ["db", "status"], ["db", "verify"], ["replay", "status"]):
            with self.subTest(words=words), self.frozen_cluster():
                program = self.program(*words)
                eventually(lambda: has_socket(program.process.pid), live_system.PATIENCE_S, "a socket")
                self.check_ends(program, (0, 1, 130))

    def test_api_of_a_server_that_does_not_answer(self):
        server = self.program("serve")
        server.wait_for(r"API on http")
        with self.frozen_cluster():
            self.check_ends(server)

    def test_streamer_of_a_server_that_is_frozen(self):
        streamer = self.program("stream", REPLAY_SPEED=36000)
        streamer.wait_for("Clock synchronized")
        with self.frozen_cluster():
            backends = [int(line) for line in subprocess.run(["pgrep", "-P", str(self.cluster.process.pid)], capture_output=True, text=True,
                                                             check=True).stdout.split()]
            for backend in backends:
                os.kill(backend, signal.SIGSTOP)
            self.check_ends(streamer)
            for backend in backends:
                os.kill(backend, signal.SIGCONT)

    def test_lock_that_another_session_holds(self):
        self.cluster.sql(DATABASE, "CREATE TABLE IF NOT EXISTS schema_migration (version integer PRIMARY KEY, name text NOT NULL, "
                                   "sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())")
        waiting = "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'flodata-db'"
        with self.cluster.session(DATABASE) as other:
            other.execute("BEGIN")
            other.execute("LOCK TABLE schema_migration IN ACCESS EXCLUSIVE MODE")
            for words in (["db", "migrate"], ["db", "status"]):
                with self.subTest(words=words):
                    program = self.program(*words)
                    eventually(lambda: self.cluster.sql(DATABASE, waiting) == "t", live_system.PATIENCE_S, "the lock")
                    self.check_ends(program, (130,))
                    # Its session waits on: the server does not look whether its client is there.
                    self.cluster.sql(DATABASE, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'flodata-db'")

    def test_terminal_that_is_closed(self):
        streamer = self.program("stream")
        streamer.wait_for("Clock synchronized")
        self.check_ends(streamer, (0,), signal.SIGHUP)
        self.assertEqual(self.cluster.sql(DATABASE, "SELECT at_work FROM streamer_heartbeat"), "f")
        process = subprocess.Popen(["sh", "-c", "trap '' HUP; exec \"$@\"", "sh", FLODATA, "serve"], cwd=self.folder, stderr=subprocess.PIPE,
                                   text=True, env=streamer_process.clean_environment() | {"API_PORT": "0"})
        while "API on http" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGHUP)
        with self.assertRaises(subprocess.TimeoutExpired):
            process.wait(1)
        process.terminate()
        process.communicate()

    @unittest.skipUnless(os.geteuid() == 0, "answers for a name server: as root")
    def test_look_up_of_a_name_that_nobody_answers(self):
        resolver = self.folder / "resolv.conf"
        resolver.write_text("nameserver 127.0.0.53\noptions timeout:30 attempts:1\n")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            try:
                silent.bind(("127.0.0.53", 53))
            except OSError:
                self.skipTest("there is a name server at this address")
            trial = subprocess.run(["unshare", "--mount", "mount", "--bind", resolver, "/etc/resolv.conf"], capture_output=True, check=False)
            if trial.returncode != 0:
                self.skipTest("this machine lets nobody replace its resolver")
            script = f"mount --bind {resolver} /etc/resolv.conf && exec \"$@\""
            process = subprocess.Popen(["unshare", "--mount", "sh", "-c", script, "sh", FLODATA, "db", "status"], cwd=self.folder,
                                       env=streamer_process.clean_environment() | {"DB_HOST": "nowhere.example"}, stderr=subprocess.PIPE, text=True)
            silent.settimeout(live_system.PATIENCE_S)
            silent.recv(512)  # it asks
            begin = time.monotonic()
            process.terminate()
            said = process.communicate()[1]
            self.assertLess(time.monotonic() - begin, LIMIT_S)
            self.assertEqual(process.returncode, 130)
            self.assertIn("did not end by itself in time", said)

    def test_making_hours_of_a_large_field(self):
        field = self.folder / "large.duckdb"
        subprocess.run([FLODATA, "dataset", "simulate", "--out", field, "--wells", "20", "--days", "2000"], check=True, capture_output=True,
                       env=streamer_process.clean_environment())
        program = self.program("dataset", "upsample", field)
        eventually(lambda: len(list(pathlib.Path(f"/proc/{program.process.pid}/task").iterdir())) > 2, live_system.PATIENCE_S, "its threads")
        self.check_ends(program, (130,))


if __name__ == "__main__":
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # children would ignore it where nohup started this
    unittest.main()
