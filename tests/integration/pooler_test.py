#!/usr/bin/env python3
"""pgbouncer between the program and PostgreSQL: session mode works with pgbouncer's defaults, transaction mode is refused.

Usage: pooler_test.py FLODATA [unittest options]. Skipped without pgbouncer.
"""
import pathlib
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "api"), str(ROOT / "tests" / "chaos")]
import live_system  # noqa: E402
import postgres_cluster  # noqa: E402
import streamer_process  # noqa: E402

FLODATA = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
PGBOUNCER = shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")
DATABASE = "volve_production"


class Pooler:
    """Context manager: pgbouncer before a cluster. `mode`: its pool_mode; all else are its defaults."""

    def __init__(self, cluster, mode):
        self.cluster, self.mode, self.port = cluster, mode, postgres_cluster.free_port()

    def __enter__(self):
        folder = self.cluster.folder / self.mode
        folder.mkdir(mode=0o755)
        (folder / "users").write_text(f'"{postgres_cluster.USER}" ""\n')
        (folder / "pgbouncer.ini").write_text(
            f"[databases]\n* = host={self.cluster.host} port={self.cluster.port}\n"
            f"[pgbouncer]\nlisten_addr = {postgres_cluster.HOST}\nlisten_port = {self.port}\nunix_socket_dir =\n"
            f"auth_type = trust\nauth_file = {folder / 'users'}\npool_mode = {self.mode}\n")
        self.process = subprocess.Popen([*postgres_cluster.as_unprivileged(), PGBOUNCER, folder / "pgbouncer.ini"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        postgres_cluster.eventually(self.answers, live_system.PATIENCE_S, "start of pgbouncer")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(live_system.PATIENCE_S)

    def answers(self):
        done = subprocess.run(["pg_isready", "-q", "-h", postgres_cluster.HOST, "-p", str(self.port)], check=False)
        return done.returncode == 0


@unittest.skipUnless(PGBOUNCER, "pgbouncer is not installed")
class PoolerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(postgres_cluster.PostgresCluster())
        cls.cluster.create_database(DATABASE)
        cls.folder = live_system.temporary_folder()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        streamer_process.make_source(FLODATA, cls.folder / "field.duckdb", 2, 60, 1)

    def program(self, command, port, **settings):
        program = live_system.Program(FLODATA, [command], self.folder, DB_HOST=postgres_cluster.HOST, DB_PORT=port,
                                      DB_NAME=DATABASE, DB_USER=postgres_cluster.USER, DUCKDB_PATH=self.folder / "field.duckdb",
                                      START_OFFSET_DAYS=10, API_PORT=0, **settings)
        self.addCleanup(program.stop)
        return program

    def test_session_mode_serves_and_streams_with_the_poolers_defaults(self):
        with Pooler(self.cluster, "session") as pooler:
            streamer = self.program("stream", pooler.port, REPLAY_SPEED=3600)
            streamer.wait_for("History complete")
            server = self.program("serve", pooler.port)
            port = int(server.wait_for(r"API on http://[^ ]*:(\d+)")[1])
            with live_system.Connection(port) as connection:
                for path in ("/health", "/api/wells", "/api/status"):
                    self.assertEqual(connection.get(path).status, 200, path)
            self.assertEqual(server.stop(), 130)
            self.assertEqual(streamer.stop(), 130)

    def test_transaction_mode_is_refused_and_takes_no_lead_from_a_healthy_streamer(self):
        leader = self.program("stream", self.cluster.port)
        leader.wait_for("Clock synchronized")
        epoch = self.cluster.sql(DATABASE, "SELECT epoch FROM stream_state")
        with Pooler(self.cluster, "transaction") as pooler:
            server = self.program("serve", pooler.port)
            port = int(server.wait_for(r"API on http://[^ ]*:(\d+)")[1])
            with live_system.Connection(port) as connection:
                self.assertEqual(connection.get("/api/wells").status, 503)
            server.wait_for("set pool_mode = session for this database")
            server.stop()
            refused = self.program("stream", pooler.port)
            refused.wait_for("set pool_mode = session for this database")
            self.assertEqual(refused.process.wait(live_system.PATIENCE_S), 1)
        self.assertEqual(self.cluster.sql(DATABASE, "SELECT epoch FROM stream_state"), epoch)
        self.assertTrue(leader.running())


if __name__ == "__main__":
    unittest.main()
