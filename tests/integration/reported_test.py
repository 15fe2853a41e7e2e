#!/usr/bin/env python3
"""The source's daily values through the real program: import, upsampling, streaming, and `interval=1pd&agg=reported` gives them back.

Usage: reported_test.py FLODATA [FIELD:METHOD:RESOLUTION…], FIELD being volve, simNNN (a seed) or cleanNNN. Prints for every
field how many values were compared and how many differ. Exit code 1 when one does.
"""
import csv
import datetime
import pathlib
import shutil
import subprocess
import sys
import urllib.parse
import zoneinfo

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "api"))
import live_system  # noqa: E402  (the path comes first)
from live_system import LiveSystem  # noqa: E402

TAGS = {"on_stream_hrs": "ON_STREAM_HRS", "oil_rate": "BORE_OIL_VOL", "gas_rate": "BORE_GAS_VOL", "water_rate": "BORE_WAT_VOL",
        "water_inj_rate": "BORE_WI_VOL", "avg_downhole_pressure": "AVG_DOWNHOLE_PRESSURE", "avg_dp_tubing": "AVG_DP_TUBING",
        "avg_annulus_press": "AVG_ANNULUS_PRESS", "avg_whp_p": "AVG_WHP_P", "dp_choke_size": "DP_CHOKE_SIZE",
        "avg_downhole_temperature": "AVG_DOWNHOLE_TEMPERATURE", "avg_wht_p": "AVG_WHT_P", "avg_choke_size_p": "AVG_CHOKE_SIZE_P"}
TOLERANCE = 1e-6  # of the unit
USUAL = ("sim1:ups2:1h", "sim2:ups1:1h", "clean3:ups2:15m", "sim4:ups2:1m")
DAYS = {"1h": 700, "15m": 200, "5m": 100, "1m": 40}


def dataset(flodata, *words):
    subprocess.run([flodata, "dataset", *map(str, words)], check=True, capture_output=True, env=live_system.clean_environment())


def make_source(flodata, path, field, method, resolution):
    if field == "volve":
        dataset(flodata, "import", live_system.workbook(), "--out", path)
    else:
        seed = field.removeprefix("sim").removeprefix("clean")
        dataset(flodata, "simulate", "--out", path, "--wells", 4, "--days", DAYS[resolution], "--seed", seed,
                *(["--clean"] if field.startswith("clean") else []))
    dataset(flodata, "upsample", path, "--method", method, "--resolution", resolution)


