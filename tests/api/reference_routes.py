"""Pairs of routes that must say the same of the same hours, over random windows: a part of reference_queries.py."""
import json
import urllib.parse

from difference import Difference

DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000


class RoutePairs:
    """Of Comparison, which knows what is there and how to ask for it."""

    def routes(self):
        """One quantity, one number: what two routes say of the same hours."""
        self.dice.choice((self.types_alone_and_split, self.earlier_series, self.earlier_wells_series, self.earlier_history,
                          self.latest_and_range, self.current_and_latest, self.decline_and_days, self.plot_of_few,
                          self.formats_and_units))()

    def both(self, first, second, pick_first=lambda rows: rows, pick_second=lambda rows: rows):
        """Asks twice. Returns the rows of both, of one version of the data."""
        for _ in range(3):
            one, other = self.ask(first), self.ask(second)
            for target, answer in ((first, one), (second, other)):
                if answer.status != 200:
                    raise Difference(f"{target}\n  status {answer.status}: {answer.body[:300]!r}")
            if one.headers["flodata-sequence"] == other.headers["flodata-sequence"]:
                return pick_first(json.loads(one.body)), pick_second(json.loads(other.body))
        raise Difference(f"{first}\n  no two answers of one version")

    def same(self, first, second, rows, others, names):
        """`names`: keys of the first rows and of the others."""
        if len(rows) != len(others):
            raise Difference(f"{first}\n  {len(rows)} rows, and {len(others)} of\n  {second}")
        self.rows_compared += len(rows)
        for row, other in zip(rows, others):
            for name, other_name in names:
                one, two = row[name], other[other_name]
                if isinstance(one, float | int) and isinstance(two, float | int) and abs(one - two) <= 2e-11 * abs(two):
                    continue
                if one != two:
                    raise Difference(f"{first}\n  {name} is {one!r} in {row}\n  {other_name} is {two!r} in {other} of\n  {second}")

    def window_words(self, start, end, *pairs):
        return urllib.parse.urlencode([("start", self.spell.time(start)), ("end", self.spell.time(end)), *pairs])

    def newest_of(self, well_type):
        """The label of the newest row of the wells whose newest row is of a type."""
        times = [at for well, at in self.reference.last_times.items()
                 if well_type in ("all", self.reference.last_types[well])]
        return max(times, default=None)

    def types_alone_and_split(self):
        interval = self.dice.choice(list(self.longest_days)[1:])
        start, end = self.window(self.longest_days[interval], "UTC")
        start = min(start, end)
        kind = self.dice.choice(("OP", "WI"))
        words = self.window_words(start, end, ("interval", interval), ("quality", self.dice.choice(("any", "good"))))
        first, second = (f"/api/field/production?{words}&{last}" for last in (f"well_type={kind}", "by=well_type"))
        rows, others = self.both(first, second, pick_second=lambda found: [row for row in found if row["well_type"] == kind])
        self.same(first, second, rows, others, [(name, name) for name in (rows[0] if rows else ())])

    def earlier_series(self):
        hours, interval, kind = self.dice.randint(1, 720), self.dice.choice(("1h", "6h", "12h", "1d")), self.dice.choice(("OP", "WI", "all"))
        newest = self.newest_of(kind)
        if newest is None:
            return
        first = f"/production/timeseries?hours={hours}&interval={interval}&well_type={kind}"
        second = "/api/field/production?" + self.window_words(newest - hours * HOUR_US + 1_000_000, newest, ("interval", interval),
                                                              ("well_type", kind))
        rows, others = self.both(first, second, lambda found: found["data"][::-1])
        self.same(first, second, rows, others, [("time", "time"), ("avg_gor", "gor"), ("avg_watercut", "watercut"),
                                                ("well_count", "well_count"),
                                                *((f"total_{phase}_rate", f"{phase}_rate") for phase in ("oil", "gas", "water"))])

    def earlier_wells_series(self):
        hours, interval, kind = self.dice.randint(1, 720), self.dice.choice(("1h", "6h", "12h", "1d")), self.dice.choice(("OP", "all"))
        newest = self.newest_of(kind)
        names = ("oil_rate", "gas_rate", "water_rate", "gor", "watercut")
        first = f"/production/timeseries?hours={hours}&interval={interval}&well_type={kind}&aggregate=false"
        second = "/api/production?" + self.window_words(newest - hours * HOUR_US + 1_000_000, newest, ("interval", interval),
                                                        ("well_type", kind), *(("tags", name) for name in names))
        order = lambda rows: sorted(rows, key=lambda row: (row["time"], row["well_name"]))  # noqa: E731
        rows, others = self.both(first, second, lambda found: order(found["data"]), order)
        self.same(first, second, rows, others, [(name, name) for name in ("time", "well_name", *names)])

    def compatible_names(self):
        """Keys of the earlier system and of the table: that system had no pressure difference over the choke."""
        return [(self.api.SHORT_NAMES.get(tag, tag), tag) for tag in self.api.TAGS if tag != "dp_choke_size"] + [
            (name, name) for name in self.api.DERIVED]

    def earlier_history(self):
        well, hours = self.dice.choice(self.wells), self.dice.randint(1, 720)
        interval = self.dice.choice(("1h", "6h", "12h", "1d", "7d"))
        newest = self.reference.last_times[well]
        first = "/wells/history?" + urllib.parse.urlencode({"well_name": self.spell.well(well), "hours": hours, "interval": interval})
        second = f"/api/production/{self.spell.well_in_path(well)}/range?" + self.window_words(
            newest - hours * HOUR_US + 1_000_000, newest, ("interval", interval))
        rows, others = self.both(first, second, lambda found: found["data"][::-1])
        self.same(first, second, rows, others, [("time", "time"), *self.compatible_names()])

    def latest_and_range(self):
        well, hours = self.dice.choice(self.wells), self.dice.randint(1, 100)
        newest = self.reference.last_times[well]
        second = f"/api/production/{self.spell.well_in_path(well)}/range?" + self.window_words(
            newest - hours * HOUR_US + 1_000_000, newest)
        if self.dice.random() < 0.5:
            first = f"/api/production/{self.spell.well_in_path(well)}/latest?hours={hours}"
            names = [(name, name) for name in ("time", "original_time", "well_type", "quality", *self.api.TAGS)]
        else:
            first = "/wells/latest?" + urllib.parse.urlencode({"well_name": self.spell.well(well), "period_hours": hours})
            names = [("time", "time"), *((short, tag) for short, tag in self.compatible_names() if tag in self.api.TAGS)]
        rows, others = self.both(first, second, lambda found: found[::-1])
        self.same(first, second, rows, others, names)

    def current_and_latest(self):
        units = self.dice.choice(("metric", "field"))
        first, second = f"/production/current?well_type=all&units={units}", f"/api/production/latest?units={units}"
        rows, others = self.both(first, second, lambda found: found["wells"])
        self.same(first, second, rows, others, [("time", "time"), ("well_name", "well_name"),
                                                *((short, tag) for short, tag in self.compatible_names() if tag in self.api.TAGS)])

    def decline_and_days(self):
        well, hours = self.dice.choice(self.wells), self.dice.randint(24, 8760)
        newest = self.reference.last_times[well]
        first = "/surveillance/decline-analysis?" + urllib.parse.urlencode({"well_name": self.spell.well(well), "hours": hours})
        if self.ask(first).status == 400:
            return  # too few days
        second = f"/api/production/{self.spell.well_in_path(well)}/range?" + self.window_words(
            newest - hours * HOUR_US + 1_000_000, newest, ("interval", "1pd"), ("agg", "sum"), ("tags", "oil_rate"))
        rows, others = self.both(first, second, lambda found: [found["production_summary"] | {"days": found["data_points"]}])
        days = [row["oil_rate"] for row in others if row["oil_rate"] is not None]
        self.same(first, second, rows, [{"sum": sum(days), "days": len(days)}], [("cumulative_in_period", "sum"), ("days", "days")])

    def plot_of_few(self):
        well, tags = self.dice.choice(self.wells), self.some(self.api.TAGS, 3)
        start, end = self.window(30, "UTC")
        start = min(start, end)
        pairs = self.spell.list("tags", tags)
        base = f"/api/production/{self.spell.well_in_path(well)}/range?" + self.window_words(start, end, *pairs)
        rows, others = self.both(base + "&points=10000", base)
        times = {row["time"] for row in others}
        self.same(base + "&points=10000", base, [row for row in rows if row["time"] in times], others,
                  [(name, name) for name in ("time", "original_time", *tags)])

    def formats_and_units(self):
        query = self.query(self.dice.choice(list(self.longest_days)), False)
        query.end = min(query.end, query.start + 20 * DAY_US)
        target = self.target(query, False, "metric")
        rows, _ = self.rows(target, "json")
        for form in ("ndjson", "csv"):
            others, _ = self.rows(target, form)
            self.same(target, f"{target} as {form}", rows, others, [(name, name) for name in (rows[0] if rows else ())])
