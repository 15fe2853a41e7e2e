#!/usr/bin/env python3
"""One client does its worst, one kind after the other, while a client that behaves asks /health on new and on kept connections.

Usage: worst.py FLODATA [--seconds S] [--only KIND…] [--answers-only]. Prints a table: kind, median and p99 of /health, memory, CPU and connections at
most. Exit code 1 when an answer of /health is missing or p99 is over its limit: 20 ms, or three times what it is while nobody does
anything, whichever is more (a machine that does other things, a program under sanitizers); --answers-only leaves the limit out.
"""
import argparse
import contextlib
import multiprocessing
import os
import pathlib
import resource
import socket
import sys
import time

from live_system import HOST, BadAnswer, Connection, Gone, LiveSystem, request_bytes

MIB = 1024 * 1024
LIMIT_S = 0.020
NOISE_FACTOR = 3
SANITIZER_FACTOR = 5
PAUSE_S = 0.005
TOKEN = "a-token-of-some-length"
UPGRADE = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"),
           ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]
BROKEN = (OSError, BadAnswer, Gone, ValueError)


# Kinds of worst: each is called again and again with what it keeps, a dict, until time is up.

def open_many(kept, port, count, content=b"", small=False):
    """Keeps `count` connections that have sent `content`; those that ended are opened again."""
    clients = kept.setdefault("clients", [])
    for _ in range(min(50, count - len(clients))):
        with contextlib.suppress(OSError):
            client = socket.socket()
            if small:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(2)
            client.connect((HOST, port))
            client.sendall(content)
            clients.append(client)
    if len(clients) >= count:
        time.sleep(0.05)


def read_slowly(kept):
    for client in kept["clients"]:
        with contextlib.suppress(OSError):
            client.setblocking(False)
            client.recv(64)


def ask_again(kept, port, content, answers=1, connections=4):
    """Keeps some connections busy with the same bytes."""
    clients = kept.setdefault("busy", {})
    for number in range(connections):
        try:
            if number not in clients:
                clients[number] = Connection(port, 10)
            clients[number].send(content)
        except BROKEN:
            clients.pop(number, None)
    for number in list(clients):
        try:
            for _ in range(answers):
                if clients[number].read_answer().closes:
                    clients.pop(number)
                    break
        except BROKEN:
            clients.pop(number, None)


def idle_connections(kept, port, _):
    open_many(kept, port, 3000)


def event_streams(kept, port, _):
    open_many(kept, port, 2500, request_bytes("GET", "/api/stream", [("Accept", "text/event-stream")]))


def slow_websockets(kept, port, _):
    open_many(kept, port, 200, request_bytes("GET", "/api/stream?last_event_id=0", UPGRADE), small=True)
    read_slowly(kept)


def slow_downloads(kept, port, _):
    open_many(kept, port, 300, request_bytes("GET", "/api/production?start=2000-01-01&format=csv"), small=True)
    read_slowly(kept)


def slow_held_answers(kept, port, _):
    """Answers that hold much before they can be given, compressed."""
    target = "/api/production?start=2000-01-01&points=20000&format=csv"
    headers = [("Accept-Encoding", "zstd")]
    open_many(kept, port, 300, request_bytes("GET", target, headers), small=True)
    read_slowly(kept)


def slow_requests(kept, port, _):
    open_many(kept, port, 1500, request_bytes("GET", "/health")[:-4])
    for client in kept["clients"]:
        with contextlib.suppress(OSError):
            client.send(b"x")


def unknown_parameters(kept, port, _):
    ask_again(kept, port, request_bytes("GET", "/api/wells?" + "a&" * 7900))


def long_names(kept, port, wells):
    ask_again(kept, port, request_bytes("GET", "/api/production/" + "f" * 15_000 + "/latest") * 4, answers=4)


def many_headers(kept, port, wells):
    ask_again(kept, port, request_bytes("GET", f"/api/production/{wells[0]}/latest",
                                        [("a", "b")] * 1200 + [("Accept", "a/b," * 500), ("If-None-Match", '"a",' * 700)]))


def heavy_queries(kept, port, wells):
    kept["number"] = kept.get("number", 0) + 1
    target = f"/api/production?start=2000-01-01&interval=1h&agg=mean,max,min,stddev&fill=linear&limit={90_000 + kept['number']}"
    open_many(kept, port, 48 * kept["number"], request_bytes("GET", target))
    kept["clients"], old = kept["clients"][-400:], kept["clients"][:-400]
    for client in old:
        client.close()


def pipelined(kept, port, _):
    ask_again(kept, port, request_bytes("GET", "/api/wells") * 1000, answers=1000, connections=8)


def connection_storm(kept, port, _):
    for _ in range(50):
        with contextlib.suppress(OSError):
            socket.create_connection((HOST, port), 2).close()


def plain_assets(kept, port, _):
    ask_again(kept, port, request_bytes("GET", "/redoc/redoc.standalone.js"), connections=8)


