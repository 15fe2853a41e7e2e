#!/usr/bin/env python3
"""Faults of operators, one after the other at random, on one installation of `flodata up`; each is a row of docs/runbook.md.

After each the log has to name the cause, and the stream goes on. At the end every row is that of the source, and no process
or file is left. Usage: operator_drill.py FLODATA [--faults N] [--seed N] [--log FILE]
"""
import argparse
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "integration"))
TABLE = "the private PostgreSQL of `up`"
MOST_TO_END_S = 15  # on a loaded machine; ending_test.py has the limit that is promised
SPEED = "7200"  # two hours a second, from the second start on: the past of the first one would be long


def runbook_rows(table=None):
    """First cells of the rows of the runbook's table with this heading, or of all."""
    text = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    if table:
        text = text.split(f"| {table} |", 1)[1].split("\n\n", 1)[0]
    return [line[2:].split(" | ")[0] for line in text.splitlines()[2:] if line.startswith("| ")]


class Drill:
    """One installation. `up_test`: the module that runs `up` (it takes the program from the arguments)."""

    def __init__(self, up_test, folder, log):
        self.up_test, self.folder, self.log, self.up = up_test, folder, log, None
        self.written = 0  # lines of its log
        self.answers = []

    # What an operator does.

    def start(self, *options, speed=SPEED):
        self.written = 0
        self.up = self.up_test.Up(self.folder, "--speed", speed, *options, START_OFFSET_DAYS=60)
        return self.up

    def running(self, *options):
        self.start(*options).wait_for_log("Clock synchronized")

    def end(self, number=signal.SIGINT):
        code, seconds = self.up.stop(number)
        assert code in (0, 130), (code, self.up.log[-5:])
        assert seconds < MOST_TO_END_S, f"ending took {seconds} s"
        self.keep_log()

    def kill(self):
        self.up.process.kill()
        self.up.process.wait()
        self.keep_log()

    def keep_log(self):
        self.up.reader.join()
        self.up.process.stdout.close()
        self.up.process.stderr.close()
        self.write_log()

    def write_log(self):
        """Writes what `up` has logged since the last call."""
        with self.up.news:
            lines = self.up.log[self.written:]
        self.written += len(lines)
        for line in lines:
            print(line, file=self.log)

    def server_folder(self):
        return next(self.folder.glob("data/postgres/*"))

    def postmaster(self):
        return int((self.server_folder() / "cluster" / "postmaster.pid").read_text().split()[0])

    def lines(self):
        with self.up.news:
            return len(self.up.log)

    def says(self, pattern, since=0):
        """Waits for a line of the log after line `since`."""
        def found():
            return any(re.search(pattern, line) for line in self.up.log[since:])
        with self.up.news:
            self.up.news.wait_for(lambda: found() or self.up.log[-1:] == ["(end of log)"], self.up_test.PATIENCE_S)
            assert found(), f"no '{pattern}' in the log:\n" + "\n".join(self.up.log[since:])

    def goes_on(self):
        self.up.wait_for_sql("SELECT count(*) > 0 FROM production_data", "t")
        newest = self.up.sql("SELECT max(time) FROM production_data")
        self.up.wait_for_sql(f"SELECT max(time) > '{newest}' FROM production_data", "t")

    def flodata(self, *words):
        return subprocess.run([self.up_test.FLODATA, *map(str, words)], capture_output=True, text=True, cwd=self.folder,
                              env=self.up_test.environment(), check=False)

    # The faults. Each leaves a running installation.

    def server_killed(self, dice):
        since = self.lines()
        for _ in range(dice.randint(1, 2)):
            os.kill(self.postmaster(), signal.SIGKILL)
            self.says("PostgreSQL ended .*signal 9", since)
            self.says("PostgreSQL runs again", since)
            since = self.lines()

    def disk_full(self, dice):
        del dice
        since = self.lines()
        filler = self.folder / "filler"
        with open(filler, "wb") as file:
            usage = os.statvfs(self.folder)
            os.posix_fallocate(file.fileno(), 0, usage.f_bavail * usage.f_frsize)
        deadline = time.monotonic() + self.up_test.PATIENCE_S
        while self.admin("SELECT pg_switch_wal(); CREATE TABLE t (); DROP TABLE t") and time.monotonic() < deadline:
            pass
        self.says("No space left on device.*make room on the disk", since)
        filler.unlink()
        # The server has ended, or only a table could not grow.
        deadline = time.monotonic() + self.up_test.PATIENCE_S
        while not self.admin("SELECT 1"):
            assert time.monotonic() < deadline, "PostgreSQL does not run again"
            time.sleep(self.up_test.POLL_S)

    def admin(self, statements):
        pid_file = (self.server_folder() / "cluster" / "postmaster.pid").read_text().splitlines()
        command = ["runuser", "-u", "postgres", "--", "psql", "-X", "-q", "-h", pid_file[4], "-p", pid_file[3], "-U", "flodata_admin",
                   "-d", "postgres", "-c", statements]
        return subprocess.run(command, capture_output=True, cwd="/", check=False).returncode == 0

    def server_does_not_start(self, dice):
        del dice
        self.end()
        control = self.server_folder() / "cluster" / "global" / "pg_control"
        control.rename(control.with_suffix(".away"))
        self.start()
        self.says("pg_control")
        assert self.up.process.wait(self.up_test.PATIENCE_S) == 1
        self.keep_log()
        control.with_suffix(".away").rename(control)
        self.running()

    def server_stopped(self, dice):
        server = self.postmaster()
        os.kill(server, signal.SIGSTOP)
        while pathlib.Path(f"/proc/{server}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "T":
            time.sleep(0.01)  # on a busy machine the signal takes a moment
        self.end(dice.choice((signal.SIGINT, signal.SIGTERM)))
        self.says("PostgreSQL .*was stopped by a signal .*goes on from its last commit")
        assert self.up_test.processes_of(self.folder) == []
        self.running()

    def up_killed(self, dice):
        self.kill()
        if dice.random() < 0.5:  # the next one too, in its start
            self.start()
            time.sleep(dice.random())  # a moment of the start, any: nothing is waited for
            self.kill()
        self.running()
        self.says("did not end in order: it was killed .*going on from its last commit")

    def passwords_lost(self, dice):
        file = self.server_folder() / "pgpass"
        kind = dice.choice(("lost", "damaged", "open"))
        if kind == "lost":
            file.unlink()
            assert "is lost or damaged; restart `flodata up`" in self.flodata("replay", "status", "--data-dir", "data").stderr
        if kind == "damaged":
            file.write_text("nonsense\n")
        if kind == "open":
            file.chmod(0o666)
        self.end()
        self.running()
        self.says("pgpass.*made again")

    def cluster_gone(self, dice):
        del dice
        self.end()
        cluster = self.server_folder() / "cluster"
        cluster.rename(cluster.with_name("moved"))
        self.start()
        self.says("is gone.*put it back")
        assert self.up.process.wait(self.up_test.PATIENCE_S) == 1
        self.keep_log()
        cluster.with_name("moved").rename(cluster)
        self.running()

    def odd_folder(self, dice):
        del dice
        self.end()
        odd = self.folder.parent / "it's, a \"folder\""
        self.folder.rename(odd)
        usual, self.folder = self.folder, odd
        self.running()
        self.says("source '.*it's, a")
        self.goes_on()
        self.end()
        odd.rename(usual)
        self.folder = usual
        self.running()

    def rows_changed_by_hand(self, dice):
        newest = self.up.sql("SELECT max(time) FROM production_data")
        change = dice.choice((f"DELETE FROM production_data WHERE time = '{newest}'",
                              f"UPDATE production_data SET oil_rate = 12345 WHERE time = '{newest}'"))
        self.up.sql(change)
        found = self.flodata("db", "verify", "--data-dir", "data")
        assert found.returncode == 1 and "--accept-changes" in found.stdout, found
        self.end()
        self.running("--accept-changes")
        self.says("changed by hand and are written again from the source")

    def session_ended(self, dice):
        del dice
        since = self.lines()
        assert self.admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'flodata'")
        self.says("administrator command|connection to .* was lost", since)

    def role_limited(self, dice):
        limit = dice.randint(0, 2)
        assert self.admin(f"ALTER ROLE flodata CONNECTION LIMIT {limit}; "
                          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'flodata'")
        self.says("CONNECTION LIMIT")
        if self.up.process.poll() is None and limit < 1:
            self.end()  # it waits for a session to be free
        else:
            assert self.up.process.wait(self.up_test.PATIENCE_S) == 1
            self.keep_log()
        self.running()  # which gives the role its attributes again

    def up_frozen(self, dice):
        since = self.lines()
        self.up.process.send_signal(signal.SIGSTOP)
        time.sleep(6 + dice.random())  # the time is the fault
        self.up.process.send_signal(signal.SIGCONT)
        self.says("lead is lost|was lost|clock", since)

    def ends_with(self, pattern, *options):
        self.start(*options)
        self.says(pattern)
        assert self.up.process.wait(self.up_test.PATIENCE_S) == 1
        self.keep_log()

    def dotenv_is_a_folder(self, dice):
        del dice
        self.end()
        (self.folder / ".env").mkdir()
        self.ends_with("'.env' is not a plain file .*put one there, or remove it")
        (self.folder / ".env").rmdir()
        self.running()

    def source_is_a_pipe(self, dice):
        del dice
        self.end()
        os.mkfifo(self.folder / "pipe")
        self.ends_with("pipe' is (not a plain|no regular) file", "--source", self.folder / "pipe")
        (self.folder / "pipe").unlink()
        self.running()

    def source_truncated(self, dice):
        self.end()
        field = self.folder / "data" / "field.duckdb"
        kept = field.with_name("kept")
        shutil.copy2(field, kept)
        os.truncate(field, dice.randint(1, field.stat().st_size // 2))
        self.ends_with(r"field\.duckdb.*copy it again, or make it again")
        kept.rename(field)
        self.running()


# The runbook's row of each fault.
FAULTS = {
    "killed, or ended by itself": Drill.server_killed,
    "ended because its disk is full or memory is short": Drill.disk_full,
    "does not start again within a minute for another reason": Drill.server_does_not_start,
    "stopped (SIGSTOP)": Drill.server_stopped,
    "left behind, or half made, by a killed `up`": Drill.up_killed,
    "`pgpass` lost, damaged or open to others": Drill.passwords_lost,
    "its folder `cluster` is gone": Drill.cluster_gone,
    "`--data-dir` with blanks, commas, quotes": Drill.odd_folder,
}
OTHER_FAULTS = {
    "rows changed, deleted or added by hand": Drill.rows_changed_by_hand,
    "an administrator ended a session": Drill.session_ended,
    "fewer than 3 sessions for the streamer": Drill.role_limited,
    "it was frozen and another one took over": Drill.up_frozen,
    "`.env` is a folder": Drill.dotenv_is_a_folder,
    "the source is a pipe": Drill.source_is_a_pipe,
    "missing, locked by a writer, truncated, with another layout": Drill.source_truncated,
}


def mounted(folder):
    """Mounts a small file system, for the full disk. Returns whether that worked."""
    return os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m,mode=755", "tmpfs", folder],
                                                check=False).returncode == 0


def run(options, up_test, folder, log):
    names = list(FAULTS) + list(OTHER_FAULTS)
    disk = folder / "disk"
    disk.mkdir()
    is_mounted = mounted(disk)
    if not is_mounted:
        names.remove("ended because its disk is full or memory is short")
        print("no small file system here: no full disk")
    home = disk / "home"
    home.mkdir()
    home.chmod(0o755)
    dice = random.Random(options.seed)
    drill = Drill(up_test, home, log)
    drill.start(speed="1").wait_for_log("History complete")
    drill.end()
    drill.running()
    try:
        faults = dice.sample(names, min(len(names), options.faults))  # each once, then any
        faults += dice.choices(names, k=options.faults - len(faults))
        for number, name in enumerate(faults):
            print(f"fault {number + 1}: {name}", flush=True)
            drill.write_log()
            print(f"--- fault {number + 1}: {name}", file=log, flush=True)
            (FAULTS | OTHER_FAULTS)[name](drill, dice)
            drill.goes_on()
            drill.write_log()
        found = drill.flodata("db", "verify", "--data-dir", "data")
        assert found.returncode == 0, found
        drill.end()
        assert up_test.processes_of(folder) == [], up_test.processes_of(folder)
        left = [str(path) for path in home.rglob("*") if ".new" in path.name or path.name.startswith(".flodata-") or path.name == "connection"]
        assert left == [], left
    finally:
        if drill.up.process.poll() is None:
            drill.up.process.terminate()
            drill.up.process.wait()
        if is_mounted:
            subprocess.run(["umount", "--lazy", disk], check=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("flodata")
    parser.add_argument("--faults", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--log", default=os.devnull, help="what `up` logs, with a line before each fault")
    options = parser.parse_args()
    sys.argv = [sys.argv[0], options.flodata]
    import up_test  # takes the program from the arguments
    rows = runbook_rows(TABLE)
    assert sorted(rows) == sorted(FAULTS), f"the runbook has {sorted(rows)}, the drill {sorted(FAULTS)}"
    assert set(OTHER_FAULTS) <= set(runbook_rows()), f"the runbook has no row for {set(OTHER_FAULTS) - set(runbook_rows())}"
    print(f"seed {options.seed}, {options.faults} faults")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="flodata_drill_"))
    folder.chmod(0o755)
    with open(options.log, "w", encoding="utf-8") as log:
        run(options, up_test, folder, log)
    shutil.rmtree(folder)
    print("every row is that of the source, and nothing is left")


if __name__ == "__main__":
    main()
