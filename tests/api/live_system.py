"""The real program, running for a test: `flodata up`, or `flodata serve` beside a streamer, and what its process uses.

Also the smallest HTTP client that can send anything: requests are bytes, answers are parsed strictly.
"""
import collections
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "chaos"))
from streamer_process import clean_environment, make_source  # noqa: E402  (the path comes first)

PATIENCE_S = 240  # a bound for a loaded machine under sanitizers, not a measure of speed
SKIPPED = 77  # exit code that ctest takes as "skipped"
HOST = "127.0.0.1"
JSON = "application/json"
PROBLEM_JSON = "application/problem+json"
NDJSON = "application/x-ndjson"
CSV = "text/csv"
EVENTS = "text/event-stream"


def workbook():
    """Returns the path of the published workbook, or None."""
    given = os.environ.get("VOLVE_XLSX")
    path = pathlib.Path(given) if given else ROOT.parent / "shared" / "volve" / "Volve production data.xlsx"
    return path if path.exists() else None


def import_workbook(flodata, path):
    for words in (["import", workbook(), "--out", path], ["upsample", path]):
        subprocess.run([flodata, "dataset", *map(str, words)], check=True, capture_output=True, env=clean_environment(),
                       cwd=path.parent)


def temporary_folder():
    """As root the program keeps PostgreSQL elsewhere when the folder is closed to others."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="flodata-api-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


class Program:
    """One running `flodata COMMAND…`, its output read as it comes. It ends when the test does."""

    def __init__(self, flodata, words, folder, **settings):
        self.lines = []
        self.news = threading.Condition()
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig=TERM", pathlib.Path(flodata).resolve(), *map(str, words)], cwd=folder, text=True,
            errors="replace", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=clean_environment() | {key: str(value) for key, value in settings.items()})
        self.readers = [threading.Thread(target=self._read, args=(stream,), daemon=True)
                        for stream in (self.process.stdout, self.process.stderr)]
        for reader in self.readers:
            reader.start()

    def _read(self, stream):
        for line in stream:
            with self.news:
                self.lines.append(line.rstrip())
                self.news.notify_all()
        with self.news:
            self.news.notify_all()

    def wait_for(self, pattern):
        """Returns the match of a line of the output. Raises RuntimeError when the program ends before it."""
        def found():
            return next((match for line in self.lines if (match := re.search(pattern, line))), None)
        with self.news:
            self.news.wait_for(lambda: found() or not any(reader.is_alive() for reader in self.readers), PATIENCE_S)
            if not found():
                raise RuntimeError(f"no '{pattern}' in the output:\n" + self.tail())
            return found()

    def tail(self, count=30):
        return "\n".join(self.lines[-count:])

    def running(self):
        return self.process.poll() is None

    def kill(self):
        self.process.kill()
        self._reap()

    def stop(self):
        """Ctrl-C. Returns the exit code."""
        if self.running():
            self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE_S)
        if not self.process.stdout.closed:
            self._reap()
        return self.process.returncode

    def finish(self, must_be_clean):
        """Ctrl-C. Raises RuntimeError when it does not end well, a sanitizer's last report included."""
        code = self.stop()
        if must_be_clean and (code not in (0, 130) or self.complaints()):
            raise RuntimeError(f"exit code {code}:\n" + "\n".join(self.complaints()) + "\n" + self.tail())

    def _reap(self):
        self.process.wait()
        for reader in self.readers:
            reader.join()
        self.process.stdout.close()
        self.process.stderr.close()

    def memory_bytes(self):
        """Resident memory."""
        pages = int(pathlib.Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def descriptor_count(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def complaints(self):
        """Lines that no request may cause: a sanitizer's report, a failed check, an internal error."""
        bad = re.compile(r"Sanitizer|runtime error:|check failed|Failed check|terminate called|\berror\b.*internal", re.IGNORECASE)
        return [line for line in self.lines if bad.search(line)]


class LiveSystem:
    """Context manager: `flodata up` in a folder of its own, its history loaded. `source`: a DuckDB file, or None for a
    small simulated field."""

    def __init__(self, flodata, source=None, wells=4, days=400, seed=1, **settings):
        self.flodata = pathlib.Path(flodata).resolve()
        self.folder = temporary_folder()
        self.source = source
        self.field = (wells, days, seed)
        self.settings = settings
        self.program = None

    def __enter__(self):
        try:
            if self.source is None:
                self.source = self.folder / "field.duckdb"
                make_source(self.flodata, self.source, *self.field)
            self.program = Program(
                self.flodata, ["up", "--data-dir", self.folder / "data", "--port", "0", "--source", self.source], self.folder,
                **self.settings)
            self.port = int(self.program.wait_for(r"API\s+http://[^:]+:(\d+)").group(1))
            self.psql_line = self.program.wait_for(r"psql\s+(psql .*)$").group(1)
            self.program.wait_for("History complete")
        except BaseException as error:
            self.__exit__(type(error))
            raise
        return self

    def __exit__(self, kind=None, *_):
        try:
            if self.program is not None:
                self.program.finish(kind is None)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def sql(self, query):
        done = subprocess.run(self.psql_line + ' -X -A -t -c "$QUERY"', shell=True, text=True, capture_output=True, check=True,
                              env=os.environ | {"QUERY": query})
        return done.stdout.strip()

    def replay(self, *words):
        """`flodata replay WORDS…`, as a user gives it."""
        subprocess.run([self.flodata, "replay", *map(str, words), "--data-dir", self.folder / "data"], cwd=self.folder, check=True,
                       capture_output=True, env=clean_environment())

    def get_json(self, target):
        with Connection(self.port) as connection:
            answer = connection.get(target)
            if answer.status != 200:
                raise RuntimeError(f"{target}: {answer.status} {answer.body[:300]!r}")
            return json.loads(answer.body)


class BadAnswer(Exception):
    """What came is no HTTP/1.1 answer."""


class Gone(Exception):
    """The connection ended before the answer did, or the answer takes too long."""


class Answer(collections.namedtuple("Answer", "status headers body closes")):
    """`headers`: dict by lower-case name; of a repeated one the values are joined by commas."""

    @property
    def media_type(self):
        return self.headers.get("content-type", "").split(";")[0].strip()


HEAD_LIMIT = 64 * 1024


class Connection:
    """One connection. Context manager. `limit_s`: how long it may be silent; a whole answer may take PATIENCE_S."""

    def __init__(self, port, limit_s=60, source_address=None):
        self.port = port
        self.socket = socket.create_connection((HOST, port), timeout=limit_s, source_address=source_address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray()
        self.deadline = float("inf")  # of the answer

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def get(self, target, headers=()):
        return self.ask("GET", target, headers)

    def ask(self, method, target, headers=(), body=None):
        self.send(request_bytes(method, target, headers, body))
        self.deadline = time.monotonic() + PATIENCE_S  # a stream without an end says something now and then
        try:
            return self.read_answer(is_head=method == "HEAD")
        finally:
            self.deadline = float("inf")

    def send(self, content):
        try:
            self.socket.sendall(content)
        except (BrokenPipeError, ConnectionResetError) as error:
            # It may have been answered before all of it was sent.
            self.send_failure = error

    def _more(self):
        try:
            piece = self.socket.recv(256 * 1024)
        except ConnectionResetError as error:
            raise Gone(f"reset by peer after {len(self.buffer)} bytes") from error
        if not piece:
            raise Gone(f"closed after {len(self.buffer)} bytes")
        self.buffer += piece
        if time.monotonic() > self.deadline:
            raise Gone(f"no whole answer within {PATIENCE_S} s, but {len(self.buffer)} bytes")

    def _take_line(self):
        while (end := self.buffer.find(b"\r\n")) < 0:
            self._more()
        line = bytes(self.buffer[:end])
        del self.buffer[:end + 2]
        return line

    def _take(self, size):
        while len(self.buffer) < size:
            self._more()
        content = bytes(self.buffer[:size])
        del self.buffer[:size]
        return content

    def read_head(self):
        """Returns (status, headers)."""
        while (end := self.buffer.find(b"\r\n\r\n")) < 0:
            if len(self.buffer) > HEAD_LIMIT:
                raise BadAnswer("head without end")
            self._more()
        lines = bytes(self.buffer[:end]).decode("latin-1").split("\r\n")
        del self.buffer[:end + 4]
        match = re.fullmatch(r"HTTP/1\.[01] (\d\d\d) [^\x00-\x1f]*", lines[0])
        if not match:
            raise BadAnswer(f"status line {lines[0]!r}")
        headers = {}
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if not colon or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
                raise BadAnswer(f"header line {line!r}")
            name, value = name.lower(), value.strip()
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return int(match.group(1)), headers

    def read_final_head(self):
        """The same, of the answer itself: what came on the way to it (100 Continue) is passed over."""
        status, headers = self.read_head()
        while status < 200 and status != 101:
            status, headers = self.read_head()
        return status, headers

    def read_answer(self, is_head=False):
        status, headers = self.read_final_head()
        closes = headers.get("connection", "").lower() == "close"
        if is_head or status in (101, 204, 304):
            body = b""
        elif "chunked" in headers.get("transfer-encoding", "").lower():
            if "content-length" in headers:
                raise BadAnswer("Content-Length and Transfer-Encoding")
            body = self._read_chunks()
        elif "content-length" in headers:
            if not headers["content-length"].isdecimal():
                raise BadAnswer(f"Content-Length {headers['content-length']!r}")
            body = self._take(int(headers["content-length"]))
        else:
            if not closes:
                raise BadAnswer("neither length nor close")
            body = self._read_to_end()
        return Answer(status, headers, body, closes)

    def _read_chunks(self):
        body = bytearray()
        while True:
            size = int(self._take_line().split(b";")[0], 16)
            if size == 0:
                while self._take_line():
                    pass  # trailers
                return bytes(body)
            body += self._take(size)
            if self._take(2) != b"\r\n":
                raise BadAnswer("chunk without end")

    def _read_to_end(self):
        try:
            while True:
                self._more()
        except Gone:
            body = bytes(self.buffer)
            self.buffer.clear()
            return body


def request_bytes(method, target, headers=(), body=None):
    """`headers`: pairs of text or bytes."""
    def raw(text):
        return text if isinstance(text, bytes) else text.encode("latin-1", "replace")
    lines = [raw(method) + b" " + raw(target) + b" HTTP/1.1", b"Host: localhost"]
    lines += [raw(name) + b": " + raw(value) for name, value in headers]
    if body is not None and not any(raw(name).lower() in (b"content-length", b"transfer-encoding") for name, _ in headers):
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + (body or b"")


SERVER_TEXT = re.compile(rb"SELECT |ERROR:|/work|libpq|\.cc:|\.h:\d|SQLSTATE|production_data_pkey|std::|boost::")


def problem_faults(answer):
    """What is wrong with an error's answer, as a list of texts."""
    faults = []
    if answer.media_type != PROBLEM_JSON:
        return [f"{answer.status} as {answer.media_type!r}, not {PROBLEM_JSON}"]
    try:
        document = json.loads(answer.body)
    except ValueError as error:
        return [f"problem is no JSON: {error}"]
    for name, kind in (("type", str), ("title", str), ("status", int), ("detail", str), ("instance", str)):
        if not isinstance(document.get(name), kind) or document.get(name) == "":
            faults.append(f"problem's {name} is {document.get(name)!r}")
    if document.get("status") != answer.status:
        faults.append(f"problem says {document.get('status')}, the status is {answer.status}")
    # What the client itself sent may come back.
    said = b" ".join(str(document.get(name, "")).encode() for name in ("type", "title", "detail"))
    if match := SERVER_TEXT.search(said):
        faults.append(f"server text {match.group()!r} in {said[:300]!r}")
    return faults


def wait_until(condition, limit_s, pause_s=0.1):
    """Polls until condition() holds. Returns whether it did within limit_s seconds."""
    deadline = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause_s)
    return True
