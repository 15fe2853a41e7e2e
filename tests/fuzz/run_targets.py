#!/usr/bin/env python3
"""Runs libFuzzer targets (NAME_fuzz) of a build folder over their kept corpora.

Usage: run_targets.py BUILD [--target NAME]… [--seconds N | --runs N] [--max-bytes N] [--seed N]

With --seconds, inputs that reach new code stay in BUILD/fuzz/found/NAME and the next run begins with them; with --runs,
every run begins with the kept corpus alone, so that it is the same run. An input that breaks a target is kept in
BUILD/fuzz/broken/. Prints one line per target and exits 1 when one was broken.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"
RSS_LIMIT_MB = 2048
SLOW_INPUT_SECONDS = 10


def run(target, build, folder, options):
    """Returns (exit status, seconds, libFuzzer's log)."""
    kept = CORPUS / target
    broken = build / "fuzz" / "broken"
    broken.mkdir(parents=True, exist_ok=True)
    command = [str(build / f"{target}_fuzz"), f"-artifact_prefix={broken}/{target}-", f"-seed={options.seed}",
               f"-rss_limit_mb={RSS_LIMIT_MB}", f"-timeout={SLOW_INPUT_SECONDS}", f"-max_len={options.max_bytes}",
               "-print_final_stats=1"]
    command += [f"-max_total_time={options.seconds}"] if options.seconds else [f"-runs={options.runs}"]
    dictionary = CORPUS.parent / f"{target}.dict"
    if dictionary.exists():
        command.append(f"-dict={dictionary}")
    command.append(str(folder))
    if kept.is_dir():
        command.append(str(kept))
    environment = dict(os.environ, UBSAN_OPTIONS="print_stacktrace=1")
    begin = time.monotonic()
    result = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, check=False)
    return result.returncode, time.monotonic() - begin, result.stderr.decode(errors="replace")


def last(pattern, log):
    found = re.findall(pattern, log)
    return found[-1] if found else "?"


def fuzz(target, build, options):
    if options.seconds:
        folder = build / "fuzz" / "found" / target
        folder.mkdir(parents=True, exist_ok=True)
        status, seconds, log = run(target, build, folder, options)
    else:
        with tempfile.TemporaryDirectory() as folder:
            status, seconds, log = run(target, build, folder, options)
    result = "no finding" if status == 0 else "interrupted" if "run interrupted" in log else "BROKEN"
    print(f"{target}: {seconds:.0f} s, {last(r'number_of_executed_units: *([0-9]+)', log)} runs, "
          f"coverage {last(r'cov: ([0-9]+)', log)}, corpus {last(r'corp: ([0-9]+)', log)}, "
          f"peak {last(r'peak_rss_mb: *([0-9]+)', log)} MB, {result}", flush=True)
    if result == "BROKEN":
        print(log[-8000:], file=sys.stderr)
    return status == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--target", action="append")
    parser.add_argument("--seconds", type=int, default=0, help="per target")
    parser.add_argument("--runs", type=int, default=3000)
    parser.add_argument("--max-bytes", type=int, default=65536)
    parser.add_argument("--seed", type=int, default=0, help="0: another one every time")
    options = parser.parse_args()
    targets = options.target or sorted(path.name.removesuffix("_fuzz") for path in options.build.glob("*_fuzz"))
    if not targets:
        sys.exit(f"there is no target in {options.build}: build fuzz_targets")
    results = [fuzz(target, options.build, options) for target in targets]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
