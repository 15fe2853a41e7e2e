"""Whether a live table holds exactly the source's hours, each with the label that the mapping gives it: by SQL, straight from the
exported source file, over all loops. Nothing of the streamer's own arithmetic is used.
"""
import csv
import subprocess

from comparison import Fault
from streamer_process import clean_environment

COLUMNS = ("NPD_WELL_BORE_NAME", "DATEPRD", "BORE_OIL_VOL", "BORE_WI_VOL", "AVG_DOWNHOLE_PRESSURE", "ON_STREAM_HRS")
CREATE = """CREATE TABLE source_hour (npd_name text, original_time timestamptz, oil_rate double precision,
            water_inj_rate double precision, avg_downhole_pressure double precision, on_stream_hrs double precision)"""
# An hour's label is anchor_live + (hour + loops - anchor_source) / speed. Intervals of seconds: a day's length varies.
EXPECTED = """
SELECT 'NO-' || replace(h.npd_name, ' ', '') COLLATE "C" AS well_name, h.original_time,
       s.anchor_live + make_interval(secs => extract(epoch FROM h.original_time + loop.shift - s.anchor_source)::float8 / s.speed)
           AS time, h.oil_rate, h.water_inj_rate, h.avg_downhole_pressure, h.on_stream_hrs
FROM source_hour h, stream_state s, LATERAL (
    SELECT make_interval(hours => number * {period_hours}) AS shift FROM generate_series(0, s.loop_number::int) AS number) loop
WHERE h.original_time + loop.shift < s.position
"""
ACTUAL = """SELECT well_name COLLATE "C", original_time, time, oil_rate, water_inj_rate, avg_downhole_pressure, on_stream_hrs
            FROM production_data"""


def load_source(cluster, database, flodata, source, folder):
    """Copies the source's hours into the table source_hour."""
    exported, chosen = folder / "source.csv", folder / "source_hours.csv"
    subprocess.run([flodata, "dataset", "export", source, "--format", "csv", "--out", exported], check=True, capture_output=True,
                   env=clean_environment(), cwd=folder)
    with open(exported, newline="", encoding="utf-8") as rows, open(chosen, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerows([row[name] for name in COLUMNS] for row in csv.DictReader(rows))
    cluster.sql(database, CREATE)
    cluster.sql(database, f"\\copy source_hour FROM '{chosen}' (FORMAT csv)")


def check(cluster, database, period_hours):
    """Raises Fault unless table and expectation are the same, row by row. Returns (rows, loops)."""
    expected = EXPECTED.format(period_hours=period_hours)
    for what, query in (("wrong or too many", f"{ACTUAL} EXCEPT ALL {expected}"), ("missing", f"{expected} EXCEPT ALL {ACTUAL}")):
        count = cluster.sql(database, f"SELECT count(*) FROM ({query}) x")
        if count != "0":
            first = cluster.sql(database, f"SELECT * FROM ({query}) x ORDER BY time, well_name LIMIT 5")
            raise Fault(f"{count} rows are {what} (well, hour of the source, label, …):\n{first}")
    return [int(text) for text in cluster.rows(
        database, "SELECT (SELECT count(*) FROM production_data), (SELECT loop_number + 1 FROM stream_state)")[0]]