def wrong_tokens(kept, port, _):
    guess = request_bytes("POST", "/api/replay/pause", [("Authorization", "Bearer " + "x" * 10_000)], b"")
    open_many(kept, port, 1200, guess)


def busy_machine(kept, port, _):
    """Asks nothing: other processes want three times the cores that there are. What /health takes then is the machine's."""
    parent = os.getpid()
    while len(kept.setdefault("children", [])) < 3 * os.cpu_count():
        child = os.fork()
        if child == 0:
            while os.getppid() == parent:
                for _ in range(100_000):
                    pass
            os._exit(0)
        kept["children"].append(child)
    time.sleep(0.05)


KINDS = {kind.__name__: kind for kind in (
    busy_machine, idle_connections, event_streams, slow_websockets, slow_downloads, slow_held_answers, slow_requests, unknown_parameters,
    long_names, many_headers, heavy_queries, pipelined, connection_storm, plain_assets, wrong_tokens)}


def do_worst(kind, port, wells, stop):
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if KINDS[kind] is not busy_machine:
        os.nice(5)  # the attacker's own work is not the service's
    kept = {}
    while not stop.is_set():
        KINDS[kind](kept, port, wells)


def behave(port, seconds):
    """Returns the times of /health [s], and what went wrong."""
    times, faults, kept = [], [], None
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for new in (True, False):
            begin = time.monotonic()
            try:
                connection = Connection(port, 5) if new or kept is None else kept
                answer = connection.get("/health")
                if answer.status != 200:
                    faults.append(f"status {answer.status}")
            except Gone as error:
                if new or kept is None:
                    faults.append(f"{type(error).__name__} {error}")
                kept = None  # a kept connection may be ended while it is idle
                continue
            except (OSError, BadAnswer) as error:
                faults.append(f"{type(error).__name__} {error}")
                kept = None
                continue
            times.append(time.monotonic() - begin)
            if new or answer.closes:
                connection.close()
                kept = None if not new else kept
            else:
                kept = connection
        time.sleep(PAUSE_S)
    return times, faults


class Cost:
    """What the program takes while it is watched."""

    def __init__(self, program):
        self.program, self.memory, self.descriptors = program, 0, 0
        self.cpu = self._cpu()
        self.begin = time.monotonic()

    def _cpu(self):
        fields = pathlib.Path(f"/proc/{self.program.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def look(self):
        self.memory = max(self.memory, self.program.memory_bytes())
        self.descriptors = max(self.descriptors, self.program.descriptor_count())

    def cores(self):
        return (self._cpu() - self.cpu) / (time.monotonic() - self.begin)


def measure(kind, system, wells, seconds):
    """Returns a row of the table and what went wrong."""
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    attacker = context.Process(target=do_worst, args=(kind, system.port, wells, stop), daemon=True) if kind else None
    if attacker:
        attacker.start()
        time.sleep(min(2, seconds))  # until it is at its worst
    cost = Cost(system.program)
    times, faults = [], []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        more_times, more_faults = behave(system.port, min(0.5, seconds))
        times += more_times
        faults += more_faults
        cost.look()
    if attacker:
        stop.set()
        attacker.join(10)
        attacker.kill()
    times.sort()
    if not times:
        return None, [f"{kind}: no answer of /health: {faults[:3]}"]
    row = (kind or "(nobody)", times[len(times) // 2], times[int(len(times) * 0.99)], cost.memory, cost.cores(), cost.descriptors)
    return row, [f"{kind}: {fault}" for fault in faults[:3]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("flodata", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--only", nargs="+", choices=KINDS)
    parser.add_argument("--answers-only", action="store_true", help="look at answers only, not at their time")
    options = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    all_faults = []
    with LiveSystem(options.flodata, START_OFFSET_DAYS=390, REPLAY_TOKEN=TOKEN) as system:
        wells = system.get_json("/api/wells")["wells"]
        print("| kind | /health median [ms] | /health p99 [ms] | memory [MiB] | CPU [cores] | descriptors |\n"
              "| --- | --- | --- | --- | --- | --- |")
        limit = LIMIT_S
        for kind in [None, *(options.only or KINDS)]:
            row, faults = measure(kind, system, wells, options.seconds)
            all_faults += faults
            if row is None:
                continue
            name, median, p99, memory, cores, descriptors = row
            print(f"| {name} | {median * 1000:.1f} | {p99 * 1000:.1f} | {memory // MIB} | {cores:.2f} | {descriptors} |", flush=True)
            if kind is None:
                sanitized = b"__asan_init" in options.flodata.read_bytes()
                limit = max(LIMIT_S * (SANITIZER_FACTOR if sanitized else 1), NOISE_FACTOR * p99)
            elif p99 > limit and name != busy_machine.__name__ and not options.answers_only:
                all_faults.append(f"{kind}: p99 of /health is {p99 * 1000:.1f} ms, more than {limit * 1000:.1f} ms")
    for fault in all_faults:
        print(f"FAULT {fault}")
    return 1 if all_faults else 0


if __name__ == "__main__":
    sys.exit(main())
