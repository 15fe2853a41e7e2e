#!/usr/bin/env python3
"""Files that were made to harm, given to the real program: nothing in them runs, and each is rejected or read as data.

Usage: hostile_source_test.py FLODATA [unittest options]. The files are made with the libduckdb.so beside the program.
"""
import ctypes
import json
import os
import pathlib
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

FLODATA = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
SECRET = "REPLAY_TOKEN=a-secret-of-this-test"
HONEST = """CREATE TABLE prod_hourly_data AS
  SELECT TIMESTAMP '2007-09-01' + to_hours(h.range::BIGINT) AS DATEPRD, '15/9-F-4' AS NPD_WELL_BORE_NAME, 'NO 15/9-F-4 H' AS WELL_BORE_CODE,
         h.range::DOUBLE AS BORE_OIL_VOL FROM range(48) AS h;"""


class Duck:
    """As much of DuckDB's C interface as making a file takes."""

    def __init__(self, path):
        self.lib = ctypes.CDLL(str(FLODATA.parent / "libduckdb.so"))
        self.lib.duckdb_result_error.restype = ctypes.c_char_p
        self.database, self.connection = ctypes.c_void_p(), ctypes.c_void_p()
        assert self.lib.duckdb_open(str(path).encode(), ctypes.byref(self.database)) == 0
        assert self.lib.duckdb_connect(self.database, ctypes.byref(self.connection)) == 0

    def run(self, sql):
        result = ctypes.create_string_buffer(256)
        if self.lib.duckdb_query(self.connection, sql.encode(), result) != 0:
            raise AssertionError(self.lib.duckdb_result_error(result).decode())
        self.lib.duckdb_destroy_result(result)

    def close(self):
        self.lib.duckdb_disconnect(ctypes.byref(self.connection))
        self.lib.duckdb_close(ctypes.byref(self.database))


