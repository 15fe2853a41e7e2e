"""Settings that give the same labels to every run, and a run that nobody disturbs."""
import datetime

import comparison
from postgres_cluster import eventually
from streamer_process import StreamerProcess

CATCH_UP_LIMIT_S = 240
# Local time at the start, in minutes past midnight: far from the next midnight, and not much of a past at high speed.
EARLIEST_MINUTE = 20


def quiet_zone(now=None):
    """Returns a TARGET_TIMEZONE in which it is now between 00:20 and 01:20, so that every first start has the same 'today'."""
    now = now or datetime.datetime.now(datetime.timezone.utc)
    local_hour = 0 if now.minute >= EARLIEST_MINUTE else 1
    ahead = (local_hour - now.hour) % 24  # hours that the zone is ahead of UTC
    if ahead > 12:
        ahead -= 24
    return "Etc/GMT" if ahead == 0 else f"Etc/GMT{-ahead:+d}"  # POSIX's sign: Etc/GMT-3 is ahead of UTC


def wait_until_caught_up(cluster, database, streamer, until=None):
    """Waits until the newest label is that of this moment (within a second and a step), or `until`."""
    def caught_up():
        if not streamer.running():
            raise comparison.Fault(f"the streamer ended by itself\n{streamer.complaint()}")
        newest = comparison.newest_label(cluster, database)
        wanted = until or datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=2)
        return newest is not None and newest >= wanted
    try:
        eventually(caught_up, CATCH_UP_LIMIT_S, f"{database}: catching up")
    except TimeoutError as late:
        raise comparison.Fault(f"{late}; {streamer.complaint()}") from late


def stop_streamer(streamer):
    """Stops it as an operator does. Returns the moment when it was gone."""
    code = streamer.terminate()
    if code not in (0, 130):
        raise comparison.Fault(f"SIGTERM was answered with exit code {code}\n{streamer.complaint()}")
    return datetime.datetime.now(datetime.timezone.utc)


def run_undisturbed(cluster, flodata, folder, settings, database, until):
    """Streams into a new database until the label `until` is there."""
    cluster.create_database(database)
    direct = settings | {"DB_HOST": cluster.host, "DB_PORT": cluster.port, "DB_NAME": database}
    streamer = StreamerProcess(flodata, folder, "undisturbed streamer", **direct)
    try:
        wait_until_caught_up(cluster, database, streamer, until)
        stop_streamer(streamer)
    finally:
        if streamer.running():
            streamer.kill()
