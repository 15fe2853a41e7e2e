"""A client of /api/stream, by server-sent events or WebSocket, that goes on after every disconnection where it stopped.

It keeps what an EventSource keeps: the id of the last event that came whole.
"""
import asyncio
import json
import time
import urllib.parse

import websockets
from websockets.exceptions import InvalidStatusCode, WebSocketException

from live_system import EVENTS, HOST

LONGEST_EVENT_BYTES = 16 * 1024 * 1024
RECONNECT_S = 0.2
CONNECT_LIMIT_S = 30
LEAVES_AT_ONCE = 0.1


class Refused(Exception):
    """The stream was not opened: a status that asking again does not change."""


class Left(Exception):
    """The client has had enough."""


class EventParser:
    """Bytes of an event stream into events (id, event, data); comments are left out."""

    def __init__(self):
        self.rest = b""

    def feed(self, content):
        blocks = (self.rest + content).replace(b"\r\n", b"\n").split(b"\n\n")
        self.rest = blocks.pop()
        for block in blocks:
            fields = {"data": []}
            for line in block.decode().split("\n"):
                name, _, value = line.partition(":")
                value = value.removeprefix(" ")
                if name == "data":
                    fields["data"].append(value)
                elif name:
                    fields[name] = value
            if fields["data"]:
                yield fields.get("id"), fields.get("event", "message"), "\n".join(fields["data"])


class StampedReader(asyncio.StreamReader):
    """Notes when bytes came: what the other clients of this process do with theirs meanwhile is not the service's delay."""

    came_at = 0.0

    def feed_data(self, data):
        self.came_at = time.time()
        super().feed_data(data)


async def connect(port):
    loop = asyncio.get_running_loop()
    reader = StampedReader(limit=LONGEST_EVENT_BYTES, loop=loop)
    protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
    transport, _ = await loop.create_connection(lambda: protocol, HOST, port)
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


class EventClient:
    """`wells`: canonical names, None for all. `spelled`: as the request names them. `first_id`: resume from there at once."""

    def __init__(self, port, dice, wells, spelled, tags, protocol, lifetime_s, first_id=None):
        self.port, self.dice, self.wells, self.spelled, self.tags = port, dice, wells, spelled, tags
        self.protocol, self.lifetime_s = protocol, lifetime_s
        self.first_id = self.last_id = first_id
        self.rows = []  # (time, well, oil rate or None), as they came
        self.arrivals = []  # (sequence, seconds since 1970, seconds since 1970 at which this connection was opened)
        self.connections = 0
        self.disconnections = 0
        self.may_leave = True
        self.ended = False
        self.opened_at = None

    def target(self):
        pairs = [("well", ",".join(self.spelled))] if self.spelled else []
        pairs += [("tags", ",".join(self.tags))] if self.tags else []
        if self.last_id is not None and (self.protocol == "websocket" or self.dice.random() < 0.5):
            pairs.append(("last_event_id", self.last_id))
        return "/api/stream" + ("?" + urllib.parse.urlencode(pairs) if pairs else "")

    async def run(self):
        """Until it is ended. (asyncio.wait_for of Python 3.11 may lose a cancellation.)"""
        while not self.ended:
            self.opened_at = None
            listen = self._listen_websocket if self.protocol == "websocket" else self._listen_events
            lifetime = self.dice.expovariate(1 / self.lifetime_s) if self.may_leave else None
            try:
                await asyncio.wait_for(listen(), lifetime)
            except (asyncio.TimeoutError, Left):
                self.disconnections += 1
                continue
            except (OSError, EOFError, asyncio.IncompleteReadError, WebSocketException):
                pass  # the service is being restarted
            await asyncio.sleep(RECONNECT_S * self.dice.random())

    async def _listen_events(self):
        reader, writer = await asyncio.wait_for(connect(self.port), CONNECT_LIMIT_S)
        try:
            target = self.target()
            resume = f"Last-Event-ID: {self.last_id}\r\n" if self.last_id is not None and "last_event_id" not in target else ""
            writer.write(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept: {EVENTS}\r\n{resume}\r\n".encode())
            head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), CONNECT_LIMIT_S)).decode("latin-1").lower()
            status = int(head.split(" ")[1])
            if status >= 500:
                raise EOFError(f"status {status}")
            if status != 200 or f"content-type: {EVENTS}" not in head:
                raise Refused(f"{target}: {head}")
            self.connections += 1
            parser = EventParser()
            chunked = "transfer-encoding: chunked" in head
            while content := await (self._chunk(reader) if chunked else reader.read(65536)):
                for event in parser.feed(content):
                    self.take(*event, reader.came_at)
        finally:
            if self.dice.random() < 0.5:
                writer.transport.abort()
            else:
                writer.close()

    async def _chunk(self, reader):
        size = int((await reader.readline()).split(b";")[0] or b"0", 16)
        content = await reader.readexactly(size)
        await reader.readexactly(2)
        return content

    async def _listen_websocket(self):
        try:
            async with websockets.connect(f"ws://{HOST}:{self.port}{self.target()}", max_size=LONGEST_EVENT_BYTES, close_timeout=1,
                                          open_timeout=CONNECT_LIMIT_S) as connection:
                self.connections += 1
                async for message in connection:
                    event = json.loads(message)
                    self.take(event["id"], event["event"], event["data"], time.time())
        except InvalidStatusCode as error:
            if error.status_code < 500:
                raise Refused(f"WebSocket {self.target()}: {error.status_code}") from error
            raise

    def take(self, identity, event, data, came_at):
        data = json.loads(data) if isinstance(data, str) else data
        if identity is not None:
            self.last_id = identity
        if event == "connected":
            self.opened_at = came_at
            self.first_id = identity if self.first_id is None else self.first_id
            # The id of `connected` must not step over what a resumed stream still owes.
            if self.may_leave and self.dice.random() < LEAVES_AT_ONCE:
                raise Left
        elif event == "rows":
            self.rows += [(row["time"], row["well_name"], row.get("oil_rate")) for row in data["rows"]]
            self.arrivals.append((data["sequence"], came_at, self.opened_at))
