#!/usr/bin/env python3
"""`flodata replay …` as a user gives it to a running `flodata up`, by the real clock.

Usage: replay_commands_test.py FLODATA [unittest options]. FLODATA_LIVE_SECONDS: how long the speed is watched (default 10).
"""
import datetime
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

import up_test
from up_test import FLODATA, PATIENCE_S, Up, environment

LIVE_SECONDS = int(os.environ.get("FLODATA_LIVE_SECONDS", "10"))
PAUSE_LIMIT_S = 0.2  # promised to users
NEWEST = "SELECT max(time) FROM production_data"


class ReplayCommandsTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="flodata_replay_"))
        self.folder.chmod(0o755)
        self.running = []

    def tearDown(self):
        for up in self.running:
            if up.process.poll() is None:
                up.stop()
            up.process.stdout.close()
            up.process.stderr.close()
        self.assertEqual(up_test.processes_of(self.folder), [], "something was left running")
        shutil.rmtree(self.folder)

    def up(self, *options, **settings):
        up = Up(self.folder, *options, **settings)
        self.running.append(up)
        return up

    def replay(self, *words, code=0):
        done = subprocess.run([FLODATA, "replay", *words, "--data-dir", self.folder / "data"], cwd=self.folder, text=True,
                              capture_output=True, env=environment(), check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def status(self):
        return json.loads(self.replay("status", "--json"))

    def make_source(self, *words):
        source = self.folder / "field.duckdb"
        for command in (["dataset", "simulate", "--out", source, "--wells", "2", "--days", "400", *words],
                        ["dataset", "upsample", source]):
            subprocess.run([FLODATA, *command], check=True, capture_output=True, env=environment())
        return source

    def test_speed_pause_and_resume_by_the_clock(self):
        up = self.up()
        up.wait_for_history()
        self.assertIn("applied", self.replay("speed", "3600"))
        begin = self.status()["source_time"]
        time.sleep(LIVE_SECONDS)  # what is measured is the time that passes
        end = self.status()["source_time"]
        hours = (datetime.datetime.fromisoformat(end) - datetime.datetime.fromisoformat(begin)).total_seconds() / 3600
        self.assertAlmostEqual(hours, LIVE_SECONDS, delta=1)

        self.replay("pause")
        paused_at = datetime.datetime.now(datetime.timezone.utc)
        time.sleep(PAUSE_LIMIT_S)
        newest = up.sql(NEWEST)
        time.sleep(3)
        self.assertEqual(up.sql(NEWEST), newest, "rows in the pause")
        self.assertLess(datetime.datetime.fromisoformat(newest), paused_at)
        self.assertEqual(self.status()["state"], "paused")
        self.assertIn("unchanged", self.replay("pause"))

        self.replay("resume")
        up.wait_for_sql(f"SELECT count(DISTINCT time) >= 2 FROM production_data WHERE time > '{newest}'", "t")
        gap = up.sql(f"SELECT extract(epoch FROM min(time) - '{newest}') >= 3 FROM production_data WHERE time > '{newest}'")
        self.assertEqual(gap, "t", "rows labelled inside the pause")
        self.assertEqual(up.sql("SELECT string_agg(command, ' ' ORDER BY id) FROM replay_command"),
                         "speed pause pause resume")

    def test_seek_step_and_re_anchor_answer_what_they_did(self):
        up = self.up("--speed", "3600")
        up.wait_for_history()
        self.assertIn("source hour 2010-01-01T12:00:00+01:00", self.replay("seek", "2010-01-01T11:30:00Z"))
        up.wait_for_sql("SELECT count(*) > 0 FROM production_data WHERE original_time = '2010-01-01 11:00+00' "
                        "AND time > now() - interval '1 minute'", "t")
        self.assertIn("lies outside the data", self.replay("seek", "1999-01-01", code=1))
        self.replay("pause")
        before = self.status()["source_time"]
        first = json.loads(self.replay("step", "2", "--id", "two", "--json"))
        self.assertEqual(json.loads(self.replay("step", "2", "--id", "two", "--json")), first)
        up.wait_for_sql("SELECT paused FROM replay_status", "t")
        hours = datetime.datetime.fromisoformat(self.status()["source_time"]) - datetime.datetime.fromisoformat(before)
        self.assertEqual(hours, datetime.timedelta(hours=2))
        self.assertIn("applied", self.replay("re-anchor", "100"))
        self.assertIn("0.1 to 100000", self.replay_error("speed", "0", code=2))

    def replay_error(self, *words, code=1):
        done = subprocess.run([FLODATA, "replay", *words, "--data-dir", self.folder / "data"], cwd=self.folder, text=True,
                              capture_output=True, env=environment(), check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stderr

    def test_without_an_up_the_error_says_where_it_looked(self):
        error = self.replay_error("pause")
        self.assertIn(str(self.folder / "data"), error)
        self.assertIn("DB_HOST", error)

    def db(self, command, folder, **settings):
        return subprocess.run([FLODATA, "db", command, "--data-dir", folder], cwd=self.folder, text=True, capture_output=True,
                              env=environment(**settings), check=False)

    def test_schema_commands_find_the_database_of_up_by_its_folder(self):
        self.up().wait_for_history()
        for command, answer in (("status", "applied"), ("migrate", "the schema is up to date"), ("verify", "every row is that of the source")):
            with self.subTest(command=command):
                done = self.db(command, self.folder / "data")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn(answer, done.stdout)
                self.assertIn(f"no `flodata up` runs in '{self.folder / 'elsewhere'}'", self.db(command, self.folder / "elsewhere").stderr)
                self.assertIn("port 1 ", self.db(command, self.folder / "data", DB_HOST="127.0.0.1", DB_PORT="1").stderr)

    def test_corrected_source_is_refused_and_accepted_on_demand(self):
        source = self.make_source("--seed", "1")
        up = self.up("--source", source)
        up.wait_for_history()
        up.stop()
        self.make_source("--seed", "2")
        refused = self.up("--source", source)
        self.assertEqual(refused.process.wait(PATIENCE_S), 1)
        refused.wait_for_log("--accept-changes")
        accepted = self.up("--source", source, "--accept-changes")
        accepted.wait_for_log("the stream goes on with")
        accepted.wait_for_log("Clock synchronized")
        self.assertEqual(accepted.sql("SELECT command FROM replay_command"), "accept-changes")

    def test_service_manager_and_json_logs(self):
        manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        manager.bind(str(self.folder / "notify"))
        manager.settimeout(PATIENCE_S)
        up = self.up(NOTIFY_SOCKET=self.folder / "notify", LOG_FORMAT="json")
        heard = []
        while "READY=1" not in heard:
            heard += manager.recv(4096).decode().split("\n")
        self.assertIn("STATUS=loading the past", heard)
        self.assertEqual(up.sql("SELECT history_complete FROM stream_state"), "t", "ready before the past was loaded")
        up.stop()
        manager.close()
        events = [json.loads(line) for line in up.log if line != "(end of log)"]
        self.assertTrue(all({"time", "level", "message"} <= event.keys() for event in events))
        complete = [event for event in events if event.get("event") == "history_complete"]
        self.assertEqual(len(complete), 1)
        self.assertGreater(complete[0]["rows"], 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
