#!/usr/bin/env python3
"""Draws ten outages twice: as one method made their hours, and as another did. Lines are hours, grey bars are days.

Usage: plot_outages.py BEFORE AFTER [--well NAME] [--count N] [--out FILE] [--flodata PROGRAM]

BEFORE and AFTER are the same source file with the hours of two methods (`dataset upsample --method ups1`, `ups2`). The
outages are partial days with a downhole pressure, from short ones to long ones, of all wells or of one. Needs matplotlib.
"""
import argparse
import collections
import datetime
import pathlib
import sys
import tempfile

from plot_dataset import (COLOURS, DAY, ROOT, export, local_day_start, number, production_day_zone, read_daily,
                          steps_of_days)

TAGS = [("BORE_OIL_VOL", "oil [Sm3/d]"), ("AVG_DOWNHOLE_PRESSURE", "downhole\npressure [bar]"),
        ("AVG_WHT_P", "wellhead\ntemp. [degC]"), ("AVG_CHOKE_SIZE_P", "choke [%]")]
BEFORE, AFTER = "#b0855a", COLOURS[0]
DAYS_AROUND = 2


def partial_days(wells, asked):
    """(hours shut, well, day) of days with 1 to 23 hours shut and a downhole pressure, whose neighbours have rows."""
    for well, days in wells.items():
        if asked and asked not in well:
            continue
        for day, row in days.items():
            on = number(row["ON_STREAM_HRS"]) or 0
            around = all(day + i * DAY in days for i in range(-DAYS_AROUND, DAYS_AROUND + 1))
            if 1 <= on <= 23 and around and number(row["AVG_DOWNHOLE_PRESSURE"]) and number(row["BORE_OIL_VOL"]):
                yield 24 - on, well, day


def spread(found, count):
    """`count` of them by length, evenly; of a well none within the days that another shows."""
    found = sorted(found)
    picked = []
    for i in range(count):
        for outage in found[int((i + 0.5) * len(found) / count):]:
            if all(outage[1] != other[1] or abs(outage[2] - other[2]) > 2 * DAYS_AROUND * DAY for other in picked):
                picked.append(outage)
                break
    return sorted(picked)


def hours_of(program, database, folder, outages, zone):
    """{(well, day): [(time, row)]} of the hours around each outage."""
    spans = {(well, day): (local_day_start(day - DAYS_AROUND * DAY, zone), local_day_start(day + (DAYS_AROUND + 1) * DAY, zone))
             for _, well, day in outages}
    found = collections.defaultdict(list)
    for row in export(program, database, "prod_hourly_data", folder):
        time = datetime.datetime.fromisoformat(row["DATEPRD"])
        for key, (begin, end) in spans.items():
            if key[0] == row["NPD_WELL_BORE_NAME"] and begin <= time < end:
                found[key].append((time, row))
    return found


def draw(plt, mdates, outages, wells, hourly, zone):
    columns = (len(outages) + 1) // 2
    figure = plt.figure(figsize=(3.4 * columns, 13), layout="constrained")
    for half, block in enumerate(figure.subfigures(2, 1)):
        axes = block.subplots(len(TAGS), columns, sharex="col", squeeze=False)
        for column, (shut, well, day) in enumerate(outages[half * columns:(half + 1) * columns]):
            first, last = day - DAYS_AROUND * DAY, day + (DAYS_AROUND + 1) * DAY
            for axis, (tag, label) in zip(axes[:, column], TAGS):
                for rows, colour in zip(hourly, (BEFORE, AFTER)):
                    times = [time for time, _ in rows[well, day]]
                    axis.plot(times, [number(row[tag]) for _, row in rows[well, day]], color=colour, lw=1.2)
                for begin, end, level in steps_of_days(wells[well], first, last, zone, lambda row, t=tag: number(row[t])):
                    axis.plot([begin, end], [level, level], color="#bbbbbb", lw=2, zorder=0, solid_capstyle="butt")
                axis.grid(axis="x", color="#eeeeee")
                axis.tick_params(labelsize=7)
                if column == 0:
                    axis.set_ylabel(label, fontsize=8)
            axes[0, column].set_title(f"{well}, {day}: {shut:.1f} h shut", fontsize=8)
            axes[-1, column].xaxis.set_major_locator(mdates.DayLocator())
            axes[-1, column].xaxis.set_major_formatter(mdates.DateFormatter("%d"))
    figure.suptitle("Outages before (brown) and after (blue), hour by hour; grey: the daily values", fontsize=10)
    return figure


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("--well", help="part of a well's name")
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("outages.png"))
    parser.add_argument("--flodata", default=str(ROOT / "build/release/flodata"))
    options = parser.parse_args()
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import dates, pyplot
    zone = production_day_zone(options.flodata, options.before)
    with tempfile.TemporaryDirectory() as folder:
        wells = read_daily(options.flodata, options.before, folder)
        outages = spread(list(partial_days(wells, options.well)), options.count)
        if not outages:
            sys.exit(f"'{options.before}' has no partial day with a downhole pressure and oil")
        hourly = [hours_of(options.flodata, file, folder, outages, zone) for file in (options.before, options.after)]
    figure = draw(pyplot, dates, outages, wells, hourly, zone)
    figure.savefig(options.out, dpi=80)
    print(options.out)


if __name__ == "__main__":
    main()
