#!/usr/bin/env python3
"""Faults of operators, one after the other at random, on one installation of `flodata up`; each is a row of docs/runbook.md.

After each the log has to name cause and remedy, and the stream goes on. At the end everything runs, the table equals that of
a run that nobody disturbed, and no process or file is left. Usage: operator_drill.py FLODATA [--faults N] [--seed N] [--log FILE]
"""
import argparse
import dataclasses
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
from collections.abc import Callable

import comparison
from undisturbed import quiet_zone

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "integration"))
TABLE = "the private PostgreSQL of `up`"
MOST_TO_END_S = 15  # on a loaded machine; ending_test.py has the limit that is promised
SPEED = "7200"  # two hours a second
STRANGE_ID = 54321  # of nobody
FOREIGN = {"PGHOSTADDR": "192.0.2.1", "PGTZ": "Pacific/Apia", "PGDATESTYLE": "German", "PGSERVICE": "elsewhere", "PGOPTIONS": "-c nonsense=1"}


def runbook_rows(table=None):
    """First cells of the rows of the runbook's table with this heading, or of all."""
    text = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    if table:
        text = text.split(f"| {table} |", 1)[1].split("\n\n", 1)[0]
    return [line[2:].split(" | ")[0] for line in text.splitlines()[2:] if line.startswith("| ")]


