"""The generators, linters and the browser driver that these tests take from npm and PyPI: pinned, installed once below the build folder.

Without a registry there is nothing to test with, so the test is skipped (exit code 77) with a message; whatever else goes wrong while
installing is a fault.
"""
import fcntl
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "api"))
from live_system import SKIPPED  # noqa: E402  (the path comes first)

INSTALL_LIMIT_S = 240
RUN_LIMIT_S = 300
UNREACHABLE = re.compile(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|socket hang up|network "
                         r"(request|timeout)|after connection broken|Temporary failure in name resolution|timed out", re.IGNORECASE)
PYTHON = "/usr/bin/python3"
CHROMIUM = "/usr/bin/chromium"
BROWSER_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                 "--disable-component-update", "--disable-sync")


class Skip(Exception):
    """What the test needs is not to be had on this machine."""


def main(run, arguments):
    """Calls run(*arguments), which returns faults. Ends the process."""
    try:
        faults = run(*arguments)
    except Skip as reason:
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
    print("\n".join(faults) if faults else "no faults")
    sys.exit(1 if faults else 0)


class Toolbox:
    """`program`: the flodata that is tested; its folder is the build folder."""

    def __init__(self, program):
        self.folder = pathlib.Path(program).resolve().parent / "client-tools"
        self.folder.mkdir(exist_ok=True)

    def node_modules(self, source=HERE):
        """Installs the npm packages that `source` pins. Returns the folder that has them, with the scripts of `source` beside them."""
        if shutil.which("npm") is None:
            raise Skip("there is no npm")
        pins = [source / name for name in ("package.json", "package-lock.json", ".npmrc")]
        folder = self._installed("npm" if source == HERE else source.name, pins, lambda target: self._npm(pins, target))
        for script in [*source.glob("*.mjs"), *source.glob("*.ts")]:
            shutil.copy(script, folder)
        return folder

    def python_packages(self):
        """Installs the packages of PyPI. Returns the folder for PYTHONPATH."""
        pins = [HERE / "requirements.txt"]
        return self._installed("python", pins, lambda target: self._install(
            [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "--retries", "1", "--timeout", "20",
             "--no-input", "--disable-pip-version-check", "--root-user-action", "ignore", "--target", target, "-r", *pins], self.folder))

    def run(self, words, **options):
        """Returns what a tool printed. Raises RuntimeError with it when it fails."""
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=RUN_LIMIT_S, check=False, **options)
        if done.returncode != 0:
            raise RuntimeError(f"{words[0]}: exit code {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
        return done.stdout

    def _installed(self, name, pins, install):
        version = hashlib.sha256(b"".join(pin.read_bytes() for pin in pins)).hexdigest()[:12]
        target = self.folder / f"{name}-{version}"
        with open(self.folder / f"{name}.lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two tests may start at once
            if not (target / "installed").exists():
                for old in self.folder.glob(f"{name}-*"):
                    shutil.rmtree(old)
                target.mkdir()
                install(target)
                (target / "installed").touch()
        return target

    def _npm(self, pins, target):
        for pin in pins:
            shutil.copy(pin, target)
        self._install(["npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--fetch-retries=1",
                       "--fetch-timeout=30000", "--loglevel=error"], target)

    def _install(self, words, folder):
        words = [str(word) for word in words]
        with subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              start_new_session=True) as process:
            try:
                output, _ = process.communicate(timeout=INSTALL_LIMIT_S)
            except subprocess.TimeoutExpired as error:
                os.killpg(process.pid, 9)
                raise Skip(f"{words[0]} did not end within {INSTALL_LIMIT_S} s: no package registry?") from error
        if process.returncode == 0:
            return
        if UNREACHABLE.search(output):
            raise Skip(f"no package registry can be reached ({' '.join(words[:3])})")
        raise RuntimeError(f"{' '.join(words[:3])}: exit code {process.returncode}\n{output[-3000:]}")
