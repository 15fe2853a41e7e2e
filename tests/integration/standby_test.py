#!/usr/bin/env python3
"""A hot standby: the API reads from it, follows it when it is promoted, and the stream goes on there.

Usage: standby_test.py FLODATA [unittest options].
"""
import json
import pathlib
import re
import shutil
import subprocess
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


class Standby(postgres_cluster.PostgresCluster):
    """A streaming standby of `primary`, made by pg_basebackup. Context manager."""

    def __init__(self, primary):
        super().__init__("listen_addresses=")
        self.primary = primary

    def __enter__(self):
        subprocess.run([*postgres_cluster.as_unprivileged(), self.programs / "pg_basebackup", "-h", self.primary.host, "-p",
                        str(self.primary.port), "-U", postgres_cluster.USER, "-D", self.folder / "data", "-R", "-X", "stream",
                        "--checkpoint=fast"], check=True, cwd=self.folder, capture_output=True)
        self.start()
        return self

    def promote(self):
        self.sql("postgres", "SELECT pg_promote(true, 60)")


class StandbyTest(unittest.TestCase):
    def setUp(self):
        self.folder = live_system.temporary_folder()
        self.addCleanup(shutil.rmtree, self.folder)
        streamer_process.make_source(FLODATA, self.folder / "field.duckdb", 2, 200, 1)
        self.primary = self.enterContext(postgres_cluster.PostgresCluster())
        self.primary.create_database(DATABASE)

    def settings(self, *clusters):
        return {"DB_HOST": ",".join(str(each.folder) for each in clusters), "DB_PORT": ",".join(str(each.port) for each in clusters),
                "DB_NAME": DATABASE, "DB_USER": postgres_cluster.USER, "DUCKDB_PATH": str(self.folder / "field.duckdb"), "START_OFFSET_DAYS": "10",
                "REPLAY_SPEED": "3600", "API_PORT": "0"}

    def program(self, command, *clusters):
        program = live_system.Program(FLODATA, [command], self.folder, **self.settings(*clusters))
        self.addCleanup(program.stop)
        return program

    def serve(self, *clusters):
        return int(self.program("serve", *clusters).wait_for(r"API on http://[^ ]*:(\d+)")[1])

    def get(self, port, path):
        with live_system.Connection(port) as connection:
            answer = connection.get(path)
            self.assertEqual(answer.status, 200, (path, answer.body))
            return answer.body.decode()

    def status(self, port):
        return json.loads(self.get(port, "/api/status"))

    def check_goes_on(self, cluster):
        newest = cluster.sql(DATABASE, "SELECT max(time) FROM production_data")
        eventually(lambda: cluster.sql(DATABASE, "SELECT max(time) FROM production_data") > newest, live_system.PATIENCE_S, "new rows")
        done = subprocess.run([FLODATA, "db", "verify"], cwd=self.folder, capture_output=True, text=True, check=False,
                              env=live_system.clean_environment() | self.settings(cluster))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)  # no hour is missing or double

    def test_api_reads_a_standby_and_the_stream_goes_on_when_it_is_promoted(self):
        standby = Standby(self.primary)
        streamer = self.program("stream", self.primary, standby)
        streamer.wait_for("History complete")
        with standby:
            port = self.serve(standby)
            eventually(lambda: self.status(port)["state"] == "streaming", live_system.PATIENCE_S, "the status on a standby")
            events = self.get(port, "/api/stream?limit=3")
            self.assertEqual(events.count("event: rows"), 3, events)
            lag = re.search(r"^flodata_database_replication_lag_seconds (\S+)$", self.get(port, "/metrics"), re.MULTILINE)
            self.assertLess(float(lag[1]), 60)
            lineage = self.primary.sql(DATABASE, "SELECT lineage FROM stream_state")
            both = self.serve(self.primary, standby)
            self.primary.power_cut()
            standby.promote()
            self.check_goes_on(standby)
            streamer.wait_for("a new lineage begins")
            self.assertNotEqual(standby.sql(DATABASE, "SELECT lineage FROM stream_state"), lineage)
            for each in (port, both):
                self.assertEqual(self.get(each, "/api/stream?limit=2").count("event: rows"), 2)
            streamer.stop()


if __name__ == "__main__":
    unittest.main()
