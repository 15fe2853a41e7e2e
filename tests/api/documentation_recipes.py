#!/usr/bin/env python3
"""Runs what docs/api.md tells people to run: its curl lines, its Python and its JavaScript, against the real program with the real
workbook.

Usage: documentation_recipes.py FLODATA. Exits 1 when a recipe fails or says nothing, 77 when there is no workbook.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import live_system

TIME_LIMIT_S = 120
CURL_TIMED_OUT = 28  # what curl says of an endless answer that --max-time cut off
LANGUAGES = {"bash": ("bash", "-e"), "python": ("/usr/bin/python3",), "javascript": ("node", "--input-type=module")}


def recipes(text):
    """Yields (line number, language, code) of the fenced blocks that can be run."""
    for block in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        language, code = block.groups()
        if language in LANGUAGES and "REPLAY_TOKEN" not in code:  # control: tests/integration/replay_commands_test.py
            yield text.count("\n", 0, block.start()) + 1, language, code


def commands(language, code):
    """A block of shell lines is as many commands; a program is one."""
    if language != "bash":
        return [code]
    return [line.replace("curl ", "curl --silent --show-error --fail ", 1) for line in code.splitlines() if line.startswith("curl ")]


def fault_of(language, command, folder):
    done = subprocess.run(LANGUAGES[language], input=command, capture_output=True, text=True, cwd=folder, timeout=TIME_LIMIT_S)
    written = any(path.stat().st_size for path in pathlib.Path(folder).iterdir())
    if done.returncode not in (0, CURL_TIMED_OUT if "--max-time" in command else 0):
        return f"exit code {done.returncode}: {done.stderr.strip()[-400:]}"
    return None if done.stdout.strip() or written else "it says nothing"


def main():
    if live_system.workbook() is None:
        print("skipped: no workbook (../shared/volve/, or VOLVE_XLSX)")
        return live_system.SKIPPED
    text = (live_system.ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    folder = live_system.temporary_folder()
    faults, count = [], 0
    try:
        source = folder / "volve.duckdb"
        live_system.import_workbook(sys.argv[1], source)
        with live_system.LiveSystem(sys.argv[1], source=source, START_OFFSET_DAYS="2500") as system:
            for line, language, code in recipes(text):
                if language == "javascript" and shutil.which("node") is None:
                    print(f"docs/api.md:{line}: not run, there is no node")
                    continue
                for command in commands(language, code.replace("localhost:8000", f"127.0.0.1:{system.port}")):
                    count += 1
                    with tempfile.TemporaryDirectory(dir=folder) as work:
                        fault = fault_of(language, command, work)
                    if fault:
                        faults.append(f"docs/api.md:{line}: {fault}\n{command}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n".join([*faults, f"{count} recipes run, {len(faults)} faults"]))
    return 1 if faults or not count else 0


if __name__ == "__main__":
    os.environ.pop("http_proxy", None)
    sys.exit(main())
