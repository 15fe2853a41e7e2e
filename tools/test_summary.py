#!/usr/bin/env python3
"""Prints the counts of a CTest JUnit report, the names of what failed, and why tests were skipped. Where an entry of CTest is a program of
GoogleTest, the tests within it are counted.

Usage: test_summary.py REPORT.xml
"""
import collections
import re
import sys
import xml.etree.ElementTree as ElementTree


class Summary:
    def __init__(self):
        self.passed = 0
        self.failed = []
        self.skipped = collections.Counter()  # by reason

    def add(self, case):
        """Adds an entry of CTest."""
        name, status, output = case.get("name"), case.get("status"), case.findtext("system-out") or ""
        ran = re.search(r"^\[==========\] (\d+) tests? from .* ran\.", output, re.MULTILINE)
        if not ran:
            self._add_program(name, status, case)
            return
        failed = sorted(set(re.findall(r"^\[  FAILED  \] (\S+?\.\S+?),?(?: |$)", output, re.MULTILINE)))
        reasons = re.findall(r": Skipped\n(.+)", output)
        self.failed += [f"{name}: {test}" for test in failed]
        if status == "fail" and not failed:
            self.failed.append(name)  # the program itself: a sanitizer's report, a timeout
        self.skipped.update(reason.strip() for reason in reasons)
        self.passed += int(ran.group(1)) - len(failed) - len(reasons)

    def _add_program(self, name, status, case):
        if status == "fail":
            self.failed.append(name)
        elif status == "notrun":
            self.skipped[(case.findtext("system-out") or case.find("skipped").get("message", "")).strip()] += 1
        else:
            self.passed += 1


def main():
    suite = ElementTree.parse(sys.argv[1]).getroot()
    summary = Summary()
    for case in suite.iter("testcase"):
        summary.add(case)
    for name in summary.failed:
        print(f"FAILED  {name}")
    for reason, count in summary.skipped.items():
        print(f"skipped {count}: {reason}")
    print(f"tests: {summary.passed} passed, {len(summary.failed)} failed, {summary.skipped.total()} skipped"
          f" in {float(suite.get('time', 0)):.0f} s")


if __name__ == "__main__":
    main()
