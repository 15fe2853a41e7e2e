#!/usr/bin/env python3
"""Draws a source file: two weeks of one well, hours against the days they were made of, and the life of the whole field.

Usage: plot_dataset.py DB [--well NAME] [--from DATE] [--days N] [--out FOLDER] [--format svg|png] [--flodata PROGRAM]

Reads the file through `flodata dataset export`, so it needs nothing of Python but matplotlib (Debian: python3-matplotlib).
Without --well and --from it looks for a partial day between days on stream throughout, with a downhole pressure.
"""
import argparse
import collections
import csv
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
from zoneinfo import ZoneInfo  # by the system's tzdata, as the program

ROOT = pathlib.Path(__file__).resolve().parents[1]
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
# Okabe & Ito: told apart by everybody.
COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#8c6d31", "#666666"]
STATES = [
    ("AVG_DOWNHOLE_PRESSURE", "downhole\npressure [bar]"),
    ("AVG_WHP_P", "wellhead\npressure [bar]"),
    ("AVG_WHT_P", "wellhead\ntemp. [degC]"),
    ("AVG_CHOKE_SIZE_P", "choke [%]"),
]


def number(text):
    return float(text) if text else None


def export(program, database, table, folder):
    """Rows of a table as dictionaries of texts."""
    path = pathlib.Path(folder) / f"{table}.csv"
    done = subprocess.run([program, "dataset", "export", database, "--table", table, "--format", "csv", "--out", path],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr.strip() or f"{program} could not export {table} of {database}")
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def production_day_zone(program, database):
    """Zone of the file's production days."""
    done = subprocess.run([program, "dataset", "info", database, "--json"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr.strip())
    return json.loads(done.stdout).get("manifest", {}).get("production_day_zone", "UTC")


def local_day_start(day, zone):
    local = datetime.datetime.combine(day, datetime.time(), ZoneInfo(zone))
    return local.astimezone(datetime.timezone.utc).replace(tzinfo=None)


def rate_of(row):
    """Volume of a day, or rate of an hour: oil, else what is injected."""
    oil, injected = number(row["BORE_OIL_VOL"]), number(row["BORE_WI_VOL"])
    return oil if oil else injected or oil or 0.0


def interesting_day(days):
    """The first partial day between two days on stream throughout, with a downhole pressure where there is one.

    `days`: rows of one well by day. Returns a date, or the middle of the history when there is no such day.
    """
    def hours(day):
        row = days.get(day)
        return number(row["ON_STREAM_HRS"]) if row else None

    found = None
    for day, row in sorted(days.items()):
        on = hours(day) or 0
        beside = [hours(day - DAY), hours(day + DAY)]
        if not 4 <= on <= 20 or None in beside or min(beside) < 23:
            continue
        if number(row["AVG_DOWNHOLE_PRESSURE"]):
            return day
        found = found or day
    return found or sorted(days)[len(days) // 2]


def read_daily(program, database, folder):
    wells = collections.defaultdict(dict)
    for row in export(program, database, "prod_daily_data", folder):
        wells[row["NPD_WELL_BORE_NAME"]][datetime.date.fromisoformat(row["DATEPRD"][:10])] = row
    if not wells:
        sys.exit(f"'{database}' has no daily rows")
    return wells


def choose_well(wells, asked):
    if asked is None:
        return max(wells, key=lambda name: sum(rate_of(row) for row in wells[name].values() if number(row["BORE_OIL_VOL"])))
    folded = {name.replace(" ", ""): name for name in wells}
    name = asked.replace(" ", "").removeprefix("NO-")
    short = [full for full in wells if full.replace(" ", "").endswith(f"-{name}") or full.replace(" ", "") == name]
    if name in folded or len(short) == 1:
        return folded.get(name) or short[0]
    sys.exit(f"there is no well '{asked}': the file has {', '.join(sorted(wells))}")


def hours_between(rows, well, start, end):
    picked = [(datetime.datetime.fromisoformat(row["DATEPRD"]), row) for row in rows if row["NPD_WELL_BORE_NAME"] == well]
    return [(time, row) for time, row in picked if start <= time < end]


def steps_of_days(days, first, last, zone, value):
    """Daily values as flat lines over their production days."""
    for day, row in sorted(days.items()):
        level = value(row)
        if first <= day < last and level is not None:
            yield local_day_start(day, zone), local_day_start(day + DAY, zone), level


def draw_weeks(plt, mdates, days, hours, well, first, last, zone):
    figure, axes = plt.subplots(2 + len(STATES), 1, figsize=(11, 11), sharex=True, layout="constrained")
    times = [time for time, _ in hours]

    def panel(axis, label, hourly, daily, colour):
        axis.plot(times, [hourly(row) for _, row in hours], color=colour, lw=1.1, label="hour")
        for begin, end, level in steps_of_days(days, first, last, zone, daily):
            axis.plot([begin, end], [level, level], color="#999999", lw=1.6, zorder=1, solid_capstyle="butt")
        axis.set_ylabel(label, fontsize=9)
        axis.grid(axis="y", color="#eeeeee")

    panel(axes[0], "rate [Sm3/d]", rate_of, rate_of, COLOURS[0])
    panel(axes[1], "on stream\n[part of the time]", lambda row: number(row["ON_STREAM_HRS"]),
          lambda row: (number(row["ON_STREAM_HRS"]) or 0) / 24, COLOURS[7])
    for axis, (column, label), colour in zip(axes[2:], STATES, COLOURS[1:]):
        panel(axis, label, lambda row, c=column: number(row[c]), lambda row, c=column: number(row[c]) or None, colour)
    for axis in axes:
        day = first
        while day <= last:
            axis.axvline(local_day_start(day, zone), color="#dddddd", lw=0.6, zorder=0)
            day += DAY
        for time, row in hours:
            if row.get("QUALITY"):
                axis.axvspan(time, time + HOUR, color="#f6d9c9", lw=0, zorder=0)
    locator = mdates.AutoDateLocator(maxticks=9)
    axes[-1].xaxis.set_major_locator(locator)
    axes[-1].xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    axes[-1].set_xlim(local_day_start(first, zone), local_day_start(last, zone))
    axes[0].set_title(f"{well}: hours (coloured) and the daily values that they were made of (grey); "
                      f"production days of {zone}; shaded: not Good", fontsize=10, loc="left")
    return figure


def monthly(wells, column):
    """Sums of a column by month, over all wells: {month: sum}."""
    sums = collections.defaultdict(float)
    for days in wells.values():
        for day, row in days.items():
            sums[day.replace(day=1)] += number(row[column]) or 0.0
    return sums


def draw_life(plt, wells):
    figure, axes = plt.subplots(4, 1, figsize=(11, 10), sharex=True, layout="constrained")
    oil, gas, water, injected = (monthly(wells, f"BORE_{name}_VOL") for name in ("OIL", "GAS", "WAT", "WI"))
    months = sorted(oil)
    producers = sorted((name for name in wells if monthly({name: wells[name]}, "BORE_OIL_VOL") and
                        sum(monthly({name: wells[name]}, "BORE_OIL_VOL").values()) > 0),
                       key=lambda name: -sum(monthly({name: wells[name]}, "BORE_OIL_VOL").values()))
    shown = producers[: len(COLOURS) - 1]
    layers = [[monthly({name: wells[name]}, "BORE_OIL_VOL").get(month, 0.0) / 1e3 for month in months] for name in shown]
    if len(producers) > len(shown):
        layers.append([oil[month] / 1e3 - sum(layer[i] for layer in layers) for i, month in enumerate(months)])
        shown = shown + ["others"]
    axes[0].stackplot(months, layers, labels=shown, colors=COLOURS, lw=0)
    axes[0].legend(fontsize=8, ncols=4, frameon=False)
    axes[0].set_ylabel("oil\n[1000 Sm3 a month]")
    axes[1].plot(months, [injected[month] / 1e3 for month in months], color=COLOURS[5], label="water injected")
    axes[1].plot(months, [water[month] / 1e3 for month in months], color=COLOURS[0], label="water produced")
    axes[1].legend(fontsize=8, frameon=False)
    axes[1].set_ylabel("water\n[1000 Sm3 a month]")
    liquid = [oil[month] + water[month] for month in months]
    axes[2].plot(months, [water[m] / total if total else None for m, total in zip(months, liquid)], color=COLOURS[0])
    axes[2].set_ylim(0, 1)
    axes[2].set_ylabel("water cut")
    ratio = axes[2].twinx()
    ratio.plot(months, [gas[m] / oil[m] if oil[m] else None for m in months], color=COLOURS[4])
    ratio.set_ylabel("gas-oil ratio [Sm3/Sm3]", color=COLOURS[4])
    for name, colour in zip(shown, COLOURS):
        means = collections.defaultdict(list)
        for day, row in wells.get(name, {}).items():
            pressure = number(row["AVG_DOWNHOLE_PRESSURE"])
            if pressure:
                means[day.replace(day=1)].append(pressure)
        axes[3].plot(sorted(means), [sum(means[m]) / len(means[m]) for m in sorted(means)], color=colour, lw=1)
    axes[3].set_ylabel("downhole pressure,\nmean of the days [bar]")
    for axis in axes:
        axis.set_axisbelow(True)
        axis.grid(axis="y", color="#eeeeee")
    axes[0].set_title(f"Life of the field: {len(wells)} wells, by month, from the daily values", fontsize=10, loc="left")
    return figure


def load_matplotlib():
    try:
        import matplotlib
    except ImportError:
        sys.exit("matplotlib is missing: on Debian `apt-get install python3-matplotlib`, elsewhere `pip install matplotlib`")
    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.hashsalt": "openflodata", "svg.fonttype": "none", "font.size": 9,
                                "axes.spines.top": False, "axes.spines.right": False})
    import matplotlib.dates as mdates
    import matplotlib.pyplot as plt
    return plt, mdates


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database", help="source file (DuckDB) with the daily and the hourly table")
    parser.add_argument("--well", help="its name (default: the one with the most oil)")
    parser.add_argument("--from", dest="first", type=datetime.date.fromisoformat, help="first day (default: around a partial day)")
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("."), help="folder for the pictures")
    parser.add_argument("--format", choices=("svg", "png"), default="svg")
    parser.add_argument("--flodata", default=str(ROOT / "build" / "release" / "flodata"), help="the program")
    options = parser.parse_args()
    if not pathlib.Path(options.flodata).exists():
        sys.exit(f"there is no program '{options.flodata}': build it (`./run build`) or give --flodata")
    plt, mdates = load_matplotlib()
    zone = production_day_zone(options.flodata, options.database)
    with tempfile.TemporaryDirectory() as folder:
        wells = read_daily(options.flodata, options.database, folder)
        well = choose_well(wells, options.well)
        first = options.first or interesting_day(wells[well]) - options.days // 2 * DAY
        last = first + options.days * DAY
        hours = hours_between(export(options.flodata, options.database, "prod_hourly_data", folder), well,
                              local_day_start(first, zone), local_day_start(last, zone))
    options.out.mkdir(parents=True, exist_ok=True)
    for name, figure in (("weeks", draw_weeks(plt, mdates, wells[well], hours, well, first, last, zone)), ("life", draw_life(plt, wells))):
        path = options.out / f"{name}.{options.format}"
        figure.savefig(path, dpi=110, metadata={"Date": None} if options.format == "svg" else None)
        print(path)


if __name__ == "__main__":
    main()
