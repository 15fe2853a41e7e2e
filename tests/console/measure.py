#!/usr/bin/env python3
"""Measures the console in headless Chromium on this machine: medians of 10 runs, with what is allowed.

Usage: measure.py FLODATA [--seconds N] [--only WHAT]. N: how long frames are counted and memory is watched (600).
WHAT: paint, zoom, sort, frames or memory. Exit code 1 when a figure is not met.
"""
import argparse
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "clients"))
import toolbox  # noqa: E402  (the path comes first)
from live_system import HOST, LiveSystem  # noqa: E402

TOKEN = "console-test-token-of-24"
# What is measured, on which field.
PARTS = [({"wells": 7, "days": 3288}, ["paint", "zoom"]), ({"wells": 1300, "days": 40}, ["sort"]),
         ({"wells": 7, "days": 3288}, ["frames", "memory"])]


def measure(tools, flodata, field, parts, seconds):
    with LiveSystem(flodata, REPLAY_TOKEN=TOKEN, **field) as system:
        words = ["node", "measure.mjs", toolbox.CHROMIUM, f"http://{HOST}:{system.port}", TOKEN, seconds, *parts]
        done = subprocess.run([str(word) for word in words], cwd=tools, text=True, stdout=subprocess.PIPE, check=False, timeout=seconds * 3 + 900)
        if done.returncode != 0:
            raise RuntimeError(f"the browser's side ended with exit code {done.returncode}")
        return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("flodata")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--only", action="append")
    options = parser.parse_args()
    tools = toolbox.Toolbox(options.flodata).node_modules(HERE)
    met = True
    for field, parts in PARTS:
        wanted = [part for part in parts if not options.only or part in options.only]
        for figure in measure(tools, options.flodata, field, wanted, options.seconds) if wanted else []:
            holds = figure["value"] <= figure["limit"] if figure["sense"] == "at most" else figure["value"] >= figure["limit"]
            met = met and holds
            print(f"{figure['name']}: {figure['value']:.4g} {figure['unit']} ({figure['sense']} {figure['limit']}){'' if holds else '  NOT MET'}",
                  flush=True)
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
