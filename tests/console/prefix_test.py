#!/usr/bin/env python3
"""The console and /docs in headless Chromium behind Debian's nginx, below the path prefix of docs/reverse_proxy.md.

Usage: prefix_test.py FLODATA. Exit code 1 on any fault, 77 without nginx, Chromium or a package registry.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "clients"))
import behind_nginx  # noqa: E402  (the path comes first)
import toolbox  # noqa: E402
from live_system import HOST, LiveSystem  # noqa: E402

PREFIX = "/field"


def run(flodata):
    for program in (toolbox.CHROMIUM, behind_nginx.NGINX):
        if not pathlib.Path(program).exists():
            raise toolbox.Skip(f"there is no {program}")
    tools = toolbox.Toolbox(flodata).node_modules(HERE)
    with LiveSystem(flodata, wells=3, days=200) as system:
        folder = system.folder / "nginx"
        folder.mkdir()
        try:
            with behind_nginx.Nginx(folder, system.port, below_prefix) as nginx:
                words = ["node", "console.mjs", toolbox.CHROMIUM, f"http://{HOST}:{nginx.port}{PREFIX}", "", "prefix"]
                done = subprocess.run(words, cwd=tools, text=True, stdout=subprocess.PIPE, check=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return json.loads(done.stdout.splitlines()[-1])["result"]


def below_prefix(site):
    """The documented site with the documented lines for a prefix."""
    return re.sub(r"location / \{\n\s*proxy_pass http://flodata;", "\n        ".join(behind_nginx.block(2).split("\n")[:2]), site)


if __name__ == "__main__":
    toolbox.main(run, sys.argv[1:2])
