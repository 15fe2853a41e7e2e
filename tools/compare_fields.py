#!/usr/bin/env python3
"""Volve beside simulated fields: about fifty figures of the daily data, each with the factor within which it must lie.

Usage: compare_fields.py SIMULATED... [--volve DB] [--write] [--flodata PROGRAM]

SIMULATED and DB are source files (`flodata dataset simulate`, `flodata dataset import`). Of several simulated files each figure is the
median. Without --volve Volve's figures are those of the table in docs/formats/simulated_field.md; --write renews that table. Exit
code 1 when a figure is outside its limits. Needs nothing but Python and `flodata`.
"""
import argparse
import csv
import datetime
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "formats" / "simulated_field.md"
TABLE_BEGIN = "<!-- compare_fields.py: begin -->"
TABLE_END = "<!-- compare_fields.py: end -->"
DAY = datetime.timedelta(days=1)
FULL_HOURS = 23.0  # a day with so many hours on stream counts as full: the shortest day has 23

OIL, GAS, WATER, HOURS = "BORE_OIL_VOL", "BORE_GAS_VOL", "BORE_WAT_VOL", "ON_STREAM_HRS"
BHP, WHP, WHT = "AVG_DOWNHOLE_PRESSURE", "AVG_WHP_P", "AVG_WHT_P"
ANNULUS, CHOKE = "AVG_ANNULUS_PRESS", "AVG_CHOKE_SIZE_P"
NUMBERS = [OIL, GAS, WATER, HOURS, BHP, WHP, WHT, ANNULUS, CHOKE]


class Day:
    """A producer's day: its values by column, None where there is none."""

    def __init__(self, row):
        self.date = datetime.date.fromisoformat(row["DATEPRD"][:10])
        self.values = {name: float(row[name]) if row[name] else None for name in NUMBERS}
        hours = self.values[HOURS] or 0.0
        self.on, self.full, self.partial = hours > 0, hours >= FULL_HOURS, 0 < hours < FULL_HOURS

    def __getitem__(self, name):
        return self.values[name]

    def good(self, name):
        """Value of a gauge that works: 0 is none on stream."""
        value = self.values[name]
        return value if value else None

    def gor(self):
        oil, gas = self.values[OIL], self.values[GAS]
        return gas / oil if oil and gas and oil > 10 else None

    def water_cut(self):
        oil, water = self.values[OIL], self.values[WATER]
        return water / (oil + water) if oil and water is not None and 0 <= water else None


def load(program, database):
    """Producers' days by wellbore, in order."""
    wells = {}
    with tempfile.TemporaryDirectory(prefix="compare_fields_") as folder:
        path = pathlib.Path(folder) / "daily.csv"
        done = subprocess.run([program, "dataset", "export", database, "--table", "prod_daily_data", "--format", "csv", "--out", path],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stderr.strip() or f"{program} could not export {database}")
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["WELL_TYPE"] == "OP":
                    wells.setdefault(row["WELL_BORE_CODE"], []).append(Day(row))
    few = 300  # a year's days: statistics of fewer say little
    return [sorted(days, key=lambda day: day.date) for _, days in sorted(wells.items()) if sum(day.on for day in days) >= few]


# Statistics

def quantile(values, part):
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def robust(values):
    """Standard deviation by the median of absolute deviations."""
    middle = statistics.median(values)
    return 1.4826 * statistics.median(abs(value - middle) for value in values)


def kurtosis(values):
    mean = statistics.fmean(values)
    second = statistics.fmean((value - mean) ** 2 for value in values)
    return statistics.fmean((value - mean) ** 4 for value in values) / second ** 2 - 3 if second > 0 else 0.0


def correlation(pairs):
    if len(pairs) < 3:
        return 0.0
    x, y = zip(*pairs)
    return statistics.correlation(x, y) if min(x) < max(x) and min(y) < max(y) else 0.0


def ranks(values):
    order = sorted(range(len(values)), key=values.__getitem__)
    result = [0.0] * len(values)
    for rank, index in enumerate(order):
        result[index] = float(rank)
    return result


def rank_correlation(pairs):
    x, y = zip(*pairs)
    return correlation(list(zip(ranks(x), ranks(y))))


def by_well(wells, figure):
    """Median over the wells that have the figure."""
    values = [value for value in map(figure, wells) if value is not None]
    return statistics.median(values)


# Figures

def on_stream(wells, value):
    return [v for days in wells for day in days if day.on and (v := value(day)) is not None]


def quantiles(value, part):
    return lambda wells: quantile(on_stream(wells, value), part)


