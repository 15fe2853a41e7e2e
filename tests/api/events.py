#!/usr/bin/env python3
"""Many clients of /api/stream beside a stream of an hour a second: they disconnect and resume, the service is restarted.

Usage: events.py FLODATA [--clients N] [--websockets N] [--disconnections N] [--restarts N] [--seconds N] [--seed N]. In the end
every client must hold exactly the rows of production_data that its filter fits, from its first id on, in order: none lost, none
twice. A client that does not read must not hold up the others, and is dropped. Prints the delay from commit to client.
Exit code 1 on any fault.
"""
import argparse
import asyncio
import collections
import datetime
import json
import pathlib
import random
import re
import resource
import secrets
import shutil
import socket
import sys
import time

import live_system
from event_client import EventClient
from event_observer import Observers
from live_system import HOST, Connection, Program, make_source, problem_faults, temporary_folder, wait_until
from postgres_cluster import PostgresCluster, free_port
from undisturbed import quiet_zone

WELLS, DAYS, HISTORY_DAYS = 6, 400, 60
SPEED = 3600  # a commit a second
FROM_THE_FIRST = 0.1  # share of the clients that begin with the first commit there is
TAGS = ("oil_rate", "gas_rate", "avg_whp_p", "wht", "gor")
SETTLE_S = 30  # within which everything must have come
DROP_LIMIT_S = 120
UNREAD_CLIENTS = 3
OBSERVERS = 4
DATABASE = "events"


class Service:
    """PostgreSQL, `flodata stream` and `flodata serve`. Context manager."""

    def __init__(self, flodata):
        self.flodata = flodata
        self.folder = temporary_folder()
        self.cluster = PostgresCluster()
        self.port = free_port()
        self.programs = []
        self.serve = None

    def __enter__(self):
        self.cluster.__enter__()
        try:
            source = self.folder / "field.duckdb"
            make_source(self.flodata, source, WELLS, DAYS, 1)
            self.cluster.create_database(DATABASE)
            self.settings = {"DB_HOST": self.cluster.host, "DB_PORT": self.cluster.port, "DB_USER": self.cluster.user,
                             "DB_NAME": DATABASE, "DUCKDB_PATH": source, "REPLAY_SPEED": SPEED, "START_OFFSET_DAYS": HISTORY_DAYS,
                             "TARGET_TIMEZONE": quiet_zone(), "API_PORT": self.port, "API_CLIENT_STREAMS": 2000}
            self.stream = self.start("stream")
            self.stream.wait_for("History complete")
            self.start_serve()
        except BaseException as error:
            self.__exit__(type(error))
            raise
        return self

    def __exit__(self, kind=None, *_):
        try:
            for program in reversed(self.programs):
                if program.running():
                    program.finish(kind is None)
        finally:
            for program in self.programs:
                if program.running():
                    program.kill()
            self.cluster.__exit__()
            shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, word):
        program = Program(self.flodata, [word], self.folder, **self.settings)
        self.programs.append(program)
        return program

    def start_serve(self):
        self.serve = self.start("serve")

    def restart_serve(self, abruptly):
        if abruptly:
            self.serve.kill()
        else:
            self.serve.stop()
        self.start_serve()

    def answers(self):
        try:
            with Connection(self.port) as connection:
                return connection.get("/health").status == 200
        except (OSError, live_system.Gone):
            return False

    def rows(self, query):
        return self.cluster.rows(DATABASE, query)

    def offers_stream(self):
        with Connection(self.port) as connection:
            return "/api/stream" in json.loads(connection.get("/openapi.json").body)["paths"]

    def number(self, query):
        return int(self.cluster.sql(DATABASE, query))


