#!/usr/bin/env python3
"""Fields of other people through the real program: their zones, their days and the names of their wells, from a .csv to the API.

Usage: fields_test.py FLODATA [unittest options]. Inputs are in tests/golden/fields/.
"""
import csv
import datetime
import json
import pathlib
import subprocess
import sys
import unittest
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import up_test  # noqa: E402  (takes FLODATA from the command line)

FIELDS = up_test.ROOT / "tests" / "golden" / "fields"
# First day and number of days: over a change of the clocks where the zone has one that hours can stand for.
ZONES = {
    "Europe/Oslo": ("2021-03-25", 8), "America/Chicago": ("2021-11-03", 8), "Asia/Kolkata": ("2021-03-01", 6),
    "Asia/Kathmandu": ("2021-03-01", 6), "Australia/Adelaide": ("2021-04-01", 8), "Australia/Lord_Howe": ("2021-06-01", 6),
    "America/St_Johns": ("2021-11-03", 8), "America/Sao_Paulo": ("2017-10-11", 8), "Pacific/Auckland": ("2021-09-22", 8),
    "Pacific/Chatham": ("2021-09-22", 8), "Pacific/Apia": ("2011-12-26", 9), "America/Havana": ("2021-11-03", 8),
    "Asia/Tehran": ("2021-03-18", 8), "UTC": ("2021-02-26", 6),
}
SKIPPED_DAYS = {"Pacific/Apia": {"2011-12-30"}}


def volume(well, day):
    """Oil of a day in thousandths of a Sm3, unlike that of its neighbours."""
    return (1_000_000 if day % 2 else 200_000) + 37_491 * well + 1_003 * day


def thousandths(volume_sm3):
    """Whole thousandths of a Sm3; a volume that is none of these by more than the last bits of a double is an error."""
    whole = round(volume_sm3 * 1000)
    if abs(volume_sm3 * 1000 - whole) > 1e-6:
        raise AssertionError(f"{volume_sm3} Sm3 is no whole thousandth")
    return whole


