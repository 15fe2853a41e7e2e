#!/usr/bin/env python3
"""Surveillance of a simulated field against its truth: simulate, upsample, compare (docs/surveillance.md).

Usage: surveillance_accuracy_test.py FLODATA ACCURACY. Exit code 1 when the index is right, or its interval or the range of a forecast
holds, less often than said.
"""
import pathlib
import subprocess
import sys
import tempfile

LEAST_INDEX, LEAST_COVERAGE = "0.85", "0.7"  # of one field; tables over many stand in the documentation


def main():
    flodata, accuracy = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as folder:
        for words in (["simulate", "--seed", "1", "--out", "field.duckdb"], ["upsample", "--method", "ups2", "field.duckdb"]):
            subprocess.run([flodata, "dataset", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        words = [accuracy, "field.duckdb", "--least-index", LEAST_INDEX, "--least-coverage", LEAST_COVERAGE]
        return subprocess.run(words, cwd=folder).returncode


if __name__ == "__main__":
    sys.exit(main())
