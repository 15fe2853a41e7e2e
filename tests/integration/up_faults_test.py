#!/usr/bin/env python3
"""What happens to the PostgreSQL of `flodata up`: killed, stopped, out of disk, its files lost or left half made.

Usage: up_faults_test.py FLODATA [unittest options]. The test with a full disk mounts a small file system: it needs root and FULL_DISK=1.
"""
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import up_test  # noqa: E402  (takes FLODATA from the arguments)

STOP_LIMIT_S = 3
ODD_NAME = "it's a \"field\", no. $1"


def is_running(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def zombies_of(pid):
    return [child for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split() if not is_running(child)]


class UpFaults(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="flodata_upf_"))
        self.folder.chmod(0o755)  # as root, PostgreSQL would otherwise be kept below /var/lib/flodata and stay there
        self.running = []
        self.addCleanup(shutil.rmtree, self.folder)

    def tearDown(self):
        for up in self.running:
            if up.process.poll() is None:
                up.stop()
            up.process.stdout.close()
            up.process.stderr.close()
        self.assertEqual(up_test.processes_of(self.folder), [], "something was left running")

    def up(self, *options, folder=None, **settings):
        up = up_test.Up(folder or self.folder, *options, **settings)
        self.running.append(up)
        return up

    def postmaster(self, folder=None):
        file = next((folder or self.folder).glob("data/postgres/*/cluster/postmaster.pid"))
        return int(file.read_text().split()[0])

    def kill_at_once(self, up):
        up.process.kill()
        up.process.wait()
        up.reader.join()

    def admin(self, statements, folder=None):
        """Runs psql as the superuser of the private PostgreSQL. Returns whether that worked."""
        pid_file = next((folder or self.folder).glob("data/postgres/*/cluster/postmaster.pid")).read_text().splitlines()
        command = ["psql", "-X", "-q", "-h", pid_file[4], "-p", pid_file[3], "-U", "flodata_admin", "-d", "postgres", "-c", statements]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False).returncode == 0

    def check_goes_on(self, up):
        """New rows come."""
        newest = up.sql("SELECT max(time) FROM production_data")
        up.wait_for_sql(f"SELECT max(time) > '{newest}' FROM production_data", "t")
        self.assertEqual(up.get("/health")["status"], "healthy")

    def test_killed_server_is_started_again_and_the_stream_goes_on(self):
        up = self.up("--speed", "3600")
        up.wait_for_history()
        self.check_goes_on(up)
        for times in (1, 2):
            os.kill(self.postmaster(), signal.SIGKILL)
            up.wait_for_log("PostgreSQL ended (")
            with up.news:
                self.assertTrue(up.news.wait_for(lambda: sum("PostgreSQL runs again" in line for line in up.log) == times, up_test.PATIENCE_S))
            self.check_goes_on(up)
        self.assertEqual(zombies_of(up.process.pid), [])
        code, seconds = up.stop()
        self.assertEqual(code, 130)
        self.assertLess(seconds, STOP_LIMIT_S)

    @unittest.skipUnless(os.geteuid() == 0 and "FULL_DISK" in os.environ, "mounts a file system: as root, with FULL_DISK=1")
    def test_full_disk_is_named_with_its_remedy_and_the_stream_goes_on_when_there_is_room(self):
        disk = self.folder / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m,mode=755", "tmpfs", disk], check=False).returncode != 0:
            self.skipTest("this machine lets nobody mount a file system")
        self.addCleanup(subprocess.run, ["umount", "--lazy", disk], check=True)
        up = self.up("--speed", "3600", folder=disk, START_OFFSET_DAYS=60)
        up.wait_for_history()
        self.assertTrue(self.admin("SELECT 1", disk))  # a first session writes a file of its database
        filler = up_test.fill_disk(disk)
        deadline = time.monotonic() + up_test.PATIENCE_S
        # Writes to the log only, until that needs another file. Where a table needs room first, the server goes on.
        while self.admin("SELECT pg_logical_emit_message(true, 'x', 'x'); SELECT pg_switch_wal()", disk):
            self.assertLess(time.monotonic(), deadline)
        up.wait_for_log("No space left on device")
        up.wait_for_log(f"make room on the disk of '{disk}")
        self.assertIsNone(up.process.poll())
        filler.unlink()
        up.wait_for_log("PostgreSQL runs again")
        self.check_goes_on(up)
        up.stop()

    def test_stopped_server_does_not_keep_up_from_ending(self):
        up = self.up()
        up.wait_for_history()
        server = self.postmaster()
        os.kill(server, signal.SIGSTOP)
        code, seconds = up.stop()
        self.assertEqual(code, 130)
        self.assertLess(seconds, STOP_LIMIT_S)
        self.assertFalse(is_running(server))

    def test_kill_at_any_moment_of_a_first_start_does_not_keep_the_next_one_from_starting(self):
        moments = ["cluster.new", "cluster.new/PG_VERSION", "cluster.new/global/pg_control", "cluster.new/base/5", "cluster", "pgpass",
                   "cluster/postmaster.pid", "roles", "cluster/postmaster.opts"]
        for number, moment in enumerate(moments):
            folder = self.folder / str(number)
            folder.mkdir()
            killed = self.up(folder=folder)
            killed.wait_for_file(f"data/postgres/*/{moment}")
            self.kill_at_once(killed)
            again = self.up(folder=folder)
            again.wait_for_log("Clock synchronized")
            self.assertEqual(again.stop()[0], 130, moment)
            left = [str(path) for path in (folder / "data").rglob("*") if ".new" in path.name or path.name.startswith(".flodata-")]
            self.assertEqual(left, [], moment)

    def test_lost_password_file_is_named_and_made_again_for_the_same_data(self):
        up = self.up()
        up.wait_for_history()
        first = up.sql("SELECT lineage FROM stream_state")
        file = next(self.folder.glob("data/postgres/*/pgpass"))
        file.unlink()
        asked = subprocess.run([up_test.FLODATA, "replay", "status", "--data-dir", self.folder / "data"], capture_output=True, text=True,
                               cwd=self.folder, env=up_test.environment(), check=False)
        self.assertEqual(asked.returncode, 1)
        self.assertIn(f"'{file}'", asked.stderr)
        self.assertIn("restart `flodata up`", asked.stderr)
        up.stop()
        again = self.up()
        again.wait_for_log("Clock synchronized")
        self.assertEqual(again.sql("SELECT lineage FROM stream_state"), first)

    def test_folder_with_an_odd_name_works_and_so_do_the_printed_lines(self):
        folder = self.folder / ODD_NAME
        folder.mkdir()
        up = self.up(folder=folder)
        up.wait_for_history()
        self.assertEqual(up.sql("SELECT count(*) > 0 FROM production_data"), "t")
        control = up.banner(r"control (flodata replay status .*?)   \(")
        done = subprocess.run(control.replace("flodata", shlex.quote(str(up_test.FLODATA)), 1), shell=True, capture_output=True, text=True,
                              cwd=self.folder, env=up_test.environment(), check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(re.search(r"state\s+streaming|streaming", done.stdout), done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
