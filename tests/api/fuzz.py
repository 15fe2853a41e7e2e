#!/usr/bin/env python3
"""Valid and invalid requests, made after /openapi.json, over kept connections to a running `flodata up`.

Usage: fuzz.py FLODATA [--requests N] [--seed N] [--processes N]. Every answer is held against the description: its status and media
type are declared for the operation, its JSON fits the schema, errors are RFC 9457 documents that say nothing of the server's inside,
what breaks a declared rule is refused, nothing is a 5xx. Exit code 1 on any fault; the request that caused it is printed.
"""
import argparse
import collections
import gzip
import json
import multiprocessing
import pathlib
import random
import secrets
import sys
import time
import urllib.parse

import jsonschema
import zstandard

import live_system
from live_system import EVENTS, JSON, NDJSON, BadAnswer, Connection, Gone, LiveSystem, problem_faults, request_bytes

LIMIT_S = 60
FAULTS_SHOWN = 20  # of each process, then it ends
ALIKE_SHOWN = 2
SWITCHING_PROTOCOLS = 101
ITEMS_CHECKED = 3  # of a long array: the first, the last and one between
VALIDATED_OF_A_KIND = 50  # answers of one operation and status whose body is validated always; later ones one in ten
WEIGHTS = {"GET": 4}  # of operations by method
WEIGHT_OF_DATA = 3
TOKEN = "fuzz-token-of-24-letters"
COMMANDS_WITH_TOKEN = 0.01
LARGE_BYTES = 20_000  # answers beyond this are parsed now and then
LARGE_NUMBERS = 0.02  # share of valid numbers that may ask for a large answer
ODD_TEXTS = ("", " ", "0", "-1", "1e999", "NaN", "null", "true", "[]", "{}", "%", "'", "\"", "';--", "' OR '1'='1", "../../etc/passwd",
             "${7*7}", "{{7*7}}", "<script>", "ø", "MÆRSK", "日本", "\u202e", "é" * 100, "🛢" * 20, "\x00", "\r\nX-Injected: 1", "a" * 300,
             "9" * 30, "-" * 50, ",", ",,,", "a,b,c", "A,a", "now", "now-7d", "-48h", "-1s", "-99999999999w", "2008-02-30",
             "2008-02-29T25:00:00", "0000-01-01", "9999-12-31T23:59:59Z", "1969-12-31T23:59:59.999999-23:59", "2008-02-29T00:00:00+99:00")
ODD_ESCAPES = (b"%", b"%2", b"%zz", b"%00", b"%ff", b"%c0%ae", b"%ed%a0%80", b"%0d%0aX: 1", b"%2525", b"+", b"%F0%9F%9B%A2")
ODD_METHODS = ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "FOO", "get", "GETGET")
ODD_HEADERS = (("Accept", "text/html"), ("Accept", "*/*;q=0"), ("Accept", "application/json;q=0.5, text/csv"), ("Accept", ",,,"),
               ("Accept", "a" * 500), ("Accept-Encoding", "gzip;q=0, identity"), ("Accept-Encoding", "br, zstd, nonsense"),
               ("If-None-Match", "*"), ("If-None-Match", 'W/"1"'), ("If-None-Match", '"' + "x" * 300), ("Range", "bytes=0-1"),
               ("Expect", "100-continue"), ("Authorization", "Bearer x"), ("Authorization", "Basic eDp5"), ("Origin", "null"),
               ("Origin", "http://elsewhere"), ("Content-Type", "text/plain"), ("X-Odd", b"\xff\xfe\x80"), ("X-Long", "x" * 4000),
               ("Cookie", "a=b; " * 100), ("Last-Event-ID", "99999999999999999999"), ("Last-Event-ID", "-1"), ("Connection", "close"),
               ("Idempotency-Key", "ø" * 10), ("Accept-Encoding", "gzip"), ("Upgrade", "websocket"), ("Sec-WebSocket-Key", "x"),
              ("Connection", "Upgrade"), ("If-Modified-Since", "yesterday"))
