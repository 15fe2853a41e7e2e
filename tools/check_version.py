#!/usr/bin/env python3
"""Checks that the version is written once, in project() of CMakeLists.txt, and that the changelog has it.

Usage: check_version.py [ROOT]. Prints `file:line: what is wrong` and exits 1 when something is.
"""
import json
import pathlib
import re
import subprocess
import sys

HEADING = re.compile(r"^## \[([^\]]+)\](?: - (\d{4}-\d\d-\d\d))?$")
MAY_SAY_IT = {"CMakeLists.txt", "CHANGELOG.md"}
# Pins of packages of others, and texts of theirs: a number there is no version of ours.
OF_OTHERS = re.compile(r"(^|/)(package(-lock)?\.json|requirements\.(txt|in)|debian_packages\.txt|duckdb\.cmake)$|^licenses/")


def check_changelog(root, version, problems):
    headings = [(number, match.groups()) for number, line in
                enumerate((root / "CHANGELOG.md").read_text(encoding="utf-8").splitlines(), 1)
                if line.startswith("## ") and (match := HEADING.match(line))]
    if not headings or headings[0][1][0] != "Unreleased":
        problems.append("CHANGELOG.md:1: the first heading must be `## [Unreleased]`")
        return
    newest = headings[1] if len(headings) > 1 else (1, ("nothing", None))
    if newest[1][0] != version or not newest[1][1]:
        problems.append(f"CHANGELOG.md:{newest[0]}: the newest release must be `## [{version}] - YYYY-MM-DD`, "
                        "the version of CMakeLists.txt and its day")


def check_packages(root, version, problems):
    """Our npm packages are never published: they have no version, or this one."""
    for name in ("web/package.json", "web/package-lock.json", "tests/clients/package.json", "tests/clients/package-lock.json"):
        said = json.loads((root / name).read_text(encoding="utf-8")).get("version", version)
        if said != version:
            problems.append(f"{name}:1: version {said}: take it out, CMakeLists.txt has it")


def check_copies(root, version, problems):
    exact = re.compile(rf"(?<![\d.]){re.escape(version)}(?![\d.]*\d)")
    files = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, files):
        path = root / name
        if name in MAY_SAY_IT or OF_OTHERS.search(name) or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if exact.search(line):
                problems.append(f"{name}:{number}: says the version {version}: take it from CMakeLists.txt (PROJECT_VERSION)")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent).resolve()
    match = re.search(r"^project\(\w+ VERSION (\d+\.\d+\.\d+)\b", (root / "CMakeLists.txt").read_text(encoding="utf-8"), re.MULTILINE)
    if not match:
        print("CMakeLists.txt:1: project() has no VERSION of three numbers")
        return 1
    problems = []
    check_changelog(root, match[1], problems)
    check_packages(root, match[1], problems)
    check_copies(root, match[1], problems)
    for problem in problems:
        print(problem)
    print(f"version: {match[1]}, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
