"""A TCP gate between streamer and PostgreSQL that can be made to misbehave while connections run through it.

Each connection has two pumps (threads), one for each direction. The pump towards the server reads the protocol's messages, so
that a connection can be cut exactly before or after a COMMIT, or within a message of COPY data.
"""
import contextlib
import dataclasses
import random
import socket
import struct
import threading
import time

CHUNK = 65536
COMMITTED = b"COMMIT\0"  # PostgreSQL's answer
# The answer to a COMMIT that was let through is waited for at most this long before the cut: it may never come.
REPLY_LIMIT_S = 2
ABRUPT = struct.pack("ii", 1, 0)  # SO_LINGER with 0 s: close() sends a reset instead of an orderly end


@dataclasses.dataclass(frozen=True)
class Mode:
    """kind: pass, refuse, blackhole, delay (`amount` ms), slice (pieces of 1 to `amount` bytes), or a cut:
    bytes (after `amount` bytes to the server), before_commit, after_commit (when the server has answered, its answer withheld),
    copy (after at most `amount` bytes of a message of COPY data). A cut happens `times` times, then everything passes."""
    kind: str = "pass"
    amount: int = 0
    times: int = 1
    abrupt: bool = False

    def __str__(self):
        return self.kind + (f" {self.amount}" if self.amount else "") + (" abruptly" if self.abrupt else "")


class MessageScan:
    """Finds messages in what a client sends. Start-up messages have no type byte; all others have one before their length."""

    def __init__(self):
        self.begun = False  # the start-up message is through
        self.head = b""
        self.left = 0  # bytes of the present message that are still to come
        self.type = b""
        self.body = b""

    def feed(self, data):
        """Returns (begin, end, type, body) of every message with bytes in `data`; offsets, body's first bytes once complete."""
        found, at = [], 0
        while at < len(data):
            begin = at
            if self.left == 0:
                need = (5 if self.begun else 8) - len(self.head)
                self.head += data[at:at + need]
                at += need
                if len(self.head) < (5 if self.begun else 8):
                    break
                self._open()
            take = min(self.left, len(data) - at)
            if len(self.body) < 64:
                self.body += data[at:at + take]
            at += take
            self.left -= take
            found.append((begin, at, self.type, self.body if self.left == 0 else None))
        return found

    def _open(self):
        if self.begun:
            self.type = self.head[:1]
            self.left = struct.unpack("!I", self.head[1:])[0] - 4
        else:
            length, code = struct.unpack("!II", self.head)
            self.type = b""
            self.left = length - 8
            self.begun = code >> 16 == 3  # protocol 3: what follows has types; else a request for encryption, and once more
        self.head = self.body = b""


class Link:
    """One connection through the gate."""

    def __init__(self, gate, client, server):
        self.gate, self.client, self.server = gate, client, server
        self.withholding = False
        self.silent = False
        self.answered = threading.Event()
        self.closed = False
        self.to_server_bytes = 0
        self.lock = threading.Lock()

    def run(self):
        for target in (self._pump_to_server, self._pump_to_client):
            threading.Thread(target=self._guarded, args=(target,), daemon=True).start()

    def _guarded(self, pump):
        # A socket that was closed from either end is how every link ends.
        with contextlib.suppress(OSError, ValueError):
            pump()
        self.cut(abrupt=False)

    def cut(self, abrupt):
        with self.lock:
            if self.closed:
                return
            self.closed = True
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                if abrupt:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABRUPT)
                # Wakes the other pump, whose waiting would keep the socket open. SHUT_RD sends nothing.
                end.shutdown(socket.SHUT_RD if abrupt else socket.SHUT_RDWR)
            with contextlib.suppress(OSError):
                end.close()
        self.gate.forget(self)

    def _pump_to_server(self):
        scan = MessageScan()
        while data := self.client.recv(CHUNK):
            if self._cut_within(data, scan.feed(data)):
                return
            self.to_server_bytes += len(data)
            self._forward(self.server, data)

    def _pump_to_client(self):
        tail = b""
        while data := self.server.recv(CHUNK):
            if self.withholding:
                tail = tail[-len(COMMITTED):] + data
                if COMMITTED in tail:
                    self.answered.set()
                continue
            self._forward(self.client, data)

    def _forward(self, to, data):
        mode = self.gate.mode
        if mode.kind == "blackhole" or self.silent:
            return
        if mode.kind == "delay":
            time.sleep(mode.amount / 1000)
        while mode.kind == "slice" and self.gate.mode is mode and data:
            piece = self.gate.pick(1, mode.amount)
            to.sendall(data[:piece])
            data = data[piece:]
        if data:
            to.sendall(data)

    def _cut_within(self, data, messages):
        """Cuts when the mode's moment lies in `data`. Returns whether it did."""
        mode = self.gate.mode
        if mode.kind == "bytes" and self.to_server_bytes + len(data) >= mode.amount:
            return self._cut_at(mode, data[:max(0, mode.amount - self.to_server_bytes)])
        for begin, end, kind, body in messages:
            if mode.kind == "copy" and kind == b"d":
                return self._cut_at(mode, data[:begin + self.gate.pick(0, min(mode.amount, end - begin))])
            commits = kind in (b"Q", b"P") and body is not None and b"COMMIT" in body
            if mode.kind == "before_commit" and commits:
                return self._cut_at(mode, data[:begin])
            if mode.kind == "after_commit" and commits:
                self.withholding = True
                return self._cut_at(mode, data, await_answer=True)
        return False

    def _cut_at(self, mode, last_bytes, await_answer=False):
        if not self.gate.use_up(mode):
            self.withholding = False
            return False
        self.server.sendall(last_bytes)
        if await_answer:
            self.answered.wait(REPLY_LIMIT_S)
        self.cut(mode.abrupt)
        return True


class Gate:
    """Context manager: listens on 127.0.0.1 at `port` and passes on to `server_port`."""

    def __init__(self, server_port, port, seed):
        self.server_port, self.port = server_port, port
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.mode = Mode()
        self.left = 0
        self.links = set()
        self.connections = 0
        self.cuts = {}  # how often each kind of cut did happen
        self.listener = None

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.cut()

    def set(self, mode):
        with self.lock:
            before, self.mode, self.left = self.mode, mode, mode.times
        if before.kind == "blackhole":
            self.cut()  # bytes are missing in these connections: they must not go on

    def pick(self, low, high):
        with self.lock:
            return self.random.randint(low, max(low, high))

    def use_up(self, mode):
        """Takes one of the mode's cuts. Returns whether there was one left."""
        with self.lock:
            if self.mode is not mode or self.left == 0:
                return False
            self.left -= 1
            self.cuts[mode.kind] = self.cuts.get(mode.kind, 0) + 1
            if self.left == 0:
                self.mode = Mode()
            return True

    def cut(self, abrupt=False):
        """Closes all connections of this moment."""
        with self.lock:
            links = list(self.links)
        for link in links:
            link.cut(abrupt)

    def silence(self):
        """The connections of this moment stay open and carry nothing more; new ones are not affected."""
        with self.lock:
            for link in self.links:
                link.silent = True

    def forget(self, link):
        with self.lock:
            self.links.discard(link)

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return  # closed: the gate's end
            self.connections += 1
            if self.mode.kind == "refuse":
                client.close()
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.server_port), 5)
            except OSError:
                client.close()  # what a client sees when the server is down
                continue
            for end in (client, server):
                end.settimeout(None)
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            link = Link(self, client, server)
            with self.lock:
                self.links.add(link)
            link.run()
