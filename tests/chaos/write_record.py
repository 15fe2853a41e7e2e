"""A record of every change of the checkpoint, written by PostgreSQL itself, in the order of the commits.

A trigger on stream_state adds a line in the transaction that changes it. That transaction holds the row's lock until its end, so
the lines' numbers are in the order of the commits, and a transaction that is rolled back leaves no line.
"""
import dataclasses
import datetime

from comparison import Fault

CREATE = """
CREATE TABLE write_record (
    n bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), pid int NOT NULL DEFAULT pg_backend_pid(),
    epoch bigint NOT NULL, sequence bigint NOT NULL, position_before timestamptz, position timestamptz NOT NULL);
CREATE FUNCTION record_write() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    INSERT INTO write_record (epoch, sequence, position_before, position)
    VALUES (NEW.epoch, NEW.sequence, CASE WHEN TG_OP = 'UPDATE' THEN OLD.position END, NEW.position);
    RETURN NULL;
END $body$;
CREATE TRIGGER record_write AFTER INSERT OR UPDATE ON stream_state FOR EACH ROW EXECUTE FUNCTION record_write();
"""
# A line whose epoch is older than one before it, or that does not begin where the line before it ended.
FAULTS = """
SELECT n, at, pid, epoch, highest, position_before, end_before, position
FROM (SELECT *, max(epoch) OVER earlier AS highest, lag(position) OVER (ORDER BY n) AS end_before FROM write_record
      WINDOW earlier AS (ORDER BY n ROWS UNBOUNDED PRECEDING)) AS line
WHERE epoch < highest OR position_before <> end_before OR position < position_before ORDER BY n LIMIT 5
"""
LINES = """SELECT n, extract(epoch FROM at), pid, epoch, sequence, position_before, position FROM write_record
           WHERE {where} ORDER BY n"""


@dataclasses.dataclass
class Line:
    number: int
    at: float  # seconds since 1970
    pid: int
    epoch: int
    sequence: int
    begin: datetime.datetime | None  # position before
    end: datetime.datetime


def create(cluster, database):
    """Needs the schema (`flodata db migrate`), and no stream yet."""
    cluster.sql(database, CREATE)


def lines(cluster, database, where="true"):
    def line(fields):
        begin = datetime.datetime.fromisoformat(fields[5]) if fields[5] else None
        return Line(int(fields[0]), float(fields[1]), *map(int, fields[2:5]), begin, datetime.datetime.fromisoformat(fields[6]))
    return [line(fields) for fields in cluster.rows(database, LINES.format(where=where))]


def last_number(cluster, database):
    return int(cluster.sql(database, "SELECT coalesce(max(n), 0) FROM write_record"))


def check(cluster, database):
    """Raises Fault when an epoch decreased or the chain of positions is broken."""
    faults = cluster.rows(database, FAULTS)
    if faults:
        raise Fault("written under an old epoch, or not where the last one ended (n, at, pid, epoch, highest epoch, from, "
                    "end before, to):\n  " + "\n  ".join(" | ".join(fault) for fault in faults))
