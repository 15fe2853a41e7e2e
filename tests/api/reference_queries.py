#!/usr/bin/env python3
"""Random queries of the API of a running `flodata up`, each compared with DuckDB's answer from the source file.

Usage: reference_queries.py FLODATA [--queries N] [--seed N] [--kinds plain,raw,buckets,field,pages,volumes,routes,refused]. The source is
the real workbook (VOLVE_XLSX, or shared/volve/ beside the checkout), without it a simulated field. Exit code 1 on any difference, or
when the API does not offer what is to be compared; 77 when DuckDB for Python (requirements.txt) cannot be had.
"""
import argparse
import collections
import csv
import datetime
import importlib
import io
import json
import pathlib
import random
import secrets
import subprocess
import sys
import time
import urllib.parse
import zoneinfo

import live_system
from difference import Difference
from live_system import SKIPPED, Connection, LiveSystem
from reference_routes import RoutePairs

REQUIREMENTS = pathlib.Path(__file__).with_name("requirements.txt")
TOLERANCE = 1e-9  # relative, as promised; a sum of 10,000 doubles is good to 1e-12
CANCELLATION = 1e-12  # of the size of what went in, where terms cancel (a standard deviation of nearly equal values)
ZONES = ("UTC", "Europe/Oslo", "America/St_Johns", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo",
         "Pacific/Chatham")
# Where clocks change within an hour: the API ends a bucket there, the reference does not.
ODD_CHANGES = ("Australia/Lord_Howe", "Pacific/Chatham")
DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000
# Longest window by interval, in days of 24 hours.
LONGEST_DAYS = {None: 40, "1m": 5, "5m": 15, "15m": 30, "1h": 60, "6h": 300, "12h": 500, "1d": 900, "7d": 2500, "1mo": 2500,
                "1pd": 900}
FILLED_DAYS = {"1m": 1, "5m": 5, "15m": 10, "1h": 40}
AGGS = ("mean", "min", "max", "first", "last", "sum", "count", "stddev", "time_on_stream")
KINDS = {"plain": 10, "raw": 20, "buckets": 45, "field": 15, "pages": 12, "volumes": 4, "routes": 12, "refused": 4}
LIMIT_S = 20


def provide_duckdb():
    """Makes `import duckdb` work. Returns whether it does."""
    version = next(line.split("==")[1].strip() for line in REQUIREMENTS.read_text().splitlines() if line.startswith("duckdb=="))
    cache = pathlib.Path.home() / ".cache" / "openflodata" / f"python-duckdb-{version}-{sys.version_info.major}.{sys.version_info.minor}"
    cache.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(cache))
    for attempt in ("as it is", [sys.executable], ["python3"]):
        try:
            if attempt != "as it is":
                subprocess.run([*attempt, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target", cache,
                                "--only-binary=:all:", f"--python-version={sys.version_info.major}.{sys.version_info.minor}",
                                "-r", REQUIREMENTS], check=True, capture_output=True, timeout=300)
                importlib.invalidate_caches()
            import duckdb  # noqa: F401
            return True
        except (ImportError, OSError, subprocess.SubprocessError):
            continue
    return False


