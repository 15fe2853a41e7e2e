"""What the API has to answer, computed by DuckDB from the source file: plain SQL, sharing nothing with the program.

Instants are whole microseconds since 1970 (UTC). Values are metric; units are applied by the caller (UNIT_FACTORS).
"""
import dataclasses

import duckdb

# Column of production_data: column of the source, and the family of its unit.
TAGS = {
    "on_stream_hrs": ("ON_STREAM_HRS", "hours"),
    "oil_rate": ("BORE_OIL_VOL", "liquid"),
    "gas_rate": ("BORE_GAS_VOL", "gas"),
    "water_rate": ("BORE_WAT_VOL", "liquid"),
    "water_inj_rate": ("BORE_WI_VOL", "liquid"),
    "avg_downhole_pressure": ("AVG_DOWNHOLE_PRESSURE", "pressure"),
    "avg_dp_tubing": ("AVG_DP_TUBING", "pressure"),
    "avg_annulus_press": ("AVG_ANNULUS_PRESS", "pressure"),
    "avg_whp_p": ("AVG_WHP_P", "pressure"),
    "dp_choke_size": ("DP_CHOKE_SIZE", "pressure"),
    "avg_downhole_temperature": ("AVG_DOWNHOLE_TEMPERATURE", "temperature"),
    "avg_wht_p": ("AVG_WHT_P", "temperature"),
    "avg_choke_size_p": ("AVG_CHOKE_SIZE_P", "percent"),
}
SHORT_NAMES = {"avg_downhole_pressure": "downhole_pressure", "avg_downhole_temperature": "downhole_temperature",
               "avg_dp_tubing": "dp_tubing", "avg_annulus_press": "annulus_pressure", "avg_choke_size_p": "choke_size",
               "avg_whp_p": "thp", "avg_wht_p": "wht"}
DERIVED = {"gor": "ratio", "watercut": "fraction", "liquid_rate": "liquid"}
ADDITIVE = ("oil_rate", "gas_rate", "water_rate", "water_inj_rate", "liquid_rate")
SUMMABLE = (*ADDITIVE, "on_stream_hrs")
# Factor and offset from metric to field units.
UNIT_FACTORS = {"hours": (1, 0), "liquid": (6.2898, 0), "gas": (35.3147 / 1000, 0), "pressure": (14.503774, 0),
                "temperature": (1.8, 32), "percent": (1, 0), "ratio": (35.3147 / 6.2898, 0), "fraction": (1, 0), "count": (1, 0)}
MINUTES = {"1m": 1, "5m": 5, "15m": 15, "1h": 60}
HOURS = {"6h": 6, "12h": 12}
HOURLY_VOLUME = "* 1 / 24"  # of a rate per day
HOURLY = {"gor": "gas_rate / nullif(oil_rate, 0)",
          "watercut": "water_rate / nullif(oil_rate + water_rate, 0)",
          "liquid_rate": "oil_rate + water_rate"}
OVER_TIME = {
    "gor": "sum(gas_rate) FILTER (oil_rate IS NOT NULL) / nullif(sum(oil_rate) FILTER (gas_rate IS NOT NULL), 0)",
    "watercut": "sum(water_rate) FILTER (oil_rate IS NOT NULL) / nullif(sum(oil_rate + water_rate), 0)"}


@dataclasses.dataclass
class Query:
    """What is asked, without the spelling of it. `interval`: None for rows as stored."""
    wells: list
    start: int
    end: int
    well_type: str = "all"
    tags: list = None  # None: all
    interval: str = None
    zone: str = "UTC"
    aggs: tuple = ("mean",)
    fill: str = "none"
    quality: str = "any"


@dataclasses.dataclass
class Column:
    """Of an answer: `family` is that of its unit, `spread`: of a temperature without offset."""
    name: str
    family: str
    spread: bool
    sql: str
    scale_sql: str  # size of what went into it: what a difference is compared with where terms cancel


def quality_of(tags, notes):
    """What a row with some tags says of its quality: of these only, and of what is derived the worst input's."""
    if not tags or not notes:
        return notes
    kept = {}
    for tag in tags:
        inputs = {"gor": ("oil_rate", "gas_rate"), "watercut": ("oil_rate", "water_rate"),
                  "liquid_rate": ("oil_rate", "water_rate")}.get(tag, (tag,))
        found = sorted((notes[name] for name in inputs if name in notes), key=lambda note: note["status"] != "Bad")
        if found:
            kept[tag] = found[0]
    return kept or None


def family_of(tag):
    return DERIVED.get(tag) or TAGS[tag][1]