def full_pairs(days):
    return [(a, b) for a, b in zip(days, days[1:]) if a.full and b.full and b.date - a.date == DAY]


def change(value, relative=False):
    """Day-to-day changes of a well over pairs of full days."""
    def changes(days):
        result = []
        for a, b in full_pairs(days):
            before, after = value(a), value(b)
            if before is None or after is None or (relative and (before <= 0 or after <= 0)):
                continue
            result.append(math.log(after / before) if relative else after - before)
        return result if len(result) >= 100 else None
    return changes


def of_changes(statistic, value, relative=False):
    def figure(days):
        changes = change(value, relative)(days)
        return statistic(changes) if changes else None
    return lambda wells: by_well(wells, figure)


def lag_one(changes):
    return correlation(list(zip(changes, changes[1:])))


def tail(changes):
    return quantile([abs(value) for value in changes], 0.95) / max(robust(changes), 1e-9)


def unchanged(changes):
    return sum(value == 0 for value in changes) / len(changes)


def share(condition):
    return lambda wells: by_well(wells, lambda days: sum(map(condition, days)) / len(days))


def partial_hours(wells):
    return [day[HOURS] for days in wells for day in days if 0 < day[HOURS] < 24 and day[HOURS] != FULL_HOURS]


def median_partial_hours(wells):
    return statistics.median(partial_hours(wells))


def whole_hours(wells):
    hours = partial_hours(wells)
    return sum(abs(value - round(value)) < 1e-6 for value in hours) / len(hours)


def off_runs(days):
    """Lengths of runs of days that are not full, in days."""
    runs, length, last = [], 0, None
    for day in days:
        if last is not None and day.date - last > DAY and length:
            length += (day.date - last).days - 1
        if not day.full:
            length += 1
        elif length:
            runs.append(length)
            length = 0
        last = day.date
    return runs


def interruptions_per_year(wells):
    return by_well(wells, lambda days: len(off_runs(days)) / len(days) * 365.25)


def long_interruptions(wells):
    runs = [run for days in wells for run in off_runs(days)]
    return sum(run >= 4 for run in runs) / len(runs)


def pairs_per_single(wells):
    """Outages over midnight: two partial days between full ones, per single partial day between full ones."""
    singles = pairs = 0
    for days in wells:
        for i in range(1, len(days) - 2):
            if days[i - 1].full and days[i].partial:
                singles += days[i + 1].full
                pairs += days[i + 1].partial and days[i + 2].full
    return pairs / singles


def pairs_of_wells(wells, pick):
    """Correlation of two wells on their common days, median over the pairs of wells that overlap for a year."""
    values = []
    picked = [{day.date: value for day, value in pick(days)} for days in wells]
    for i, one in enumerate(picked):
        for other in picked[i + 1:]:
            common = sorted(one.keys() & other.keys())
            if len(common) >= 300:
                values.append(correlation([(one[date], other[date]) for date in common]))
    return statistics.median(values)


def partial_days_together(wells):
    return pairs_of_wells(wells, lambda days: [(day, float(day.partial)) for day in days if day.on])


def oil_changes_together(wells):
    return pairs_of_wells(wells, lambda days: [
        (b, max(-0.3, min(0.3, math.log(b[OIL] / a[OIL])))) for a, b in full_pairs(days) if a[OIL] > 0 and b[OIL] > 0])


def after_shut_in(wells):
    """Oil of the first full day after a shut day, by that of a week later."""
    ratios = []
    for days in wells:
        for i in range(1, len(days) - 8):
            first = i if days[i].full and not days[i - 1].on else i + 1 if days[i].partial and not days[i - 1].on and days[i + 1].full else None
            if first is None or first + 7 >= len(days):
                continue
            later = days[first + 7]
            if later.full and later.date - days[first].date == 7 * DAY and later[OIL] and days[first][OIL] is not None:
                ratios.append(days[first][OIL] / later[OIL])
    return statistics.median(ratios)


