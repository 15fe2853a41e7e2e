#!/usr/bin/env python3
"""Builds the image without a container engine and runs both services of compose.yaml from it, as its user, against a real
PostgreSQL: `./run container-test`, as root. buildah with chroot isolation shares the network of this machine, so the
services get a free port each; everything else (commands, settings, mounts, health checks) is what compose.yaml says.
"""
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
import time
import urllib.request

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "openflodata"
BASE = "localhost/openflodata-test-base"
IMAGE = "localhost/openflodata-test"
POSTGRES_BIN = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
CERTIFICATES = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
DEADLINE_S = 90


def run(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, text=True, **options)


def buildah(*arguments, **options):
    return run("buildah", "--root", CACHE / "containers", "--storage-driver", "vfs", *arguments, **options)


def free_port():
    """A port below the ephemeral range, which nobody takes by chance."""
    for port in range(18100, 18400):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise SystemExit("no port is free")


def until(what, question):
    """Asks again until the answer is true; a failure of the world counts as no."""
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        try:
            if answer := question():
                return answer
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {DEADLINE_S} s")


def make_base():
    """A minimal Debian 12 from where this machine has its own packages, once."""
    archive = CACHE / "bookworm-minbase.tar"
    if not archive.exists():
        places = run("apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME)", "Created-By: Packages",
                     stdout=subprocess.PIPE).stdout.split("\n")
        mirror = next(place.split()[0] for place in places if place.endswith(" bookworm") and "debian" in place)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            tree = pathlib.Path(folder) / "tree"
            run("debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", tree, mirror, stdout=subprocess.DEVNULL)
            # Where this machine trusts certificates of its own, the build inside has to as well.
            shutil.copyfile(CERTIFICATES, tree / CERTIFICATES.relative_to("/"))
            (tree / "root/.npmrc").write_text(f"cafile={CERTIFICATES}\n")
            run("tar", "-C", tree, "-cf", f"{archive}.new", ".")
        os.rename(f"{archive}.new", archive)
    container = buildah("from", "scratch", stdout=subprocess.PIPE).stdout.strip()
    buildah("add", "--quiet", container, archive, "/", stdout=subprocess.DEVNULL)
    buildah("commit", "--quiet", "--rm", container, BASE, stdout=subprocess.DEVNULL)


