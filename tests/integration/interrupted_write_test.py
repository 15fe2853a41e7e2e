#!/usr/bin/env python3
"""Commands that write a source file, ended at any point of it: the file is the old one or the new one, never a mixture.

A limit on the size of files (RLIMIT_FSIZE) ends a program by a signal in the very write that passes it, so each limit is the same
point of the work each time; the last ones lie in the commit and the checkpoint. SIGTERM ends a long command within two seconds.

Usage: interrupted_write_test.py FLODATA [unittest options].
"""
import ctypes
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

FLODATA = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
STOP_LIMIT_S = 2  # promised to users
STEPS = 12


def fold_log(path):
    """Opens a file with DuckDB, as the message of `flodata` says, and folds its log into it."""
    lib = ctypes.CDLL(str(FLODATA.parent / "libduckdb.so"))
    database, connection = ctypes.c_void_p(), ctypes.c_void_p()
    assert lib.duckdb_open(str(path).encode(), ctypes.byref(database)) == 0, path
    assert lib.duckdb_connect(database, ctypes.byref(connection)) == 0
    assert lib.duckdb_query(connection, b"CHECKPOINT", None) == 0
    lib.duckdb_disconnect(ctypes.byref(connection))
    lib.duckdb_close(ctypes.byref(database))


class InterruptedWrite(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="flodata_interrupted_")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.file = self.folder / "field.duckdb"

    def flodata(self, *words, largest_file=None):
        def limit():
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            if largest_file is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DB_")}
        return subprocess.run([FLODATA, "dataset", *map(str, words)], capture_output=True, text=True, check=False, cwd=self.folder,
                              preexec_fn=limit, env=environment)

    def done(self, *words):
        result = self.flodata(*words)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def info(self):
        return json.loads(self.done("info", self.file, "--json"))

    def limits(self, least, most):
        """Sizes between the two, the last one a byte below the whole."""
        return sorted({least + (most - least) * step // STEPS for step in range(STEPS)} | {most - 1})

    def check_replaced_whole_or_not_at_all(self, *command):
        """`command` writes a new file in the place of self.file."""
        before = self.file.read_bytes()
        self.done(*command)
        size = self.file.stat().st_size
        for limit in self.limits(0, size):
            self.file.write_bytes(before)
            result = self.flodata(*command, largest_file=limit)
            self.assertEqual(result.returncode, -signal.SIGXFSZ, (limit, size, result.stderr))
            self.assertEqual(self.file.read_bytes(), before, limit)
            self.assertFalse(self.file.with_name("field.duckdb.wal").exists(), limit)
            for left in self.folder.glob(".flodata-*"):  # a killed program removes nothing
                self.assertEqual(left.stat().st_mode & 0o077, 0)
                shutil.rmtree(left)

    def test_simulated_field_that_is_killed_is_the_old_one(self):
        self.done("simulate", "--out", self.file, "--wells", "2", "--days", "400")
        self.check_replaced_whole_or_not_at_all("simulate", "--out", self.file, "--wells", "3", "--days", "3000", "--seed", "2")

    def test_import_that_is_killed_leaves_the_old_file(self):
        self.done("simulate", "--out", self.file, "--wells", "3", "--days", "3000")
        self.done("export", self.file, "--table", "prod_daily_data", "--format", "csv", "--out", self.folder / "field.csv")
        self.check_replaced_whole_or_not_at_all("import", self.folder / "field.csv", "--out", self.file)

    def test_upsampling_that_is_killed_leaves_the_days_and_all_hours_or_none(self):
        self.done("simulate", "--out", self.file, "--wells", "3", "--days", "400")
        before = self.file.read_bytes()
        days = self.info()["wells"]["prod_daily_data"]
        self.done("upsample", self.file)
        whole = self.info()
        size = self.file.stat().st_size
        log = self.file.with_name("field.duckdb.wal")
        for limit in self.limits(len(before), size):
            self.file.write_bytes(before)
            log.unlink(missing_ok=True)
            result = self.flodata("upsample", self.file, largest_file=limit)
            self.assertEqual(result.returncode, -signal.SIGXFSZ, (limit, size, result.stderr))
            if log.exists() and log.stat().st_size > 0:
                self.assertIn("run CHECKPOINT", self.flodata("info", self.file).stderr)
                fold_log(self.file)
            after = self.info()
            self.assertEqual(after["wells"]["prod_daily_data"], days, limit)
            self.assertIn(after["tables"].get("prod_hourly_data"), (None, whole["tables"]["prod_hourly_data"]), limit)
            self.done("upsample", self.file)
            self.assertEqual(self.info()["manifest"]["upsample.output_sha256"], whole["manifest"]["upsample.output_sha256"], limit)

    def stop_at_work(self, *words, seconds_of_work):
        """Sends SIGTERM once the command has used the processor for that long. Returns how long it took to end."""
        with subprocess.Popen([FLODATA, "dataset", *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            while process.poll() is None:
                fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
                if (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") > seconds_of_work:
                    break
                time.sleep(0.01)
            begin = time.monotonic()
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
            self.assertEqual(process.returncode, 130, "was it done already?")
            return time.monotonic() - begin

    def test_sigterm_ends_a_long_simulation_in_time_and_leaves_nothing(self):
        for seconds in (0.5, 3):
            self.assertLess(self.stop_at_work("simulate", "--out", self.file, "--wells", "10000", "--days", "36525", seconds_of_work=seconds),
                            STOP_LIMIT_S)
            self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