def choke_model(days):
    """Standard deviation of log oil about a line in log choke and log wellhead pressure, over windows of 120 full days."""
    window, residuals = 120, []
    rows = [(math.log(day[CHOKE]), math.log(day[WHP]), math.log(day[OIL])) for day in days
            if day.full and day.good(CHOKE) and day.good(WHP) and day[OIL] and day[OIL] > 1]
    for begin in range(0, len(rows) - window + 1, window):
        part = rows[begin:begin + window]
        means = [statistics.fmean(column) for column in zip(*part)]
        x, y, z = ([row[i] - means[i] for row in part] for i in range(3))
        xx, yy, xy = (sum(a * b for a, b in zip(*pair)) for pair in ((x, x), (y, y), (x, y)))
        xz, yz = (sum(a * b for a, b in zip(*pair)) for pair in ((x, z), (y, z)))
        ridge = 1e-4 * window
        determinant = (xx + ridge) * (yy + ridge) - xy * xy
        b, c = ((yy + ridge) * xz - xy * yz) / determinant, ((xx + ridge) * yz - xy * xz) / determinant
        residuals += [zi - b * xi - c * yi for xi, yi, zi in zip(x, y, z)]
    return statistics.pstdev(residuals) if residuals else None


def ranked(x, y):
    def figure(wells):
        return rank_correlation([(a, b) for days in wells for day in days if day.full
                                 and (a := x(day)) is not None and (b := y(day)) is not None])
    return figure


def together(x, y):
    """Correlation of the changes of two values of a well."""
    def figure(days):
        pairs = [(x(b) - x(a), y(b) - y(a)) for a, b in full_pairs(days)
                 if None not in (x(a), x(b), y(a), y(b)) and x(a) != x(b)]
        limit = [3 * max(robust([pair[i] for pair in pairs]), 1e-6) for i in (0, 1)] if len(pairs) >= 100 else None
        return correlation([tuple(max(-m, min(m, v)) for v, m in zip(pair, limit)) for pair in pairs]) if limit else None
    return lambda wells: by_well(wells, figure)


def dead_gauge(wells):
    flowing = [day for days in wells for day in days if day.full and day[BHP] is not None]
    return sum(day[BHP] == 0 for day in flowing) / len(flowing)


def column(name):
    return lambda day: day[name]


def gauge(name):
    return lambda day: day.good(name)


def gor(day):
    return day.gor()


def water_cut(day):
    return day.water_cut()


def times(factor):
    """Within this factor of Volve's figure."""
    return f"x {factor:g}", lambda ours, real: real / factor <= ours <= real * factor


def within(difference):
    """Within this difference of Volve's figure."""
    return f"± {difference:g}", lambda ours, real: abs(ours - real) <= difference


def three(name, value, limits):
    return [(f"{name}, {int(100 * part)} %", quantiles(value, part), limit) for part, limit in zip((0.05, 0.5, 0.95), limits)]