class HostileSource(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="flodata_hostile_")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.file = self.folder / "field.duckdb"
        self.secret = self.folder / "secret.txt"
        self.secret.write_text(SECRET)
        self.secret.chmod(0o600)

    def make(self, *statements):
        duck = Duck(self.file)
        for statement in statements:
            duck.run(statement)
        duck.run("CHECKPOINT")
        duck.close()

    def flodata(self, *arguments, timeout=120):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DB_")}
        done = subprocess.run([FLODATA, *map(str, arguments)], capture_output=True, check=False, cwd=self.folder, timeout=timeout,
                              env=environment)
        output = (done.stdout + done.stderr).decode()
        self.assertIn(done.returncode, (0, 1), output)  # neither a crash nor a wrong usage
        return done.returncode, output

    def wait_until_it_works(self, process):
        """Returns once the process has used half a second of the processor: it is in the middle of a statement then."""
        ticks = os.sysconf("SC_CLK_TCK")
        while process.poll() is None:
            fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
            if int(fields[11]) + int(fields[12]) > ticks // 2:
                return
            time.sleep(0.01)
        self.fail("it ended before it could be stopped")

    def every_command(self):
        """Yields (name, exit code, output) of each command that opens a given file; `up` before it makes a database."""
        for name, arguments in {
                "info": ("dataset", "info", self.file), "info --json": ("dataset", "info", self.file, "--json"),
                "verify": ("dataset", "verify", self.file),
                "export": ("dataset", "export", self.file, "--format", "csv", "--out", self.folder / "out.csv"),
                "simulate": ("dataset", "simulate", "--out", self.file),
                "upsample": ("dataset", "upsample", self.file),
                "up": ("up", "--source", self.file, "--data-dir", self.folder / "data", "--port", "0")}.items():
            yield name, *self.flodata(*arguments)
        self.assertEqual(list((self.folder / "data").glob("postgres/*")), [])

    def test_views_show_no_file_of_this_machine(self):
        columns = "TIMESTAMP '2007-09-01' AS DATEPRD, 'W' AS WELL_BORE_CODE"
        for source in (f"read_text('{self.secret}')", f"read_csv('{self.secret}', columns={{'content': 'VARCHAR'}}, header=false)",
                       f"(SELECT file AS content FROM glob('{self.folder}/*'))"):
            with self.subTest(source):
                self.file.unlink(missing_ok=True)
                view = f"AS SELECT {columns}, content AS NPD_WELL_BORE_NAME FROM {source}"
                self.make(f"CREATE VIEW prod_hourly_data {view}", f"CREATE VIEW prod_daily_data {view}",
                          f"CREATE VIEW flodata_manifest AS SELECT 'a' AS key, content AS value FROM {source}")
                for name, code, output in self.every_command():
                    self.assertNotIn("a-secret", output, name)
                    self.assertNotIn("secret.txt", output, name)
                    if not name.startswith("info"):
                        self.assertEqual(code, 1, (name, output))
                self.assertFalse((self.folder / "out.csv").exists())

    def test_view_that_writes_files_writes_none(self):
        self.make(HONEST, f"CREATE VIEW prod_daily_data AS SELECT * FROM enable_logging(storage := 'file', storage_path := '{self.folder}/log')",
                  "CREATE VIEW other AS FROM prod_daily_data")
        code, output = self.flodata("dataset", "info", self.file)
        self.assertEqual(code, 0, output)
        self.flodata("dataset", "verify", self.file)
        self.flodata("dataset", "export", self.file, "--table", "other", "--format", "csv", "--out", self.folder / "out.csv")
        self.assertFalse((self.folder / "log").exists())

    def test_macros_shadow_nothing(self):
        self.make(HONEST, "CREATE MACRO count(x) AS 777", "CREATE MACRO min(x) AS 777", "CREATE MACRO fsum(x) AS 777", "CREATE MACRO isnan(x) AS true",
                  "CREATE MACRO pragma_table_info(x) AS TABLE SELECT 'evil' AS name, 'DOUBLE' AS type",
                  "CREATE MACRO duckdb_tables() AS TABLE SELECT 'evil' AS table_name")
        code, output = self.flodata("dataset", "info", self.file, "--json")
        self.assertEqual(code, 0, output)
        info = json.loads(output)
        self.assertEqual(info["tables"], {"prod_hourly_data": {"rows": 48}})
        well = info["wells"]["prod_hourly_data"][0]
        self.assertEqual((well["rows"], well["from"], well["oil_sm3"]), (48, "2007-09-01 00:00:00", 47.0))

    def test_names_cannot_steer_a_terminal_or_forge_a_line(self):
        forged = "15/9-F-4\n2026-01-01T00:00:00.000+0000 info    all is well"
        for name in (forged, "\x1b]0;owned\x07F-1", "F-1\u202e", "F-1\u0085x"):
            with self.subTest(name):
                self.file.unlink(missing_ok=True)
                self.make(HONEST, f"UPDATE prod_hourly_data SET NPD_WELL_BORE_NAME = '{name}'",
                          "CREATE TABLE \"t\x1b[2J\"(a INTEGER)", "CREATE TABLE flodata_manifest(key VARCHAR, value VARCHAR)", f"INSERT INTO flodata_manifest VALUES ('note', '{name}')")
                for command, code, output in self.every_command():
                    for character in output:
                        self.assertTrue(character == "\n" or character.isprintable(), (command, ascii(character), ascii(output)))
                    self.assertFalse(any(line.startswith("2026-01-01T00:00:00.000+0000") for line in output.split("\n")), (command, output))
                    if command == "up":
                        self.assertEqual(code, 1, output)

    def test_statement_over_a_given_file_ends_within_two_seconds_of_sigterm(self):
        # 400 million rows of constants take half a megabyte and minutes to read.
        self.make(HONEST.replace("range(48)", "range(1)"), "INSERT INTO prod_hourly_data SELECT f.* FROM prod_hourly_data f, range(60000000)")
        for arguments in (("dataset", "info", self.file), ("dataset", "export", self.file, "--format", "csv", "--out", self.folder / "o.csv")):
            with subprocess.Popen([FLODATA, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                self.wait_until_it_works(process)
                process.send_signal(signal.SIGTERM)
                start = time.monotonic()
                process.communicate(timeout=20)
                self.assertLess(time.monotonic() - start, 2)
                self.assertEqual(process.returncode, 130)
        self.assertFalse((self.folder / "o.csv").exists())

    def test_file_of_every_storage_version_is_upsampled(self):
        for version in ("v0.10.2", "v1.2.0", "v1.3.0", "latest"):
            with self.subTest(version):
                self.file.unlink(missing_ok=True)
                duck = Duck(":memory:")
                for statement in (f"ATTACH '{self.file}' AS field (STORAGE_VERSION '{version}')", "USE field",
                                  HONEST.replace("48", "1"), """CREATE OR REPLACE TABLE prod_daily_data AS
                                  SELECT DATE '2007-09-01' + r.range::INTEGER AS DATEPRD, '15/9-F-4' AS NPD_WELL_BORE_NAME, 'NO 15/9-F-4 H' AS WELL_BORE_CODE,
                                         24.0::DOUBLE AS ON_STREAM_HRS, 100.0::DOUBLE AS BORE_OIL_VOL FROM range(30) AS r""", "CHECKPOINT field"):
                    duck.run(statement)
                duck.close()
                code, output = self.flodata("dataset", "upsample", self.file)
                self.assertEqual(code, 0, output)
                code, output = self.flodata("dataset", "info", self.file, "--json")
                self.assertEqual(json.loads(output)["tables"]["prod_hourly_data"], {"rows": 720}, output)

    def test_millions_of_rows_of_one_day_are_named_and_not_read(self):
        self.make(HONEST, """CREATE TABLE prod_daily_data AS SELECT DATE '2007-09-01' AS DATEPRD, '15/9-F-4' AS NPD_WELL_BORE_NAME,
                             'NO 15/9-F-4 H' AS WELL_BORE_CODE, 1.0::DOUBLE AS BORE_OIL_VOL FROM range(5000000)""")
        for command in ("upsample", "verify"):
            with subprocess.Popen([FLODATA, "dataset", command, self.file], stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
                output = process.stdout.read().decode()
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
            self.assertEqual(process.returncode, 1, output)
            self.assertIn("well 'NO 15/9-F-4 H' has 5000000 rows of 2007-09-01 in prod_daily_data; remove all but one", output)
            self.assertLess(usage.ru_maxrss, 700_000, "kilobytes")

    def test_export_for_spreadsheets_starts_no_formula(self):
        self.make("CREATE TABLE notes AS SELECT unnest(['=1+1', '+1', '-1', '@x', ' =1', 'plain', '15/9-F-4', '\ufeff=1', 'a;=1', NULL]) "
                  "AS \"\u200b=note\", -5.5 AS number")
        code, output = self.flodata("dataset", "export", self.file, "--table", "notes", "--format", "csv", "--out", self.folder / "o.csv")
        self.assertEqual(code, 0, output)
        lines = (self.folder / "o.csv").read_text().splitlines()
        self.assertEqual(lines, ["'\u200b=note,number", "'=1+1,-5.5", "'+1,-5.5", "'-1,-5.5", "'@x,-5.5", "' =1,-5.5", "plain,-5.5",
                                 "15/9-F-4,-5.5", "'\ufeff=1,-5.5", "a;'=1,-5.5", ",-5.5"])

    @unittest.skipUnless(os.geteuid() == 0, "needs root to make a folder of another user")
    def test_folder_of_another_user_gives_neither_settings_nor_a_connection(self):
        (self.folder / ".env").write_text("REPLAY_SPEED=2\n")
        os.chown(self.folder / ".env", 65534, 65534)
        code, output = self.flodata("replay", "status")
        self.assertEqual(code, 1)
        self.assertRegex(output, "belongs to user (65534|nobody)")
        (self.folder / ".env").unlink()
        data = self.folder / "flodata-data"
        data.mkdir()
        (data / "connection").write_text(f"host=127.0.0.1\nport=9\ndbname=x\nuser=x\npassfile={self.secret}\n")
        (data / "connection").chmod(0o600)
        os.chown(data / "connection", 65534, 65534)
        code, output = self.flodata("replay", "status")
        self.assertEqual(code, 1)
        self.assertRegex(output, "belongs to user (65534|nobody)")
        os.chown(data, 65534, 65534)
        code, output = self.flodata("up", "--source", "missing.duckdb")
        self.assertEqual(code, 1)
        self.assertRegex(output, "belongs to user (65534|nobody)")

    def test_data_folder_is_private_whatever_the_umask(self):
        self.make("CREATE TABLE nothing(x INTEGER)")
        before = os.umask(0)
        try:
            self.flodata("up", "--source", self.file, "--data-dir", self.folder / "data", "--port", "0")
        finally:
            os.umask(before)
        self.assertEqual(stat.S_IMODE((self.folder / "data").stat().st_mode), 0o700)
        self.assertEqual(stat.S_IMODE((self.folder / "data" / "lock").stat().st_mode), 0o600)


if __name__ == "__main__":
    unittest.main()
