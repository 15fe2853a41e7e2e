#!/usr/bin/env python3
"""Kills the streamer, and every tenth time the whole of PostgreSQL, at random moments of first load, catch-up and live streaming.

Every database that a killed streamer wrote is compared in the end with an undisturbed run: ordered hash of all rows, counts,
wells, anchors. With --retention-days, at speed 1, the first load makes partitions and removes old ones on the way; the kills
then aim at these moments too. With --proxy the connections run through a gate that delays, slices, swallows and cuts, also in mid-COPY and at
COMMIT.
Exit code 1 on any difference, or when a streamer ended by itself.
"""
import argparse
import collections
import datetime
import pathlib
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import time

import comparison
from gate import Gate, Mode
from postgres_cluster import PostgresCluster, free_port
from streamer_process import BATCH_DONE, HOUR_DONE, ROWS_REMOVED, SESSION_BEGUN, StreamerProcess, clean_environment, make_source
from undisturbed import quiet_zone, run_undisturbed, stop_streamer, wait_until_caught_up

POWER_CUT_EVERY = 10
SETTINGS = {"BATCH_SIZE_HOURS": 168, "CATCHUP_BATCH_HOURS": 2, "CATCHUP_THRESHOLD_HOURS": 1}
# What a round aims at; what it hit is told by the streamer's log.
AIMS = ("first load", "catch-up", "live", "anything")
AIMS_OF_RETENTION = ("first load", "removal", "removal", "anything")
FIRST_SIGN = {"first load": SESSION_BEGUN, "catch-up": BATCH_DONE, "live": HOUR_DONE, "removal": ROWS_REMOVED, "anything": "."}
# The first sign may not come through a gate that misbehaves: the kill then comes all the same.
SIGN_LIMIT_S = 3
# Bytes to the server after which a connection is cut: the start-up is 100 or so, a batch of the first load 200,000.
BYTES = (40, 400, 4000, 400_000, 4_000_000)


