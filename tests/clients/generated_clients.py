#!/usr/bin/env python3
"""Clients that are generated from /openapi.json, used against the real program: openapi-python-client (PyPI), and openapi-typescript with
openapi-fetch (npm), compiled by `tsc --strict`. Each calls every operation.

Usage: generated_clients.py FLODATA. Exit code 1 on any fault, 77 when no package registry can be reached.
"""
import json
import os
import shutil
import subprocess
import sys

import toolbox
from live_system import HOST, LiveSystem

TOKEN = "token-of-the-generated-clients"
COMPILER_OPTIONS = ("--strict", "--noUncheckedIndexedAccess", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom,dom.iterable",
                    "--skipLibCheck")


def faults_of(language, output, expected):
    """Faults that the usage found, and operations that it left out."""
    said = json.loads(output)
    left_out = sorted(expected - set(said["called"]))
    return [f"{language}: {fault}" for fault in said["faults"]] + ([f"{language}: never called: {left_out}"] if left_out else [])


def repeats_lists(description):
    """Whether the document wants tags=a&tags=b, rather than tags=a,b."""
    tags = next(parameter for parameter in description["paths"]["/api/production"]["get"]["parameters"] if parameter["name"] == "tags")
    return tags["explode"]


def used(words, **options):
    """Output of a program that says its faults itself."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=toolbox.RUN_LIMIT_S, check=False, **options)
    if not done.stdout.startswith("{"):
        raise RuntimeError(f"{words}: exit code {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def python_client(tools, document, folder, arguments):
    packages = tools.python_packages()
    environment = os.environ | {"PYTHONPATH": str(packages), "PATH": f"{packages / 'bin'}:{os.environ['PATH']}"}
    said = tools.run([toolbox.PYTHON, "-m", "openapi_python_client", "generate", "--path", document, "--meta", "none", "--overwrite",
                      "--fail-on-warning", "--output-path", folder / "open_flo_data_api_client"], env=environment, cwd=folder)
    if "WARNING" in said or "ERROR" in said:
        raise RuntimeError(said)
    environment["PYTHONPATH"] += f":{folder}"
    return used([toolbox.PYTHON, toolbox.HERE / "usage.py", *arguments], env=environment, cwd=folder)


def typescript_client(tools, document, folder, arguments):
    """`folder` has the packages."""
    tools.run(["node", "node_modules/openapi-typescript/bin/cli.js", document, "--output", "schema.ts"], cwd=folder)
    tools.run(["node", "node_modules/typescript/bin/tsc", *COMPILER_OPTIONS, "usage.ts"], cwd=folder)
    return used(["node", "usage.js", *arguments], cwd=folder)


def run(flodata):
    tools = toolbox.Toolbox(flodata)
    node_folder, _ = tools.node_modules(), tools.python_packages()
    folder = tools.folder / "generated"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    document = folder / "openapi.json"
    faults = []
    # Each gets a system of its own, since it moves the stream about.
    for language, use, work in (("Python", python_client, folder), ("TypeScript", typescript_client, node_folder)):
        with LiveSystem(flodata, wells=4, days=400, REPLAY_TOKEN=TOKEN) as system:
            description = system.get_json("/openapi.json")
            document.write_text(json.dumps(description), encoding="utf-8")
            operations = [(method, path, described["operationId"]) for path, item in description["paths"].items()
                          for method, described in item.items()]
            well = next(parameter["example"] for parameter in description["paths"]["/wells/latest"]["get"]["parameters"])
            arguments = (f"http://{HOST}:{system.port}", TOKEN, well, "repeated" if repeats_lists(description) else "joined")
            expected = {name if language == "Python" else f"{method} {path}" for method, path, name in operations}
            faults += faults_of(language, use(tools, document, work, arguments), expected)
    print(f"{len(operations)} operations called by each of two clients")
    return faults


if __name__ == "__main__":
    toolbox.main(run, sys.argv[1:2])
