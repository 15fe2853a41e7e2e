#!/usr/bin/env python3
"""Runs what docs/api.md tells people to run: its curl lines, Python, R, JavaScript and SQL, and its pages in Chromium, against the real
program with the real workbook.

Usage: documentation_recipes.py FLODATA. Exits 1 when a recipe fails or says nothing, 77 when there is no workbook. What a language needs and
this machine lacks (node, Rscript, Chromium, polars) is named, and its recipes are not run.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import live_system

sys.path.insert(0, str(live_system.ROOT / "tests" / "clients"))
import toolbox  # noqa: E402  (the path comes first)

TIME_LIMIT_S = 120
CURL_TIMED_OUT = 28  # what curl says of an endless answer that --max-time cut off
LANGUAGES = {"bash": ("bash", "-e"), "python": (toolbox.PYTHON,), "javascript": ("node", "--input-type=module"), "r": ("Rscript", "-"),
             "sql": (), "html": ()}
ROWS_SHOWN = 2  # lines that a page has to say
MACROS = (("$__timeFilter(time)", "time > '2000-01-01'"),)  # of Grafana


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


class Runner:
    """`tools`: None without a registry."""

    def __init__(self, system, tools):
        self.system, self.tools = system, tools

    def lacks(self, language, code):
        """What this machine has not got to run the recipe with, or None."""
        if language in ("javascript", "r"):
            program = LANGUAGES[language][0]
            return None if shutil.which(program) else program
        if language == "html":
            return None if self.tools and pathlib.Path(toolbox.CHROMIUM).exists() else "Chromium, or its driver of npm"
        return "polars" if "import polars" in code and not self.tools else None

    def words(self, language, command, work):
        """The command line, and what goes to its standard input."""
        if language == "html":
            page = pathlib.Path(work) / "page.html"
            page.write_text("<!DOCTYPE html>\n<meta charset=utf-8>\n" + command, encoding="utf-8")
            script = self.tools.node_modules() / "page_console.mjs"
            return ["node", script, toolbox.CHROMIUM, page, ROWS_SHOWN], ""
        if language == "sql":
            for macro, meaning in MACROS:
                command = command.replace(macro, meaning)
            return ["bash", "-c", self.system.psql_line + " -X -A -t -v ON_ERROR_STOP=1"], command
        return LANGUAGES[language], command

    def fault_of(self, language, command, work):
        words, text = self.words(language, command, work)
        environment = os.environ | ({"PYTHONPATH": str(self.tools.python_packages())} if "import polars" in command else {})
        before = set(pathlib.Path(work).iterdir())
        done = subprocess.run([str(word) for word in words], input=text, capture_output=True, text=True, cwd=work, timeout=TIME_LIMIT_S,
                              env=environment, check=False)
        written = any(path.stat().st_size for path in set(pathlib.Path(work).iterdir()) - before)
        if done.returncode not in (0, CURL_TIMED_OUT if "--max-time" in command else 0):
            return f"exit code {done.returncode}: {done.stdout[-400:]} {done.stderr.strip()[-400:]}"
        return None if done.stdout.strip() or written else "it says nothing"


def toolbox_or_none(flodata):
    tools = toolbox.Toolbox(flodata)
    try:
        tools.node_modules()
        tools.python_packages()
        return tools
    except toolbox.Skip as reason:
        print(f"not run: what needs packages of npm or PyPI: {reason}")
        return None


def run_recipes(runner, text, folder):
    """Returns (faults, number of recipes run). Pages come last, at an hour a second, so that they hear of some."""
    faults, count = [], 0
    for line, language, code in sorted(recipes(text), key=lambda recipe: recipe[1] == "html"):
        if lacking := runner.lacks(language, code):
            print(f"docs/api.md:{line}: not run, there is no {lacking}")
            continue
        if language == "html":
            runner.system.replay("speed", 3600)
        for command in commands(language, code.replace("localhost:8000", f"127.0.0.1:{runner.system.port}")):
            count += 1
            with tempfile.TemporaryDirectory(dir=folder) as work:
                fault = runner.fault_of(language, command, work)
            if fault:
                faults.append(f"docs/api.md:{line}: {fault}\n{command}")
    return faults, count


def main():
    if live_system.workbook() is None:
        print("skipped: no workbook (../shared/volve/, or VOLVE_XLSX)")
        return live_system.SKIPPED
    text = (live_system.ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    folder = live_system.temporary_folder()
    tools = toolbox_or_none(sys.argv[1])
    try:
        source = folder / "volve.duckdb"
        live_system.import_workbook(sys.argv[1], source)
        with live_system.LiveSystem(sys.argv[1], source=source, START_OFFSET_DAYS="2500") as system:
            runner = Runner(system, tools)
            faults, count = run_recipes(runner, text, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n".join([*faults, f"{count} recipes run, {len(faults)} faults"]))
    return 1 if faults or not count else 0


if __name__ == "__main__":
    os.environ.pop("http_proxy", None)
    sys.exit(main())
