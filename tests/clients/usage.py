"""Calls every operation by the client that openapi-python-client made.

Usage: usage.py URL TOKEN WELL repeated|joined, with the generated package in PYTHONPATH. The client repeats a list's parameter for each of
its values; `joined`: the document wants commas, which this client does not know, so lists have one value. Prints {"called": operations, "faults": texts}.
"""
import importlib
import json
import pkgutil
import sys

import open_flo_data_api_client as package
import open_flo_data_api_client.api
from open_flo_data_api_client import models

URL, TOKEN, WELL, LISTS = sys.argv[1:5]
CLIENT = package.AuthenticatedClient(base_url=URL, token=TOKEN)
MODULES = {module.name.rsplit(".", 1)[1]: module.name
           for module in pkgutil.walk_packages(open_flo_data_api_client.api.__path__, package.__name__ + ".api.") if not module.ispkg}
called, faults = [], []


class Fault(Exception):
    """An operation did not give what it should."""


def call(operation, *path, **arguments):
    """Returns the parsed answer. Raises Fault when it is none."""
    called.append(operation)
    try:
        answer = importlib.import_module(MODULES[operation]).sync_detailed(*path, client=CLIENT, **arguments)
    except Exception as error:  # whatever generated code raises is a fault of the document  pylint: disable=broad-except
        raise Fault(f"{operation}: {type(error).__name__}: {error}") from error
    if answer.status_code != 200 or answer.parsed is None:
        raise Fault(f"{operation}: {answer.status_code} {answer.content[:300]!r}")
    return answer.parsed


def check(is_right, what):
    if not is_right:
        faults.append(what)


def choices(model, *values):
    return [getattr(models, model)(value) for value in (values if LISTS == "repeated" else values[:1])]


def body(model, value):
    return getattr(models, model)(value=value)


def service():
    check(call("get_service_index").service == "OpenFloData", "service")
    check(call("get_health").status == "healthy", "health")
    check("flodata_stream_up 1" in call("get_metrics"), "metrics")
    check(call("get_status").history_complete, "status")
    check(call("get_stats").database.total_records > 0, "stats")


def rows():
    check(WELL in call("list_wells").wells, "wells")
    check(call("get_well", WELL).well_name == WELL, "well")
    check(len(call("get_newest_production")) == 4, "newest rows")
    check([row.well_name for row in call("get_latest_production", WELL, hours=3)] == [WELL] * 3, "latest rows")
    found = call("get_production_range", WELL, start="-7d", tags=choices("GetProductionRangeTagsItem", "oil_rate", "gor"))
    check(found and list(found[0].to_dict()) == ["time", "well_name", "original_time", "oil_rate", "quality"] + ["gor"] * (LISTS == "repeated"), f"range with tags: {found and found[0]}")
    buckets = call("get_production", wells=[WELL], start="-7d", interval=models.GetProductionInterval("1d"),
                   tags=choices("GetProductionTagsItem", "oil_rate", "gor"), agg=choices("GetProductionAggItem", "mean", "max"))
    check(buckets and ("oil_rate_max" if LISTS == "repeated" else "oil_rate") in buckets[0].to_dict(), "buckets with statistics")
    check(call("get_field_production", start="-7d")[0].oil_rate >= 0, "field")


def field():
    table = call("get_field_wells", tags=choices("GetFieldWellsTagsItem", "oil_rate", "gor"))
    check(table.well_count == len(table.wells) == 4 and WELL in [well.well_name for well in table.wells], "table of all wells")
    check([well.well_name for well in call("get_normal_ranges").wells] == [well.well_name for well in table.wells], "normal ranges")
    life = call("get_field_life", points=100)
    check(0 < len(life.points.time) <= 100 and len(life.points.oil_rate) == len(life.points.time), "life")


def csv():
    header = "time,original_time,well_name,oil_rate," + ("avg_whp_p,quality" if LISTS == "repeated" else "quality")
    check(call("get_production_csv", start="-7d", tags=choices("GetProductionCsvTagsItem", "oil_rate", "thp")).startswith(header), "CSV")
    check(call("get_production_range_csv", WELL, start="-7d", tags=choices("GetProductionRangeCsvTagsItem", "oil_rate", "thp"))
          .startswith(header), "CSV of a range")
    check(WELL in call("get_latest_production_csv", WELL), "CSV of latest rows")
    check(WELL in call("get_newest_production_csv"), "CSV of newest rows")
    check(call("get_field_production_csv").startswith("time,"), "CSV of the field")


def events():
    told = call("listen_to_stream", limit=2, last_event_id_query="0", well=[WELL], tags=choices("ListenToStreamTagsItem", "oil_rate", "gor"))
    check(told and told.count("event: rows") == 2, "events")


def compatible():
    check(call("list_well_types").count == 4, "well types")
    check(len(call("get_latest_of_well", well_name=WELL)) == 12, "latest of a well")
    check(len(call("get_well_history", well_name=WELL).data) >= 24, "history")
    check(call("get_current_production").well_count > 0, "current production")
    check(len(call("get_production_series").data) > 0, "time series")
    check(call("get_decline_analysis", well_name=WELL).valid_points >= 7, "decline")
    check(call("get_productivity_index", well_name=WELL, reservoir_pressure=6000).well_name == WELL, "productivity index")


def history():
    check([command.command for command in call("list_replay_commands", limit=2).commands] == ["re-anchor", "seek"], "commands")
    check(call("list_replay_segments").segments[-1].present, "segments")


def control():
    check(call("pause_replay").stream.paused, "pause")
    check(call("step_replay", body=body("StepReplayBody", 1)).status == "applied", "step")
    check(not call("resume_replay").stream.paused, "resume")
    check(call("set_replay_speed", body=body("SetReplaySpeedBody", 60), idempotency_key="of usage.py").request_id == "of usage.py", "speed")
    check(call("seek_replay", body=body("SeekReplayBody", call("get_status").source_time.isoformat())).id > 0, "seek")
    check(call("re_anchor_replay", body=body("ReAnchorReplayBody", 150)).id > 0, "re-anchor")


for part in (service, rows, field, csv, events, compatible, control, history):
    try:
        part()
    except Fault as fault:
        faults.append(str(fault))
print(json.dumps({"called": sorted(set(called)), "faults": faults}))
