"""Whether a live table is what it should be: beside an undisturbed run's table, and in itself."""
import dataclasses
import datetime
import subprocess

SHOWN = 5  # differing rows that are printed

HASH = """SELECT count(*), coalesce(md5(string_agg(md5(p::text), '' ORDER BY well_name, time)), '-')
          FROM production_data p WHERE time BETWEEN '{since}' AND '{bound}'"""
ORDERED_ROWS = """COPY (SELECT well_name, to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS label, p::text
                        FROM production_data p WHERE time BETWEEN '{since}' AND '{bound}' 
                        ORDER BY well_name COLLATE "C", time) TO STDOUT"""
WELLS = "SELECT md5(coalesce(string_agg(w::text, ',' ORDER BY well_name), '')) FROM well w WHERE first_time <= '{bound}'"
ANCHORS = "SELECT anchor_source, anchor_live, speed, source_identity FROM stream_state"
DOUBLES = """SELECT (SELECT count(*) FROM production_data)
                    - (SELECT count(*) FROM (SELECT FROM production_data GROUP BY well_name, time) g)"""
# What the last migration makes: each is a transaction of its own.
HAS_SCHEMA = "SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('stream_state') AND attname = 'horizon')"
# Rows, commits and rollups go together.
BEFORE_HORIZON = """SELECT (SELECT count(*) FROM production_data p, stream_state s WHERE p.time < s.horizon)
                         + (SELECT count(*) FROM stream_commit c, stream_state s WHERE c.newest_label < s.horizon)
                         + (SELECT count(*) FROM rollup_field r, stream_state s WHERE r.cell < s.horizon)
                         + (SELECT count(*) FROM rollup_well_day r, stream_state s WHERE r.cell < s.horizon)"""
HORIZON = "SELECT max(horizon) FROM stream_state"
# A row that the checkpoint does not cover was committed without it.
BEYOND_CHECKPOINT = """SELECT count(*) FROM production_data p, stream_state s
                       WHERE p.time >= s.anchor_live + (s.position - s.anchor_source) / s.speed"""
NEWEST = "SELECT coalesce(max(time)::text, '') FROM production_data"


class Fault(Exception):
    """The streamer broke its promise; the text says how."""


@dataclasses.dataclass
class Difference:
    count: int
    shown: list
    rows: int  # compared
    digest: str
    bound: str


def has_schema(cluster, database):
    return cluster.sql(database, HAS_SCHEMA) == "t"


def check_itself(cluster, database):
    """Raises Fault when an hour is there twice or beyond the checkpoint. An empty database is fine."""
    if not has_schema(cluster, database):
        return
    if (doubles := cluster.sql(database, DOUBLES)) != "0":
        raise Fault(f"{database}: {doubles} rows are there twice (count(*) - count(DISTINCT (well_name, time)))")
    if (old := cluster.sql(database, BEFORE_HORIZON)) != "0":
        raise Fault(f"{database}: {old} rows, commits and cells lie before the horizon")
    if (beyond := cluster.sql(database, BEYOND_CHECKPOINT) or "0") != "0":
        raise Fault(f"{database}: {beyond} rows lie at or beyond the checkpoint's position")


def check_nothing_later(cluster, database, instant):
    later = cluster.sql(database, f"SELECT count(*) FROM production_data WHERE time > '{instant.isoformat()}'")
    if later != "0":
        raise Fault(f"{database}: {later} labels are later than {instant.isoformat()}")


def newest_label(cluster, database):
    """Returns the newest label, None for an empty table."""
    text = cluster.sql(database, NEWEST) if has_schema(cluster, database) else ""
    return datetime.datetime.fromisoformat(text) if text else None


def compare(cluster, database, undisturbed):
    """Compares the tables from the later of both horizons up to the smaller of both newest labels. Returns a Difference, None when there
    are no rows."""
    newest = [newest_label(cluster, name) for name in (database, undisturbed)]
    if newest[1] is None:
        raise Fault(f"{undisturbed}: the undisturbed run wrote nothing")
    if newest[0] is None:
        return None
    bound = min(newest).isoformat()
    horizons = [datetime.datetime.fromisoformat(text) for name in (database, undisturbed) if (text := cluster.sql(name, HORIZON))]
    since = max(horizons).isoformat() if horizons else "-infinity"
    mine, theirs = (cluster.rows(name, HASH.format(since=since, bound=bound))[0] for name in (database, undisturbed))
    difference = Difference(0, [], int(mine[0]), mine[1], bound)
    if mine != theirs:
        difference.count, difference.shown = differing_rows(cluster, database, undisturbed, since, bound)
    for what, query in (("table well", WELLS.format(bound=bound)), ("anchors", ANCHORS)):
        left, right = (cluster.sql(name, query) for name in (database, undisturbed))
        if left != right:
            difference.count += 1
            difference.shown.append(f"{what}: '{left}' and undisturbed '{right}'")
    return difference


def differing_rows(cluster, database, undisturbed, since, bound):
    """Merges both tables by key. Returns how many rows differ, and the first ones as text."""
    count, shown = 0, []
    streams = [ordered_rows(cluster, name, since, bound) for name in (database, undisturbed)]
    left, right = (next(stream, None) for stream in streams)
    while left or right:
        if left == right:
            left, right = (next(stream, None) for stream in streams)
            continue
        count += 1
        if right is None or (left and left[0] < right[0]):
            text, left = f"only in {database}: {left[1]}", next(streams[0], None)
        elif left is None or right[0] < left[0]:
            text, right = f"missing in {database}: {right[1]}", next(streams[1], None)
        else:
            text = f"differs in {database}: {left[1]}\n    undisturbed: {right[1]}"
            left, right = (next(stream, None) for stream in streams)
        if len(shown) < SHOWN:
            shown.append(text)
    return count, shown


def ordered_rows(cluster, database, since, bound):
    """Yields ((well, label), row as text) in the order of the key."""
    query = ORDERED_ROWS.format(since=since, bound=bound)
    with subprocess.Popen([*cluster.psql_command(database), "-c", query], text=True, stdout=subprocess.PIPE) as psql:
        for line in psql.stdout:
            well, label, row = line.rstrip("\n").split("\t", 2)
            yield (well, label), row
    if psql.returncode != 0:
        raise Fault(f"{database}: its rows cannot be read")
