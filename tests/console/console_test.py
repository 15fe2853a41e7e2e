#!/usr/bin/env python3
"""The console in headless Chromium, on a running `flodata up` with a simulated field: what a user sees, does and is told.

Usage: console_test.py FLODATA [SCENARIO…]. Without scenarios all of them run: pages, gauge, keyboard, accessibility, states, restart,
live. Exit code 1 on any fault, 77 without Chromium or a package registry.
"""
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "clients"))
import toolbox  # noqa: E402  (the path comes first)
from live_system import HOST, LiveSystem, Program  # noqa: E402

TOKEN = "console-test-token-of-24"
ALL = ["pages", "gauge", "keyboard", "accessibility", "states", "restart", "live"]


class RestartableSystem(LiveSystem):
    """A live system that may be killed, and started again at the same port."""

    def kill(self):
        self.program.kill()

    def start_again(self):
        self.program = Program(
            self.flodata, ["up", "--data-dir", self.folder / "data", "--port", self.port, "--source", self.source], self.folder,
            **self.settings)
        self.program.wait_for(r"API\s+http")


def converse(process, system):
    """Does what the browser's side asks for, a line each; returns what it found."""
    for line in process.stdout:
        message = json.loads(line)
        if "result" in message:
            return message["result"]
        getattr(system, {"kill": "kill", "start": "start_again"}[message["do"]])()
        process.stdin.write("done\n")
        process.stdin.flush()
    raise RuntimeError(f"the browser's side ended early:\n{process.stderr.read()[-4000:]}")


def run(flodata, *scenarios):
    if not pathlib.Path(toolbox.CHROMIUM).exists():
        raise toolbox.Skip(f"there is no {toolbox.CHROMIUM}")
    folder = toolbox.Toolbox(flodata).node_modules(HERE)
    with RestartableSystem(flodata, wells=7, days=500, seed=6, REPLAY_TOKEN=TOKEN) as system:
        words = ["node", folder / "console.mjs", toolbox.CHROMIUM, f"http://{HOST}:{system.port}", TOKEN, *(scenarios or ALL)]
        with subprocess.Popen([str(word) for word in words], cwd=folder, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            try:
                return converse(process, system)
            finally:
                process.kill()


if __name__ == "__main__":
    toolbox.main(run, sys.argv[1:])