def microseconds(text):
    at = datetime.datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise Difference(f"'{text}' has no offset")
    return (at - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(microseconds=1)


def instant(at_us, zone):
    return datetime.datetime.fromtimestamp(at_us / 1_000_000, tz=datetime.timezone.utc).astimezone(zoneinfo.ZoneInfo(zone))


class Spelling:
    """Writes what is meant in one of the ways in which it may be written."""

    def __init__(self, dice, reference, wells):
        self.dice, self.reference = dice, reference
        shorts = collections.Counter(self._short(name) for name in wells)
        self.unique_shorts = {name for name in wells if shorts[self._short(name)] == 1}

    def _short(self, name):
        npd, _ = self.reference.wells[name]
        return npd.split("-", 1)[1] if "-" in npd else npd

    def well(self, name):
        npd, code = self.reference.wells[name]
        choices = [name, name, npd, code, name.lower(), npd.replace(" ", "")]
        if name in self.unique_shorts:
            choices += [self._short(name), self._short(name).replace(" ", "").lower()]
        return self.dice.choice(choices)

    def well_in_path(self, name):
        return urllib.parse.quote(self.well(name), safe=self.dice.choice(("", "/", "/-")))

    def time(self, at_us):
        if self.dice.random() < 0.25:
            return str(at_us // self.dice.choice((1000, 1_000_000)))  # Unix time
        at = instant(at_us, self.dice.choice(("UTC", "Europe/Oslo", "America/St_Johns")))
        text = at.isoformat(timespec="seconds")
        if at.utcoffset() == datetime.timedelta(0) and self.dice.random() < 0.5:
            text = text.replace("+00:00", "Z")
        return text

    def list(self, name, values):
        """A list as pairs of a query: between commas, one by one, or both."""
        values = list(values)
        cut = self.dice.randint(1, len(values))
        form = self.dice.random()
        if form < 0.5:
            return [(name, ",".join(values))]
        return [(name, value) for value in values] if form < 0.8 or cut == len(values) else [
            (name, ",".join(values[:cut])), *((name, value) for value in values[cut:])]

    def tag(self, name):
        from reference import SHORT_NAMES
        return SHORT_NAMES[name] if name in SHORT_NAMES and self.dice.random() < 0.4 else name


class Comparison(RoutePairs):
    def __init__(self, options, system):
        import reference
        self.api = reference
        self.options, self.system = options, system
        self.dice = random.Random(options.seed)
        self.longest_days = LONGEST_DAYS
        status = system.get_json("/api/status")
        shift = microseconds(status["anchor_live"]) - microseconds(status["anchor_source"])
        if status["speed"] != 1 or status["loop"] != 0:
            raise RuntimeError(f"not a stream at speed 1 in its first loop: {status}")
        self.newest, self.sequence = microseconds(status["newest_label"]), status["sequence"]
        self.reference = reference.Reference(system.source, shift, self.newest)
        self.oldest = min(self.reference.first_times.values())
        self.wells = sorted(self.reference.wells)
        served = system.get_json("/api/wells")["wells"]
        if served != self.wells:
            raise Difference(f"/api/wells says {served}, the source {self.wells}")
        self.spell = Spelling(self.dice, self.reference, self.wells)
        self.changes = {zone: self._clock_changes(zone) for zone in ZONES}
        self.connection = None
        self.paths = system.get_json("/openapi.json")["paths"]
        self.counts = collections.Counter()
        self.rows_compared = 0

    def _clock_changes(self, zone):
        """Days on which the clocks change, as microseconds."""
        offset = {}
        for day in range(self.oldest, self.newest - DAY_US, DAY_US):
            offset[day] = instant(day, zone).utcoffset()
        days = list(offset)
        return [first for first, second in zip(days, days[1:]) if offset[first] != offset[second]]

    # What is asked.

    def window(self, longest_days, zone):
        """Returns the window's ends; often around a change of the clocks, often on whole hours."""
        dice = self.dice
        length = int(longest_days * DAY_US * dice.random() ** 2) + dice.choice((0, HOUR_US))
        if self.changes[zone] and dice.random() < 0.3:
            start = dice.choice(self.changes[zone]) - dice.randrange(3 * DAY_US)
            length = min(length, 6 * DAY_US) if dice.random() < 0.5 else length
        else:
            start = dice.randrange(self.oldest - 2 * DAY_US, self.newest)
        if dice.random() < 0.6:
            start = start // HOUR_US * HOUR_US
        start = start // 1_000_000 * 1_000_000
        end = (start + length) // 1_000_000 * 1_000_000
        return start, min(end, self.newest)

    def some(self, choices, most=None):
        return self.dice.sample(list(choices), self.dice.randint(1, min(most or len(choices), len(choices))))

    def query(self, interval, one_well):
        dice, api = self.dice, self.api
        zone = dice.choice([zone for zone in ZONES if zone not in ODD_CHANGES or interval not in api.MINUTES])
        fill = "null" if interval not in (None, "1pd") and dice.random() < 0.3 else "none"
        longest = (FILLED_DAYS if fill == "null" else {}).get(interval, LONGEST_DAYS[interval])
        start, end = self.window(longest, zone)
        start = min(start, end)
        wells = [dice.choice(self.wells)] if one_well else sorted(self.some(self.wells))
        tags = self.some([*api.TAGS, *api.DERIVED], 5) if dice.random() < 0.7 else None
        aggs = tuple(self.some(AGGS, 4)) if dice.random() < 0.7 else ("mean",)
        if tags and "sum" in aggs and not set(tags) <= set(api.SUMMABLE):
            aggs = ("mean",)
        well_type = dice.choice(("all", "all", "OP", "WI")) if not one_well and fill == "none" else "all"
        return api.Query(wells, start, end, well_type, tags, interval, zone, aggs, fill,
                         dice.choice(("any", "any", "good", "uncertain")))

    def target(self, query, one_well, units, extra=()):
        """Returns path and query of the URL that asks for it."""
        dice = self.dice
        first, last = dice.choice((("start_time", "end_time"), ("start", "end")))
        pairs = [(first, self.spell.time(query.start)), (last, self.spell.time(query.end))]
        path = f"/api/production/{self.spell.well_in_path(query.wells[0])}/range" if one_well else "/api/production"
        if not one_well and (query.wells != self.wells or dice.random() < 0.5):
            pairs += self.spell.list("wells", map(self.spell.well, query.wells))
        if query.well_type != "all":
            pairs.append(("well_type", query.well_type))
        if query.tags:
            pairs += self.spell.list("tags", map(self.spell.tag, query.tags))
        if query.interval:
            pairs.append(("interval", query.interval))
        if query.interval and (query.aggs != ("mean",) or dice.random() < 0.3):
            pairs += self.spell.list("agg", query.aggs)
        for name, value, usual in (("fill", query.fill, "none"), ("quality", query.quality, "any"), ("units", units, "metric"),
                                   ("timezone", query.zone, None)):
            if value != usual:
                pairs.append((name, value))
        pairs += extra
        dice.shuffle(pairs)
        return path + "?" + urllib.parse.urlencode(pairs)

    # What is answered.

    def ask(self, target, headers=()):
        if self.connection is None:
            self.connection = Connection(self.system.port, LIMIT_S)
        try:
            answer = self.connection.get(target, headers)
        except live_system.Gone:
            self.connection = Connection(self.system.port, LIMIT_S)
            answer = self.connection.get(target, headers)
        except TimeoutError as error:
            self.connection = None
            raise Difference(f"{target}\n  no answer within {LIMIT_S} s") from error
        if answer.closes:
            self.connection = None
        return answer

    def rows(self, target, form, headers=()):
        """Asks in a format. Returns the rows as dicts, and the answer."""
        accept = {"json": live_system.JSON, "ndjson": live_system.NDJSON, "csv": live_system.CSV}
        if form != "json":
            if self.dice.random() < 0.5:
                target += f"&format={form}"
            else:
                headers = (*headers, ("Accept", accept[form]))
        answer = self.ask(target, headers)
        if answer.status != 200:
            raise Difference(f"status {answer.status}: {answer.body[:500].decode(errors='replace')}")
        if answer.media_type != accept[form]:
            raise Difference(f"{form} was asked for, {answer.media_type} came")
        return parse_rows(answer, form), answer

    # One method for each kind of query.

    def plain(self):
        """As it always was: rows of one well as they are stored, all columns, times in TARGET_TIMEZONE."""
        query = self.query(None, True)
        query.tags, query.quality, query.zone = None, "any", "UTC"
        units = self.dice.choice(("metric", "field"))
        target = f"/api/production/{self.spell.well_in_path(query.wells[0])}/range?" + urllib.parse.urlencode(
            {"start_time": self.spell.time(query.start), "end_time": self.spell.time(query.end), "units": units})
        rows, answer = self.rows(target, self.form(True))
        self.check_raw(target, query, rows, self.reference.raw(query), units)
        self.check_units(target, answer, self.api.TAGS)

    def raw(self, pages=False):
        one_well = self.dice.random() < 0.4
        query = self.query(None, one_well)
        expected = self.reference.raw(query)
        units = self.dice.choice(("metric", "field"))
        target = self.target(query, one_well, units)
        rows, answer = self.all_pages(target, len(expected)) if pages else self.rows(target, self.form(one_well))
        self.check_raw(target, query, rows, expected, units)
        self.check_units(target, answer, query.tags or self.api.TAGS)

    def check_raw(self, target, query, rows, expected, units):
        columns = [(tag, self.api.family_of(tag)) for tag in query.tags or self.api.TAGS]
        self.check_length(target, rows, expected)
        for row, wanted in zip(rows, expected):
            self.check_label(target, row, wanted[0], query.zone)
            found = (row["well_name"], microseconds(row["original_time"]), row["quality"] or None)
            quality = self.api.quality_of(query.tags, json.loads(wanted[5]) if wanted[5] else None)
            if found != (wanted[1], wanted[2], quality):
                raise Difference(f"{target}\n  row {found}, expected {(wanted[1], wanted[2], quality)}")
            if not query.tags and (row["well_type"], row["flow_kind"]) != wanted[3:5]:
                raise Difference(f"{target}\n  row {row}, expected {wanted[3:5]}")
            for (tag, family), value in zip(columns, wanted[6:]):
                self.check_value(target, row, tag, value, 0, family, units, False)

    def parameters(self, one_well):
        path = "/api/production/{well_name}/range" if one_well else "/api/production"
        return {parameter["name"] for parameter in self.paths[path]["get"]["parameters"]}

    def form(self, one_well=False):
        return self.dice.choice(("json", "json", "ndjson", "csv")) if "format" in self.parameters(one_well) else "json"

    def buckets(self, pages=False):
        one_well = self.dice.random() < 0.4
        query = self.query(self.dice.choice(list(LONGEST_DAYS)[1:]), one_well)
        extra = ()
        if not pages and query.fill == "none" and self.dice.random() < 0.05:
            query.end = self.newest + 400 * DAY_US  # the version bounds it, whatever is streamed meanwhile
            query.start = max(query.start, self.newest - LONGEST_DAYS[query.interval] * DAY_US)
            extra = (("asOf", str(self.sequence)),)
        units = self.dice.choice(("metric", "field"))
        target = self.target(query, one_well, units, extra)
        expected = self.reference.buckets(query)
        rows, answer = self.all_pages(target, len(expected)) if pages else self.rows(target, self.form())
        columns = self.api.bucket_columns(query)
        self.check_length(target, rows, expected)
        for row, wanted in zip(rows, expected):
            self.check_label(target, row, wanted[0], query.zone)
            if (row["well_name"], row.get("production_day")) != wanted[1:3]:
                raise Difference(f"{target}\n  row {row}, expected {wanted[1:3]}")
            self.check_cells(target, row, columns, wanted[3:], units)
        self.check_units(target, answer, [column.name for column in columns])

    def field(self):
        interval = self.dice.choice(list(LONGEST_DAYS)[1:-1])
        query = self.query(interval, False)
        query.wells, query.quality, query.fill, query.tags, query.aggs = self.wells, "any", "none", None, ("mean",)
        by_type = self.dice.random() < 0.3
        units = self.dice.choice(("metric", "field"))
        extra = (("by", "well_type"),) if by_type else ()
        target = self.target(query, False, units, extra).replace("/api/production?", "/api/field/production?")
        head, _, tail = target.partition("?")
        target = head + "?" + "&".join(part for part in tail.split("&") if not part.startswith(("wells=", "agg=")))
        expected = self.reference.field(query, by_type)
        rows, answer = self.rows(target, self.form())
        self.check_length(target, rows, expected)
        for row, wanted in zip(rows, expected):
            self.check_label(target, row, wanted[0], query.zone)
            if by_type and row["well_type"] != wanted[1]:
                raise Difference(f"{target}\n  row {row}, expected well_type {wanted[1]}")
            self.check_cells(target, row, self.api.FIELD_COLUMNS, wanted[3:], units)
        self.check_units(target, answer, [column.name for column in self.api.FIELD_COLUMNS])

    def pages(self):
        (self.raw if self.dice.random() < 0.5 else self.buckets)(pages=True)

    def all_pages(self, target, expected_count):
        """Follows the links of a paged answer. Returns all rows, and the last answer."""
        limit = max(1, self.dice.randint(expected_count // 6, expected_count + 1))
        url = f"{target}&limit={limit}"
        collected = []
        while True:
            rows, answer = self.rows(url, "json")
            collected += rows
            if "link" not in answer.headers:
                if len(rows) > limit:
                    raise Difference(f"{url}\n  {len(rows)} rows in a page of {limit}")
                return collected, answer
            if len(rows) != limit:
                raise Difference(f"{url}\n  {len(rows)} rows in a page of {limit} that has a next one")
            link, _, parameters = answer.headers["link"].partition(";")
            if 'rel="next"' not in parameters:
                raise Difference(f"{url}\n  Link: {answer.headers['link']}")
            parts = urllib.parse.urlsplit(link.strip().strip("<>"))
            url = parts.path + "?" + parts.query
            cursor = urllib.parse.parse_qs(parts.query).get("cursor", [""])[0]
            if cursor != answer.headers.get("flodata-next-cursor"):
                raise Difference(f"{url}\n  Flodata-Next-Cursor: {answer.headers.get('flodata-next-cursor')}")

    def volumes(self):
        """The volume of a window is the same for every size of bucket, of the wells and of the field."""
        zone = self.dice.choice(ZONES)
        start, end = self.window(60, zone)
        start = min(start, end)
        query = self.api.Query(self.wells, start, end, interval="1d", zone=zone, tags=["oil_rate"], aggs=("sum",))
        wanted = sum(row[3] or 0 for row in self.reference.buckets(query))
        for interval in list(LONGEST_DAYS)[3:]:
            for path, name in (("/api/production", "oil_rate"), ("/api/field/production", "oil_volume")):
                if path != "/api/production" and interval == "1pd":
                    continue
                pairs = {"start": self.spell.time(start), "end": self.spell.time(end), "interval": interval, "timezone": zone}
                if path == "/api/production":
                    pairs |= {"tags": "oil_rate", "agg": "sum"}
                target = f"{path}?{urllib.parse.urlencode(pairs)}"
                rows, _ = self.rows(target, "json")
                found = sum(row[name] or 0 for row in rows)
                if abs(found - wanted) > TOLERANCE * abs(wanted):
                    raise Difference(f"{target}\n  {found} Sm3 of oil, expected {wanted}")

    def refused(self):
        """What has no meaning is refused, by name."""
        bad = self.dice.choice(({"tags": "avg_whp_p", "agg": "sum", "interval": "1d"}, {"interval": "1pd", "fill": "null"},
                                {"tags": "gor", "agg": "sum", "interval": "1h"}, {"interval": "2h"}, {"timezone": "Europe/Bergen"},
                                {"tags": "oil"}, {"agg": "median", "interval": "1d"}, {"limit": "0"}, {"limit": "100001"}))
        start, end = self.window(10, "UTC")
        pairs = {"start": self.spell.time(min(start, end)), "end": self.spell.time(end)} | bad
        target = f"/api/production?{urllib.parse.urlencode(pairs)}"
        answer = self.ask(target)
        if answer.status != 422:
            raise Difference(f"{target}\n  status {answer.status}, expected 422")
        if faults := live_system.problem_faults(answer):
            raise Difference(f"{target}\n  {faults}")

    # Checks of parts of an answer.

    def check_length(self, target, rows, expected):
        if len(rows) != len(expected):
            raise Difference(f"{target}\n  {len(rows)} rows, expected {len(expected)}\n  first {rows[:1]}, expected {expected[:1]}\n"
                             f"  last {rows[-1:]}, expected {expected[-1:]}")
        self.rows_compared += len(rows)

    def check_label(self, target, row, wanted, zone):
        zone = zone if "timezone=" in target else self.options.zone
        if microseconds(row["time"]) != wanted or datetime.datetime.fromisoformat(row["time"]).utcoffset() != instant(
                wanted, zone).utcoffset():
            raise Difference(f"{target}\n  time {row['time']}, expected {instant(wanted, zone).isoformat()}\n  row {row}")

    def check_cells(self, target, row, columns, cells, units):
        for column, value, scale in zip(columns, cells, cells[len(columns):]):
            self.check_value(target, row, column.name, value, scale, column.family, units, column.spread)

    def check_value(self, target, row, name, wanted, scale, family, units, spread):
        if name not in row:
            raise Difference(f"{target}\n  no {name} in {row}")
        found = row[name]
        if found is None or wanted is None:
            if found is not wanted:
                raise Difference(f"{target}\n  {name} is {found}, expected {wanted}\n  row {row}")
            return
        factor, offset = self.api.UNIT_FACTORS[family] if units == "field" else (1, 0)
        wanted = wanted * factor + (0 if spread else offset)
        if not abs(found - wanted) <= TOLERANCE * abs(wanted) + CANCELLATION * abs((scale or 0) * factor):
            raise Difference(f"{target}\n  {name} is {found!r}, expected {wanted!r}\n  row {row}")

    def check_units(self, target, answer, names):
        units = json.loads(answer.headers.get("flodata-units", "{}"))
        if missing := [name for name in names if name not in units]:
            raise Difference(f"{target}\n  Flodata-Units has no {missing}: {units}")

    # The run.

    def missing_offers(self):
        wanted = {"/api/production": {"wells", "well_type", "tags", "interval", "timezone", "agg", "fill", "quality", "limit", "cursor",
                                      "asOf", "format"},
                  "/api/production/{well_name}/range": {"tags", "interval", "timezone", "agg", "fill", "quality", "format"},
                  "/api/field/production": {"interval", "timezone", "by", "units", "well_type"}}
        missing = []
        for path, names in wanted.items():
            offered = {parameter["name"] for parameter in self.paths.get(path, {}).get("get", {}).get("parameters", [])}
            if names - offered:
                missing.append(f"{path}: {', '.join(sorted(names - offered))}")
        return missing

    def run(self):
        kinds = self.options.kinds or list(KINDS)
        weights = [KINDS[kind] for kind in kinds]
        failures = 0
        begin = time.monotonic()
        for number in range(self.options.queries):
            kind = self.dice.choices(kinds, weights)[0]
            try:
                getattr(self, kind)()
            except (Difference, KeyError, TypeError, live_system.BadAnswer) as difference:
                failures += 1
                print(f"FAILED query {number} ({kind}, seed {self.options.seed}): {type(difference).__name__}: {difference}", flush=True)
                if failures >= self.options.failures:
                    break
            self.counts[kind] += 1
        seconds = time.monotonic() - begin
        print(f"{sum(self.counts.values())} queries ({dict(self.counts)}), {self.rows_compared} rows compared, {failures} different, "
              f"{seconds:.0f} s, seed {self.options.seed}")
        return failures


def parse_rows(answer, form):
    if form == "json":
        return json.loads(answer.body)
    if form == "ndjson":
        return [json.loads(line) for line in answer.body.decode().splitlines()]
    texts = {"time", "original_time", "well_name", "well_type", "flow_kind", "avg_choke_uom", "production_day"}
    rows = []
    for record in csv.DictReader(io.StringIO(answer.body.decode(), newline="")):
        rows.append({name: (None if value == "" else value if name in texts else json.loads(value)) for name, value in record.items()})
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("flodata", type=pathlib.Path)
    parser.add_argument("--queries", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--kinds", type=lambda text: text.split(","), help="default: all, and all that they need must be offered")
    parser.add_argument("--failures", type=int, default=10, help="stop after so many")
    parser.add_argument("--zone", default="Europe/Oslo", help="TARGET_TIMEZONE")
    options = parser.parse_args()
    options.seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    if not provide_duckdb():
        print(f"SKIPPED: duckdb for Python cannot be had; `pip install -r {REQUIREMENTS}` where the registry is reached")
        return SKIPPED
    folder = live_system.temporary_folder()
    try:
        source, days = None, 300
        if live_system.workbook():
            source, days = folder / "volve.duckdb", 2500
            live_system.import_workbook(options.flodata.resolve(), source)
        with LiveSystem(options.flodata, source, wells=7, days=600, START_OFFSET_DAYS=days, TARGET_TIMEZONE=options.zone) as system:
            comparison = Comparison(options, system)
            missing = [] if options.kinds else comparison.missing_offers()
            for line in missing:
                print(f"FAILED: the API does not offer {line}")
            return 1 if missing or comparison.run() or system.program.complaints() else 0
    finally:
        live_system.shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