class Drill:
    """One installation. `up_test`: the module that runs `up` (it takes the program from the arguments)."""

    def __init__(self, up_test, folder, log, **settings):
        self.up_test, self.folder, self.log, self.up = up_test, folder, log, None
        self.settings = settings  # the same for every start
        self.written = 0  # lines of its log
        self.fault_log = []  # what it has logged since the last fault

    # What an operator does.

    def start(self, *options, **environment):
        self.written = 0
        self.up = self.up_test.Up(self.folder, *options, **self.settings, **environment)
        return self.up

    def running(self, *options, **environment):
        self.start(*options, **environment).wait_for_log("Clock synchronized")

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
            if line != "(end of log)":
                print(line, file=self.log)
                self.fault_log.append(line)

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

    def suffer(self, fault, dice):
        """The fault, what its log says, and that the stream goes on."""
        self.write_log()
        self.fault_log.clear()
        fault.act(self, dice)
        self.goes_on()
        self.write_log()
        text = "\n".join(self.fault_log)
        for what, pattern in (("cause", fault.cause), ("remedy", fault.remedy)):
            assert re.search(pattern, text), f"the log names no {what} ('{pattern}'):\n{text}"
        if fault.is_harmless:
            assert not re.search(r"^\S+ (warning|error) ", text, re.MULTILINE), f"a complaint of what works:\n{text}"

    def health(self):
        return self.up.get("/health")["status"], self.up.get("/api/status")["state"]

    # The faults. Each leaves a running installation.

    def server_killed(self, dice):
        since = self.lines()
        for _ in range(dice.randint(1, 2)):
            os.kill(self.postmaster(), signal.SIGKILL)
            self.says("PostgreSQL ended .*signal 9", since)
            self.says("PostgreSQL runs again", since)
            since = self.lines()

    def server_told_to_end(self, dice):
        since = self.lines()
        os.kill(self.postmaster(), dice.choice((signal.SIGINT, signal.SIGQUIT)))  # as `pg_ctl stop` does it
        self.says("PostgreSQL runs again", since)

    def session_killed(self, dice):
        """The server restarts by itself then. To the other sessions it says why; nobody can to the one that was killed."""
        since = self.lines()
        sessions = self.admin_rows("SELECT pid FROM pg_stat_activity WHERE usename = 'flodata'")
        os.kill(int(dice.choice(sessions)), signal.SIGKILL)
        self.says("leading stream", since)

    def disk_full(self, dice):
        del dice
        since = self.lines()
        filler = self.up_test.fill_disk(self.folder)
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

    def psql(self, statements):
        pid_file = (self.server_folder() / "cluster" / "postmaster.pid").read_text().splitlines()
        command = ["psql", "-X", "-q", "-A", "-t", "-h", pid_file[4], "-p", pid_file[3], "-U", "flodata_admin", "-d", "postgres", "-c", statements]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)

    def admin(self, statements):
        return self.psql(statements).returncode == 0

    def admin_rows(self, query):
        return self.psql(query).stdout.split()

    def server_does_not_start(self, dice):
        del dice
        self.end()
        control = self.server_folder() / "cluster" / "global" / "pg_control"
        control.rename(control.with_suffix(".away"))
        self.ends_with("pg_control")
        control.with_suffix(".away").rename(control)
        self.running()

    def server_stopped(self, dice):
        server = self.postmaster()
        os.kill(server, signal.SIGSTOP)
        while pathlib.Path(f"/proc/{server}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "T":
            time.sleep(0.01)  # on a busy machine the signal takes a moment
        self.end(dice.choice((signal.SIGINT, signal.SIGTERM)))
        assert self.up_test.processes_of(self.folder) == []
        self.running()

    def terminal_closed(self, dice):
        del dice
        self.end(signal.SIGHUP)
        self.running()

    def foreign_environment(self, dice):
        del dice
        self.end()
        self.running(**FOREIGN)

    def folder_of_another_user(self, dice):
        del dice
        self.end()
        data = self.folder / "data"
        owner = data.stat()
        os.chown(data, STRANGE_ID, STRANGE_ID)
        self.ends_with(f"data' belongs to user {STRANGE_ID}")
        os.chown(data, owner.st_uid, owner.st_gid)
        self.running()

    def up_killed(self, dice):
        self.kill()
        if dice.random() < 0.5:  # the next one too, in its start
            self.start()
            time.sleep(dice.random())  # a moment of the start, any: nothing is waited for
            self.kill()
        self.running()

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

    def cluster_gone(self, dice):
        del dice
        self.end()
        cluster = self.server_folder() / "cluster"
        cluster.rename(cluster.with_name("moved"))
        self.ends_with("is gone")
        cluster.with_name("moved").rename(cluster)
        self.running()

    def odd_folder(self, dice):
        del dice
        self.end()
        odd = self.folder.parent / "it's, a \"folder\""
        self.folder.rename(odd)
        usual, self.folder = self.folder, odd
        self.running()
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

    def session_ended(self, dice):
        del dice
        since = self.lines()
        assert self.admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'flodata'")
        self.says("leading stream", since)

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
        self.says("leading stream", since)

    def ends_with(self, pattern, *options):
        self.start(*options)
        self.says(pattern)
        assert self.up.process.wait(self.up_test.PATIENCE_S) == 1
        self.keep_log()

    def dotenv_is_a_folder(self, dice):
        del dice
        self.end()
        (self.folder / ".env").mkdir()
        self.ends_with("'.env'")
        (self.folder / ".env").rmdir()
        self.running()

    def source_is_a_pipe(self, dice):
        del dice
        self.end()
        os.mkfifo(self.folder / "pipe")
        self.ends_with("pipe'", "--source", self.folder / "pipe")
        (self.folder / "pipe").unlink()
        self.running()

    def source_truncated(self, dice):
        self.end()
        field = self.folder / "data" / "field.duckdb"
        kept = field.with_name("kept")
        shutil.copy2(field, kept)
        os.truncate(field, dice.randint(1, field.stat().st_size // 2))
        self.ends_with(r"field\.duckdb")
        kept.rename(field)
        self.running()


@dataclasses.dataclass
class Fault:
    """`row`: of the runbook. `cause`, `remedy`: what the log has to say. Nothing of a fault that changes nothing."""
    row: str
    act: Callable
    cause: str = ""
    remedy: str = ""

    @property
    def is_harmless(self):
        return not self.remedy


FAULTS = [
    Fault("killed, or ended by itself", Drill.server_killed, "PostgreSQL ended .killed by signal 9: by `kill -9`, or because the machine had no memory",
          "starting it again(.|\n)*PostgreSQL runs again"),
    Fault("killed, or ended by itself", Drill.server_told_to_end, "PostgreSQL ended .(it was told to end, by a signal or `pg_ctl stop`|ended by signal 3)",
          "starting it again(.|\n)*PostgreSQL runs again"),
    Fault("ended because its disk is full or memory is short", Drill.disk_full, "No space left on device|no room on the disk", "make room on the disk"),
    Fault("does not start again within a minute for another reason", Drill.server_does_not_start,
          'could not open file "global/pg_control": No such file', "restore a backup if its files are damaged or missing"),
    Fault("stopped (SIGSTOP)", Drill.server_stopped, r"PostgreSQL \(pid \d+\) was stopped by a signal \(SIGSTOP\)",
          "it is ended now, and the next `flodata up` goes on from its last commit"),
    Fault("left behind, or half made, by a killed `up`", Drill.up_killed, "did not end in order: it was killed .kill -9, or no memory left",
          "going on from its last commit"),
    Fault("`pgpass` lost, damaged or open to others", Drill.passwords_lost, "pgpass' (is lost or damaged|.*other users)", "it is made again"),
    Fault("its folder `cluster` is gone", Drill.cluster_gone, "the database cluster '.*' is gone", "put it back, or remove the folder '"),
    Fault("`--data-dir` with blanks, commas, quotes", Drill.odd_folder, "source '.*it's, a"),
    Fault("rows changed, deleted or added by hand", Drill.rows_changed_by_hand, "rows of the table were changed by hand", "written again from the source"),
    Fault("an administrator ended a session", Drill.session_ended, "terminating connection due to administrator command", "ask who ended the session"),
    Fault("PostgreSQL stopped, restarted, killed, starting up", Drill.session_killed, "because of crash of another server process|server closed the connection",
          "look into its log"),
    Fault("fewer than 3 sessions for the streamer", Drill.role_limited, r"may have \d sessions|has no session left", "raise CONNECTION LIMIT"),
    Fault("it was frozen and another one took over", Drill.up_frozen, "terminating connection due to idle", "look for what froze this program"),
    Fault("its terminal is closed (SIGHUP)", Drill.terminal_closed, "its terminal was closed", "start it with nohup"),
    Fault("`PGHOSTADDR`, `PGTZ`, `PGOPTIONS` and the like set", Drill.foreign_environment, "Clock synchronized"),
    Fault("`.env` is a folder", Drill.dotenv_is_a_folder, "'.env' is a folder", "put a plain file of at most 1 MB there, or remove it"),
    Fault("the source is a pipe", Drill.source_is_a_pipe, "pipe' is a pipe", "give a DuckDB file"),
    Fault("missing, locked by a writer, truncated, with another layout", Drill.source_truncated, r"cannot open '.*field\.duckdb' as a DuckDB file",
          "copy it again, or make it again"),
]
FAULTS_OF_ROOT = [
    Fault("the data folder belongs to another user", Drill.folder_of_another_user, f"data' belongs to user {STRANGE_ID}", "run as that user"),
]


class Tables:
    """What `comparison` asks of a cluster. `ups`: name -> running `up`."""

    def __init__(self, ups):
        self.ups = ups

    def sql(self, name, query):
        return self.ups[name].sql(query)

    def rows(self, name, query):
        return [line.split("|") for line in self.sql(name, query).splitlines()]

    def psql_command(self, name):
        return ["sh", "-c", self.ups[name].banner(r"psql\s+(psql .*)$") + ' -X -A -t "$@"', "sh"]


def mounted(folder):
    """Mounts a small file system, for the full disk. Returns whether that worked."""
    return os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m,mode=755", "tmpfs", folder],
                                                check=False).returncode == 0


def files_of(folder):
    """The files below a folder, but for those of PostgreSQL's own."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if "cluster" not in path.relative_to(folder).parts[:-1])


def check_end(drill, undisturbed, home):
    """Everything runs, the table is that of a run that nobody disturbed, and nothing is left when both have ended."""
    assert drill.health() == ("healthy", "streaming"), drill.health()
    assert drill.flodata("replay", "status", "--data-dir", "data").returncode == 0
    found = drill.flodata("db", "verify", "--data-dir", "data")
    assert found.returncode == 0, found
    undisturbed.running()
    newest = drill.up.sql("SELECT max(time) FROM production_data")
    undisturbed.up.wait_for_sql(f"SELECT max(time) >= '{newest}' FROM production_data", "t")
    tables = Tables({"drilled": drill.up, "undisturbed": undisturbed.up})
    for name in tables.ups:
        comparison.check_itself(tables, name)
    difference = comparison.compare(tables, "drilled", "undisturbed")
    assert difference.rows > 0 and difference.count == 0, difference
    print(f"{difference.rows} rows up to {difference.bound}, md5 {difference.digest}: those of an undisturbed run")
    expected = None
    for each in (undisturbed, drill):
        running = files_of(each.folder)
        each.end()
        left = files_of(each.folder)
        assert expected in (None, left), f"files of the undisturbed run {expected}, of this one {left}; while it ran {running}"
        expected = left
    for folder in (home, undisturbed.folder):
        assert drill.up_test.processes_of(folder) == [], drill.up_test.processes_of(folder)
    print(f"no process is left, and these files: {' '.join(expected)}")


def run(options, up_test, folder, log):
    faults = FAULTS + (FAULTS_OF_ROOT if os.geteuid() == 0 else [])
    disk, beside, temporary = folder / "disk", folder / "undisturbed", folder / "tmp"
    for each in (disk, beside, temporary):
        each.mkdir()
        each.chmod(0o755)
    is_mounted = mounted(disk)
    if not is_mounted:
        faults = [fault for fault in faults if fault.act != Drill.disk_full]
        print("no small file system here: no full disk")
    home = disk / "home"
    home.mkdir()
    home.chmod(0o755)
    dice = random.Random(options.seed)
    settings = {"START_OFFSET_DAYS": 60, "REPLAY_SPEED": SPEED, "TARGET_TIMEZONE": quiet_zone(), "TMPDIR": temporary}
    drill, undisturbed = Drill(up_test, home, log, **settings), Drill(up_test, beside, log, **settings)
    try:
        drill.running()
        chosen = dice.sample(faults, min(len(faults), options.faults))  # each once, then any
        chosen += dice.choices(faults, k=options.faults - len(chosen))
        for number, fault in enumerate(chosen, 1):
            print(f"fault {number}: {fault.row} ({fault.act.__name__})", flush=True)
            print(f"--- fault {number}: {fault.row} ({fault.act.__name__})", file=log, flush=True)
            drill.suffer(fault, dice)
        print("--- end", file=log, flush=True)
        check_end(drill, undisturbed, disk)
        assert list(temporary.iterdir()) == [], list(temporary.iterdir())
    finally:
        for each in (drill, undisturbed):
            if each.up and each.up.process.poll() is None:
                each.up.process.terminate()
                each.up.process.wait()
        if is_mounted:
            subprocess.run(["umount", "--lazy", disk], check=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("flodata")
    parser.add_argument("--faults", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--log", default=os.devnull, help="what `up` logs, with a line before each fault")
    options = parser.parse_args()
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # children would ignore it where nohup started this
    sys.argv = [sys.argv[0], options.flodata]
    import up_test  # takes the program from the arguments
    rows = {fault.row for fault in FAULTS + FAULTS_OF_ROOT}
    assert set(runbook_rows(TABLE)) <= rows, f"no fault for {set(runbook_rows(TABLE)) - rows}"
    assert rows <= set(runbook_rows()), f"the runbook has no row for {rows - set(runbook_rows())}"
    print(f"seed {options.seed}, {options.faults} faults")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="flodata_drill_"))
    folder.chmod(0o755)
    with open(options.log, "w", encoding="utf-8") as log:
        run(options, up_test, folder, log)
    shutil.rmtree(folder)
    print(f"{options.faults} faults, and the log named cause and remedy of each")


if __name__ == "__main__":
    main()