def compose_settings(environment):
    """The services of compose.yaml, with their ${…} filled in from `environment` as docker compose does."""
    def value(match):
        name, default = match.group(1), match.group(3) or ""
        return environment.get(name) or ("" if match.group(2) == ":?" else default)

    def filled(node):
        if isinstance(node, dict):
            return {key: filled(child) for key, child in node.items()}
        if isinstance(node, list):
            return [filled(child) for child in node]
        return re.sub(r"\$\{(\w+)(:[-?])?([^}]*)\}", value, node).replace("$$", "$") if isinstance(node, str) else node
    return filled(yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8")))["services"]


def dotenv():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


class Postgres:
    def __init__(self, folder, environment):
        self.folder, self.port, self.environment = folder, free_port(), environment
        shutil.chown(folder, "postgres")
        (folder / "password").write_text(environment["DB_PASSWORD"])
        self.as_postgres("initdb", "-D", folder / "data", "-U", "postgres", "--auth-local", "trust", "--auth-host", "scram-sha-256",
                         "--pwfile", folder / "password")
        self.as_postgres("pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o",
                         f"-p {self.port} -h 127.0.0.1 -k {folder}", "start")
        self.as_postgres("createdb", "-h", folder, "-p", self.port, environment["DB_NAME"])
        # As the image of PostgreSQL runs it.
        run("bash", ROOT / "docker/postgres_roles.sh", env=os.environ | {
            "PGHOST": str(folder), "PGPORT": str(self.port), "POSTGRES_USER": "postgres", "POSTGRES_DB": environment["DB_NAME"],
            "FLODATA_USER": environment["DB_USER"], "FLODATA_PASSWORD": environment["DB_PASSWORD"],
            "FLODATA_API_PASSWORD": environment["DB_API_PASSWORD"]})

    def as_postgres(self, program, *arguments):
        run("runuser", "-u", "postgres", "--", POSTGRES_BIN / program, *arguments, stdout=subprocess.DEVNULL, cwd=self.folder)

    def sql(self, text, database=None):
        return run("psql", "-XAtq", "-h", "127.0.0.1", "-p", self.port, "-U", self.environment["DB_USER"], "-d",
                   database or self.environment["DB_NAME"], "-c", text, stdout=subprocess.PIPE,
                   env=os.environ | {"PGPASSWORD": self.environment["DB_PASSWORD"]}).stdout.strip()

    def stop(self):
        self.as_postgres("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")


class Service:
    """A service of compose.yaml, run from the image."""

    def __init__(self, name, compose, settings, volumes):
        self.name = name
        self.compose = compose[name]
        self.container = buildah("from", "--pull-never", IMAGE, stdout=subprocess.PIPE).stdout.strip()
        self.arguments = ["--isolation", "chroot"]
        for key, value in (self.compose["environment"] | settings).items():
            self.arguments += ["--env", f"{key}={value}"]
        for volume in self.compose.get("volumes", []):
            source, target = volume.split(":")[:2]
            self.arguments += ["--volume", f"{volumes[source]}:{target}"]
        self.process = None

    def command(self, words):
        return ["buildah", "--root", str(CACHE / "containers"), "--storage-driver", "vfs", "run", *self.arguments,
                self.container, "--", *words]

    def start(self):
        self.process = subprocess.Popen(self.command(["flodata", *self.compose["command"]]), text=True)

    def pids(self):
        """Process ids of flodata below the process that buildah is."""
        children = run("ps", "-eo", "pid=,ppid=,comm=", stdout=subprocess.PIPE).stdout.split("\n")
        parents = {int(pid): (int(parent), name) for pid, parent, name in (line.split(None, 2) for line in children if line)}
        found = []
        for pid, (parent, name) in parents.items():
            while parent in parents and parent != self.process.pid:
                parent = parents[parent][0]
            if name == "flodata" and parent == self.process.pid:
                found.append(pid)
        return found

    def users(self):
        return {pathlib.Path(f"/proc/{pid}").stat().st_uid for pid in self.pids()}

    def health(self):
        words = self.compose["healthcheck"]["test"]
        assert words[0] == "CMD", words
        return subprocess.run(self.command(words[1:]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode

    def stop(self):
        """SIGTERM, as `docker stop` sends it. Returns the exit code."""
        for pid in self.pids():
            os.kill(pid, signal.SIGTERM)
        return self.process.wait(timeout=15)

    def remove(self):
        if self.process and self.process.poll() is None:
            for pid in self.pids():
                os.kill(pid, signal.SIGKILL)
            self.process.wait(timeout=15)
        buildah("rm", self.container, stdout=subprocess.DEVNULL)


def get(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return json.load(answer)


def check(failures, what, is_so):
    print(f"{'ok    ' if is_so else 'FAILED'} {what}", flush=True)
    if not is_so:
        failures.append(what)


def check_services(postgres, streamer, api, port):
    failures, user = [], 10001
    streamer.start()
    api.start()
    until("history", lambda: postgres.sql("SELECT to_regclass('stream_state') IS NOT NULL") == "t"
          and postgres.sql("SELECT history_complete FROM stream_state") == "t")
    health = until("health", lambda: get(port, "/health"))
    check(failures, "the API is healthy", health["status"] == "healthy" and health["database"] == "connected")
    wells = get(port, "/api/wells")["wells"]
    check(failures, "the invented field's wells are live", bool(wells))
    check(failures, "the latest day of a well has 24 rows", len(get(port, f"/api/production/{wells[0]}/latest?hours=24")) == 24)
    check(failures, "both services run as the image's user", streamer.users() == api.users() == {user})
    check(failures, "the streamer's health check passes", streamer.health() == 0)
    check(failures, "the API's health check passes", api.health() == 0)
    rows = int(postgres.sql("SELECT count(*) FROM production_data"))
    check(failures, "the streamer ends with 0 on SIGTERM", streamer.stop() == 0)
    streamer.start()
    until("the next epoch", lambda: postgres.sql("SELECT epoch >= 2 FROM stream_state") == "t")
    check(failures, "a second start resumes", int(postgres.sql("SELECT count(*) FROM production_data")) - rows in range(len(wells) * 2 + 1))
    postgres.sql("ALTER TABLE production_data RENAME TO gone; ALTER TABLE stream_state RENAME TO state_gone; ALTER TABLE schema_migration RENAME TO migration_gone")
    check(failures, "the streamer's health check notices a database without the schema", streamer.health() != 0)
    check(failures, "the streamer ends with 0 on SIGTERM again", streamer.stop() == 0)
    check(failures, "the API ends with 0 on SIGTERM", api.stop() == 0)
    check(failures, "the API's health check notices that it is gone", api.health() != 0)
    return failures


def main():
    if os.geteuid() != 0:
        raise SystemExit("container-test: run it as root: it makes a base image with debootstrap")
    CACHE.mkdir(parents=True, exist_ok=True)
    environment = dotenv()
    make_base()
    buildah("bud", "--layers", "--isolation", "chroot", "--build-arg", f"BASE={BASE}", "-f", ROOT / "docker/Containerfile", "-t", IMAGE, ROOT)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="flodata_container_"))
    folder.chmod(0o755)
    (folder / "postgres").mkdir()
    (folder / "field").mkdir()
    os.chown(folder / "field", 10001, 10001)  # a named volume takes the owner of the image's folder
    postgres = Postgres(folder / "postgres", environment)
    api_port = free_port()
    settings = {"DB_HOST": "127.0.0.1", "DB_PORT": postgres.port}
    volumes = {"./data": ROOT / "data", "field": folder / "field"}
    compose = compose_settings(environment)
    services = []
    try:
        services.append(Service("flodata-streamer", compose, settings, volumes))
        services.append(Service("flodata-api", compose, settings | {"API_PORT": api_port, "API_BIND": "127.0.0.1"}, volumes))
        failures = check_services(postgres, *services, api_port)
    finally:
        for service in services:
            service.remove()
        postgres.stop()
        shutil.rmtree(folder)
    print(f"{12 - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