FIGURES = [
    ("Ranges on stream", [
        *three("oil [Sm3/d]", column(OIL), (times(2), times(1.5), times(1.5))),
        *three("gas-oil ratio [Sm3/Sm3]", gor, (times(1.05), times(1.05), times(1.07))),
        *three("downhole pressure [bar]", gauge(BHP), (times(1.1), times(1.1), times(1.1))),
        *three("wellhead pressure [bar]", gauge(WHP), (times(1.3), times(1.3), times(1.3))),
        *three("wellhead temperature [degC]", gauge(WHT), (times(1.4), times(1.1), times(1.1))),
        *three("choke [%]", gauge(CHOKE), (times(2), times(1.5), times(1.05))),
        ("annulus pressure [bar], 50 %", quantiles(gauge(ANNULUS), 0.5), times(1.4)),
        ("water cut, 50 %", quantiles(water_cut, 0.5), within(0.25)),
    ]),
    ("Change from one full day to the next, median of the wells", [
        ("oil, robust deviation (relative)", of_changes(robust, column(OIL), True), times(1.6)),
        ("gas, robust deviation (relative)", of_changes(robust, column(GAS), True), times(1.6)),
        ("water, robust deviation (relative)", of_changes(robust, column(WATER), True), times(1.6)),
        ("downhole pressure, robust deviation [bar]", of_changes(robust, gauge(BHP)), times(2)),
        ("wellhead pressure, robust deviation [bar]", of_changes(robust, gauge(WHP)), times(2)),
        ("wellhead temperature, robust deviation [K]", of_changes(robust, gauge(WHT)), times(1.6)),
        ("annulus pressure, robust deviation [bar]", of_changes(robust, gauge(ANNULUS)), times(2)),
        ("choke, robust deviation [%]", of_changes(robust, column(CHOKE)), times(2.5)),
        ("oil, 95 % by robust deviation", of_changes(tail, column(OIL), True), times(2)),
        ("downhole pressure, 95 % by robust deviation", of_changes(tail, gauge(BHP)), times(2)),
        ("oil, kurtosis", of_changes(kurtosis, column(OIL), True), times(4)),
        ("gas-oil ratio, kurtosis", of_changes(kurtosis, gor), times(4)),
        ("water cut, kurtosis", of_changes(kurtosis, water_cut), times(4)),
        ("wellhead temperature, kurtosis", of_changes(kurtosis, gauge(WHT)), times(8)),
        ("oil, autocorrelation (1 day)", of_changes(lag_one, column(OIL), True), within(0.2)),
        ("gas-oil ratio, autocorrelation (1 day)", of_changes(lag_one, gor), within(0.2)),
        ("downhole pressure, autocorrelation (1 day)", of_changes(lag_one, gauge(BHP)), within(0.25)),
        ("wellhead temperature, autocorrelation (1 day)", of_changes(lag_one, gauge(WHT)), within(0.2)),
        ("choke, part of days unchanged", of_changes(unchanged, column(CHOKE)), within(0.2)),
    ]),
    ("How values belong together", [
        ("rank correlation of oil and downhole pressure", ranked(column(OIL), gauge(BHP)), within(0.3)),
        ("rank correlation of water cut and downhole pressure", ranked(water_cut, gauge(BHP)), within(0.3)),
        ("rank correlation of oil and gas-oil ratio", ranked(column(OIL), gor), within(0.3)),
        ("correlation of changes, downhole and wellhead pressure", together(gauge(BHP), gauge(WHP)), within(0.25)),
        ("correlation of oil changes between wells", oil_changes_together, within(0.2)),
        ("oil by choke and wellhead pressure: residual (log)", lambda wells: by_well(wells, choke_model), times(2)),
    ]),
    ("Interruptions", [
        ("partial days, part of days", share(lambda day: day.partial), times(1.6)),
        ("shut days, part of days", share(lambda day: not day.on), times(2)),
        ("partial days, median hours", median_partial_hours, times(1.2)),
        ("partial days of whole hours", whole_hours, within(0.1)),
        ("interruptions per year", interruptions_per_year, times(1.5)),
        ("interruptions of four days and more", long_interruptions, times(1.8)),
        ("pairs of partial days by single ones", pairs_per_single, times(1.8)),
        ("correlation of partial days between wells", partial_days_together, within(0.2)),
        ("oil on the first full day after a shut-in by a week later", after_shut_in, within(0.1)),
        ("downhole gauge dead, part of full days", dead_gauge, within(0.25)),
    ]),
]


def measured(wells):
    return {name: figure(wells) for _, figures in FIGURES for name, figure, _ in figures}


def text_of(value):
    if abs(value) >= 1000:
        return f"{value:.0f}"
    return f"{value:.3g}"


def documented():
    """Volve's figures from the table of the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    table = text.partition(TABLE_BEGIN)[2].partition(TABLE_END)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("|")]
    return {row[0]: float(row[1]) for row in rows if len(row) == 4 and row[1].replace(".", "").replace("-", "").isdigit()}


def table_of(ours, real):
    lines, failed = [], []
    for title, figures in FIGURES:
        lines += [f"| **{title}** | Volve | simulated | limit |" if lines else f"| {title} | Volve | simulated | limit |"]
        if len(lines) == 1:
            lines += ["| --- | --- | --- | --- |"]
        for name, _, (limit, holds) in figures:
            if name not in real:
                sys.exit(f"{DOCUMENT} has no figure of Volve for '{name}'; give --volve")
            lines.append(f"| {name} | {text_of(real[name])} | {text_of(ours[name])} | {limit} |")
            if not holds(ours[name], real[name]):
                failed.append(lines[-1])
    return lines, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("simulated", nargs="+", type=pathlib.Path)
    parser.add_argument("--volve", type=pathlib.Path, help="source file with Volve's days")
    parser.add_argument("--write", action="store_true", help="renew the table of the document")
    parser.add_argument("--flodata", type=pathlib.Path, default=ROOT / "build" / "release" / "flodata")
    options = parser.parse_args()
    fields = [measured(load(options.flodata, path)) for path in options.simulated]
    ours = {name: statistics.median(field[name] for field in fields) for name in fields[0]}
    real = measured(load(options.flodata, options.volve)) if options.volve else documented()
    lines, failed = table_of(ours, real)
    print("\n".join(lines))
    if options.write:
        before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(TABLE_BEGIN)
        after = rest.partition(TABLE_END)[2]
        DOCUMENT.write_text("\n".join([before + TABLE_BEGIN, *lines, TABLE_END + after]), encoding="utf-8")
    if failed:
        print(f"\n{len(failed)} figures are outside their limits:", *failed, sep="\n", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
