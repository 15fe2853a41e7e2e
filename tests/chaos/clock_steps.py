#!/usr/bin/env python3
"""Sets the wall clock of a running streamer forth and back, by a second to three days (libfaketime), and looks at the labels.

Wanted: after a step forward all hours that became due are there; after a step back nothing is written until the clock is back at
the next label, a warning says so, and then it goes on; no row ever has a label later than the streamer's clock; in the end the
table is the source's hours with the labels of the mapping, none missing, none double. Exit code 1 when that is not so.
"""
import argparse
import collections
import pathlib
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import time

import comparison
import source_check
import write_record
from fake_clock import FakeClock
from postgres_cluster import PostgresCluster, eventually
from streamer_process import PATIENCE_S, SET_BACK, StreamerProcess, clean_environment, make_source
from undisturbed import quiet_zone, stop_streamer

DATABASE = "stepped"
# 2007-09-01 to 2012-08-30: both ends in summer time, so a loop is that many days of 24 hours.
DAYS = 1826
WELLS = 2
SPEED = 3600
HOUR_S = 3600
# A batch is planned at most this long before PostgreSQL records it (a busy machine, sanitizers).
PLANNED_BEFORE_S = 2
# Steps back that are shorter may go unnoticed: the hold is the same.
NOTICED_STEP_S = 3
SHORTEST_S = 1
LONGEST_S = 3 * 86400
WATCHED_HOLD_S = 4
CATCH_UP_LIMIT_S = 240
SETTINGS = {"START_OFFSET_DAYS": 100, "BATCH_SIZE_HOURS": 1000, "CATCHUP_BATCH_HOURS": 2000, "REPLAY_SPEED": SPEED}
KINDS = ("forward", "back", "suspend", "forward while stopped", "back while stopped")
EDGE = "SELECT extract(epoch FROM anchor_live + (position - anchor_source) / speed) FROM stream_state"