def statistic_sql(tag, agg):
    value = f"({HOURLY.get(tag, tag)})"
    if agg == "mean":
        return OVER_TIME.get(tag, f"avg({value})")
    if agg == "sum":
        return f"sum({value})" + ("" if tag == "on_stream_hrs" else HOURLY_VOLUME)
    return {"min": f"min({value})", "max": f"max({value})", "count": f"count({value})", "stddev": f"stddev_samp({value})",
            "first": f"arg_min({value}, time) FILTER ({value} IS NOT NULL)",
            "last": f"arg_max({value}, time) FILTER ({value} IS NOT NULL)"}[agg]


def bucket_columns(query):
    """Columns of an aggregated answer."""
    tags = query.tags or [*TAGS, *DERIVED]
    columns = []
    for tag in tags:
        for agg in query.aggs:
            if agg == "time_on_stream" or agg == "sum" and tag not in SUMMABLE:
                continue
            name = tag if len(query.aggs) == 1 else f"{tag}_{agg}"
            columns.append(Column(name, "count" if agg == "count" else family_of(tag), agg == "stddev",
                                  statistic_sql(tag, agg), f"max(abs({HOURLY.get(tag, tag)}))"))
    if "time_on_stream" in query.aggs:
        columns.append(Column("time_on_stream", "hours", False, "sum(on_stream_hrs)", "max(on_stream_hrs)"))
    return columns


def field_rate(rate):
    """Summed over the wells, averaged over the hours in which one of them (of the type) has the rate."""
    return f"sum({rate}) / count(DISTINCT time) FILTER ({rate} IS NOT NULL)"


FIELD_COLUMNS = [
    *(Column(name, family, False, field_rate(name), f"max(abs({name}))")
      for name, family in (("oil_rate", "liquid"), ("gas_rate", "gas"), ("water_rate", "liquid"), ("water_inj_rate", "liquid"))),
    Column("liquid_rate", "liquid", False, field_rate("oil_rate + water_rate"), "max(abs(oil_rate + water_rate))"),
    *(Column(f"{phase}_volume", family, False, f"sum({phase}_rate) {HOURLY_VOLUME}", f"max(abs({phase}_rate))")
      for phase, family in (("oil", "liquid"), ("gas", "gas"), ("water", "liquid"), ("water_inj", "liquid"))),
    Column("gor", "ratio", False, OVER_TIME["gor"], "0"),
    Column("watercut", "fraction", False, OVER_TIME["watercut"], "0"),
    Column("well_count", "count", False, "count(DISTINCT well_name)", "0"),
    Column("wells_on_stream", "count", False, "count(DISTINCT well_name) FILTER (on_stream_hrs > 0)", "0"),
]


def local(zone, instant):
    return f"timezone('{zone}', {instant})"


def bucket_start(interval, zone, instant):
    """SQL for the start of the bucket of a timestamptz, as microseconds."""
    wall = local(zone, instant)
    if interval in MINUTES:
        begin = f"time_bucket(INTERVAL {MINUTES[interval]} MINUTE, {wall})"
        return f"epoch_us({instant}) - epoch_us({wall}) + epoch_us({begin})"
    return f"epoch_us({local(zone, wall_start(interval, wall))})"


def wall_start(interval, wall):
    if interval in HOURS:
        hours = HOURS[interval]
        return f"date_trunc('day', {wall}) + INTERVAL {hours} HOUR * (hour({wall}) // {hours})"
    return f"date_trunc('{ {'1d': 'day', '7d': 'week', '1mo': 'month'}[interval] }', {wall})"


STEPS = {"6h": "6 HOUR", "12h": "12 HOUR", "1d": "1 DAY", "7d": "7 DAY", "1mo": "1 MONTH"}


def instant_sql(microseconds):
    return f"timezone('UTC', make_timestamp({microseconds}))"