ODD_BODIES = (b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"value": 1e999}', b'{"value": "' + b"x" * 2000 + b'"}', b'{"value": null}',
              b'{"value": 3600, "value": 1}', b'{"other": 1}', b"[" * 500, b'{"a":' * 500, b" " * 3000, b'"' + b"\\u0000" * 50 + b'"')


class Operation:
    """One method of one path of the description."""

    def __init__(self, path, method, described):
        self.path, self.method, self.described = path, method.upper(), described
        self.parameters = described.get("parameters", [])
        self.responses = described["responses"]
        self.validators = {}
        self.validated = collections.Counter()

    @property
    def endless(self):
        return any(EVENTS in response.get("content", {}) for response in self.responses.values())

    @property
    def name(self):
        return f"{self.method} {self.path}"


class Fuzz:
    """What one process asks."""

    def __init__(self, port, seed, description, wells):
        self.dice = random.Random(seed)
        self.port, self.wells = port, wells
        self.components = description.get("components", {})
        self.operations = [Operation(path, method, described) for path, item in description["paths"].items()
                           for method, described in item.items() if method in ("get", "post", "put", "delete", "patch")]
        self.problem_validator = self._validator({"$ref": "#/components/schemas/Problem"})
        self.weights = [WEIGHTS.get(operation.method, 1) * (WEIGHT_OF_DATA if "production" in operation.path else 1)
                        for operation in self.operations]
        self.connection = None
        self.counts = collections.Counter()
        self.faults = []

    def _validator(self, schema):
        # One document: references lead into the components beside it.
        return jsonschema.Draft202012Validator(schema | {"components": self.components})

    # Making a request.

    def valid_value(self, parameter):
        dice, schema = self.dice, parameter.get("schema", {})
        name = parameter["name"]
        if name == "well_name" or name in ("well", "wells"):
            return ",".join(dice.sample(self.wells, 1 if name == "well_name" else dice.randint(1, len(self.wells))))
        if "enum" in schema:
            return str(dice.choice(schema["enum"]))
        if schema.get("type") == "array":
            items = schema.get("items", {}).get("enum") or [parameter.get("example", "x")]
            return ",".join(map(str, dice.sample(items, dice.randint(1, min(3, len(items))))))
        if schema.get("type") == "integer":
            low, high = schema.get("minimum", 0), schema.get("maximum", 1000)
            if dice.random() < LARGE_NUMBERS:
                return str(dice.choice((high, dice.randint(low, high))))
            return str(dice.choice((low, schema.get("default", low), min(high, low + 10))))
        if schema.get("type") == "number":
            return repr(dice.uniform(schema.get("minimum", 0), schema.get("maximum", 1000)))
        if schema.get("format") == "date-time":
            # A few days, most often, so that answers are short.
            return f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}T{dice.randint(0, 23):02}:00:00{dice.choice(('Z', '%2B01:00', ''))}"
        known = [parameter.get("example"), schema.get("default"), *schema.get("examples", [])]
        return str(dice.choice([value for value in known if value not in (None, "")] or ["x"]))

    def invalid_value(self, parameter):
        """Returns a value that the description excludes, or None when there is none that surely is."""
        dice, schema = self.dice, parameter.get("schema", {})
        if "enum" in schema or "enum" in schema.get("items", {}):
            return dice.choice(("nonsense", "", "METRIC!", "0"))
        if schema.get("type") == "integer":
            choices = ["x", "1.5", "", "1e3", "0x10", " 1", "1 ", "٣", "9" * 25]
            choices += [str(schema["minimum"] - 1), str(-2**63 - 1)] if "minimum" in schema else []
            choices += [str(schema["maximum"] + 1), str(2**64)] if "maximum" in schema else []
            return dice.choice(choices)
        if schema.get("type") == "number":
            return dice.choice(("x", "", "NaN", "inf", "-1e300" if schema.get("minimum", -1) >= -1 else "x"))
        if schema.get("format") == "date-time":
            return dice.choice(("tomorrow", "2008-02-30T00:00:00", "2008-02-29T24:61:00", "", "99999", "2008-02-29T00:00:00+99:00"))
        return None

    def quoted(self, text):
        if "%2B" in text:
            return text
        return urllib.parse.quote(text, safe=self.dice.choice(("", "/,:", "/,:'")), errors="surrogatepass")

    def request(self):
        """Returns (operation, method, target, headers, body, what must come: "fit" the operation, "refuse", or
        "anything" that is no fault by itself)."""
        dice = self.dice
        operation = dice.choices(self.operations, self.weights)[0]
        headers, refused, astray = [], False, False
        if operation.method != "GET" and dice.random() < COMMANDS_WITH_TOKEN:
            headers.append(("Authorization", f"Bearer {TOKEN}"))
        values = []
        path = operation.path
        for parameter in operation.parameters:
            required = parameter.get("required", False)
            if not required and dice.random() < 0.6:
                continue
            value = self.valid_value(parameter)
            if parameter["in"] == "path":
                path = path.replace("{" + parameter["name"] + "}", self.quoted(value))
            elif parameter["in"] == "header":
                headers.append((parameter["name"], value))
            elif parameter["in"] == "query":
                values.append((parameter["name"], self.quoted(value)))
        body = self.valid_body(operation)
        method = operation.method
        spoiled = set()  # parameters; what was made wrong stays so
        for _ in range(dice.choice((0, 0, 1, 1, 1, 2, 3))):
            before = path
            path, method, values, headers, body, worse = self.mutated(operation, path, method, values, headers, body, spoiled)
            refused = refused or worse
            astray = astray or path != before
        dice.shuffle(values)
        target = path.encode() + (b"?" if values else b"") + b"&".join(
            name.encode() + b"=" + (value if isinstance(value, bytes) else value.encode()) for name, value in values)
        if dice.random() < 0.02:
            target, astray = self.broken_target(target), True
        must = "anything" if astray else "refuse" if refused and method == operation.method == "GET" else "fit"
        return operation, method, target, headers, body, must

    def valid_body(self, operation):
        content = operation.described.get("requestBody", {}).get("content", {}).get(JSON)
        if content is None:
            return None
        values = {name: schema.get("examples", [1])[0] for name, schema in content["schema"].get("properties", {}).items()}
        return json.dumps(values).encode()

    def mutated(self, operation, path, method, values, headers, body, spoiled):
        """One thing about the request changed. Last member: whether it has to be refused now."""
        dice = self.dice
        queries = [parameter for parameter in operation.parameters if parameter["in"] == "query" and parameter["name"] not in spoiled]
        kind = dice.randrange(12)
        worse = False
        if kind <= 2 and queries:
            parameter = dice.choice(queries)
            spoiled.add(parameter["name"])
            value = self.invalid_value(parameter)
            values = [pair for pair in values if pair[0] != parameter["name"]]
            worse = value is not None
            values.append((parameter["name"], self.quoted(value if worse else dice.choice(ODD_TEXTS))))
        elif kind == 3 and queries:
            name = dice.choice(queries)["name"]
            spoiled.add(name)
            values = [*values, (name, self.quoted(dice.choice(ODD_TEXTS))), (name, "1")]
            worse = True
        elif kind == 4:
            values = [*values, (self.quoted(dice.choice(("hour", "Units", "limit[]", "q", "ø", "a" * 200))), "1")]
            worse = True
        elif kind == 5 and "{" in operation.path:
            path = operation.path.replace("{well_name}", self.quoted(dice.choice(ODD_TEXTS)))
        elif kind == 6:
            values = [*values, (dice.choice([parameter["name"] for parameter in queries] or ["x"]), dice.choice(ODD_ESCAPES))]
        elif kind == 7:
            method = dice.choice(ODD_METHODS)
        elif kind in (8, 9):
            headers = [*headers, *dice.sample(ODD_HEADERS, dice.randint(1, 3))]
        elif kind == 10:
            body = dice.choice(ODD_BODIES)
        else:
            path = dice.choice((path + "/", path.upper(), "/" + path, path + ";x=1", path.replace("/", "//"), path[:-1], "/..", "/./health",
                                "/api/../health", "/docs", "/openapi.json", "/redoc", "/metrics", "*", "http://elsewhere/health"))
            return path, method, values, headers, body, False
        return path, method, values, headers, body, worse

    def broken_target(self, target):
        dice = self.dice
        where = dice.randrange(len(target) + 1)
        odd = dice.choice((b"%", b"\x7f", b"\xc3", b"#", b"?", b"&&==&", b"=", b"a" * 9000, bytes((dice.randrange(33, 127),))))
        return target[:where] + odd + target[where:]

    # Asking and judging.

    def run(self, count):
        begin = time.monotonic()
        for _ in range(count):
            request = self.request()
            try:
                answer = self.exchange(*request[:5])
                if answer is not None:
                    self.judge(*request, answer)
            except (BadAnswer, Gone, OSError, EOFError, ValueError) as error:
                self.connection = None
                self.fault(request, f"{type(error).__name__}: {error}")
            if len(self.faults) >= FAULTS_SHOWN:
                break
        return self.counts, self.faults, time.monotonic() - begin

    def exchange(self, operation, method, target, headers, body):
        """Returns the answer; None when the server ended a kept connection that was idle, and again on a new one."""
        if self.connection is None:
            self.connection = Connection(self.port, LIMIT_S)
        kept = self.connection
        kept.send(request_bytes(method, target, headers, body))
        if operation.endless and method == "GET":
            return self.first_of_endless()
        answer = kept.read_answer(is_head=method == "HEAD")
        if answer.closes or answer.status == SWITCHING_PROTOCOLS:
            kept.close()
            self.connection = None
        return answer

    def first_of_endless(self):
        connection, self.connection = self.connection, None
        with connection:
            status, headers = connection.read_final_head()
            if headers.get("content-type", "").startswith(EVENTS):
                return live_system.Answer(status, headers, b"", True)
            body = connection._take(int(headers.get("content-length", 0)))
            return live_system.Answer(status, headers, body, True)

    def fault(self, request, text):
        operation, method, target, headers, body, _ = request
        kind = (operation.name, text[:60])
        self.counts[kind] += 1
        if self.counts[kind] <= ALIKE_SHOWN:
            shown = "".join(f" -H {str(header)[:80]}" for header in headers) + (f" -d {body[:80]!r}" if body else "")
            self.faults.append(f"{method} {target[:300]!r}{shown} ({operation.name}): {text}")

    def judge(self, operation, method, target, headers, body, must, answer):
        request = (operation, method, target, headers, body, must)
        self.counts[answer.status] += 1
        for text in self.faults_of(operation, method, target, must, answer):
            self.fault(request, text)
        # A conditional request may be answered before its parameters are looked at.
        ignores_unknown = operation.described.get("x-unknown-parameters") == "ignored"
        if must == "refuse" and answer.status < 400 and "If-None-Match" not in dict(headers) and not ignores_unknown:
            self.fault(request, f"must be refused, and was answered with {answer.status}")
        if "x-injected" in answer.headers or "x" in answer.headers:
            self.fault(request, "a header was injected")

    def faults_of(self, operation, method, target, must, answer):
        if answer.status >= 500:
            return [f"status {answer.status}: {answer.body[:200]!r}"]
        if answer.status >= 400:
            return [] if method == "HEAD" else self.faults_of_problem(target, plain(answer))
        if must == "anything" or answer.status in (SWITCHING_PROTOCOLS, 204, 304) or method != operation.method:
            return []
        return self.faults_of_success(operation, answer)

    def faults_of_problem(self, target, answer):
        faults = problem_faults(answer)
        if target[:1] in (b"?", b"#"):
            faults = [fault for fault in faults if fault != "problem's instance is ''"]  # no path was asked for
        if not faults and self.worth_validating("problem", answer.status):
            faults = self.schema_faults(self.problem_validator, json.loads(answer.body))
        return faults

    def faults_of_success(self, operation, answer):
        response = operation.responses.get(str(answer.status))
        if response is None:
            return [f"status {answer.status} is not declared"]
        content = response.get("content", {})
        content = {name.split(";")[0]: described for name, described in content.items()}
        if content and answer.media_type not in content:
            return [f"media type {answer.media_type!r} is not declared"]
        answer = plain(answer)
        if answer.media_type not in (JSON, NDJSON) or not answer.body:
            return []
        if answer.media_type == NDJSON:
            for line in answer.body.splitlines()[:ITEMS_CHECKED]:
                json.loads(line)
            return []
        if len(answer.body) > LARGE_BYTES and self.dice.random() > 0.05:
            return [] if answer.body[:1] + answer.body[-1:] in (b"[]", b"{}") else ["a large answer is cut off"]
        try:
            document = json.loads(answer.body)
        except ValueError as error:
            return [f"not JSON: {error}"]
        if not self.worth_validating(operation.name, answer.status):
            return []
        validator = operation.validators.setdefault(answer.status, self._validator(content[JSON]["schema"]))
        if isinstance(document, list) and len(document) > ITEMS_CHECKED:
            document = [document[0], self.dice.choice(document), document[-1]]
        return self.schema_faults(validator, document)

    def worth_validating(self, name, status):
        self.counts[name, status] += 1
        return self.counts[name, status] <= VALIDATED_OF_A_KIND or self.dice.random() < 0.1

    def schema_faults(self, validator, document):
        error = next(validator.iter_errors(document), None)
        return [] if error is None else [f"does not fit the schema: {error.message[:300]} at {list(error.absolute_path)}"]


