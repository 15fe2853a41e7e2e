#!/usr/bin/env python3
"""Debian's nginx, with the configuration of docs/reverse_proxy.md, in front of the real program: JSON, a well's name with encoded slashes,
server-sent events that arrive at once, a WebSocket.

Usage: behind_nginx.py FLODATA. Exit code 1 on any fault, 77 when there is no nginx.
"""
import asyncio
import json
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import urllib.parse

import toolbox
import websockets
from live_system import HOST, ROOT, Connection, LiveSystem

NGINX = "/usr/sbin/nginx"
PATIENCE_S = 30
MOST_AT_ONCE = 10  # events, when the machine is busy
# What a site's file is included into. Nothing is written outside of the folder.
MAIN = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d;
  scgi_temp_path {folder}/e;
  {site}
}}
"""


def block(number):
    """The `number`th block of nginx's language, from 1."""
    return re.findall(r"```nginx\n(.*?)```", (ROOT / "docs" / "reverse_proxy.md").read_text(encoding="utf-8"), re.DOTALL)[number - 1]


def documented_site(api_port, port):
    site = block(1)
    for documented, here in (("server 127.0.0.1:8000;", f"server {HOST}:{api_port};"), ("listen 80;", f"listen {HOST}:{port};"),
                             ("Host localhost:8000", f"Host localhost:{api_port}")):
        if site.count(documented) != 1:
            raise RuntimeError(f"docs/reverse_proxy.md has no '{documented}'")
        site = site.replace(documented, here)
    return site


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


class Nginx:
    """Context manager. `change`: of the documented site."""

    def __init__(self, folder, api_port, change=str):
        self.port = free_port()
        self.folder = folder
        configuration = folder / "nginx.conf"
        configuration.write_text(MAIN.format(folder=folder, site=change(documented_site(api_port, self.port))), encoding="utf-8")
        self.words = [NGINX, "-p", folder, "-c", configuration, "-e", folder / "error.log"]

    def __enter__(self):
        checked = subprocess.run([*map(str, self.words), "-t"], capture_output=True, text=True, check=False)
        if checked.returncode != 0:
            raise RuntimeError(checked.stderr)
        # SIGTERM to the master ends the worker as well.
        self.process = subprocess.Popen(["setpriv", "--pdeathsig=TERM", *map(str, self.words)])
        for _ in range(PATIENCE_S * 20):
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
                return self
            except ConnectionRefusedError:
                try:
                    self.process.wait(0.05)
                    break
                except subprocess.TimeoutExpired:
                    pass
        raise RuntimeError((self.folder / "error.log").read_text(encoding="utf-8"))

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE_S)


def json_faults(nginx, system):
    well = system.get_json("/api/wells")["wells"][0]
    target = f"/api/production/{urllib.parse.quote(well, safe='')}/range?start=2000-01-01&limit=100&tags=oil_rate"  # what was streamed long ago
    with Connection(nginx.port) as connection:
        proxied = connection.get(target)
    same = proxied.status == 200 and json.loads(proxied.body) == system.get_json(target) and len(proxied.body) > 100
    return [] if same else [f"{target}: {proxied.status} {proxied.body[:200]!r}"]


def event_faults(nginx, system):
    """Events have to come one by one: nginx would otherwise hold back some 4 KB of them, and give twenty at once."""
    well = urllib.parse.quote(system.get_json("/api/wells")["wells"][0], safe="")
    with Connection(nginx.port, PATIENCE_S) as connection:
        connection.send(b"GET /api/stream?tags=oil_rate&well=" + well.encode() + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        status, headers = connection.read_head()
        if status != 200 or headers.get("content-type") != "text/event-stream":
            return [f"/api/stream: {status} {headers}"]
        events = []
        while len(events) < 3:  # `connected`, and two hours of the stream
            try:
                connection._more()  # pylint: disable=protected-access
            except TimeoutError:
                return [f"within {PATIENCE_S} s only these events came: {events}"]
            events = re.findall(rb"event: (\w+)", bytes(connection.buffer))
    one_by_one = events[:3] == [b"connected", b"rows", b"rows"] and len(events) < MOST_AT_ONCE
    return [] if one_by_one else [f"events: {events}"]


async def first_messages(port, count):
    async with websockets.connect(f"ws://{HOST}:{port}/api/stream", open_timeout=PATIENCE_S, close_timeout=1) as connection:
        return [json.loads(await asyncio.wait_for(connection.recv(), PATIENCE_S)) for _ in range(count)]


def web_socket_faults(nginx):
    names = [message["event"] for message in asyncio.run(first_messages(nginx.port, 2))]
    return [] if names == ["connected", "rows"] else [f"messages of the WebSocket: {names}"]


def run(flodata):
    if not pathlib.Path(NGINX).exists():
        raise toolbox.Skip("there is no nginx")
    with LiveSystem(flodata, wells=2, days=200, REPLAY_SPEED=3600) as system:  # an hour a second
        folder = system.folder / "nginx"
        folder.mkdir()
        try:
            with Nginx(folder, system.port) as nginx:
                return json_faults(nginx, system) + event_faults(nginx, system) + web_socket_faults(nginx)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    toolbox.main(run, sys.argv[1:2])