def daily_rows(flodata, source):
    out = source.with_suffix(".csv")
    dataset(flodata, "export", source, "--table", "prod_daily_data", "--format", "csv", "--out", out)
    with open(out, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Days:
    """What the live database says of production days: (well, day) → hours, and (well, day, tag) → rule of a whole day."""

    def __init__(self, system, zone):
        day = f"(original_time AT TIME ZONE '{zone}')::date"
        self.codes = dict(line.split("|") for line in system.sql(
            "SELECT well_bore_code, well_name FROM well").splitlines())
        self.rows = {}
        for line in system.sql(f"SELECT well_name, {day}, count(*) FROM production_data GROUP BY 1, 2").splitlines():
            well, date, count = line.split("|")
            self.rows[well, date] = int(count)
        self.rules = {}
        for line in system.sql(
                f"SELECT DISTINCT well_name, {day}, key, value->>'rule', value->>'status' FROM production_data, jsonb_each(quality)"
                " WHERE value->>'rule' <> 'R10'").splitlines():
            well, date, tag, rule, status = line.split("|")
            self.rules[well, date, tag] = (rule, status)


class Comparison:
    def __init__(self):
        self.compared = self.bad = self.none = self.incomplete = 0
        self.different = []

    def day(self, answer, row, rules, hours):
        """One well and day: the API's row against the source's."""
        for tag, column in TAGS.items():
            wanted = float(row[column]) if row[column] else None
            rule, status = rules.get((answer["well_name"], answer["production_day"], tag), (None, "Good"))
            if status == "Bad" or rule == "R8":  # the source's value is no measurement
                self.bad += 1
                wanted = None
            elif rule == "R1":
                wanted = min(max(wanted, 0), hours)
            found = answer[tag]
            self.none += wanted is None
            self.compared += wanted is not None
            if (found is None) != (wanted is None) or found is not None and abs(found - wanted) > TOLERANCE:
                self.different.append(f"{answer['well_name']} {answer['production_day']} {tag}: {found}, the source has {wanted}")

    def cut(self, answer):
        self.incomplete += 1
        for tag in TAGS:
            if answer[tag] is not None:
                self.different.append(f"{answer['well_name']} {answer['production_day']} {tag}: {answer[tag]} of an incomplete day")


def compare(system, source_rows, steps_per_hour):
    zone = system.get_json("/api/wells/" + urllib.parse.quote(system.get_json("/api/wells")["wells"][0]))["production_day_zone"]
    days = Days(system, zone)
    comparison = Comparison()
    by_day = {(days.codes.get(row["WELL_BORE_CODE"]), row["DATEPRD"][:10]): row for row in source_rows}
    answers = system.get_json("/api/production?start=1970-01-01&interval=1pd&agg=reported&tags=" + ",".join(TAGS))
    seen = set()
    for answer in answers:
        well, date = answer["well_name"], answer["production_day"]
        seen.add((well, date))
        whole = hours_of_day(date, zone) * steps_per_hour
        if days.rows[well, date] < whole:
            comparison.cut(answer)
        else:
            comparison.day(answer, by_day[well, date], days.rules, whole / steps_per_hour)
    for well, date in days.rows.keys() - seen:
        comparison.different.append(f"{well} {date}: not in the answer")
    # A window that begins and ends within a day.
    begin = answers[len(answers) // 2]["time"]
    start, end = (urllib.parse.quote(system.sql(f"SELECT to_json('{begin}'::timestamptz {shift}) #>> '{{}}'"))
                  for shift in ("- interval '18 hours'", "+ interval '30 hours'"))
    window = system.get_json(f"/api/production?start={start}&end={end}&interval=1pd&agg=reported&tags=" + ",".join(TAGS))
    for edge in (window[0]["production_day"], window[-1]["production_day"]):
        for answer in window:
            if answer["production_day"] == edge:
                comparison.cut(answer)
    return comparison


def hours_of_day(date, zone):
    begin = datetime.datetime.fromisoformat(date).replace(tzinfo=zoneinfo.ZoneInfo(zone))
    end = (datetime.datetime.fromisoformat(date) + datetime.timedelta(days=1)).replace(tzinfo=zoneinfo.ZoneInfo(zone))
    return round((end.timestamp() - begin.timestamp()) / 3600)


def check(flodata, case):
    field, method, resolution = case.split(":")
    folder = live_system.temporary_folder()
    try:
        source = folder / "field.duckdb"
        make_source(flodata, source, field, method, resolution)
        rows = daily_rows(flodata, source)
        dates = sorted(row["DATEPRD"][:10] for row in rows)
        life = (datetime.date.fromisoformat(dates[-1]) - datetime.date.fromisoformat(dates[0])).days
        with LiveSystem(flodata, source, START_OFFSET_DAYS=life) as system:
            comparison = compare(system, rows, {"1h": 1, "15m": 4, "5m": 12, "1m": 60}[resolution])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{case}: {len(rows)} well-days in the source, {comparison.compared} values compared, {len(comparison.different)} "
          f"different, {comparison.bad} Bad or switched off and null, {comparison.incomplete} incomplete well-days")
    for line in comparison.different[:20]:
        print("  " + line)
    return not comparison.different and comparison.compared > 0 and comparison.incomplete > 0


def main():
    flodata = pathlib.Path(sys.argv[1]).resolve()
    cases = sys.argv[2:] or [*USUAL, *(["volve:ups2:1h"] if live_system.workbook() else [])]
    return 0 if all([check(flodata, case) for case in cases]) else 1


if __name__ == "__main__":
    sys.exit(main())
