#!/usr/bin/env python3
"""A role that may have four sessions at a time has enough for streamer and API; fewer than the minimum are named at the start.

Usage: few_sessions_test.py FLODATA [unittest options].
"""
import concurrent.futures
import json
import pathlib
import shutil
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "api"), str(ROOT / "tests" / "chaos")]
import live_system  # noqa: E402
import postgres_cluster  # noqa: E402
import streamer_process  # noqa: E402
from postgres_cluster import eventually  # noqa: E402

FLODATA = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
DATABASE = "volve_production"
CLIENTS = 6
REQUESTS = 8  # of each client


class FewSessionsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = cls.enterClassContext(postgres_cluster.PostgresCluster())
        cls.cluster.sql("postgres", "CREATE ROLE limited LOGIN")
        cls.cluster.sql("postgres", f"CREATE DATABASE {DATABASE} OWNER limited")
        cls.folder = live_system.temporary_folder()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        streamer_process.make_source(FLODATA, cls.folder / "field.duckdb", 2, 60, 1)

    def program(self, command):
        program = live_system.Program(FLODATA, [command], self.folder, DB_HOST=self.cluster.host, DB_PORT=self.cluster.port, DB_NAME=DATABASE,
                                      DB_USER="limited", DUCKDB_PATH=self.folder / "field.duckdb", START_OFFSET_DAYS=30, API_PORT=0,
                                      REPLAY_SPEED=1200)
        self.addCleanup(program.stop)
        return program

    def limit(self, sessions):
        self.cluster.sql("postgres", f"ALTER ROLE limited CONNECTION LIMIT {sessions}")

    def test_four_sessions_serve_everyone(self):
        self.limit(4)
        server = self.program("serve")  # first: it must leave the streamer its sessions
        port = int(server.wait_for(r"API on http://[^ ]*:(\d+)")[1])
        streamer = self.program("stream")
        streamer.wait_for("History complete")

        def status(path):
            with live_system.Connection(port) as connection:
                return connection.get(path).status

        def ask(client):
            return [status(f"/api/production/{well}/range?start=2000-01-01&tags=oil_rate&limit={client * REQUESTS + number + 1}") for number in range(REQUESTS)]
        def wells():
            with live_system.Connection(port) as connection:
                return json.loads(connection.get("/api/wells").body).get("wells")
        well = eventually(wells, live_system.PATIENCE_S, "wells")[0]
        server.wait_for("the database leaves 1 sessions at a time to the API")
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
            statuses = sum(clients.map(ask, range(CLIENTS)), [])
        self.assertEqual(statuses, [200] * CLIENTS * REQUESTS)
        with live_system.Connection(port) as connection:
            self.assertEqual(connection.get("/api/stream?limit=2").body.count(b"event: rows"), 2)
        self.assertEqual(status("/health"), 200)
        self.assertTrue(streamer.running())
        self.assertEqual(server.stop(), 130)
        self.assertEqual(streamer.stop(), 130)

    def test_fewer_sessions_than_a_streamer_needs_are_named(self):
        self.limit(2)
        streamer = self.program("stream")
        streamer.wait_for("role 'limited' may have 2 sessions in database 'volve_production' at a time, and a streamer needs 3")
        self.assertEqual(streamer.process.wait(live_system.PATIENCE_S), 1)


if __name__ == "__main__":
    unittest.main()
