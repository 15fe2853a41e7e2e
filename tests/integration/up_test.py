#!/usr/bin/env python3
"""`flodata up` as a user runs it: the real program, its own PostgreSQL, curl-like requests, psql as printed, Ctrl-C, kill -9.

Usage: up_test.py FLODATA [unittest options]. Tests on the real workbook need VOLVE_XLSX, or shared/volve/ beside the checkout.
"""
import datetime
import errno
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

FLODATA = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
ROOT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE_S = 240  # a bound for a loaded machine under sanitizers, not a measure of speed
POLL_S = 0.05
STOP_LIMIT_S = 3  # what docs/runbook.md promises


def workbook():
    given = os.environ.get("VOLVE_XLSX")
    path = pathlib.Path(given) if given else ROOT.parent / "shared" / "volve" / "Volve production data.xlsx"
    return path if path.exists() else None


def environment(**settings):
    """Environment without anybody's settings, plus those given."""
    names = [line.split("=")[0].strip() for line in settings_of_help()]
    clean = {name: value for name, value in os.environ.items() if name not in names}
    return clean | {name: str(value) for name, value in settings.items()}


def settings_of_help():
    text = subprocess.run([FLODATA, "--help"], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^  ([A-Z_]+=\S*)", text, re.MULTILINE)


class Up:
    """One running `flodata up`."""

    def __init__(self, folder, *options, **settings):
        self.folder = folder
        self.process = subprocess.Popen(
            [FLODATA, "up", "--data-dir", folder / "data", "--port", "0", *options], cwd=folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(**settings))
        self.log = []
        self.news = threading.Condition()
        self.reader = threading.Thread(target=self._read_log, daemon=True)
        self.reader.start()
        self.out = []
        self.out_reader = threading.Thread(target=self._read_out, daemon=True)
        self.out_reader.start()

    def _read_log(self):
        for line in self.process.stderr:
            with self.news:
                self.log.append(line.rstrip())
                self.news.notify_all()
        with self.news:
            self.log.append("(end of log)")
            self.news.notify_all()

    def _read_out(self):
        for line in self.process.stdout:
            with self.news:
                self.out.append(line.rstrip())
                self.news.notify_all()

    def wait_for_log(self, text):
        def found():
            return any(text in line for line in self.log)
        with self.news:
            self.news.wait_for(lambda: found() or self.log[-1:] == ["(end of log)"], PATIENCE_S)
            if not found():
                raise AssertionError(f"no '{text}' in the log:\n" + "\n".join(self.log))

    def banner(self, pattern):
        def match():
            return re.search(pattern, "\n".join(self.out), re.MULTILINE)
        with self.news:
            self.news.wait_for(match, PATIENCE_S)
        return match().group(1)

    def wait_for_file(self, pattern):
        """Returns once there is a file below the folder in which it was started."""
        deadline = time.monotonic() + PATIENCE_S
        while not list(self.folder.glob(pattern)) and self.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)

    def wait_for_history(self):
        self.wait_for_log("History complete")

    def get(self, path):
        base = self.banner(r"API\s+(http\S+)")
        with urllib.request.urlopen(base + path, timeout=30) as answer:
            return json.load(answer)

    def sql(self, query):
        """Runs the psql line as it was printed."""
        line = self.banner(r"psql\s+(psql .*)$")
        done = subprocess.run(line + ' -X -A -t -c "$QUERY"', shell=True, text=True, capture_output=True, check=True,
                              env=os.environ | {"QUERY": query})
        return done.stdout.strip()

    def wait_for_sql(self, query, expected):
        deadline = time.monotonic() + PATIENCE_S
        while (found := self.sql(query)) != expected:
            if time.monotonic() > deadline:
                raise AssertionError(f"{query} gives {found}, not {expected}")
            time.sleep(0.05)

    def stop(self, number=signal.SIGINT):
        """Returns the exit code and the seconds it took."""
        begin = datetime.datetime.now()
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE_S)
        self.reader.join()
        return code, (datetime.datetime.now() - begin).total_seconds()


def processes_of(folder):
    """Command lines of running processes that name the folder, or work in it as those of PostgreSQL do."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            place = os.readlink(process / "cwd")
        except OSError:
            continue  # ended meanwhile, or another user's
        if str(folder) in command or f"{place}/".startswith(f"{folder}/"):
            found.append(f"{process.name} {command}")
    return found


def fill_disk(folder):
    """Takes all the room on the folder's disk. Returns the file that has it."""
    filler = folder / "filler"
    with open(filler, "wb") as file:
        while True:
            usage = os.statvfs(folder)
            try:
                os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), usage.f_bavail * usage.f_frsize or 1)
            except OSError as error:  # other programs write meanwhile
                if error.errno != errno.ENOSPC:
                    raise
                if os.statvfs(folder).f_bavail == 0:
                    return filler


