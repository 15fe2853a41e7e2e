#!/usr/bin/env python3
"""Prints the counts of a CTest JUnit report, the names of what failed, and why tests were skipped.

Usage: test_summary.py REPORT.xml
"""
import collections
import re
import sys
import xml.etree.ElementTree as ElementTree


def reason_of(case):
    """The line that GoogleTest prints where GTEST_SKIP was called."""
    output = case.findtext("system-out") or ""
    found = re.search(r"Skipped\n(.+)", output)
    return found.group(1).strip() if found else case.find("skipped").get("message", "")


def main():
    suite = ElementTree.parse(sys.argv[1]).getroot()
    outcomes = collections.Counter()
    skipped = collections.Counter()
    failed = []
    for case in suite.iter("testcase"):
        status = case.get("status")
        outcomes[status] += 1
        if status == "fail":
            failed.append(case.get("name"))
        elif status == "notrun":
            skipped[reason_of(case)] += 1
    for name in failed:
        print(f"FAILED  {name}")
    for reason, count in skipped.items():
        print(f"skipped {count}: {reason}")
    print(f"tests: {outcomes['run']} passed, {outcomes['fail']} failed, {outcomes['notrun']} skipped"
          f" in {float(suite.get('time', 0)):.0f} s")


if __name__ == "__main__":
    main()
