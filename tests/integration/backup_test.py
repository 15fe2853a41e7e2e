#!/usr/bin/env python3
"""A backup of a running stream, restored elsewhere as docs/runbook.md says, goes on without a gap, as another lineage.

Usage: backup_test.py FLODATA [unittest options].
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
from postgres_cluster import eventually  # noqa: E402

FLODATA = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
DATABASE = "volve_production"


class BackupTest(unittest.TestCase):
    def setUp(self):
        self.folder = live_system.temporary_folder()
        self.addCleanup(shutil.rmtree, self.folder)
        streamer_process.make_source(FLODATA, self.folder / "field.duckdb", 2, 200, 1)

    def cluster(self):
        return self.enterContext(postgres_cluster.PostgresCluster())

    def settings(self, cluster):
        return {"DB_HOST": cluster.host, "DB_PORT": str(cluster.port), "DB_NAME": DATABASE, "DB_USER": postgres_cluster.USER,
                "DUCKDB_PATH": str(self.folder / "field.duckdb"), "START_OFFSET_DAYS": "10", "REPLAY_SPEED": "3600"}

    def stream(self, cluster):
        program = live_system.Program(FLODATA, ["stream"], self.folder, **self.settings(cluster))
        self.addCleanup(program.stop)
        return program

    def check_goes_on(self, cluster):
        newest = cluster.sql(DATABASE, "SELECT max(time) FROM production_data")
        eventually(lambda: cluster.sql(DATABASE, "SELECT max(time) FROM production_data") > newest, live_system.PATIENCE_S, "new rows")

    def verify(self, cluster):
        done = subprocess.run([FLODATA, "db", "verify"], cwd=self.folder, capture_output=True, text=True, check=False,
                              env=live_system.clean_environment() | self.settings(cluster))
        return done.returncode, done.stdout + done.stderr

    def test_dump_of_a_running_stream_goes_on_elsewhere_without_a_gap(self):
        first, second = self.cluster(), self.cluster()
        first.create_database(DATABASE)
        self.stream(first).wait_for("History complete")
        dump = self.folder / "backup.dump"

        def at(cluster):
            return ["-h", cluster.host, "-p", str(cluster.port), "-U", postgres_cluster.USER]
        subprocess.run([first.programs / "pg_dump", *at(first), "-Fc", "-f", dump, DATABASE], check=True)
        self.check_goes_on(first)  # commits that the dump lacks
        second.create_database(DATABASE)
        subprocess.run([second.programs / "pg_restore", *at(second), "--exit-on-error", "--no-owner", "--no-privileges", "-d", DATABASE, dump], check=True)
        streamer = self.stream(second)
        streamer.wait_for("a new lineage begins")
        self.check_goes_on(second)
        lineage = "SELECT lineage FROM stream_state"
        self.assertNotEqual(first.sql(DATABASE, lineage), second.sql(DATABASE, lineage))
        self.assertEqual(self.verify(second)[0], 0, self.verify(second)[1])
        second.sql(DATABASE, "DELETE FROM production_data WHERE time = (SELECT min(time) FROM production_data)")
        code, text = self.verify(second)
        self.assertEqual(code, 1, text)
        self.assertIn("Restart the streamer with --accept-changes", text)
        self.assertIn("Run `flodata db rebuild-rollups`", text)


if __name__ == "__main__":
    unittest.main()
