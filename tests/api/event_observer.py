"""Watches /api/stream from processes of their own: when an event is there, whatever hundreds of other clients in one process
do with theirs. Each comes again every few seconds, so it is among the last to be served.
"""
import multiprocessing
import random
import re
import socket
import time

from live_system import HOST

LIFETIME_S = 4  # about
EVENT = re.compile(rb"id: (\d+)\nevent: rows\n")


def watch_once(port, until, arrivals):
    """Appends (sequence, seconds since 1970, seconds since 1970 at which the stream was opened)."""
    with socket.create_connection((HOST, port), timeout=LIFETIME_S) as connection:
        connection.sendall(b"GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        opened, rest = None, b""
        while time.time() < until:
            connection.settimeout(max(0.01, until - time.time()))
            content = connection.recv(1 << 16)
            now = time.time()
            if not content:
                return
            rest += content
            if opened is None and b"event: connected\n" in rest:
                opened = now
            while rest.count(b"\n\n") and (found := EVENT.search(rest)):
                end = rest.find(b"\n\n", found.end())
                if end < 0:
                    break
                arrivals.append((int(found[1]), now, opened))
                rest = rest[end + 2:]


def observe(port, seed, stop, results):
    dice, arrivals = random.Random(seed), []
    while not stop.is_set():
        try:
            watch_once(port, time.time() + LIFETIME_S * (0.5 + dice.random()), arrivals)
        except TimeoutError:
            pass  # its time is over
        except OSError:
            time.sleep(0.1)  # the service is being restarted
    results.put(arrivals)


class Observers:
    """Context manager; `arrivals` are known after it."""

    def __init__(self, port, count, seed):
        context = multiprocessing.get_context("spawn")
        self.stop, self.results, self.arrivals = context.Event(), context.Queue(), []
        self.processes = [context.Process(target=observe, args=(port, seed + number, self.stop, self.results), daemon=True)
                          for number in range(count)]

    def __enter__(self):
        for process in self.processes:
            process.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for process in self.processes:
            self.arrivals += self.results.get(timeout=60)
            process.join()
