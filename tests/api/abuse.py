#!/usr/bin/env python3
"""Clients that misbehave, by raw sockets on the loopback, against a running `flodata up`; meanwhile one that behaves.

Usage: abuse.py FLODATA [--scale S] [--seed N] [--only NAME…]. Scale 1 is the long form (10,000 idle connections, limits waited for),
0.1 the short one. The well-behaved client asks /health and /latest, on a kept connection and on new ones, and must always be
answered; memory stays bounded, and memory and descriptors come back to where they were. Exit code 1 otherwise.
"""
import argparse
import collections
import contextlib
import multiprocessing
import os
import pathlib
import random
import resource
import secrets
import socket
import struct
import sys
import threading
import time

import live_system
from live_system import HOST, BadAnswer, Connection, Gone, LiveSystem, problem_faults, request_bytes, wait_until

MIB = 1024 * 1024
PEAK_LIMIT_BYTES = 512 * MIB  # above the beginning, while it is abused
REST_LIMIT_BYTES = 128 * MIB  # above the beginning, afterwards: what the allocator keeps
SANITIZER_FACTOR = 4  # its shadow and quarantine
# A database session has two descriptors, and a thread keeps up to four sessions once it needed them.
DESCRIPTORS_LEFT = 8 + 2 * 4 * (os.cpu_count() or 1)
IDLE_LIMIT_S = 30  # the server's own: a connection without a request ends
GRACE_S = 20
ANSWER_LIMIT_S = 10  # of the well-behaved client
PER_ADDRESS = 5000  # connections from one 127.0.0.x
POLITE_PAUSE_S = 0.02
SILENCE_S = 3
OTHER_DESCRIPTORS = 200
HEALTH = request_bytes("GET", "/health")


class Fault(Exception):
    """The server did what it must not."""


# The client that behaves, in a process of its own.

class Polite:
    """Asks as a good client does: a kept connection that the server ended while it was idle is replaced once, without a word."""

    def __init__(self, port):
        self.port = port
        self.kept = None
        self.replaced = 0

    def on_new(self, target):
        with Connection(self.port, ANSWER_LIMIT_S) as connection:
            return connection.get(target)

    def on_kept(self, target):
        was_idle = self.kept is not None
        self.kept = self.kept or Connection(self.port, ANSWER_LIMIT_S)
        try:
            answer = self.kept.get(target)
        except Gone:
            self.drop()
            if not was_idle:
                raise
            self.replaced += 1
            return self.on_kept(target)
        except (OSError, BadAnswer):
            self.drop()
            raise
        if answer.closes:
            self.drop()
        return answer

    def drop(self):
        self.kept.close()
        self.kept = None


def behave(port, latest, stop, results):
    """Asks until `stop`. Sends a list of (seconds since 1970, what went wrong), the number of answers, the longest wait [s], and how
    many kept connections were replaced."""
    faults, count, longest = [], 0, 0.0
    polite = Polite(port)
    while not stop.is_set():
        for target in ("/health", latest):
            for name, ask in (("kept", polite.on_kept), ("new", polite.on_new)):
                begin = time.monotonic()
                try:
                    answer = ask(target)
                    if answer.status != 200:
                        faults.append((time.time(), f"{target} on a {name} connection: status {answer.status}"))
                except (OSError, BadAnswer, Gone) as error:
                    faults.append((time.time(), f"{target} on a {name} connection: {type(error).__name__} {error}"))
                longest = max(longest, time.monotonic() - begin)
                count += 1
        stop.wait(POLITE_PAUSE_S)
    results.put((faults, count, longest, polite.replaced))


class MemoryWatch:
    """The program's greatest resident memory, in a thread."""

    def __init__(self, program):
        self.program, self.peak = program, 0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def _watch(self):
        while not self.done.wait(0.05) and self.program.running():
            with contextlib.suppress(OSError):
                self.peak = max(self.peak, self.program.memory_bytes())

    def stop(self):
        self.done.set()
        self.thread.join()


