#!/usr/bin/env python3
"""`flodata dataset …` as a user runs it: data sets are made, upsampled, and measured by `dataset verify`.

Usage: dataset_test.py FLODATA [unittest options]. Tests on the real workbook need VOLVE_XLSX, or shared/volve/ beside the checkout.
"""
import json
import os
import pathlib
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

    def test_invariants_hold_on_an_invented_field_and_a_file_without_hours_is_refused(self):
        self.run_dataset("simulate", "--out", self.file, "--wells", "9", "--days", "500", "--seed", "3")
        refused = self.run_dataset("verify", self.file, code=1)
        self.assertIn("prod_hourly_data", refused.stderr)
        self.run_dataset("upsample", self.file)
        for result in self.verified().values():
            self.assertIn(result["verdict"], ("holds", "not measured"), result)


if __name__ == "__main__":
    unittest.main()
