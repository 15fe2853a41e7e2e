#!/usr/bin/env python3
"""`flodata dataset …` as a user runs it: data sets are made, upsampled, and measured by `dataset verify`.

Usage: dataset_test.py FLODATA [unittest options]. Tests on the real workbook need VOLVE_XLSX, or shared/volve/ beside the checkout.
"""
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

FLODATA = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
ROOT = pathlib.Path(__file__).resolve().parents[2]


def workbook():
    given = os.environ.get("VOLVE_XLSX")
    path = pathlib.Path(given) if given else ROOT.parent / "shared" / "volve" / "Volve production data.xlsx"
    return path if path.exists() else None


class DatasetTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="flodata_dataset_")
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "field.duckdb"

    def run_dataset(self, *arguments, code=0):
        done = subprocess.run([FLODATA, "dataset", *map(str, arguments)], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def verified(self, code=0):
        """Results of `dataset verify` by invariant."""
        report = json.loads(self.run_dataset("verify", self.file, "--json", code=code).stdout)
        return {result["id"]: result for result in report["invariants"]}

    @unittest.skipUnless(workbook(), "no Volve workbook: set VOLVE_XLSX or put it into ../shared/volve/")
    def test_every_invariant_holds_over_all_rows_of_the_real_workbook(self):
        self.run_dataset("import", workbook(), "--out", self.file)
        self.run_dataset("upsample", self.file)
        results = self.verified()
        for name, result in results.items():
            print(f"{name}: {result['measured']}")
            self.assertEqual(result["verdict"], "holds", result)
        self.assertEqual(results["I5"]["measured"], "15634 of 15634 well-days have exactly their hours")
        self.assertIn("oil in all 10037080.61 Sm3", results["I10"]["measured"])
        self.assertIn("526 well-months", results["I10"]["measured"])
        self.assertIn("NO 15/9-F-12 H 1907", results["I12"]["measured"])
        self.assertEqual(len(results), 17)
        self.run_dataset("upsample", self.file, "--scada")
        for result in self.verified().values():
            self.assertIn(result["verdict"], ("holds", "not measured"), result)

    def test_negative_seed_is_refused(self):
        for words in (("simulate", "--out", self.file), ("upsample", self.file)):
            self.assertIn("-1 is below 0", self.run_dataset(*words, "--seed", "-1", code=2).stderr)
        self.assertFalse(self.file.exists())

    def test_convention_that_days_contradict_is_reported(self):
        self.run_dataset("simulate", "--out", self.file, "--wells", "2", "--days", "400", "--seed", "3")
        self.assertNotIn("states means", self.run_dataset("upsample", self.file).stdout)
        mapped = self.file.with_name("mapped.duckdb")
        self.run_dataset("export", self.file, "--table", "prod_daily_data", "--format", "csv", "--out", self.file.with_suffix(".csv"))
        mapping = self.file.with_suffix(".toml")
        units = {"ON_STREAM_HRS": "h", "AVG_DOWNHOLE_PRESSURE": "bar", "BORE_OIL_VOL": "Sm3", "BORE_GAS_VOL": "Sm3", "BORE_WAT_VOL": "Sm3", "BORE_WI_VOL": "Sm3"}
        texts = ("DATEPRD", "WELL_BORE_CODE", "NPD_WELL_BORE_NAME", "WELL_TYPE", "FLOW_KIND")
        lines = [f'{name} = "{name}"' for name in texts] + [f'{name} = {{ column = "{name}", unit = "{unit}" }}' for name, unit in units.items()]
        mapping.write_text("\n".join(["[file]", 'partial_day_means = "day"', "[columns]", *lines, ""]), encoding="utf-8")
        self.run_dataset("import", self.file.with_suffix(".csv"), "--mapping", mapping, "--out", mapped)
        self.assertRegex(self.run_dataset("upsample", mapped).stdout, r"states means over the day.*\n.*AVG_DOWNHOLE_PRESSURE \d+ of \d+")

    def test_invariants_hold_on_a_simulated_field_and_a_file_without_hours_is_rejected(self):
        self.run_dataset("simulate", "--out", self.file, "--wells", "9", "--days", "500", "--seed", "3")
        refused = self.run_dataset("verify", self.file, code=1)
        self.assertIn("prod_hourly_data", refused.stderr)
        self.run_dataset("upsample", self.file)
        for result in self.verified().values():
            self.assertIn(result["verdict"], ("holds", "not measured"), result)

    def test_every_resolution_holds_and_sums_to_the_same_volumes(self):
        self.run_dataset("simulate", "--out", self.file, "--wells", "2", "--days", "150", "--seed", "3")
        for resolution, rows in (("1h", 1), ("15m", 4), ("5m", 12), ("1m", 60)):
            self.run_dataset("upsample", self.file, "--resolution", resolution)
            info = json.loads(self.run_dataset("info", self.file, "--json").stdout)
            daily, hourly = info["totals"]["prod_daily_data"], info["totals"]["prod_hourly_data"]
            self.assertAlmostEqual(hourly["oil_sm3"], daily["oil_sm3"], places=6)
            if resolution == "1h":
                hours = hourly["rows"]
            self.assertEqual(hourly["rows"], hours * rows)
            for result in self.verified().values():
                self.assertIn(result["verdict"], ("holds", "not measured"), (resolution, result))
        refused = self.run_dataset("upsample", self.file, "--resolution", "7m", code=1)
        self.assertIn("unknown resolution '7m'", refused.stderr)

    def test_scada_layer_keeps_volumes_is_verified_and_can_be_taken_off_again(self):
        self.run_dataset("simulate", "--out", self.file, "--wells", "2", "--days", "100", "--seed", "3")
        for resolution in ("1h", "1m"):
            options = ("--method", "ups2", "--resolution", resolution, "--json")
            plain = json.loads(self.run_dataset("upsample", self.file, *options).stdout)
            bytes_without = json.loads(self.run_dataset("info", self.file, "--json").stdout)["manifest"]
            layered = json.loads(self.run_dataset("upsample", self.file, *options, "--scada").stdout)
            info = json.loads(self.run_dataset("info", self.file, "--json").stdout)
            self.assertEqual(info["manifest"]["upsample.layer"], "SCADA-1")
            self.assertGreater(layered["values_by_label"]["R11"], 0)
            self.assertEqual(str(layered["values_by_label"]["R12"]), info["manifest"]["upsample.scada.values_R12"])
            self.assertEqual(layered["total"]["oil_sm3"], plain["total"]["oil_sm3"])
            daily, hourly = info["totals"]["prod_daily_data"], info["totals"]["prod_hourly_data"]
            self.assertAlmostEqual(hourly["oil_sm3"], daily["oil_sm3"], places=6)
            self.assertNotEqual(info["manifest"]["upsample.output_sha256"], bytes_without["upsample.output_sha256"])
            found = self.verified()
            for result in found.values():
                self.assertIn(result["verdict"], ("holds", "not measured"), (resolution, result))
            for measured in ("I1", "I2", "I3", "I4", "I5", "I11", "I12"):
                self.assertEqual(found[measured]["verdict"], "holds", found[measured])
            for left_out in ("I9", "I17"):
                self.assertIn("SCADA", found[left_out]["measured"])
            self.run_dataset("upsample", self.file, *options)
            manifest = json.loads(self.run_dataset("info", self.file, "--json").stdout)["manifest"]
            self.assertEqual(manifest, bytes_without)

    def test_lines_of_the_mapping_example_run_as_they_stand_there(self):
        example = ROOT / "docs" / "examples" / "mapping"
        lines = re.findall(r"^flodata (dataset .*)$", (example / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
        self.assertEqual([line.split()[1] for line in lines], ["import", "upsample", "verify"])
        for line in lines:
            arguments = [self.file if part == "eagle.duckdb" else ROOT / part if part.startswith("docs/") else part for part in line.split()[1:]]
            self.run_dataset(*arguments)
        results = self.verified()
        for name in ("I1", "I2", "I3", "I4", "I5", "I9", "I11", "I12", "I13", "I16", "I17"):
            self.assertEqual(results[name]["verdict"], "holds", results[name])
        daily = self.file.with_suffix(".csv")
        self.run_dataset("export", self.file, "--table", "prod_daily_data", "--format", "csv", "--out", daily)
        with open(daily, encoding="utf-8", newline="") as file:
            rows = {(row["WELL_BORE_CODE"], row["DATEPRD"]): row for row in csv.DictReader(file)}
        with open(example / "eagle_daily.csv", encoding="utf-8", newline="") as file:
            given = list(csv.DictReader(file))
        self.assertEqual(len(rows), len(given))
        for row in given:
            month, day, year = row["Date"].split("/")
            made = rows[row["Well"], f"{year}-{month}-{day}"]
            hours = {"03/14/2021": 23}.get(row["Date"], 24)  # summer time begins in Chicago
            self.assertAlmostEqual(float(made["ON_STREAM_HRS"]), float(row["Uptime"]) * hours, places=9)
            self.assertEqual(made["WELL_TYPE"], {"PROD": "OP", "INJ": "WI"}[row["Type"]])
            if row["Type"] == "PROD":
                self.assertAlmostEqual(float(made["BORE_OIL_VOL"]) * 6.2898, float(row["Oil (bbl/d)"].replace(",", "")), places=6)
                self.assertEqual(made["AVG_DOWNHOLE_PRESSURE"] == "", row["BHP (psia)"] == "-999.25")

    def test_mistake_in_a_mapping_names_file_line_and_cure_and_nothing_is_written(self):
        mapping = self.file.with_suffix(".toml")
        mapping.write_text("[columns]\nBORE_OIL = \"Oil\"\n", encoding="utf-8")
        refused = self.run_dataset("import", ROOT / "docs" / "examples" / "mapping" / "eagle_daily.csv", "--mapping", mapping,
                                   "--out", self.file, code=1)
        self.assertIn("line 2: unknown column 'BORE_OIL': did you mean 'BORE_OIL_VOL'?", refused.stderr)
        self.assertFalse(self.file.exists())


if __name__ == "__main__":
    unittest.main()