class Abuse:
    """One method for each kind; `many(n)` scales a number down."""

    def __init__(self, port, wells, scale, seed):
        self.port, self.wells, self.scale = port, wells, scale
        self.dice = random.Random(seed)
        self.opened = 0

    def many(self, count):
        return max(4, int(count * self.scale))

    def connect(self, limit_s=10):
        """From one of several addresses, lest ports run short."""
        address = f"127.0.0.{2 + self.opened // PER_ADDRESS % 8}"
        self.opened += 1
        return Connection(self.port, limit_s, (address, 0))

    def everything(self, connection):
        """Returns the answers until the server closes or is silent for a while."""
        connection.socket.settimeout(SILENCE_S)
        answers = []
        with contextlib.suppress(Gone, TimeoutError):
            while True:
                answers.append(connection.read_answer())
        return answers

    def must_refuse(self, what, content):
        """The bytes are answered by one problem and an end, or by an end."""
        with self.connect() as connection:
            connection.send(content)
            answers = self.everything(connection)
            if any(answer.status < 400 or answer.status >= 500 for answer in answers) or len(answers) > 1:
                raise Fault(f"{what}: {[(answer.status, answer.body[:80]) for answer in answers]}")
            for answer in answers:
                if faults := problem_faults(answer):
                    raise Fault(f"{what}: {faults}")
                if not answer.closes:
                    raise Fault(f"{what}: the connection was kept after {answer.status}")

    def garbage(self):
        for _ in range(self.many(500)):
            content = self.dice.randbytes(self.dice.choice((1, 10, 100, 5000))) + self.dice.choice((b"", b"\r\n\r\n"))
            with self.connect() as connection:
                connection.send(content)
                with contextlib.suppress(OSError):
                    connection.socket.shutdown(socket.SHUT_WR)
                for answer in self.everything(connection):
                    if not 400 <= answer.status < 500:
                        raise Fault(f"{content[:60]!r} was answered with {answer.status}")

    def half_requests(self):
        whole = request_bytes("POST", "/api/replay/speed", [("Content-Type", "application/json")], b'{"value": 3600}')
        for _ in range(self.many(2000)):
            with self.connect() as connection:
                connection.send(whole[:self.dice.randrange(1, len(whole))])

    def slow_clients(self):
        """Each sends a byte a second. In the long form: until the server has ended all of them."""
        clients = [self.connect() for _ in range(self.many(5000))]
        head = HEALTH[:-2] + b"X-Slow: " + b"x" * 4096
        until = time.monotonic() + (IDLE_LIMIT_S + GRACE_S if self.scale >= 1 else 4)
        position, alive = 0, clients
        while alive and time.monotonic() < until:
            alive = [client for client in alive if self.drip(client, head[position:position + 1])]
            position += 1
            time.sleep(1)
        for client in clients:
            client.close()
        if alive and self.scale >= 1:
            raise Fault(f"{len(alive)} of {len(clients)} slow clients are still served after {IDLE_LIMIT_S + GRACE_S} s")

    def drip(self, client, byte):
        """Sends a byte. Returns whether the connection stands."""
        try:
            client.socket.sendall(byte)
            client.socket.setblocking(False)
            answer = client.socket.recv(4096)
            if answer and not answer.startswith(b"HTTP/1.1 408 "):
                raise Fault(f"a slow client was told {answer[:30]!r}")
            return answer != b""
        except BlockingIOError:
            client.socket.setblocking(True)
            return True
        except OSError:
            return False

    def idle_connections(self):
        # In the short form too more than are kept open, as far as this process may have as many.
        allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - OTHER_DESCRIPTORS
        count = min(10_000 if self.scale >= 1 else 5000, allowed)
        clients = []
        for _ in range(count):
            with contextlib.suppress(OSError):
                clients.append(self.connect())
        if len(clients) < count * 0.99:
            raise Fault(f"only {len(clients)} of {count} connections were taken")
        time.sleep(10 if self.scale >= 1 else 2)
        for client in clients:
            client.close()

    def large_headers(self):
        for _ in range(self.many(50)):
            self.must_refuse("a header of 1 MB", HEALTH[:-2] + b"X: " + b"x" * MIB + b"\r\n\r\n")
            self.must_refuse("100,000 headers", HEALTH[:-2] + b"X: y\r\n" * 100_000 + b"\r\n")
            self.must_refuse("an address of 1 MB", b"GET /" + b"x" * MIB + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")

    def huge_bodies(self):
        for _ in range(self.many(20)):
            head = b"POST /api/replay/speed HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
            self.must_refuse("a body of 20 MB", head % (20 * MIB) + b"x" * (20 * MIB))
            self.must_refuse("a body of 10^15 bytes", head % 10**15 + b"x" * MIB)
            self.must_refuse("a length beyond 2^64", head % 10**30 + b"x")

    def pipelined(self):
        count = 1000
        with self.connect(60) as connection:
            writer = threading.Thread(target=connection.send, args=(HEALTH * count,))
            writer.start()
            for number in range(count):
                answer = connection.read_answer()
                if answer.status != 200:
                    raise Fault(f"pipelined request {number}: {answer.status}")
            writer.join()

    def readers_that_do_not_read(self):
        """Large answers are asked for and left; in the long form until the server gives up."""
        target = f"/api/production/{self.wells[0]}/latest?hours=8760"
        clients = []
        for _ in range(self.many(200)):
            client = self.connect()
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.send(request_bytes("GET", target) * 20)
            clients.append(client)
        time.sleep(3)
        if self.scale >= 1:
            ports = {client.socket.getsockname()[:2] for client in clients}
            # Beside the time for an answer stands the one for its size.
            if not wait_until(lambda: not ports & served_clients(self.port), 180):
                raise Fault(f"{len(ports & served_clients(self.port))} clients that do not read are still served")
        for client in clients:
            client.close()

    def resets(self):
        for number in range(self.many(3000)):
            client = self.connect()
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if number % 3:
                client.send(HEALTH if number % 3 == 1 else request_bytes("GET", f"/api/production/{self.wells[0]}/latest?hours=2000"))
            if self.dice.random() < 0.3:
                time.sleep(self.dice.random() * 0.005)
            client.close()

    def malformed_chunks(self):
        head = b"POST /api/replay/speed HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        for body in (b"x\r\n", b"-1\r\n\r\n", b"ffffffffffffffffff\r\nx", b"5\r\nabc\r\n0\r\n\r\nxxxx", b"0x5\r\nabcde\r\n0\r\n\r\n",
                     b" 5\r\nabcde\r\n0\r\n\r\n", b"5;" + b"x" * 20 * MIB + b"\r\nabcde\r\n0\r\n\r\n", b"\x00\r\n", b"5\nabcde\n0\n\n"):
            self.must_refuse(f"chunks {body[:30]!r}", head + body)

    def smuggled(self):
        """Requests whose end two readers may see in different places: one answer at the most, then an end."""
        inner = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
        shapes = {
            "length and chunks": b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
            "length over chunks": b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % (5 + len(inner)) + inner,
            "two lengths": b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(inner) + inner,
            "list of lengths": b"Content-Length: 0, %d\r\n\r\n" % len(inner) + inner,
            "length with a sign": b"Content-Length: +0\r\n\r\n" + inner,
            "hexadecimal length": b"Content-Length: 0x0\r\n\r\n" + inner,
            "unknown coding": b"Transfer-Encoding: xchunked\r\n\r\n" + inner,
            "chunked is not last": b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + inner,
            "blank before the colon": b"Content-Length : 5\r\n\r\nGET /",
            "folded line": b"X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + inner,
            "bare line feeds": b"Content-Length: 0\n\n" + inner,
        }
        for what, rest in shapes.items():
            with self.connect() as connection:
                connection.send(b"GET /health HTTP/1.1\r\nHost: localhost\r\n" + rest)
                answers = self.everything(connection)
                if any(b"smuggled" in answer.body for answer in answers):
                    raise Fault(f"{what}: the smuggled request was answered: {[answer.status for answer in answers]}")

    def null_bytes(self):
        for content in (b"GET /hea\x00lth HTTP/1.1\r\nHost: localhost\r\n\r\n", b"G\x00T /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        b"GET /health HTTP/1.1\r\nHo\x00st: x\r\n\r\n", b"GET /health HTTP/1.1\r\nHost: x\x00y\r\n\r\n", b"\x00" * 10_000):
            self.must_refuse(f"NUL in {content[:40]!r}", content)
        with self.connect() as connection:
            answer = connection.get("/api/production/F%00-1/latest")
            if answer.status != 400:
                raise Fault(f"%00 in a path was answered with {answer.status}")


KINDS = [name for name, member in vars(Abuse).items() if callable(member) and not name.startswith("_") and name not in
         ("many", "connect", "everything", "must_refuse", "drip")]


def served_clients(port):
    """Remote addresses of the connections that the server on `port` has open."""
    found = set()
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        here, there, state = line.split()[1:4]
        if int(here.split(":")[1], 16) == port and state == "01":
            address, remote_port = there.split(":")
            found.add((socket.inet_ntoa(bytes.fromhex(address)[::-1]), int(remote_port, 16)))
    return found


def warm_up(port, latest):
    """Grows the kept connections to PostgreSQL to what they will be."""
    connections = [Connection(port) for _ in range(64)]
    for _ in range(20):
        for connection in connections:
            connection.send(request_bytes("GET", latest))
        for connection in connections:
            connection.read_answer()
    for connection in connections:
        connection.close()


def is_sanitized(flodata):
    return b"__asan_init" in flodata.read_bytes()


def run(options, system):
    wells = system.get_json("/api/wells")["wells"]
    latest = f"/api/production/{wells[0]}/latest?hours=24"
    warm_up(system.port, latest)
    wait_until(lambda: not served_clients(system.port), GRACE_S)
    program = system.program
    memory, descriptors = program.memory_bytes(), program.descriptor_count()
    context = multiprocessing.get_context("spawn")
    stop, results = context.Event(), context.Queue()
    polite = context.Process(target=behave, args=(system.port, latest, stop, results), daemon=True)
    polite.start()
    watch = MemoryWatch(program)
    faults, times = [], []
    abuse = Abuse(system.port, wells, options.scale, options.seed)
    for kind in options.only or KINDS:
        begin = time.time()
        watch.peak = 0
        try:
            getattr(abuse, kind)()
        except (Fault, BadAnswer, Gone, OSError) as error:
            faults.append(f"{kind}: {type(error).__name__}: {error}")
        times.append((begin, kind))
        print(f"{kind}: {time.time() - begin:.1f} s, {watch.peak // MIB} MiB at most, {program.descriptor_count()} descriptors", flush=True)
        limit = PEAK_LIMIT_BYTES * (SANITIZER_FACTOR if is_sanitized(options.flodata) else 1)
        if watch.peak - memory > limit:
            faults.append(f"{kind}: memory grew from {memory // MIB} to {watch.peak // MIB} MiB")
    stop.set()
    faults += polite_faults(results.get(timeout=60), times)
    polite.join()
    watch.stop()
    return faults + aftermath(program, memory, descriptors, options)


def polite_faults(result, times):
    """One line for each kind of abuse and failure."""
    failures, count, longest, replaced = result
    print(f"the well-behaved client: {count} answers, {len(failures)} failures, {longest:.2f} s the longest wait, {replaced} kept "
          "connections replaced")
    grouped = collections.Counter()
    for when, text in failures:
        kind = next((kind for begin, kind in reversed(times) if begin <= when), "?")
        grouped[f"during {kind}: {text}"] += 1
    return [f"the well-behaved client, {number} times {text}" for text, number in grouped.items()]


def aftermath(program, memory, descriptors, options):
    faults = []
    if not program.running():
        return ["the program ended:\n" + program.tail()]
    if not wait_until(lambda: program.descriptor_count() <= descriptors + DESCRIPTORS_LEFT, IDLE_LIMIT_S + GRACE_S):
        faults.append(f"{program.descriptor_count()} descriptors, {descriptors} at the beginning")
    limit = REST_LIMIT_BYTES * (SANITIZER_FACTOR if is_sanitized(options.flodata) else 1)
    if not wait_until(lambda: program.memory_bytes() - memory < limit, GRACE_S):
        faults.append(f"{program.memory_bytes() // MIB} MiB, {memory // MIB} at the beginning")
    print(f"memory {memory // MIB} MiB, afterwards {program.memory_bytes() // MIB}; descriptors {descriptors}, afterwards "
          f"{program.descriptor_count()}")
    return faults + [f"the log says: {line}" for line in program.complaints()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("flodata", type=pathlib.Path)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--only", nargs="+", choices=KINDS)
    options = parser.parse_args()
    options.seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # of the program too, which it starts
    with LiveSystem(options.flodata, START_OFFSET_DAYS=390) as system:
        faults = run(options, system)
    for fault in faults:
        print(f"FAULT {fault}")
    print(f"{len(faults)} faults, seed {options.seed}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