def plain(answer):
    """The answer with its body as it was before compression."""
    coding = answer.headers.get("content-encoding")
    if coding == "gzip":
        return answer._replace(body=gzip.decompress(answer.body))
    if coding == "zstd":
        return answer._replace(body=zstandard.ZstdDecompressor().decompressobj().decompress(answer.body))
    return answer


def work(arguments):
    port, seed, description, wells, count = arguments
    return Fuzz(port, seed, description, wells).run(count)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("flodata", type=pathlib.Path)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--processes", type=int, default=3)
    options = parser.parse_args()
    options.seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    with LiveSystem(options.flodata, START_OFFSET_DAYS=300, REPLAY_TOKEN=TOKEN) as system:
        description = system.get_json("/openapi.json")
        wells = system.get_json("/api/wells")["wells"]
        share = options.requests // options.processes
        jobs = [(system.port, options.seed * 1000 + number, description, wells, share) for number in range(options.processes)]
        with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
            results = pool.map(work, jobs, chunksize=1)
        counts = sum((result[0] for result in results), collections.Counter())
        faults = [fault for result in results for fault in result[1]]
        faults += [f"the log says: {line}" for line in system.program.complaints()]
        if not system.program.running():
            faults.append("the program ended:\n" + system.program.tail())
    statuses = {key: count for key, count in sorted((pair for pair in counts.items() if isinstance(pair[0], int)))}
    seconds = max(result[2] for result in results)
    for fault in faults:
        print(f"FAULT {fault}")
    print(f"{sum(statuses.values())} answers in {seconds:.1f} s ({sum(statuses.values()) / seconds:.0f}/s), by status {statuses}, "
          f"{len(faults)} faults, seed {options.seed}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
