#!/usr/bin/env python3
"""Two streamers on one database. Each round one disturbance of the leader; the other has to go on within 10 s.

Disturbances: SIGKILL; SIGSTOP for --freeze seconds, then SIGCONT; SIGSTOP within a transaction's COPY; pg_terminate_backend of
all of the leader's sessions. PostgreSQL itself keeps a record of every change of the checkpoint (write_record.py), which shows
that nothing is ever written under an old epoch and that no hour is missing or double. Exit code 1 when that is not so.
"""
import argparse
import pathlib
import random
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import comparison
import write_record
from postgres_cluster import PostgresCluster, eventually
from streamer_process import PATIENCE_S, StreamerProcess, clean_environment, make_source
from undisturbed import quiet_zone, run_undisturbed, stop_streamer, wait_until_caught_up

TAKE_OVER_LIMIT_S = 10
# How much longer than the limit is waited, to say how late it was.
LATE_LIMIT_S = 90
DATABASE = "shared"
SETTINGS = {"START_OFFSET_DAYS": 200, "BATCH_SIZE_HOURS": 168, "CATCHUP_BATCH_HOURS": 24, "REPLAY_SPEED": 3600}
DISTURBANCES = ("kill", "freeze", "terminate", "freeze in COPY")
SESSIONS = """SELECT pid, client_port FROM pg_stat_activity
              WHERE datname = current_database() AND application_name LIKE 'flodata-streamer%'"""
SESSIONS_SHOWN = """SELECT pid, application_name, client_port, state, wait_event, left(query, 60) FROM pg_stat_activity
                    WHERE datname = current_database()"""
LEADER_PORTS = """SELECT a.client_port FROM pg_locks l JOIN pg_stat_activity a USING (pid)
                  WHERE l.relation = to_regclass('stream_lead') AND l.mode = 'ExclusiveLock' AND l.granted"""
IN_COPY = ("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation IN "
           "(SELECT relid FROM pg_partition_tree('production_data'))")


