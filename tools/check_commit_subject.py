#!/usr/bin/env python3
"""Checks a commit message's subject: `area: imperative`, at most 72 characters, no full stop.

Usage: check_commit_subject.py FILE (the message, as git's commit-msg hook gives it).
"""
import pathlib
import re
import sys

LONGEST = 72
SUBJECT = re.compile(r"(?:[a-z][a-z0-9_./-]*(?:, )?)+: [a-zA-Z0-9`/'\"-].*[^.]")


def problem_of(subject):
    """What is wrong with the subject; None when nothing is."""
    if subject.startswith(("fixup! ", "squash! ", "Revert ")):
        return None
    if len(subject) > LONGEST:
        return f"the subject has {len(subject)} characters, at most {LONGEST}: put the rest into the body"
    if not SUBJECT.fullmatch(subject):
        return f"'{subject}' is no `area: imperative`, such as `streamer: hold the epoch while reconnecting`"
    return None


def main():
    lines = [line for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    problem = problem_of(lines[0] if lines else "")
    if problem:
        print(problem)
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main())
