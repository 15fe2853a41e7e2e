"""One running `flodata stream`: started with settings, its log read as it comes, killed, frozen and thawed."""
import contextlib
import os
import pathlib
import re
import signal
import subprocess
import threading

PATIENCE_S = 120  # a bound for a loaded machine under sanitizers, not a measure of speed

# What the log says of where the streamer is.
SESSION_BEGUN = "Clock synchronized"
HISTORY_DONE = "History complete"
BATCH_DONE = "Batch loaded"
HOUR_DONE = "Streaming record"
ROWS_REMOVED = "rows before .* were removed"
STANDING_BY = "standing by"
SET_BACK = "set back"


def clean_environment():
    """The environment without anybody's settings of flodata."""
    prefixes = ("DB_", "BATCH_", "CATCHUP_", "API_", "REPLAY_", "RETENTION_", "LOG_", "PG")
    names = ("START_OFFSET_DAYS", "TARGET_TIMEZONE", "DUCKDB_PATH")
    return {name: value for name, value in os.environ.items() if not name.startswith(prefixes) and name not in names}


def make_source(flodata, path, wells, days, seed):
    """Makes a simulated field's source file."""
    for words in (["simulate", "--out", path, "--wells", wells, "--days", days, "--seed", seed], ["upsample", path]):
        subprocess.run([flodata, "dataset", *map(str, words)], check=True, capture_output=True, env=clean_environment(),
                       cwd=path.parent)


class StreamerProcess:
    """`settings`: environment of the program. `folder`: where it runs (no .env there)."""

    def __init__(self, flodata, folder, name="streamer", **settings):
        self.name = name
        self.log = []
        self.news = threading.Condition()
        self.process = subprocess.Popen(
            # The streamer must not outlive the test, whatever becomes of that.
            ["setpriv", "--pdeathsig=KILL", pathlib.Path(flodata), "stream"], cwd=folder, text=True, errors="replace",
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=clean_environment() | {k: str(v) for k, v in settings.items()})
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    @property
    def pid(self):
        return self.process.pid

    def _read(self):
        for line in self.process.stderr:
            with self.news:
                self.log.append(line.rstrip())
                self.news.notify_all()
        with self.news:
            self.log.append("(end of log)")
            self.news.notify_all()

    def wait_for_log(self, pattern, limit_s=PATIENCE_S, after=0):
        """Waits for a line that matches, from line number `after` on. Returns whether it came before the limit or the end."""
        def found():
            return any(re.search(pattern, line) for line in self.log[after:])
        with self.news:
            self.news.wait_for(lambda: found() or self.log[-1:] == ["(end of log)"], limit_s)
            return found()

    def lines(self, pattern, after=0):
        with self.news:
            return [line for line in self.log[after:] if re.search(pattern, line)]

    def line_count(self):
        with self.news:
            return len(self.log)

    def run_for(self, seconds):
        """Lets it run. Returns its exit code when it ended by itself meanwhile, else None."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(seconds)
        return None

    def running(self):
        return self.process.poll() is None

    def kill(self):
        self.process.kill()
        self._reap()

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def terminate(self):
        """SIGTERM. Returns the exit code."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self._reap()
        return self.process.returncode

    def _reap(self):
        self.process.wait()
        self.reader.join()
        self.process.stderr.close()

    def phase(self, history_complete_at_start):
        """What it was doing last: starting, first load, catch-up or live."""
        phase = "starting"
        past_history = history_complete_at_start
        with self.news:
            for line in self.log:
                if HISTORY_DONE in line:
                    past_history, phase = True, "catch-up"
                elif SESSION_BEGUN in line and not past_history:
                    phase = "first load"
                elif BATCH_DONE in line:
                    phase = "catch-up" if past_history else "first load"
                elif HOUR_DONE in line:
                    phase = "live"
        return phase

    def complaint(self, last=15):
        with self.news:
            return f"{self.name} (pid {self.pid}, exit code {self.process.poll()}):\n  " + "\n  ".join(self.log[-last:])

    def open_ports(self):
        """Local TCP ports of its connections, as PostgreSQL's client_port shows them."""
        inodes = set()
        for link in pathlib.Path(f"/proc/{self.pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                if match := re.fullmatch(r"socket:\[(\d+)\]", os.readlink(link)):
                    inodes.add(match.group(1))
        ports = set()
        for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[9] in inodes:
                ports.add(int(fields[1].split(":")[1], 16))
        return ports