class Trial:
    def __init__(self, options, service):
        self.options, self.service = options, service
        self.dice = random.Random(options.seed)
        self.faults = []
        names = [name for (name,) in service.rows("SELECT well_name FROM well ORDER BY 1")]
        first = service.number("SELECT min(sequence) FROM stream_commit WHERE newest_label IS NOT NULL")
        count = options.clients + options.websockets
        lifetime = options.seconds * count / max(1, options.disconnections)
        self.clients = []
        for number in range(count):
            wells = None if self.dice.random() < 0.3 else sorted(self.dice.sample(names, self.dice.randint(1, len(names))))
            self.clients.append(EventClient(
                service.port, random.Random(self.dice.random()), wells, wells, self.dice.choice((None, None, TAGS[:2], TAGS)),
                "events" if number < options.clients else "websocket", lifetime,
                str(first) if self.dice.random() < FROM_THE_FIRST else None))
        self.first = first

    async def run(self):
        tasks = [asyncio.create_task(client.run()) for client in self.clients]
        unread = self.open_unread()
        await self.disturb(tasks)
        for client in self.clients:
            client.may_leave = False
        end = await asyncio.to_thread(self.service.number, "SELECT max(sequence) FROM stream_commit")
        await self.settle(end)
        for client in self.clients:
            client.ended = True
        for task in tasks:
            task.cancel()
        ended, running = await asyncio.wait(tasks, timeout=SETTLE_S)
        self.faults += [f"{type(task.exception()).__name__}: {task.exception()}" for task in ended
                        if not task.cancelled() and task.exception()]
        if running:
            self.faults.append(f"{len(running)} clients did not end within {SETTLE_S} s")
        await asyncio.to_thread(self.check_unread, unread)
        self.compare(end)
        # Here, while the thread lives that started the service: it ends with it.
        if not self.service.serve.running() or not self.service.stream.running():
            self.faults.append("a service ended:\n" + self.service.serve.tail() + "\n" + self.service.stream.tail())

    async def disturb(self, tasks):
        """The time in which clients come and go, and the service is restarted."""
        pause = self.options.seconds / (self.options.restarts + 1)
        for number in range(self.options.restarts + 1):
            await asyncio.wait(tasks, timeout=pause, return_when=asyncio.FIRST_EXCEPTION)
            if any(task.done() for task in tasks):
                return
            if number < self.options.restarts:
                await asyncio.to_thread(self.service.restart_serve, number % 2 == 1)

    async def settle(self, end):
        """Waits until every client has what there was at commit `end`, for SETTLE_S at most."""
        self.wanted, self.labels = await asyncio.to_thread(self.read_database, end)
        deadline = time.monotonic() + SETTLE_S
        self.expected = {client: self.expected_rows(client) for client in self.clients}
        while time.monotonic() < deadline and any(len(client.rows) < len(self.expected[client]) for client in self.clients):
            await asyncio.sleep(0.2)

    def read_database(self, end):
        """Returns all rows up to a commit, in the order of time and well, and the newest label by commit; both in microseconds."""
        last = f"(SELECT newest_label FROM stream_commit WHERE sequence = {end})"
        rows = [(int(time_us), well, float(oil) if oil else None) for time_us, well, oil in self.service.rows(
            "SELECT (extract(epoch FROM time) * 1000000)::bigint, well_name, oil_rate FROM production_data "
            f"WHERE time <= {last} ORDER BY time, well_name")]
        labels = {int(sequence): (int(label), float(at)) for sequence, label, at in self.service.rows(
            "SELECT sequence, (extract(epoch FROM newest_label) * 1000000)::bigint, extract(epoch FROM committed_at) "
            "FROM stream_commit WHERE newest_label IS NOT NULL ORDER BY 1")}
        return rows, labels

    def expected_rows(self, client):
        if client.first_id is None:
            return []
        after = self.labels[int(re.match(r"\d+", client.first_id)[0])][0]
        return [row for row in self.wanted if row[0] > after and (client.wells is None or row[1] in client.wells)]

    def compare(self, end):
        last = self.labels[end][0]
        counts = collections.Counter()
        for number, client in enumerate(self.clients):
            if client.first_id is None:
                self.faults.append(f"client {number} ({client.protocol}) never got `connected`")
                continue
            wanted = self.expected[client]
            found = [row for row in ((microseconds(at), well, oil) for at, well, oil in client.rows) if row[0] <= last]
            counts["rows"] += len(found)
            if [row[:2] for row in found] == [row[:2] for row in wanted]:
                with_rate = client.tags is None or "oil_rate" in client.tags
                if with_rate and any(one[2] != other[2] for one, other in zip(found, wanted)):
                    self.faults.append(f"client {number} ({client.protocol}): other values than the table's")
                continue
            had, due = collections.Counter(row[:2] for row in found), collections.Counter(row[:2] for row in wanted)
            lost, repeated = sum((due - had).values()), sum((had - due).values())
            self.faults.append(f"client {number} ({client.protocol}, wells {client.wells}, from {client.first_id}): {lost} rows lost, "
                               f"{repeated} too many" + ("" if lost or repeated else ", out of order"))
        print(f"{len(self.clients)} clients, {sum(client.connections for client in self.clients)} connections, "
              f"{sum(client.disconnections for client in self.clients)} left by the client, {self.options.restarts} restarts, "
              f"{counts['rows']} rows compared")
        if not counts["rows"]:
            self.faults.append("no row came to any client")

    def report_delays(self, observed):
        """Of what was committed while its connection stood: to clients in processes of their own, and to all the others in one,
        which includes the time that they wait for each other."""
        together = [arrival for client in self.clients for arrival in client.arrivals]
        for whom, arrivals in (("client", observed), (f"{len(self.clients)} clients in one process", together)):
            delays = sorted(arrived - self.labels[sequence][1] for sequence, arrived, opened in arrivals
                            if opened is not None and sequence in self.labels and self.labels[sequence][1] > opened)
            if delays:
                p50, p99 = (delays[int(len(delays) * share)] * 1000 for share in (0.5, 0.99))
                print(f"commit to {whom}: {len(delays)} events, p50 {p50:.1f} ms, p99 {p99:.1f} ms, "
                      f"{delays[-1] * 1000:.1f} ms at most")

    # Clients that do not read.

    def open_unread(self):
        """They ask for all there ever was, which is more than buffers hold."""
        clients = []
        for _ in range(UNREAD_CLIENTS):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            if wait_until(self.service.answers, SETTLE_S):
                client.connect((HOST, self.service.port))
                client.sendall(f"GET /api/stream?last_event_id=0 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            clients.append(client)
        return clients

    def check_unread(self, clients):
        """In the long form: with a service that was not restarted since."""
        for client in clients:
            client.close()
        if not self.options.restarts > 1:
            return
        clients = self.open_unread()
        ports = {client.getsockname()[1] for client in clients}
        if not wait_until(lambda: not ports & served_ports(self.service.port), DROP_LIMIT_S):
            self.faults.append(f"{len(ports & served_ports(self.service.port))} clients that do not read are still served after "
                               f"{DROP_LIMIT_S} s")
        for client in clients:
            client.close()

    def check_later_id(self):
        with Connection(self.service.port) as connection:
            answer = connection.get("/api/stream", [("Last-Event-ID", "999999999")])
            if answer.status != 409 or problem_faults(answer):
                self.faults.append(f"an id later than there is: {answer.status} {answer.body[:200]!r}")


def served_ports(port):
    """Remote ports of the connections that the server on `port` has open."""
    ports = set()
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        here, there, state = line.split()[1:4]
        if int(here.split(":")[1], 16) == port and state == "01":
            ports.add(int(there.split(":")[1], 16))
    return ports


def microseconds(text):
    at = datetime.datetime.fromisoformat(text)
    return (at - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(microseconds=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("flodata", type=pathlib.Path)
    parser.add_argument("--clients", type=int, default=500)
    parser.add_argument("--websockets", type=int, default=20)
    parser.add_argument("--disconnections", type=int, default=10_000)
    parser.add_argument("--restarts", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    options.seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    options.flodata = options.flodata.resolve()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with Service(options.flodata) as service:
        if not wait_until(service.answers, live_system.PATIENCE_S):
            raise RuntimeError("no answer:\n" + service.serve.tail())
        if not service.offers_stream():
            print("FAULT the API does not offer /api/stream")
            return 1
        trial = Trial(options, service)
        trial.check_later_id()
        with Observers(service.port, OBSERVERS, options.seed) as observers:
            asyncio.run(trial.run())
        trial.report_delays(observers.arrivals)
        faults = trial.faults + [f"the log says: {line}" for program in service.programs for line in program.complaints()]
    for fault in sorted(set(faults))[:20]:
        print(f"FAULT {fault}")
    print(f"{len(faults)} faults, seed {options.seed}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