class ClockSteps:
    def __init__(self, options, cluster, folder):
        self.options, self.cluster, self.folder = options, cluster, folder
        self.random = random.Random(options.seed)
        self.clock = FakeClock(folder)
        self.settings = SETTINGS | self.clock.environment() | {
            "DB_HOST": cluster.host, "DB_PORT": cluster.port, "DB_USER": cluster.user, "DB_NAME": DATABASE,
            "DUCKDB_PATH": folder / "field.duckdb", "TARGET_TIMEZONE": quiet_zone()}
        self.streamer = None
        self.warnings = 0
        self.steps = collections.Counter()

    def run(self):
        source = self.folder / "field.duckdb"
        make_source(self.options.flodata, source, WELLS, DAYS, self.options.seed)
        self.cluster.create_database(DATABASE)
        environment = clean_environment() | {name: str(value) for name, value in self.settings.items() if name.startswith("DB_")}
        subprocess.run([self.options.flodata, "db", "migrate"], check=True, capture_output=True, env=environment, cwd=self.folder)
        write_record.create(self.cluster, DATABASE)
        source_check.load_source(self.cluster, DATABASE, self.options.flodata, source, self.folder)
        self.start_streamer()
        self.wait_until_caught_up("the first load")
        kinds = []
        for number in range(self.options.steps):
            kinds = kinds or self.random.sample(KINDS, len(KINDS))
            self.step(number + 1, kinds.pop())
        self.finish()

    def start_streamer(self):
        self.streamer = StreamerProcess(self.options.flodata, self.folder, **self.settings)

    def next_label(self):
        """Label of the next hour to write, in seconds since 1970; None before the stream was started."""
        text = self.cluster.sql(DATABASE, EDGE)
        return float(text) if text else None

    def wait_until_caught_up(self, after):
        def caught_up():
            if not self.streamer.running():
                raise comparison.Fault(f"the streamer ended by itself\n{self.streamer.complaint()}")
            label = self.next_label()
            return label is not None and label > self.clock.now() - 1
        try:
            eventually(caught_up, CATCH_UP_LIMIT_S, f"catching up after {after}")
        except TimeoutError as late:
            behind = f"{self.clock.now() - (self.next_label() or 0):.1f} s behind"
            raise comparison.Fault(f"{late}; {behind}\n{self.streamer.complaint()}") from late

    def step(self, number, kind):
        self.streamer.run_for(self.random.random())  # so that steps do not all come at the same moment of an hour
        # Every length from the shortest to the longest is as likely on a logarithmic scale.
        length = SHORTEST_S * (self.options.longest / SHORTEST_S) ** self.random.random()
        if number <= 2:
            length = self.options.longest if number == 1 else SHORTEST_S
        print(f"step {number}: {kind}, {length:.1f} s", flush=True)
        self.steps[kind] += 1
        if kind.startswith("back"):
            self.step_back(length, "stopped" in kind)
        else:
            self.step_forward(length, kind)
        self.wait_until_caught_up(f"step {number}, {kind} by {length:.1f} s")
        write_record.check(self.cluster, DATABASE)

    def step_forward(self, length, kind):
        if kind == "suspend":
            self.streamer.freeze()
        elif kind == "forward while stopped":
            stop_streamer(self.streamer)
        self.clock.set(self.clock.offset_s + length)
        if kind == "suspend":
            self.streamer.thaw()
        elif kind == "forward while stopped":
            self.start_streamer()

    def step_back(self, length, stopped):
        lines = self.streamer.line_count()
        if stopped:
            stop_streamer(self.streamer)
        self.clock.set(self.clock.offset_s - length)
        if stopped:
            self.start_streamer()
        elif length >= NOTICED_STEP_S:
            if not self.streamer.wait_for_log(SET_BACK, PATIENCE_S, lines):
                raise comparison.Fault(f"no warning after a step back by {length:.1f} s\n{self.streamer.complaint()}")
            self.warnings += 1
        self.watch_hold(length)
        # Back to shortly before the next label (or, at times, far beyond it): from there it has to go on by itself.
        remaining = self.next_label() - self.clock.now()
        if remaining > 2:
            beyond = self.random.uniform(0, 100) if self.random.random() < 0.3 else -self.random.uniform(0, 2)
            self.clock.set(self.clock.offset_s + remaining + beyond)

    def watch_hold(self, length):
        """While the clock is before the next label, nothing is written. All writes are checked once more in the end."""
        time_of_step = self.clock.settings[-1].latest
        watched = min(WATCHED_HOLD_S, length)  # a shorter hold than the planning's leeway is seen by the last check only
        reached = self.next_label() - self.clock.offset_s  # true time at which the clock is back at the next label
        self.streamer.run_for(watched)
        between = f"at > to_timestamp({time_of_step + PLANNED_BEFORE_S}) AND at < to_timestamp({min(time.time(), reached)})"
        written = write_record.lines(self.cluster, DATABASE, f"position > position_before AND {between}")
        if written:
            raise comparison.Fault(f"written while the clock was set back by {length:.1f} s: {written[0]}")

    def check_labels_against_clock(self):
        """No hour was committed before the streamer's clock had reached its label. Returns the number of commits."""
        anchor_source, anchor_live, speed = map(float, self.cluster.rows(
            DATABASE, "SELECT extract(epoch FROM anchor_source), extract(epoch FROM anchor_live), speed FROM stream_state")[0])
        lines = write_record.lines(self.cluster, DATABASE, "position > position_before")
        for line in lines:
            label = anchor_live + (line.end.timestamp() - HOUR_S - anchor_source) / speed
            clock = self.clock.latest_at(line.at, PLANNED_BEFORE_S)
            if label > clock:
                raise comparison.Fault(f"label {label:.6f} was written when the streamer's clock was at most {clock:.6f}: {line}")
        return len(lines)

    def finish(self):
        self.wait_until_caught_up("all steps")
        stop_streamer(self.streamer)
        if self.options.then_sql:
            self.cluster.sql(DATABASE, self.options.then_sql)
        write_record.check(self.cluster, DATABASE)
        commits = self.check_labels_against_clock()
        comparison.check_itself(self.cluster, DATABASE)
        rows, loops = source_check.check(self.cluster, DATABASE, DAYS * 24)
        print("steps: " + ", ".join(f"{kind} {count}" for kind, count in sorted(self.steps.items())))
        print(f"warnings about a clock set back: {self.warnings}")
        print(f"commits: {commits}, none before its label")
        print(f"rows: {rows} in {loops} loops, label error 0 in all, none missing or double")

    def end(self):
        if self.streamer and self.streamer.running():
            self.streamer.kill()


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("flodata", type=pathlib.Path, help="the program")
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--longest", type=float, default=LONGEST_S, metavar="SECONDS", help="default: three days")
    parser.add_argument("--seed", type=int, help="default: a random one, which is printed")
    parser.add_argument("--then-sql", metavar="SQL", help="run on the database before the last checks, to see them fail")
    options = parser.parse_args()
    options.flodata = options.flodata.resolve()
    if options.seed is None:
        options.seed = secrets.randbelow(1_000_000)
    return options


def main():
    options = parse_arguments()
    print(f"seed: {options.seed}", flush=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="flodata-clock-", dir="/tmp"))
    try:
        with PostgresCluster() as cluster:
            steps = ClockSteps(options, cluster, folder)
            try:
                steps.run()
            finally:
                steps.end()
        return 0
    except comparison.Fault as fault:
        print(f"FAULT (seed {options.seed}): {fault}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