class FieldsTest(unittest.TestCase):
    setUp = up_test.UpTest.setUp
    tearDown = up_test.UpTest.tearDown
    up = up_test.UpTest.up

    def run_dataset(self, *arguments, code=0):
        done = subprocess.run([up_test.FLODATA, "dataset", *map(str, arguments)], capture_output=True, text=True, check=False,
                              env=up_test.environment())
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def import_file(self, data, mapping, code=0):
        """Returns the source file and the report."""
        source = self.folder / "field.duckdb"
        done = self.run_dataset("import", data, "--mapping", mapping, "--out", source, "--json", code=code)
        return source, json.loads(done.stdout) if done.stdout else done.stderr

    def daily_table(self, source):
        out = self.folder / "day.csv"
        self.run_dataset("export", source, "--table", "prod_daily_data", "--format", "csv", "--out", out)
        with open(out, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def hours_of(self, source):
        self.run_dataset("upsample", source)
        done = subprocess.run([up_test.FLODATA, "dataset", "verify", source, "--json"], capture_output=True, text=True, check=False,
                              env=up_test.environment())
        # The others are statistics, for which these fields have too few hours.
        verdicts = {result["id"]: result["verdict"] for result in json.loads(done.stdout)["invariants"]}
        for exact in ("I1", "I2", "I3", "I4", "I5", "I11", "I12", "I13"):
            self.assertEqual(verdicts[exact], "holds", done.stdout)

    def live(self, source, **settings):
        """A running `up` whose answers speak of all of the history."""
        up = self.up("--source", source, **settings)
        up.wait_for_history()
        loaded = int(up.sql("SELECT sequence FROM stream_state"))
        while up.get("/api/status")["sequence"] < loaded or int(self.answered_version(up)) < loaded:
            pass  # each round is a request
        return up

    def answered_version(self, up):
        with urllib.request.urlopen(up.banner(r"API\s+(http\S+)") + "/api/production?start=-1h", timeout=30) as answer:
            return answer.headers.get("Flodata-Sequence", "0")

    def status_of(self, up, path):
        try:
            up.get(path)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)["detail"]
        return 200, ""

    def write_field(self, zone):
        """A field of two wells with volumes of three decimals. Returns its files and {(day, well): Sm3}."""
        first, count = ZONES[zone]
        days = [datetime.date.fromisoformat(first) + datetime.timedelta(days=i) for i in range(count)]
        given = {(day.isoformat(), f"W-{well}"): volume(well, i) / 1000 for i, day in enumerate(days) for well in (1, 2)
                 if day.isoformat() not in SKIPPED_DAYS.get(zone, ())}
        data, mapping = self.folder / "field.csv", self.folder / "field.toml"
        data.write_text("Date,Well,On,Oil\n" + "".join(
            f"{day},{well},{0.4 if well == 'W-2' and day.endswith('3') else 1},{oil}\n" for (day, well), oil in given.items()), "utf-8")
        mapping.write_text(f'[file]\nproduction_day_zone = "{zone}"\n[columns]\nDATEPRD = "Date"\nWELL_BORE_CODE = "Well"\n'
                           'ON_STREAM_HRS = { column = "On", unit = "fraction" }\nBORE_OIL_VOL = { column = "Oil", unit = "Sm3" }\n', "utf-8")
        return data, mapping, given

    def check_zone(self, zone):
        data, mapping, given = self.write_field(zone)
        source, report = self.import_file(data, mapping)
        self.assertEqual(report["rows_flagged"], 0)
        self.assertEqual(report["missing_days"], [])
        self.hours_of(source)
        days = sorted({day for day, _ in given})
        up = self.live(source, folder=self.folder / zone.replace("/", "-"), START_OFFSET_DAYS=ZONES[zone][1])
        rows = up.get("/api/production?interval=1pd&agg=sum&tags=oil_rate&start=-60d")[:len(given)]
        self.assertEqual({(row["production_day"], row["well_name"]): thousandths(row["oil_rate"]) for row in rows},
                         {key: thousandths(oil) for key, oil in given.items()})
        field = up.get("/api/field/production?interval=1pd&start=-60d")[:len(days)]
        self.assertEqual({row["production_day"]: thousandths(row["oil_volume"]) for row in field},
                         {day: thousandths(given[day, "W-1"]) + thousandths(given[day, "W-2"]) for day in days})
        well = up.get("/api/wells/W-1")
        self.assertEqual(well["production_day_zone"], zone)
        self.assertEqual(well["production_day"], days[0], "the first day of the second loop is today")
        # Hours begin with the zone's days: at :30 or :45 UTC where its offset says so.
        offset = up.sql("SELECT string_agg(DISTINCT extract(minute FROM original_time AT TIME ZONE 'UTC')::int::text, ',') FROM production_data")
        expected = {"Asia/Kolkata": "30", "Asia/Kathmandu": "15", "Australia/Adelaide": "30", "Australia/Lord_Howe": "30",
                    "America/St_Johns": "30", "Pacific/Chatham": "15", "Asia/Tehran": "30"}
        self.assertEqual(offset, expected.get(zone, "0"))
        up.stop()

    def test_production_days_of_every_zone_have_the_imported_volumes_exactly(self):
        for zone in ZONES:
            with self.subTest(zone):
                self.check_zone(zone)

    def test_days_that_hours_cannot_stand_for_are_rejected_at_import(self):
        for zone, day, reason in (("Pacific/Apia", "2011-12-30", "does not exist in Pacific/Apia"),
                                  ("Australia/Lord_Howe", "2021-10-03", "has 23.5 hours in Australia/Lord_Howe"),
                                  ("America/Caracas", "2007-12-09", "has 24.5 hours in America/Caracas")):
            with self.subTest(zone):
                data, mapping, _ = self.write_field(zone if zone in ZONES else "UTC")
                mapping.write_text(mapping.read_text("utf-8").replace('"UTC"', f'"{zone}"'), "utf-8")
                data.write_text(f"Date,Well,On,Oil\n{day},W-1,1,100\n", "utf-8")
                _, report = self.import_file(data, mapping, code=1)
                self.assertEqual([rejected["column"] for rejected in report["rejected"]], ["DATEPRD"])
                self.assertIn(reason, report["rejected"][0]["reason"])
        data.write_text("Date,Well,On,Oil\n2021-10-01,W-1,1,100\n2021-10-05,W-1,1,100\n", "utf-8")
        mapping.write_text(mapping.read_text("utf-8").replace("America/Caracas", "Australia/Lord_Howe"), "utf-8")
        _, report = self.import_file(data, mapping, code=1)
        self.assertIn("hours begin at :00 UTC on this day in Australia/Lord_Howe and at :30 UTC on 2021-10-01", report["rejected"][0]["reason"])

    def test_source_of_nominal_days_has_full_days(self):
        case = FIELDS / "nominal-hours"
        for name, day, hours in (("in.csv", "2021-11-07", 25), ("spring.csv", "2021-03-14", 23)):
            source, report = self.import_file(case / name, case / "map.toml")
            self.assertEqual(report["rows_flagged"], 0)
            self.assertIn("every day counts as 24 hours", " ".join(report["notes"]))
            found = {row["DATEPRD"]: float(row["ON_STREAM_HRS"]) for row in self.daily_table(source)}
            self.assertEqual(found, {other: hours if other == day else 24 for other in found})
            self.hours_of(source)
            out = self.folder / "hour.csv"
            self.run_dataset("export", source, "--format", "csv", "--out", out)
            with open(out, encoding="utf-8", newline="") as file:
                self.assertEqual({float(row["ON_STREAM_HRS"]) for row in csv.DictReader(file)}, {1})

    def test_names_of_other_fields_stay_as_they_are_written(self):
        case = FIELDS / "foreign-names"
        source, report = self.import_file(case / "in.csv", case / "map.toml")
        self.assertEqual(report["warnings"], [])
        info = json.loads(self.run_dataset("info", source, "--json").stdout)
        self.assertEqual([well["well_name"] for well in info["wells"]["prod_daily_data"]], ["211/29-B22", "STATE 36-1H"])
        mapping = self.folder / "npd.toml"
        mapping.write_text((case / "map.toml").read_text("utf-8").replace("[file]", '[file]\nwell_names = "NPD"'), "utf-8")
        _, report = self.import_file(case / "in.csv", mapping, code=1)
        self.assertEqual({rejected["value"] for rejected in report["rejected"]}, {"STATE 36-1H"})
        self.assertIn("no name of the Norwegian register", report["rejected"][0]["reason"])

    def test_names_that_differ_in_case_are_two_wells_found_by_their_exact_names(self):
        case = FIELDS / "names-in-case"
        source, report = self.import_file(case / "in.csv", case / "map.toml")
        self.assertIn("'EAGLE-7H' and 'Eagle-7H' have names that differ in case", report["warnings"][0])
        self.hours_of(source)
        up = self.live(source, START_OFFSET_DAYS=28)
        for name, oil in (("Eagle-7H", 114), ("EAGLE-7H", 128)):
            rows = up.get(f"/api/production?wells={name}&interval=1pd&agg=sum&tags=oil_rate&start=-60d")
            last = [row for row in rows if row["production_day"] <= "2021-03-28"]
            self.assertEqual({row["well_name"] for row in rows}, {name})
            self.assertIn(oil, [row["oil_rate"] for row in last])
        code, detail = self.status_of(up, "/api/production/eagle-7h/latest")
        self.assertEqual(code, 404)
        self.assertIn("ask for EAGLE-7H or Eagle-7H", detail)

    def test_well_that_is_not_live_yet_is_answered_for_by_no_other(self):
        case = FIELDS / "other-wells"
        source, _ = self.import_file(case / "two.csv", case / "two.toml")
        self.hours_of(source)
        up = self.live(source, START_OFFSET_DAYS=20)
        for name in ("STATE 36-1MBH", "STATE 36-1", "STATE 36-1H;", "STATE 36-1HA"):
            name = urllib.parse.quote(name)
            for path in (f"/api/production/{name}/latest", f"/api/production?wells={name}", f"/api/wells/{name}",
                         f"/api/production/{name}/range?start_time=-1d&end_time=now", f"/api/stream?well={name}",
                         f"/wells/latest?well_name={name}", f"/wells/history?well_name={name}",
                         f"/surveillance/decline-analysis?well_name={name}", f"/surveillance/productivity-index?well_name={name}"):
                self.assertEqual(self.status_of(up, path)[0], 404, path)
        self.assertEqual(up.get("/api/production/state%2036-1h/latest")[0]["well_name"], "STATE 36-1H")
        self.assertEqual(up.get("/api/wells")["wells"], ["STATE 36-1H"])

    def test_production_days_of_the_case_are_the_imported_ones(self):
        case = FIELDS / "production-day"
        source, _ = self.import_file(case / "in.csv", case / "map.toml")
        self.hours_of(source)
        up = self.live(source, START_OFFSET_DAYS=14)
        rows = up.get("/api/production/W-1/range?interval=1pd&agg=sum&tags=oil_rate&start=-30d&end=now")[:14]
        self.assertEqual([row["oil_rate"] for row in rows], [1000, 200] * 7)
        self.assertEqual([row["oil_volume"] for row in up.get("/api/field/production?interval=1pd&start=-30d")[:14]], [1000, 200] * 7)


if __name__ == "__main__":
    unittest.main(verbosity=2)