TABLE_HASH = "SELECT md5(string_agg(p::text, '|' ORDER BY well_name, time)) FROM production_data p WHERE time <= '{}'"


class UpTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="flodata_up_"))
        self.folder.chmod(0o755)  # as root, PostgreSQL would otherwise be kept below /var/lib/flodata and stay there
        self.folder.chmod(0o755)
        self.running = []

    def tearDown(self):
        for up in self.running:
            if up.process.poll() is None:
                up.stop()
            up.process.stdout.close()
            up.process.stderr.close()
        self.assertEqual(processes_of(self.folder), [], "something was left running")
        shutil.rmtree(self.folder)

    def up(self, *options, folder=None, **settings):
        folder = folder or self.folder
        folder.mkdir(exist_ok=True)
        up = Up(folder, *options, **settings)
        self.running.append(up)
        return up

    def test_without_any_configuration_a_field_is_live_and_survives_a_restart(self):
        up = self.up()
        up.wait_for_history()
        self.assertEqual(up.get("/health")["status"], "healthy")
        wells = up.get("/api/wells")["wells"]
        self.assertTrue(wells)
        self.assertTrue(all(name.startswith("NO-99/") for name in wells), wells)
        rows = up.get(f"/api/production/{wells[0]}/latest?hours=24")
        self.assertEqual(len(rows), 24)
        self.assertGreater(rows[0]["time"], rows[-1]["time"])
        self.assertEqual(up.sql("SELECT count(*) FROM production_data WHERE time > now()"), "0")
        before = up.sql("SELECT max(time) FROM production_data")
        kept = up.sql(TABLE_HASH.format(before))
        code, seconds = up.stop()
        self.assertEqual(code, 130)
        self.assertLess(seconds, STOP_LIMIT_S)
        self.assertEqual(processes_of(self.folder), [])

        again = self.up()
        again.wait_for_log("Clock synchronized")
        self.assertEqual(again.get("/health")["status"], "healthy")
        self.assertEqual(again.sql(TABLE_HASH.format(before)), kept)
        self.assertFalse(any("History complete" in line for line in again.log), "the past was loaded again")

    def test_sigterm_at_any_moment_of_a_first_start_ends_it_in_time_and_the_next_one_goes_on(self):
        source = self.folder / "field.duckdb"
        for command in (["simulate", "--out", source, "--wells", "14", "--days", "3000"], ["upsample", source]):
            subprocess.run([FLODATA, "dataset", *command], check=True, capture_output=True, env=environment())
        moments = {"in initdb": lambda up: up.wait_for_file("data/postgres/*/cluster.new/PG_VERSION"),
                   "while the roles are made": lambda up: up.wait_for_file("data/postgres/*/pgpass"),
                   "when PostgreSQL starts": lambda up: up.wait_for_file("data/postgres/*/cluster/postmaster.opts"),
                   "in the first load": lambda up: up.wait_for_log("Batch loaded: "),
                   "in a later load": lambda up: up.wait_for_log("Batch loaded: ")}
        for moment, wait in moments.items():
            up = self.up("--source", source, START_OFFSET_DAYS=2999)
            wait(up)
            code, seconds = up.stop(signal.SIGTERM)
            self.assertIn(code, (0, 130), (moment, up.log))
            self.assertLess(seconds, STOP_LIMIT_S, (moment, up.log))
            self.assertEqual(processes_of(self.folder), [], moment)
        up = self.up("--source", source, START_OFFSET_DAYS=2999)
        up.wait_for_history()
        self.assertEqual(up.sql("SELECT count(*) - count(DISTINCT (well_name, time)) FROM production_data"), "0")

    def test_kill_in_the_middle_of_the_first_load_leaves_no_trace(self):
        undisturbed = self.up(folder=self.folder / "whole", START_OFFSET_DAYS=3287)
        undisturbed.wait_for_history()
        until = undisturbed.sql("SELECT max(time) FROM production_data")
        expected = undisturbed.sql(TABLE_HASH.format(until))
        count = int(undisturbed.sql("SELECT count(*) FROM production_data"))
        undisturbed.stop()

        disturbed = self.up(folder=self.folder / "killed", START_OFFSET_DAYS=3287)
        disturbed.wait_for_log("Batch loaded: ")
        disturbed.process.kill()
        disturbed.process.wait()
        disturbed.reader.join()
        again = self.up(folder=self.folder / "killed", START_OFFSET_DAYS=3287)
        again.wait_for_history()
        resumed_with = int(re.search(r"History complete: (\d+) rows", "\n".join(again.log)).group(1))
        self.assertLess(resumed_with, count, "the kill came before the first batch: nothing was tested")
        self.assertEqual(again.sql(TABLE_HASH.format(until)), expected)
        self.assertEqual(again.sql("SELECT count(*) - count(DISTINCT (well_name, time)) FROM production_data"), "0")

    def test_open_hands_the_consoles_address_to_the_desktops_opener(self):
        opener = self.folder / "bin" / "xdg-open"
        opener.parent.mkdir()
        opener.write_text('#!/bin/sh\nprintf %s "$*" > "$0.new" && mv "$0.new" "$0.asked"\n')
        opener.chmod(0o755)
        up = self.up("--open", DISPLAY=":0", PATH=f"{opener.parent}:{os.environ['PATH']}")
        console = up.banner(r"console\s+(http\S+/)$")
        up.wait_for_file("bin/xdg-open.asked")
        self.assertEqual((opener.parent / "xdg-open.asked").read_text(), console)
        browser = urllib.request.Request(console, headers={"Accept": "text/html"})
        with urllib.request.urlopen(browser, timeout=30) as page:
            self.assertEqual(page.headers.get_content_type(), "text/html")

    def test_open_without_a_display_names_the_address_and_the_system_runs(self):
        up = self.up("--open", DISPLAY="", WAYLAND_DISPLAY="")
        address = up.banner(r"^--open: there is no display here; open (http\S+) in a browser")
        self.assertEqual(address, up.banner(r"console\s+(http\S+/)$"))
        self.assertEqual(up.get("/health")["status"], "healthy")

    def test_second_up_in_the_same_folder_is_refused_and_the_first_goes_on(self):
        first = self.up()
        first.wait_for_log("Clock synchronized")
        second = self.up()
        second.wait_for_log("another `flodata up` runs in")
        self.assertEqual(second.process.wait(PATIENCE_S), 1)
        self.assertEqual(first.get("/health")["status"], "healthy")

    def test_csv_with_its_mapping_is_imported_once_and_again_when_it_changed(self):
        for name in ("eagle_daily.csv", "eagle.toml"):
            shutil.copy(ROOT / "docs" / "examples" / "mapping" / name, self.folder)
        words = ("--source", "eagle_daily.csv", "--mapping", "eagle.toml")
        up = self.up(*words, START_OFFSET_DAYS=5)
        up.wait_for_history()
        up.wait_for_log("imported 'eagle_daily.csv': ")
        self.assertIn("Eagle-7H", up.get("/api/wells")["wells"])
        self.assertEqual(up.get("/api/wells/Eagle-7H")["production_day_zone"], "America/Chicago")
        # 2,093.6 bbl of 2021-02-15, in Sm3: the hours of the day sum to it in whole thousandths.
        volume = "SELECT round(sum(oil_rate / 24)::numeric, 3) FROM production_data WHERE well_name = 'Eagle-7H' AND original_time " \
                 ">= '2021-02-15 06:00+00' AND original_time < '2021-02-16 06:00+00'"
        self.assertEqual(up.sql(volume), "332.856")
        before = up.sql("SELECT max(time) FROM production_data")
        kept = up.sql(TABLE_HASH.format(before))
        up.stop()

        again = self.up(*words, START_OFFSET_DAYS=5)
        again.wait_for_log("Clock synchronized")
        again.wait_for_log("is unchanged since it was imported")
        self.assertFalse(any("imported 'eagle_daily.csv'" in line for line in again.log))
        self.assertEqual(again.sql(TABLE_HASH.format(before)), kept)
        again.stop()

        data = self.folder / "eagle_daily.csv"
        data.write_text(data.read_text("utf-8").replace('"2,093.6"', '"2,193.6"', 1), "utf-8")
        changed = self.up(*words, START_OFFSET_DAYS=5)
        changed.wait_for_log("imported 'eagle_daily.csv': ")
        changed.wait_for_log("--accept-changes")  # hours that were streamed have other values now
        self.assertEqual(changed.process.wait(PATIENCE_S), 1)
        accepted = self.up(*words, "--accept-changes", START_OFFSET_DAYS=5)
        accepted.wait_for_log("Clock synchronized")
        self.assertEqual(accepted.sql(volume), "348.755")

    def test_csv_with_a_cell_that_cannot_be_read_is_named_and_no_database_is_made_for_it(self):
        (self.folder / "bad.csv").write_text("DATEPRD,NPD_WELL_BORE_NAME,ON_STREAM_HRS,BORE_OIL_VOL\n2021-01-01,1/2-A-1,24,12 bbl\n", "utf-8")
        up = self.up("--source", "bad.csv")
        self.assertEqual(up.process.wait(PATIENCE_S), 1)
        up.wait_for_log("row 2, BORE_OIL_VOL: '12 bbl'")
        up.wait_for_log("Correct them and start again")
        self.assertFalse((self.folder / "data" / "postgres").exists())
        mapped = self.up("--source", "bad.csv", "--mapping", "none.toml")
        mapped.wait_for_log("there is no readable mapping 'none.toml'")
        self.assertEqual(mapped.process.wait(PATIENCE_S), 1)

    def test_mapping_without_a_csv_is_rejected(self):
        up = self.up("--mapping", "eagle.toml")
        up.wait_for_log("--mapping is for a .csv: name it with --source")
        self.assertEqual(up.process.wait(PATIENCE_S), 1)

    def test_source_that_is_not_there_is_named(self):
        up = self.up("--source", "nowhere.duckdb")
        self.assertEqual(up.process.wait(PATIENCE_S), 1)
        up.wait_for_log("nowhere.duckdb")

    def test_file_that_is_no_source_is_named_and_no_database_is_made_for_it(self):
        (self.folder / "notes.txt").write_text("no DuckDB file")
        up = self.up("--source", "notes.txt")
        self.assertEqual(up.process.wait(PATIENCE_S), 1)
        up.wait_for_log("notes.txt")
        self.assertFalse((self.folder / "data" / "postgres").exists())

    def test_bad_setting_is_named_with_its_range(self):
        up = self.up(BATCH_SIZE_HOURS="0")
        self.assertEqual(up.process.wait(PATIENCE_S), 1)
        up.wait_for_log("BATCH_SIZE_HOURS: '0' is not allowed; give a whole number from 1 to 8760")

    @unittest.skipUnless(workbook(), "no Volve workbook: set VOLVE_XLSX or put it into ../shared/volve/")
    def test_real_workbook_becomes_a_live_field_true_to_its_source(self):
        up = self.up("--source", workbook(), START_OFFSET_DAYS=2500)
        up.wait_for_history()
        self.check_live_table(up)
        self.check_requests_of_the_description(up)

    def check_live_table(self, up):
        self.assertEqual(up.sql("SELECT count(*) FROM production_data WHERE time > now()"), "0")
        self.assertEqual(up.sql("SELECT count(*) - count(DISTINCT (well_name, original_time)) FROM production_data"), "0")
        # Day 0 is 2007-09-01, day 2500 is 2014-07-06; Oslo's midnight then is 22:00 UTC.
        self.assertEqual(up.sql("SELECT DISTINCT original_time AT TIME ZONE 'UTC' FROM production_data "
                                "WHERE time = (now() AT TIME ZONE 'UTC')::date AT TIME ZONE 'UTC'"),
                         "2014-07-05 22:00:00")
        # Whole production days: the loaded hours hold the sheet's volumes, to the milli-Sm3, well by well.
        loaded = up.sql("SELECT round(sum(oil_rate / 24)::numeric, 3) FROM production_data "
                        "WHERE original_time < '2014-07-05 22:00+00'")
        self.assertEqual(float(loaded), self.daily_sum("oil", "2014-07-06"))

    def daily_sum(self, phase, before):
        """Sum over the sheet's days before a date, straight from the workbook's XML."""
        script = pathlib.Path(__file__).with_name("workbook_sum.py")
        done = subprocess.run([sys.executable, script, workbook(), phase, before], check=True, capture_output=True, text=True)
        return float(done.stdout)

    def check_requests_of_the_description(self, up):
        self.assertIn("NO-15/9-F-12", up.get("/api/wells")["wells"])
        rows = up.get("/api/production/NO-15/9-F-11A/latest?hours=24")
        self.assertEqual({row["well_name"] for row in rows}, {"NO-15/9-F-11"})
        self.assertEqual(len(rows), 24)
        self.assertIn("avg_downhole_pressure", rows[0])
        window = "/api/production/NO-15/9-F-11A/range?start_time={}&end_time={}".format(rows[-1]["time"][:19], rows[0]["time"][:19])
        self.assertEqual(up.get(window), rows[::-1])
        for name in ("F-11A", "F-11%20A", "F-11%20T2"):
            self.assertEqual(up.get(f"/api/wells/{name}")["well_name"], "NO-15/9-F-11")
        for name in ("F-12xyz", "F-12 (closed)", "F-11;", "F-11B'; DROP TABLE x; --", "F-4X"):
            with self.assertRaises(urllib.error.HTTPError) as refused:
                up.get(f"/api/production/{urllib.parse.quote(name)}/latest")
            self.assertEqual(refused.exception.code, 404, name)
            refused.exception.close()
        with self.assertRaises(urllib.error.HTTPError) as unknown:
            up.get("/api/production/NO-15/9-F-99/latest")
        self.assertEqual(unknown.exception.code, 404)
        self.assertIn("nearest", json.load(unknown.exception)["detail"])
        with self.assertRaises(urllib.error.HTTPError) as wrong:
            up.get("/api/production/F-12/latest?hours=x")
        self.assertEqual(wrong.exception.code, 422)
        self.assertEqual(wrong.exception.headers["Content-Type"], "application/problem+json")


if __name__ == "__main__":
    unittest.main(verbosity=2)