class Reference:
    """`shift`: microseconds from source to live labels; rows up to the live label `newest` are there."""

    def __init__(self, source, shift, newest):
        self.duck = duckdb.connect()
        self.duck.execute("SET TimeZone = 'UTC'")
        self.duck.execute(f"ATTACH '{source}' AS source (READ_ONLY)")
        values = ", ".join(f"{column} AS {tag}, json_extract_string(QUALITY, '$.{tag}.status') AS {tag}_status"
                           for tag, (column, _) in TAGS.items())
        self.duck.execute(f"""
            CREATE TABLE live AS
            SELECT timezone('UTC', DATEPRD + to_microseconds({shift})) AS time, timezone('UTC', DATEPRD) AS original_time,
                   CASE WHEN regexp_matches(NPD_WELL_BORE_NAME, '^[0-9]') THEN 'NO-' ELSE '' END
                     || replace(NPD_WELL_BORE_NAME, ' ', '') AS well_name,
                   NPD_WELL_BORE_NAME AS npd_name, WELL_BORE_CODE AS code, WELL_TYPE AS well_type, FLOW_KIND AS flow_kind,
                   {values}, QUALITY AS quality
            FROM source.prod_hourly_data
            WHERE epoch_us(DATEPRD) + {shift} <= {newest}
            ORDER BY DATEPRD, well_name""")
        self.wells = {name: (npd, code) for name, npd, code in
                      self.duck.execute("SELECT DISTINCT well_name, npd_name, code FROM live").fetchall()}
        self.first_times = dict(self.duck.execute("SELECT well_name, min(epoch_us(time)) FROM live GROUP BY 1").fetchall())
        newest_rows = self.duck.execute(
            "SELECT well_name, max(epoch_us(time)), arg_max(well_type, time) FROM live GROUP BY 1").fetchall()
        self.last_times = {well: at for well, at, _ in newest_rows}
        self.last_types = {well: kind for well, _, kind in newest_rows}
        self.newest = newest

    def _rows(self, query):
        """SQL for the rows that a query speaks of; what its quality excludes is missing."""
        def value(tag):
            allowed = {"any": "true", "uncertain": f"coalesce({tag}_status, '') <> 'Bad'", "good": f"{tag}_status IS NULL"}
            return f"CASE WHEN {allowed[query.quality]} THEN {tag} END AS {tag}"
        wells = ", ".join(f"'{well}'" for well in query.wells)
        kind = "" if query.well_type == "all" else f"AND well_type = '{query.well_type}'"
        return f"""SELECT time, original_time, well_name, well_type, flow_kind, quality, {', '.join(map(value, TAGS))} FROM live
                   WHERE time BETWEEN {instant_sql(query.start)} AND {instant_sql(query.end)}
                     AND well_name IN ({wells}) {kind}"""

    def raw(self, query):
        """Returns rows (time, well, original_time, well_type, flow_kind, quality, *values of the query's tags)."""
        tags = query.tags or list(TAGS)
        values = "".join(f", {HOURLY.get(tag, tag)}" for tag in tags)
        return self.duck.execute(f"""SELECT epoch_us(time), well_name, epoch_us(original_time), well_type, flow_kind, quality {values}
                                     FROM ({self._rows(query)}) ORDER BY time, well_name""").fetchall()

    def buckets(self, query):
        """Returns rows (start, well, production day or None, *cells, *scales); see bucket_columns()."""
        columns = bucket_columns(query)
        cells = ", ".join([*(column.sql for column in columns), *(column.scale_sql for column in columns)])
        if query.interval == "1pd":
            day = "CAST(timezone('Europe/Oslo', original_time) AS DATE)"
            return self.duck.execute(f"""SELECT min(epoch_us(time)) AS start, well_name, CAST({day} AS VARCHAR) AS day, {cells}
                                         FROM ({self._rows(query)}) GROUP BY well_name, day ORDER BY start, well_name""").fetchall()
        start = bucket_start(query.interval, query.zone, "time")
        rows = self.duck.execute(f"""SELECT {start} AS start, well_name, NULL, {cells}
                                     FROM ({self._rows(query)}) GROUP BY start, well_name ORDER BY start, well_name""").fetchall()
        return rows if query.fill == "none" else self._with_empty_buckets(query, columns, rows)

    def _with_empty_buckets(self, query, columns, rows):
        missing = [0 if column.family == "count" else None for column in columns] + [None] * len(columns)
        filled = {(row[0], row[1]): row for row in rows}
        for well in query.wells:
            for start in self._starts(query, max(query.start, self.first_times[well]), min(query.end, self.newest)):
                filled.setdefault((start, well), (start, well, None, *missing))
        return [filled[key] for key in sorted(filled)]

    def _starts(self, query, first, last):
        """Starts of all buckets from that of `first` to that of `last`."""
        if first > last:
            return []
        if query.interval in MINUTES:
            begin, end = (self._number(bucket_start(query.interval, query.zone, instant_sql(at))) for at in (first, last))
            return range(begin, end + 1, MINUTES[query.interval] * 60_000_000)
        begin, end = (wall_start(query.interval, local(query.zone, instant_sql(at))) for at in (first, last))
        series = f"unnest(generate_series({begin}, {end}, INTERVAL {STEPS[query.interval]}))"
        return [start for (start,) in self.duck.execute(
            f"SELECT epoch_us(timezone('{query.zone}', wall)) FROM (SELECT {series} AS wall)").fetchall()]

    def _number(self, sql):
        return self.duck.execute(f"SELECT {sql}").fetchone()[0]

    def field(self, query, by_well_type):
        """Returns rows (start, well type or None, None, *cells, *scales); see FIELD_COLUMNS."""
        cells = ", ".join([*(column.sql for column in FIELD_COLUMNS), *(column.scale_sql for column in FIELD_COLUMNS)])
        if query.interval == "1pd":
            raise ValueError("not of the field")
        start = bucket_start(query.interval, query.zone, "time")
        kind = "well_type" if by_well_type else "NULL"
        return self.duck.execute(f"""
            SELECT {start} AS start, {kind} AS kind, NULL, {cells} FROM ({self._rows(query)})
            GROUP BY ALL ORDER BY start, kind""").fetchall()
