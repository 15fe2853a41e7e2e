#!/usr/bin/env python3
"""A database that says nothing although its connections stand: the streamer has to come back by itself, and to stop when told to.

A dead host is noticed by TCP; a hung proxy or a frozen server is not: their kernel goes on acknowledging. Exit code 1 when the
streamer does not write again within --limit seconds, or does not stop within STOP_LIMIT_S.
"""
import argparse
import pathlib
import shutil
import sys
import tempfile
import time

import comparison
from gate import Gate
from postgres_cluster import PostgresCluster, eventually, free_port
from streamer_process import StreamerProcess, make_source
from undisturbed import quiet_zone, wait_until_caught_up

STOP_LIMIT_S = 5


def check_connections_go_silent(cluster, gate, streamer, limit_s):
    before = comparison.newest_label(cluster, "silent")
    begin = time.monotonic()
    gate.silence()
    try:
        eventually(lambda: comparison.newest_label(cluster, "silent") > before, limit_s, "rows after the connections went silent")
    except TimeoutError as late:
        raise comparison.Fault(f"{late}\n{streamer.complaint()}") from late
    print(f"connections went silent: rows again after {time.monotonic() - begin:.1f} s")


def check_stop_in_silence(cluster, gate, streamer):
    wait_until_caught_up(cluster, "silent", streamer)
    gate.silence()
    begin = time.monotonic()
    streamer.process.terminate()
    if streamer.run_for(STOP_LIMIT_S) is None:
        raise comparison.Fault(f"SIGTERM in silence: still there after {STOP_LIMIT_S} s\n{streamer.complaint()}")
    print(f"SIGTERM in silence: stopped after {time.monotonic() - begin:.1f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("flodata", type=pathlib.Path, help="the program")
    parser.add_argument("--limit", type=float, default=30, metavar="SECONDS")
    parser.add_argument("--seed", type=int, default=1, help="of the simulated field")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="flodata-silence-", dir="/tmp"))
    flodata, source, streamer = options.flodata.resolve(), folder / "field.duckdb", None
    try:
        make_source(flodata, source, 2, 1826, options.seed)
        with PostgresCluster() as cluster, Gate(cluster.port, free_port(), 1) as gate:
            cluster.create_database("silent")
            streamer = StreamerProcess(flodata, folder, DB_HOST=cluster.host, DB_PORT=gate.port, DB_USER=cluster.user,
                                       DB_NAME="silent", DUCKDB_PATH=source, REPLAY_SPEED=3600, TARGET_TIMEZONE=quiet_zone())
            wait_until_caught_up(cluster, "silent", streamer)
            check_connections_go_silent(cluster, gate, streamer, options.limit)
            check_stop_in_silence(cluster, gate, streamer)
        return 0
    except comparison.Fault as fault:
        print(f"FAULT: {fault}")
        return 1
    finally:
        if streamer and streamer.running():
            streamer.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
