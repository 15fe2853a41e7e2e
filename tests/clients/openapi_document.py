#!/usr/bin/env python3
"""/openapi.json of the real program: no finding of Redocly's recommended rules and of Spectral's `oas` ruleset, and it says what is
accepted: examples, and values made of its patterns, ranges and lists, are sent to the server, as are texts that a pattern excludes.

Usage: openapi_document.py FLODATA [--values N] [--seed N]. Exit code 1 on any fault, 77 when no package registry can be reached.
"""
import argparse
import json
import random
import re
import secrets
import sys
import urllib.parse

import hypothesis
import hypothesis.configuration
import toolbox
from hypothesis import strategies
from live_system import Connection, LiveSystem, request_bytes

OPAQUE = ("cursor",)  # what only an answer of the server can give
ENDLESS = "/api/stream"
REFUSED = (400, 422)  # of what is no value of the parameter
ODD = "0123456789:-+TZz .,nowsmhd"  # what texts are spoilt with


def rule_findings(tools, document):
    folder = tools.node_modules()
    path = folder / "document.json"
    path.write_text(document, encoding="utf-8")
    return tools.run(["node", "openapi_rules.mjs", path], cwd=folder).splitlines()


class Asker:
    """Sends single values of parameters to the server."""

    def __init__(self, port, description):
        self.port = port
        self.description = description
        self.counts = {"accepted": 0, "refused": 0}

    def errors_for(self, path, parameter, text):
        """Returns (status, errors that name the parameter) for a request in which it has this value, as the path's other required ones
        have their examples."""
        operation = self.description["paths"][path]["get"]
        values, target, headers = [], path, []
        for other in operation["parameters"]:
            if other["name"] != parameter["name"] and not other["required"]:
                continue
            value = text if other["name"] == parameter["name"] and other["in"] == parameter["in"] else str(other.get("example", ""))
            if other["in"] == "path":
                target = target.replace("{" + other["name"] + "}", urllib.parse.quote(value, safe=""))
            elif other["in"] == "header" and other["name"] == parameter["name"]:
                headers.append((other["name"], value))
            elif other["in"] == "query":
                values.append((other["name"], value))
        # A limit keeps answers short where there is one, but for the one that is asked about.
        if path == ENDLESS and parameter["name"] != "last_event_id":
            values.append(("last_event_id", "0"))
        names = [other["name"] for other in operation["parameters"]]
        if "limit" in names and parameter["name"] not in ("limit", "points"):
            values.append(("limit", "1"))
        if parameter["name"] == "agg":
            values.append(("interval", "1pd"))  # the one that every aggregate can have
        if parameter["name"] == "fill":
            values.append(("interval", "1d"))
        with Connection(self.port) as connection:
            target += "?" + urllib.parse.urlencode(values) if values else ""
            if path == ENDLESS:  # that it begins is enough
                connection.send(request_bytes("GET", target, headers))
                status, _ = connection.read_final_head()
                if status not in REFUSED:
                    return status, []
            with Connection(self.port) as again:
                answer = again.get(target, headers)
        if answer.status not in REFUSED:
            return answer.status, []
        problem = json.loads(answer.body)
        names = (parameter["name"], parameter["name"] + "_time")  # `start` is told of as `start_time`
        return answer.status, [error for error in problem.get("errors", []) if error["loc"][-1] in names]


def parameters(description):
    """Each (path, parameter) of the GETs, once for those that are described alike."""
    seen = set()
    for path, item in description["paths"].items():
        for parameter in item.get("get", {}).get("parameters", []):
            kind = json.dumps([parameter["name"], parameter["in"], parameter["schema"]])
            if kind not in seen and parameter["name"] not in OPAQUE:
                seen.add(kind)
                yield path, parameter


def examples_of(parameter):
    values = [parameter["example"]] if "example" in parameter else []
    values += parameter["schema"].get("examples", []) + ([parameter["schema"]["default"]] if "default" in parameter["schema"] else [])
    return [",".join(value) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else str(value) for value in values]


def texts_of(pattern, count, seed):
    """Texts that match the pattern."""
    found = []

    @hypothesis.seed(seed)
    @hypothesis.settings(max_examples=count, database=None, deadline=None, phases=[hypothesis.Phase.generate])
    @hypothesis.given(strategies.from_regex(re.compile(pattern, re.ASCII), fullmatch=True))
    def collect(text):
        found.append(text)
    collect()
    return found


def values_of(schema, count, dice):
    """Values that the schema says are accepted."""
    if "enum" in schema:
        return list(schema["enum"])
    if "pattern" in schema:
        return [text for text in texts_of(schema["pattern"], count, dice.randrange(2**32)) if len(text) <= schema.get("maxLength", 10**6)]
    if schema["type"] == "array" and "enum" in schema["items"]:
        names = schema["items"]["enum"]  # one by one: two of them may be names of the same tag, which may be given once
        return names + [",".join(names[:2])]
    if schema["type"] == "integer":
        return [str(schema["minimum"]), str(schema["maximum"]), str(dice.randint(schema["minimum"], schema["maximum"]))]
    if schema["type"] == "number":
        return [repr(float(schema[end])) for end in ("minimum", "maximum")]
    return ["true", "false"] if schema["type"] == "boolean" else []


def spoilt(text, dice):
    """The text with one character more, less or another."""
    place = dice.randrange(len(text) + 1)
    kind = dice.randrange(3)
    if kind == 0:
        return text[:place] + dice.choice(ODD) + text[place:]
    return text[:place] + (dice.choice(ODD) if kind == 1 else "") + text[place + 1:]


def value_faults(asker, description, count, dice):
    faults = []
    for path, parameter in parameters(description):
        schema = parameter["schema"]
        values = examples_of(parameter)
        accepted = values + values_of(schema, count, dice)
        for value in accepted:
            status, errors = asker.errors_for(path, parameter, value)
            asker.counts["accepted"] += 1
            if errors or status >= 500:
                faults.append(f"{path}: {parameter['name']}={value!r} is accepted by the document, and answered {status} {errors}")
        if "pattern" not in schema:
            continue
        for value in [spoilt(dice.choice(accepted), dice) for _ in range(count)]:
            if re.fullmatch(schema["pattern"], value, re.ASCII) or not value or value != value.strip():
                continue  # an empty header is none, and a header's blanks are no part of it
            status, errors = asker.errors_for(path, parameter, value)
            asker.counts["refused"] += 1
            if not errors:
                faults.append(f"{path}: {parameter['name']}={value!r} is excluded by the pattern, and answered {status}")
    return faults


def run(flodata, arguments):
    tools = toolbox.Toolbox(flodata)
    tools.node_modules()
    hypothesis.configuration.set_hypothesis_home_dir(tools.folder / "hypothesis")
    dice = random.Random(arguments.seed)
    with LiveSystem(flodata, wells=2, days=200) as system:
        description = system.get_json("/openapi.json")
        faults = rule_findings(tools, json.dumps(description))
        asker = Asker(system.port, description)
        faults += value_faults(asker, description, arguments.values, dice)
    print(f"seed {arguments.seed}: {asker.counts}")
    return faults


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("flodata")
    parser.add_argument("--values", type=int, default=40)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    given = parser.parse_args()
    toolbox.main(run, (given.flodata, given))
