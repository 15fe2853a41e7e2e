#!/usr/bin/env python3
"""Swagger UI in headless Chromium: "Try it out" and "Execute", without edits, return rows on every GET, on a simulated field and on
somebody else's (a mapped .csv); with --volve on the published workbook too, where it is there.

Usage: swagger_ui.py FLODATA [--volve]. Exit code 1 on any fault, 77 without Chromium or a package registry.
"""
import json
import pathlib
import subprocess
import sys

import toolbox
from live_system import HOST, ROOT, LiveSystem, workbook
from streamer_process import clean_environment

EXAMPLE = ROOT / "docs" / "examples" / "mapping"


def is_an_answer(body):
    """Whether there is something in it: a row, a line, or an object whose lists are not empty."""
    try:
        value = json.loads(body)
    except ValueError:
        return len(body.splitlines()) > 1
    if isinstance(value, dict):
        return bool(value) and all(value[key] for key in ("wells", "data") if key in value)
    return bool(value)


def swagger_faults(tools, port, chromium=toolbox.CHROMIUM):
    """Faults of Swagger UI at a running API."""
    told = json.loads(tools.run(["node", "swagger_ui.mjs", chromium, f"http://{HOST}:{port}"], cwd=tools.node_modules()))
    faults = [f"{answer['path']}: {answer['status']} ({answer.get('asked')}) {answer['body'][:500]}" for answer in told["answers"]
              if answer["status"].split()[0] != "200" or not is_an_answer(answer["body"])]
    faults += [f"another host was asked: {url}" for url in told["foreign"]]
    return faults + ([] if len(told["answers"]) > 20 else [f"only {len(told['answers'])} GETs were found"])


def mapped_source(flodata, folder):
    source = folder / "eagle.duckdb"
    for words in (["import", EXAMPLE / "eagle_daily.csv", "--mapping", EXAMPLE / "eagle.toml", "--out", source], ["upsample", source]):
        subprocess.run([str(flodata), "dataset", *map(str, words)], check=True, capture_output=True, env=clean_environment(), cwd=folder)
    return source


def run(flodata, field=""):
    flodata = pathlib.Path(flodata).resolve()
    if not pathlib.Path(toolbox.CHROMIUM).exists():
        raise toolbox.Skip(f"there is no {toolbox.CHROMIUM}")
    tools = toolbox.Toolbox(flodata)
    tools.node_modules()
    with LiveSystem(flodata, wells=4, days=400) as system:
        faults = [f"simulated field: {fault}" for fault in swagger_faults(tools, system.port)]
    with LiveSystem(flodata, source=mapped_source(flodata, tools.folder)) as system:
        faults += [f"mapped field: {fault}" for fault in swagger_faults(tools, system.port)]
    if field == "--volve":
        if workbook() is None:
            raise toolbox.Skip("there is no Volve workbook: set VOLVE_XLSX or put it into ../shared/volve/")
        with LiveSystem(flodata, source=workbook()) as system:
            faults += [f"Volve: {fault}" for fault in swagger_faults(tools, system.port)]
    return faults


if __name__ == "__main__":
    toolbox.main(run, sys.argv[1:3])