class Kills:
    def __init__(self, options, cluster, gate, folder):
        self.options, self.cluster, self.gate, self.folder = options, cluster, gate, folder
        self.random = random.Random(options.seed)
        self.databases = []
        self.streamer = None
        self.phases = collections.Counter()
        self.power_cuts = 0
        self.history_complete = False  # when the present streamer was started
        self.settings = SETTINGS | {
            "DB_USER": cluster.user, "DUCKDB_PATH": options.source, "REPLAY_SPEED": options.speed,
            "START_OFFSET_DAYS": options.offset_days, "TARGET_TIMEZONE": quiet_zone(), "RETENTION_DAYS": options.retention_days}
        self.aims = AIMS_OF_RETENTION if options.retention_days else AIMS

    def new_database(self):
        self.databases.append(f"disturbed_{len(self.databases) + 1}")
        self.cluster.create_database(self.databases[-1])

    def start_streamer(self):
        database = self.databases[-1]
        self.history_complete = comparison.has_schema(self.cluster, database) and self.cluster.sql(
            database, "SELECT history_complete FROM stream_state") == "t"
        port = self.gate.port if self.gate else self.cluster.port
        target = {"DB_HOST": self.cluster.host, "DB_PORT": port, "DB_NAME": database}
        self.streamer = StreamerProcess(self.options.flodata, self.folder, **self.settings | target)

    def run(self):
        count = self.options.kills
        # Rounds that begin with an empty database, so that the first load is hit often.
        fresh = set(self.random.sample(range(1, count), min(count - 1, max(1, min(count // 12, 12))))) | {0}
        # A third of the power cuts hit a first load, whose last commits PostgreSQL may then lose.
        fresh |= set(range(POWER_CUT_EVERY - 1, count, 3 * POWER_CUT_EVERY))
        for number in range(count):
            self.round(number, number in fresh)
        self.finish()

    def round(self, number, fresh):
        aim = "first load" if fresh else self.aims[number] if number < len(self.aims) else self.random.choice(self.aims)
        mode = self.choose_mode()
        if fresh:
            self.drop_streamer()
            self.new_database()
        elif aim == "catch-up":
            self.drop_streamer()
            time.sleep(self.random.uniform(0.5, 3))  # hours become due while nobody streams: that is the disturbance
        if self.streamer is None:
            self.start_streamer()
        lines = self.streamer.line_count()
        if self.gate:
            # Mostly the gate begins to misbehave when the session stands: its beginning would else bear the brunt.
            if self.random.random() < 0.75:
                self.streamer.wait_for_log(SESSION_BEGUN, SIGN_LIMIT_S)
            self.gate.set(mode)
        self.streamer.wait_for_log(FIRST_SIGN[aim], SIGN_LIMIT_S, lines if lines > 1 else 0)
        self.let_run(self.random.random() * (0.05 if aim == "catch-up" else self.random.choice((0.01, 0.1, 0.5, 0.5, 3))))
        phase = self.streamer.phase(self.history_complete)
        self.phases[phase] += 1
        power_cut = (number + 1) % POWER_CUT_EVERY == 0
        if power_cut:
            self.cut_power()
        else:
            self.drop_streamer()
        if self.gate:
            self.gate.set(Mode())
        comparison.check_itself(self.cluster, self.databases[-1])
        if self.options.verbose:
            victim = "PostgreSQL" if power_cut else "streamer"
            print(f"kill {number + 1}: {victim} in {phase}, {self.databases[-1]}, gate: {mode}", flush=True)

    def choose_mode(self):
        if not self.gate:
            return None
        abrupt, times = self.random.random() < 0.5, self.random.randint(1, 4)
        return self.random.choice((
            Mode("pass"), Mode("refuse"), Mode("blackhole"),
            Mode("delay", self.random.randint(1, 30)),
            Mode("slice", self.random.choice((16, 200, 4000))),
            Mode("bytes", self.random.choice(BYTES) + self.random.randint(0, 99), times, abrupt),
            Mode("before_commit", 0, times, abrupt),
            Mode("after_commit", 0, times, abrupt), Mode("after_commit", 0, times, abrupt),
            Mode("copy", self.random.choice((4, 300, 60_000)), times, abrupt), Mode("copy", 60_000, times, abrupt)))

    def let_run(self, seconds):
        code = self.streamer.run_for(seconds)
        if code is not None:
            raise comparison.Fault(f"the streamer ended by itself\n{self.streamer.complaint()}")

    def cut_power(self):
        """PostgreSQL dies and comes back. The streamer lives on, or dies with it."""
        self.cluster.power_cut()
        self.power_cuts += 1
        if self.random.random() < 0.5:
            self.drop_streamer()
        else:
            self.let_run(self.random.random())
        self.cluster.start()

    def drop_streamer(self):
        if self.streamer is None:
            return
        if not self.streamer.running():
            raise comparison.Fault(f"the streamer ended by itself\n{self.streamer.complaint()}")
        self.streamer.kill()
        self.streamer = None

    def finish(self):
        """Undisturbed to the present, then everything is compared."""
        if self.streamer is None:
            self.start_streamer()
        last = self.databases[-1]
        wait_until_caught_up(self.cluster, last, self.streamer, self.present_hour())
        stopped = stop_streamer(self.streamer)
        self.streamer = None
        comparison.check_nothing_later(self.cluster, last, stopped)
        run_undisturbed(self.cluster, self.options.flodata, self.folder, self.settings, "undisturbed",
                        comparison.newest_label(self.cluster, last))
        if self.options.then_sql:
            self.cluster.sql(last, self.options.then_sql)
        comparison.check_itself(self.cluster, last)
        self.check_rollups()
        self.report([comparison.compare(self.cluster, name, "undisturbed") for name in self.databases])

    def present_hour(self):
        """At speed 1 the newest label is that of the present hour; otherwise nothing: that of this moment."""
        if self.options.speed != 1:
            return None
        return datetime.datetime.now(datetime.timezone.utc).replace(minute=0, second=0, microsecond=0)

    def check_rollups(self):
        """Raises Fault unless the rollups of every database are those of its rows."""
        for database in self.databases:
            if not comparison.has_schema(self.cluster, database):
                continue
            target = {"DB_HOST": self.cluster.host, "DB_PORT": self.cluster.port, "DB_NAME": database}
            settings = {name: str(value) for name, value in (self.settings | target).items()}
            checked = subprocess.run([pathlib.Path(self.options.flodata), "db", "verify"], cwd=self.folder,
                                     env=clean_environment() | settings, capture_output=True, text=True, check=False)
            if checked.returncode != 0:
                raise comparison.Fault(f"rollups of {database}: {checked.stdout}{checked.stderr}")
        print(f"rollups checked in {len(self.databases)} databases")

    def report(self, differences):
        compared = [difference for difference in differences if difference]
        print("kills by phase: " + ", ".join(f"{phase} {count}" for phase, count in sorted(self.phases.items())))
        print(f"PostgreSQL killed and restarted: {self.power_cuts}")
        if self.gate:
            cuts = ", ".join(f"{kind} {count}" for kind, count in sorted(self.gate.cuts.items()))
            print(f"gate: {self.gate.connections} connections, cuts: {cuts or 'none'}")
        print(f"databases compared: {len(compared)} of {len(differences)} (the others were empty)")
        print(f"rows: {compared[-1].rows} in the last, {sum(difference.rows for difference in compared)} in all; "
              f"md5 of the last {compared[-1].digest}")
        for name, difference in zip(self.databases, differences):
            for text in difference.shown if difference else []:
                print(f"  {name}: {text}")
        total = sum(difference.count for difference in compared)
        print(f"differences: {total}")
        if total:
            raise comparison.Fault("the table is not that of an undisturbed run")
        usual = not self.gate and not self.options.retention_days
        if self.options.kills >= 50 and usual and not all(self.phases[aim] for aim in AIMS[:3]):
            raise comparison.Fault("a phase was never hit: this run proves little")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("flodata", type=pathlib.Path, help="the program")
    parser.add_argument("--kills", type=int, default=200, metavar="N", help="at least 2; default 200")
    parser.add_argument("--seed", type=int, help="default: a random one, which is printed")
    parser.add_argument("--proxy", action="store_true", help="through a gate that misbehaves")
    parser.add_argument("--source", type=pathlib.Path, help="source file; default: a simulated field of five years")
    parser.add_argument("--wells", type=int, default=7, help="of the simulated field")
    parser.add_argument("--speed", type=float, default=36000, help="REPLAY_SPEED; default 36000, ten hours a second")
    parser.add_argument("--offset-days", type=int, default=500, help="START_OFFSET_DAYS; default 500")
    parser.add_argument("--retention-days", type=int, default=0, help="RETENTION_DAYS; with --speed 1; default 0")
    parser.add_argument("--verbose", action="store_true", help="print a line for each kill")
    parser.add_argument("--then-sql", metavar="SQL", help="run on the last database before the comparison, to see it fail")
    options = parser.parse_args()
    if options.kills < 2:
        parser.error("--kills: at least 2")
    options.flodata = options.flodata.resolve()
    if options.seed is None:
        options.seed = secrets.randbelow(1_000_000)
    return options


def main():
    options = parse_arguments()
    print(f"seed: {options.seed}", flush=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="flodata-kills-", dir="/tmp"))
    gate = None
    try:
        if options.source is None:
            options.source = folder / "field.duckdb"
            make_source(options.flodata, options.source, options.wells, 1826, options.seed)
        options.source = options.source.resolve()
        with PostgresCluster() as cluster:
            if not options.proxy:
                Kills(options, cluster, None, folder).run()
                return 0
            with Gate(cluster.port, free_port(), options.seed) as gate:
                Kills(options, cluster, gate, folder).run()
        return 0
    except comparison.Fault as fault:
        print(f"FAULT (seed {options.seed}): {fault}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
