"""A PostgreSQL of its own in a folder below /tmp, which can be stopped, restarted and cut off from power.

fsync stays on: what a committed transaction wrote has to be there after every kill.
"""
import contextlib
import os
import pathlib
import pwd
import random
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

HOST = "127.0.0.1"
USER = "flodata"
START_LIMIT_S = 120
STOP_LIMIT_S = 60
POLL_S = 0.02
# Ephemeral ports begin at 32768: one of those could be taken by a client while the server is down.
FIRST_PORT, LAST_PORT = 20000, 32000


class QueryFailed(Exception):
    """psql said no; the text is what it said."""


def eventually(condition, limit_s, what):
    """Polls until condition() is true and returns what it gave. Raises TimeoutError(what) after limit_s seconds."""
    deadline = time.monotonic() + limit_s
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {limit_s} s")
        time.sleep(POLL_S)


def free_port():
    for _ in range(1000):
        port = random.SystemRandom().randrange(FIRST_PORT, LAST_PORT)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise RuntimeError(f"no free port from {FIRST_PORT} to {LAST_PORT}")


def newest_postgres():
    programs = [path.parent for path in pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not programs:
        raise RuntimeError("no /usr/lib/postgresql/*/bin/initdb: install the package postgresql")
    return max(programs, key=lambda folder: int(folder.parent.name))


def unprivileged_user():
    """PostgreSQL refuses to run as root. Returns the account to use instead, None for an ordinary user."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("running as root, and there is neither a user postgres nor nobody")


def as_unprivileged():
    """Words before a command: another user when we are root, and the end of it when this test ends."""
    account = unprivileged_user()
    words = ["setpriv", "--pdeathsig=QUIT"]
    return words + ([f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"] if account else [])


def wait_until_gone(pid):
    """Waits for the end of a process that is not ours to reap."""
    with contextlib.suppress(ProcessLookupError):
        handle = os.pidfd_open(pid)
        try:
            poll = select.poll()
            poll.register(handle, select.POLLIN)
            poll.poll(STOP_LIMIT_S * 1000)
        finally:
            os.close(handle)


class PostgresCluster:
    """Context manager. `host`, `port` and `user` (no password) are for clients by TCP."""

    def __init__(self, *settings):
        self.host, self.port, self.user = HOST, free_port(), USER
        self.settings = settings
        self.starts = 0
        self.process = None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="flodata-chaos-pg-", dir="/tmp"))
        self.folder.chmod(0o755)
        if account := unprivileged_user():
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.programs = newest_postgres()

    def __enter__(self):
        try:
            done = subprocess.run([*as_unprivileged(), self.programs / "initdb", "--no-instructions", "--auth=trust",
                                   "--encoding=UTF8", "--locale=C.UTF-8", f"--username={USER}", "-D", self.folder / "data"],
                                  cwd=self.folder, text=True, capture_output=True)
            if done.returncode != 0:
                raise RuntimeError(f"initdb: {done.stderr}")
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_):
        self.remove()

    def remove(self):
        if self.running():
            try:
                self.stop()  # a killed server would leave shared memory behind
            except subprocess.TimeoutExpired:
                self.power_cut()
        shutil.rmtree(self.folder, ignore_errors=True)

    def running(self):
        return self.process is not None and self.process.poll() is None

    def start(self):
        options = [f"listen_addresses={HOST}", f"port={self.port}", f"unix_socket_directories={self.folder}",
                   "fsync=on", "max_connections=50", "shared_buffers=64MB", "max_wal_size=1GB", "timezone=UTC",
                   "logging_collector=off", *self.settings]
        command = [*as_unprivileged(), self.programs / "postgres", "-D", self.folder / "data"]
        for option in options:
            command += ["-c", option]
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        self.starts += 1
        eventually(self._ready, START_LIMIT_S, "start of PostgreSQL")

    def _ready(self):
        if not self.running():
            raise RuntimeError("PostgreSQL ended:\n" + (self.folder / "server.log").read_text()[-3000:])
        done = subprocess.run([self.programs / "pg_isready", "-q", "-h", self.folder, "-p", str(self.port)])
        return done.returncode == 0

    def stop(self):
        """Ends sessions, writes everything out, stops."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(STOP_LIMIT_S)

    def restart(self):
        self.stop()
        self.start()

    def power_cut(self):
        """SIGKILL for the server and every process of it: what was only in its memory is lost."""
        self.process.send_signal(signal.SIGSTOP)  # so that it starts no further process meanwhile
        pid = self.process.pid
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for child in map(int, children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            wait_until_gone(child)
        self.process.kill()
        self.process.wait()

    def psql_command(self, database):
        return ["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-p", str(self.port), "-U", USER,
                "-d", database]

    def sql(self, database, query):
        """Returns psql's output: a line for each row, columns separated by |."""
        done = subprocess.run([*self.psql_command(database), "-c", query], text=True, capture_output=True)
        if done.returncode != 0:
            raise QueryFailed(f"{done.stderr.strip()} (at: {query})")
        return done.stdout.strip()

    def rows(self, database, query):
        """Returns a list of rows, each a list of texts."""
        return [line.split("|") for line in self.sql(database, query).splitlines()]

    def create_database(self, name):
        self.sql("postgres", f"CREATE DATABASE {name}")

    def session(self, database):
        return PsqlSession(self.psql_command(database))


class PsqlSession:
    """A psql that stays connected, to hold a transaction open. Context manager; leaving it rolls back."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(STOP_LIMIT_S)
        self.process.stdout.close()

    def execute(self, statement):
        """Returns when the statement is done."""
        self.process.stdin.write(f"{statement};\n\\echo done\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.strip() == "done":
                return
        raise QueryFailed(f"psql ended at: {statement}")
