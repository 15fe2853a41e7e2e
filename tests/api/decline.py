#!/usr/bin/env python3
"""Wells whose decline is known, through the real program: import, upsampling, streaming, /surveillance/decline-analysis.

Usage: decline.py FLODATA. The wells (tests/golden/decline/make.py) have 365 days of q = 1000 (1 + b 0.01 t)^(-1/b) Sm3/d with b = 0,
0.5, 1, 1.4 and 2. Exit code 1 when an answer is not the well's.
"""
import math
import pathlib
import shutil
import subprocess
import sys
import urllib.parse

import live_system
from live_system import LiveSystem

CASE = pathlib.Path(__file__).resolve().parents[1] / "golden" / "decline"
WELLS = {"EXP": (0, ("exponential",)), "HYP05": (0.5, ("hyperbolic",)), "HARM": (1, ("harmonic", "hyperbolic")),
         "SHALE14": (1.4, ("hyperbolic",)), "SHALE20": (2, ("hyperbolic",))}
QI, DI, LIMIT = 1000, 0.01, 10
HORIZON_DAYS = 50 * 365.25
REMAINING = {"SHALE14": 808_000, "SHALE20": 1_645_000}  # to the limit or for 50 years, by Arps' integral without a terminal decline


def rate(b, days):
    return QI * (math.exp(-DI * days) if b == 0 else (1 + b * DI * days) ** (-1 / b))


def remaining(b, from_days):
    """The integral of the rate from a day on to the limit or the horizon, by the trapezoidal rule in steps of a day."""
    total, days = 0, from_days
    while rate(b, days) > LIMIT and days - from_days < HORIZON_DAYS:
        total += (rate(b, days) + rate(b, days + 1)) / 2
        days += 1
    return total


class Faults(list):
    def near(self, what, found, wanted, part):
        if found is None or abs(found - wanted) > part * abs(wanted) + 1e-3:
            self.append(f"{what} is {found}, expected {wanted}")

    def equal(self, what, found, wanted):
        if found != wanted:
            self.append(f"{what} is {found!r}, expected {wanted!r}")


def make_source(flodata, folder):
    for name in ("make.py", "dca.toml"):
        shutil.copy(CASE / name, folder)
    for words in ([sys.executable, "make.py"],
                  [flodata, "dataset", "import", "dca.csv", "--mapping", "dca.toml", "--out", "dca.duckdb"],
                  [flodata, "dataset", "upsample", "dca.duckdb"]):
        subprocess.run(words, cwd=folder, check=True, capture_output=True, env=live_system.clean_environment())
    return folder / "dca.duckdb"


def well_names(system):
    """The wells by the names of the file."""
    return {short: next(name for name in system.get_json("/api/wells")["wells"] if name.endswith(short)) for short in WELLS}


def analysis(system, well, hours=8760):
    query = urllib.parse.urlencode({"well_name": well, "hours": hours})
    with live_system.Connection(system.port) as connection:
        answer = connection.get(f"/surveillance/decline-analysis?{query}")
    return answer.status, live_system.json.loads(answer.body)


def check_first_loop(flodata, source, faults):
    """Day 364, the last: the whole year is the window."""
    with LiveSystem(flodata, source, START_OFFSET_DAYS=364) as system:
        for short, well in well_names(system).items():
            b, models = WELLS[short]
            status, found = analysis(system, well)
            faults.equal(f"{short}: status", status, 200)
            if status != 200:
                continue
            parameters, forecast = found["decline_parameters"], found["forecast"]
            print(short, parameters["model_type"], parameters["b_factor"], parameters["b_bound"], forecast)
            faults.equal(f"{short}: model is one of {models}", parameters["model_type"] in models, True)
            faults.near(f"{short}: b", parameters["b_factor"], b, 0.02)
            faults.near(f"{short}: Di", parameters["Di_daily"], DI, 0.02)
            faults.near(f"{short}: remaining", forecast["eur_remaining"], REMAINING.get(short) or remaining(b, 364), 0.03)
            if b > 0:
                faults.equal(f"{short}: bound", parameters["b_bound"], "upper" if b == 2 else "none")
                faults.equal(f"{short}: notes", len(found["notes"]), 1 if b == 2 else 0)
            faults.equal(f"{short}: left out", found["left_out"], None)


def check_seam(flodata, source, faults):
    """Day 366 is the second of the next loop: too few for a fit. Day 385 is its twentieth."""
    with LiveSystem(flodata, source, START_OFFSET_DAYS=366) as system:
        for short, well in well_names(system).items():
            status, found = analysis(system, well)
            faults.equal(f"{short} after the seam: status", status, 400)
            if "left out" not in found.get("detail", ""):
                faults.append(f"{short} after the seam: {found}")
            print(short, status, found.get("detail"))
    with LiveSystem(flodata, source, START_OFFSET_DAYS=385) as system:
        for short, well in well_names(system).items():
            status, found = analysis(system, well)
            faults.equal(f"{short} in the second loop: status", status, 200)
            if status != 200:
                continue
            left_out = found["left_out"] or {}
            print(short, found["decline_parameters"], left_out, found["notes"])
            faults.near(f"{short} in the second loop: qi", found["decline_parameters"]["qi"], QI, 0.01)
            faults.near(f"{short} in the second loop: Di", found["decline_parameters"]["Di_daily"], DI, 0.2)
            faults.equal(f"{short} in the second loop: reason", left_out.get("reason"), "loop")
            if not 340 <= left_out.get("days", 0) <= 346 or not 20 <= found["data_points"] <= 22:
                faults.append(f"{short} in the second loop: {found['data_points']} days used, left out {left_out}")


def main():
    flodata = pathlib.Path(sys.argv[1]).resolve()
    folder = live_system.temporary_folder()
    faults = Faults()
    try:
        source = make_source(flodata, folder)
        check_first_loop(flodata, source, faults)
        check_seam(flodata, source, faults)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for fault in faults:
        print("FAILED:", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
