#!/usr/bin/env python3
"""Which days and which well plot_dataset.py picks by itself."""
import datetime
import unittest

from plot_dataset import choose_well, interesting_day, local_day_start

FIRST = datetime.date(2014, 4, 1)


def days(*hours_and_pressures):
    return {FIRST + datetime.timedelta(days=i): {"ON_STREAM_HRS": str(hours), "AVG_DOWNHOLE_PRESSURE": pressure, "BORE_OIL_VOL": "1", "BORE_WI_VOL": ""}
            for i, (hours, pressure) in enumerate(hours_and_pressures)}


class PlotDatasetTest(unittest.TestCase):
    def test_partial_day_between_full_ones_with_a_pressure_is_picked(self):
        history = days((24, "240"), (12, ""), (24, "240"), (0, "280"), (12, "270"), (24, "240"), (10, "255"), (24, "240"))
        self.assertEqual(interesting_day(history), FIRST + datetime.timedelta(days=6))

    def test_without_a_pressure_the_first_such_day_and_without_such_a_day_the_middle(self):
        self.assertEqual(interesting_day(days((24, ""), (12, ""), (24, ""))), FIRST + datetime.timedelta(days=1))
        self.assertEqual(interesting_day(days((24, ""), (24, ""), (24, ""), (24, ""))), FIRST + datetime.timedelta(days=2))

    def test_wells_are_found_by_their_usual_names(self):
        wells = {"15/9-F-1 C": days((24, "")), "15/9-F-12": days((24, ""), (24, ""))}
        for asked, found in (("NO-15/9-F-12", "15/9-F-12"), ("F-12", "15/9-F-12"), ("15/9-F-1C", "15/9-F-1 C"), (None, "15/9-F-12")):
            self.assertEqual(choose_well(wells, asked), found)
        with self.assertRaises(SystemExit):
            choose_well(wells, "F-99")

    def test_production_day_begins_at_local_midnight(self):
        self.assertEqual(local_day_start(datetime.date(2014, 7, 1), "Europe/Oslo"), datetime.datetime(2014, 6, 30, 22))


if __name__ == "__main__":
    unittest.main()