class Failover:
    def __init__(self, options, cluster, folder):
        self.options, self.cluster, self.folder = options, cluster, folder
        self.random = random.Random(options.seed)
        self.settings = SETTINGS | {
            "DB_HOST": cluster.host, "DB_PORT": cluster.port, "DB_USER": cluster.user, "DB_NAME": DATABASE,
            "DUCKDB_PATH": options.source, "TARGET_TIMEZONE": quiet_zone()}
        self.streamers = []
        self.started = 0
        self.seconds = {}  # of each take-over, by disturbance

    def run(self):
        self.cluster.create_database(DATABASE)
        environment = clean_environment() | {name: str(value) for name, value in self.settings.items()}
        subprocess.run([self.options.flodata, "db", "migrate"], check=True, capture_output=True, env=environment, cwd=self.folder)
        write_record.create(self.cluster, DATABASE)
        self.streamers = [self.new_streamer(), self.new_streamer()]
        kinds = []
        for number in range(self.options.rounds):
            # Every kind once before one comes again.
            kinds = kinds or self.random.sample(self.options.only, len(self.options.only))
            self.round(number + 1, kinds.pop())
        self.finish()

    def new_streamer(self):
        self.started += 1
        return StreamerProcess(self.options.flodata, self.folder, f"streamer {self.started}", **self.settings)

    def check_running(self):
        for streamer in self.streamers:
            if not streamer.running():
                raise comparison.Fault(f"a streamer ended by itself\n{streamer.complaint()}")

    def sessions_of(self, streamer):
        """PostgreSQL's process ids of a streamer's sessions."""
        ports = streamer.open_ports()
        return [int(pid) for pid, port in self.cluster.rows(DATABASE, SESSIONS) if int(port) in ports]

    def leader(self):
        self.check_running()
        ports = {int(row[0]) for row in self.cluster.rows(DATABASE, LEADER_PORTS)}
        return next((streamer for streamer in self.streamers if ports & streamer.open_ports()), None)

    def wait_for_peace(self):
        """One leads and writes live hours, the other one is connected. Returns both."""
        wait_until_caught_up(self.cluster, DATABASE, self.streamers[0])
        leader = eventually(self.leader, PATIENCE_S, "somebody to lead")
        standby = next(streamer for streamer in self.streamers if streamer is not leader)
        eventually(lambda: self.sessions_of(standby), PATIENCE_S, f"{standby.name} to stand by")
        return leader, standby

    def round(self, number, kind):
        leader, standby = self.wait_for_peace()
        self.run_on(self.random.random())  # so that disturbances do not all come at the same moment of an hour
        last = write_record.lines(self.cluster, DATABASE)[-1]
        old_sessions = self.sessions_of(leader)
        begin = self.disturb(kind, leader)
        successor = self.first_write_after(last, kind, begin)
        seconds = successor.at - begin
        self.seconds.setdefault(kind, []).append(seconds)
        print(f"round {number}: {kind} of {leader.name}, epoch {last.epoch} to {successor.epoch}, {seconds:.1f} s", flush=True)
        if seconds > TAKE_OVER_LIMIT_S:
            self.explain(f"take-over after {kind} took {seconds:.1f} s, at most {TAKE_OVER_LIMIT_S} s are allowed")
        self.recover(kind, leader, standby, old_sessions, successor, begin)
        write_record.check(self.cluster, DATABASE)

    def run_on(self, seconds):
        self.streamers[0].run_for(seconds)
        self.check_running()

    def disturb(self, kind, leader):
        """Returns the moment of the disturbance, in seconds since 1970."""
        if kind == "freeze in COPY":
            return self.freeze_in_copy(leader)
        begin = time.time()
        if kind == "kill":
            leader.kill()
        elif kind == "freeze":
            leader.freeze()
        else:
            pids = ", ".join(map(str, self.sessions_of(leader)))
            self.cluster.sql(DATABASE, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid IN ({pids})")
        return begin

    def freeze_in_copy(self, leader):
        """A lock on the table holds the leader's COPY up. Frozen then, it leaves a transaction open that locks the checkpoint."""
        with self.cluster.session(DATABASE) as session:
            session.execute("BEGIN")
            session.execute("LOCK TABLE production_data IN SHARE ROW EXCLUSIVE MODE")
            eventually(lambda: self.cluster.sql(DATABASE, IN_COPY) != "0", PATIENCE_S, "the leader to come to its COPY")
            leader.freeze()
            return time.time()

    def first_write_after(self, last, kind, begin):
        """Returns the first line of hours written under a newer epoch."""
        where = f"n > {last.number} AND epoch > {last.epoch} AND position > position_before"
        try:
            return eventually(lambda: write_record.lines(self.cluster, DATABASE, where), LATE_LIMIT_S, "take-over")[0]
        except TimeoutError:
            return self.explain(f"nobody took over within {time.time() - begin:.0f} s after {kind}")

    def explain(self, text):
        sessions = self.cluster.sql(DATABASE, SESSIONS_SHOWN)
        raise comparison.Fault("\n".join([text, "sessions:", sessions, *(streamer.complaint() for streamer in self.streamers)]))

    def recover(self, kind, leader, standby, old_sessions, successor, begin):
        """The disturbed one becomes the standby again (or leads, when it was only thrown out)."""
        if kind == "kill":
            self.streamers[self.streamers.index(leader)] = self.new_streamer()
        if kind.startswith("freeze"):
            self.freeze_on(standby, begin)
            woken = leader.line_count()
            leader.thaw()
            # It has noticed when it has spoken and sits in sessions that are not those of before.
            eventually(lambda: leader.line_count() > woken and set(self.sessions_of(leader)) - set(old_sessions),
                       PATIENCE_S, f"{leader.name} to come back after its freeze")
        pids = ", ".join(map(str, old_sessions))
        late = write_record.lines(self.cluster, DATABASE, f"n > {successor.number} AND pid IN ({pids})")
        if late:
            self.explain(f"a session of the old leader wrote after the take-over: {late[0]}")

    def freeze_on(self, standby, begin):
        """Lets the freeze last; the new leader has to keep on writing meanwhile."""
        remaining = begin + self.options.freeze - time.time()
        if remaining > 0 and standby.run_for(remaining) is not None:
            self.check_running()

    def finish(self):
        leader, standby = self.wait_for_peace()
        for streamer in (standby, leader):
            stopped = stop_streamer(streamer)
        self.streamers = []
        comparison.check_nothing_later(self.cluster, DATABASE, stopped)
        comparison.check_itself(self.cluster, DATABASE)
        if self.options.then_sql:
            self.cluster.sql(DATABASE, self.options.then_sql)
        write_record.check(self.cluster, DATABASE)
        run_undisturbed(self.cluster, self.options.flodata, self.folder, self.settings, "undisturbed",
                        comparison.newest_label(self.cluster, DATABASE))
        difference = comparison.compare(self.cluster, DATABASE, "undisturbed")
        for kind, seconds in sorted(self.seconds.items()):
            print(f"{kind}: {len(seconds)} take-overs, median {statistics.median(seconds):.1f} s, longest {max(seconds):.1f} s")
        changes = write_record.last_number(self.cluster, DATABASE)
        print(f"changes of the checkpoint: {changes}, none under an old epoch, chain unbroken")
        for text in difference.shown:
            print(f"  {text}")
        print(f"rows: {difference.rows}\ndifferences: {difference.count}")
        if difference.count:
            raise comparison.Fault("the table is not that of an undisturbed run")

    def end(self):
        for streamer in self.streamers:
            if streamer.running():
                streamer.kill()


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("flodata", type=pathlib.Path, help="the program")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--freeze", type=float, default=60, metavar="SECONDS")
    parser.add_argument("--only", action="append", choices=DISTURBANCES, help="may be given several times; default: all")
    parser.add_argument("--seed", type=int, help="default: a random one, which is printed")
    parser.add_argument("--source", type=pathlib.Path, help="source file; default: a simulated field")
    parser.add_argument("--then-sql", metavar="SQL", help="run on the database before the comparison, to see it fail")
    options = parser.parse_args()
    options.only = options.only or list(DISTURBANCES)
    options.flodata = options.flodata.resolve()
    if options.seed is None:
        options.seed = secrets.randbelow(1_000_000)
    return options


def main():
    options = parse_arguments()
    print(f"seed: {options.seed}", flush=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="flodata-failover-", dir="/tmp"))
    try:
        if options.source is None:
            options.source = folder / "field.duckdb"
            make_source(options.flodata, options.source, 3, 1826, options.seed)
        options.source = options.source.resolve()
        with PostgresCluster() as cluster:
            failover = Failover(options, cluster, folder)
            try:
                failover.run()
            finally:
                failover.end()
        return 0
    except (comparison.Fault, TimeoutError) as fault:
        print(f"FAULT (seed {options.seed}): {fault}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
