#!/usr/bin/env python3
"""Checks that src/ keeps its rooms: who may include whom, who may use which library, sizes, SQL in files, folder READMEs.

Usage: check_layers.py [ROOT]. Prints `file:line: what is wrong` and exits 1 when something is. docs/architecture.md explains the order.
"""
import functools
import pathlib
import re
import sys

# Room -> the rooms that its files may include, and the further ones that may come along through those rooms' headers.
# A room below another one (api/rows) is a room of its own. A test may include all that its top folder may.
ROOMS = {
    "base": ("", ""),
    "model": ("base", ""),
    "duck": ("base model", ""),
    "pg": ("base", ""),
    "pg/private": ("base pg", ""),
    "importer": ("base model duck importer/mapping importer/sheet", ""),
    "importer/mapping": ("base model importer/sheet", ""),
    "importer/sheet": ("base", ""),
    "simulator": ("base model duck simulator/physics simulator/wells", ""),
    "simulator/wells": ("base model simulator/physics", ""),
    "simulator/physics": ("base model", ""),
    "upsampler": ("base model upsampler/scada upsampler/steps upsampler/ups1 upsampler/ups2", ""),
    "upsampler/scada": ("base model upsampler/steps", ""),
    "upsampler/steps": ("base model", ""),
    "upsampler/ups1": ("base model upsampler/steps", ""),
    "upsampler/ups2": ("base model upsampler/steps", ""),
    "dataset": ("base model duck importer importer/mapping importer/sheet simulator upsampler upsampler/scada",
                "simulator/wells upsampler/steps"),
    "verifier": ("base model duck upsampler upsampler/scada", "upsampler/steps"),
    "aggregation": ("base model", ""),
    "rollup": ("base model aggregation", ""),
    "surveillance": ("base model", ""),
    "replay": ("base model", ""),
    "streamer": ("base model pg aggregation rollup replay streamer/partitions streamer/source", ""),
    "streamer/partitions": ("base model pg replay", ""),
    "streamer/source": ("base model duck replay", ""),
    "store": ("base model pg aggregation rollup replay", ""),
    "http": ("base http/message", ""),
    "http/message": ("base", ""),
    "api": ("base http http/message store api/assets api/cache api/compat api/contract api/field api/openapi api/resources api/rows",
            "aggregation api/rollups model pg rollup replay"),
    "api/contract": ("base model http http/message store", ""),
    "api/assets": ("base http/message", ""),
    "api/cache": ("base http/message store api/contract", "model"),
    "api/rollups": ("base model aggregation rollup store", "pg replay"),
    "api/rows": ("base model aggregation http http/message store api/contract api/rollups", "pg rollup replay"),
    "api/field": ("base model aggregation http/message store api/contract api/rollups api/rows", "http pg rollup replay"),
    "api/resources": ("base model aggregation surveillance replay http http/message store api/cache api/compat api/contract api/field api/rows",
                      "api/rollups pg rollup"),
    "api/compat": ("base aggregation http/message store api/contract api/rollups api/rows", "http model pg rollup replay"),
    "api/openapi": ("base model aggregation replay http/message store api/compat api/contract api/rows", "api/rollups http pg rollup"),
    "cli": ("base duck pg pg/private importer upsampler dataset verifier replay streamer streamer/source store api",
            "aggregation model rollup simulator simulator/wells streamer/partitions http http/message importer/mapping upsampler/scada upsampler/steps"),
}
# Library header -> its only home, with the rooms below it.
HOME_OF_HEADER = {
    r"duckdb\.h": "duck",
    r"libpq-fe\.h": "pg",
    r"boost/beast": "http",
}
PURE = r"fstream|iostream|thread|base/log\.h|base/clock\.h"
FORBIDDEN_IN = {"upsampler": PURE, "upsampler/steps": PURE, "upsampler/ups1": PURE, "upsampler/ups2": PURE, "upsampler/scada": PURE,
                "aggregation": r"fstream|iostream|thread|base/log\.h", "surveillance": r"fstream|iostream|base/log\.h"}
# Where a file is opened that this process is making; any other is opened by open_source(), which runs nothing of it.
MAKES_DATABASE_FILES = {"src/dataset/field_file.cc", "src/importer/source_writer.cc"}
FORBIDDEN_FOLDERS = {"utils", "util", "common", "helpers", "misc"}
LONGEST_FILE = 600  # lines
LONGEST_README = 15
LARGEST_ROOM = (2900, 27)  # lines and units without tests; a unit is a .cc with its header
# A statement that goes on in the next line's literal, or a raw one.
SQL_WORD = r"(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|GRANT|REVOKE|WITH|MERGE|SET|DO)\b"
LONG_SQL = re.compile(rf'^[^"/\n]*(?:"{SQL_WORD}[^"\n]*"\n\s*"|R"\w*\(\s*{SQL_WORD})', re.MULTILINE)
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


class Source:
    """A file of src/: its room, its lines, and what it includes as (line number, header)."""

    def __init__(self, path, root):
        self.where = path.relative_to(root)
        self.name = str(path.relative_to(root / "src"))
        self.room = str(pathlib.PurePath(self.name).parent)
        self.is_test = path.name.endswith("_test.cc")
        self.lines = path.read_text(encoding="utf-8").splitlines()
        matches = ((number, INCLUDE.match(line)) for number, line in enumerate(self.lines, 1))
        self.includes = [(number, match.group(1)) for number, match in matches if match]


def room_of(header):
    return str(pathlib.PurePath(header).parent)


def allowed(room, position):
    return set(ROOMS[room][position].split())


def allowed_in_test(room):
    top = room.split("/")[0]
    return {top} | {other for name in ROOMS if name.split("/")[0] == top for other in {name} | allowed(name, 0) | allowed(name, 1)}


def check_direct(source, problems):
    may_include = allowed_in_test(source.room) if source.is_test else allowed(source.room, 0)
    for number, header in source.includes:
        if room_of(header) in ROOMS and room_of(header) not in may_include | {source.room}:
            problems.append(f"{source.where}:{number}: {source.room}/ may not include {header}")
        for pattern, home in HOME_OF_HEADER.items():
            if re.match(pattern, header) and source.room.split("/")[0] != home:
                problems.append(f"{source.where}:{number}: <{header}> belongs to {home}/ only")
        if not source.is_test and source.room in FORBIDDEN_IN and re.fullmatch(FORBIDDEN_IN[source.room], header):
            problems.append(f"{source.where}:{number}: {source.room}/ is pure: no {header}")


def check_brought(sources, problems):
    """What comes along through headers counts too: a room sees no more than its line in ROOMS says."""
    by_name = {source.name: source for source in sources}

    @functools.cache
    def reached(name):
        found, seen, waiting = {}, {name}, [name]
        while waiting:
            for _, header in by_name[waiting.pop()].includes:
                if header in by_name and header not in seen:
                    seen.add(header)
                    waiting.append(header)
                    found.setdefault(room_of(header), header)
        return found

    for source in sources:
        if source.is_test:
            continue
        visible = allowed(source.room, 0) | allowed(source.room, 1) | {source.room}
        for number, header in source.includes:
            if header not in by_name or room_of(header) not in visible:
                continue
            for room, through in sorted(reached(header).items()):
                if room in ROOMS and room not in visible:
                    problems.append(f"{source.where}:{number}: {header} brings {through} along; {source.room}/ may not see {room}/")


def check_circles(sources, problems):
    edges = {room: set() for room in ROOMS}
    for source in sources:
        if not source.is_test and source.room in ROOMS:
            edges[source.room] |= {room_of(header) for _, header in source.includes} & ROOMS.keys() - {source.room}
    done = set()

    def visit(room, path):
        if room in path:
            circle = " -> ".join([*path[path.index(room):], room])
            problems.append(f"src/{room}:1: rooms include each other in a circle: {circle}")
        elif room not in done:
            for other in sorted(edges[room]):
                visit(other, [*path, room])
            done.add(room)

    for room in edges:
        visit(room, [])


def check_source(source, problems):
    if len(source.lines) > LONGEST_FILE:
        problems.append(f"{source.where}:1: {len(source.lines)} lines, at most {LONGEST_FILE}: split it by step")
    if source.room.split("/")[0] != "duck" and str(source.where) not in MAKES_DATABASE_FILES and not source.is_test:
        for number, line in enumerate(source.lines, 1):
            if "Database::open(" in line:
                problems.append(f"{source.where}:{number}: a given file is opened by Database::open_source()")


def check_sql(source, problems):
    """A statement of more than a line is a file in the folder sql/ of its room (cmake/sql.cmake)."""
    text = "\n".join(source.lines)
    for match in LONG_SQL.finditer(text):
        problems.append(f"{source.where}:{text.count(chr(10), 0, match.start()) + 1}: SQL of more than a line: make it a file in sql/")


def check_sizes(sources, problems):
    for room in ROOMS:
        files = [source for source in sources if source.room == room and not source.is_test]
        lines = sum(len(source.lines) for source in files)
        units = len({source.name.rsplit(".", 1)[0] for source in files})
        if lines > LARGEST_ROOM[0] or units > LARGEST_ROOM[1]:
            problems.append(f"src/{room}:1: {lines} lines in {units} units; at most {LARGEST_ROOM[0]} and {LARGEST_ROOM[1]}: make a room below")


def check_folders(root, sources, problems):
    for room in sorted({source.room for source in sources} - ROOMS.keys()):
        problems.append(f"src/{room}:1: unknown room; give it a line in tools/check_layers.py and a decision")
    for room in sorted(ROOMS.keys() - {source.room for source in sources}):
        problems.append(f"tools/check_layers.py:1: there is no src/{room}/")
    for path in root.joinpath("src").rglob("*"):
        if path.is_dir() and path.name in FORBIDDEN_FOLDERS:
            problems.append(f"{path.relative_to(root)}:1: no folder is called {path.name}/")
    for name in sorted({room.split("/")[0] for room in ROOMS}):
        readme = root / "src" / name / "README.md"
        if not readme.exists():
            problems.append(f"src/{name}/README.md:1: missing: job, in, out, main types")
        elif len(readme.read_text(encoding="utf-8").splitlines()) > LONGEST_README:
            problems.append(f"src/{name}/README.md:1: more than {LONGEST_README} lines")


def check_architecture_table(root, problems):
    """docs/architecture.md lists every room as `| `src/NAME/` | …`."""
    text = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\|\s*`src/([a-z0-9/]+)/`", text, re.MULTILINE))
    with_sources = {room for room in listed if any((root / "src" / room).glob("*.cc"))}
    for name in sorted(ROOMS.keys() - listed):
        problems.append(f"docs/architecture.md:1: the folder table lacks src/{name}/")
    for name in sorted(with_sources - ROOMS.keys()):
        problems.append(f"docs/architecture.md:1: the folder table lists src/{name}/, which is no room")


def check_sizes_elsewhere(root, problems):
    for folder in ("tests", "bench", "tools", "cmake", "schema"):
        for path in root.joinpath(folder).rglob("*"):
            if path.suffix in {".h", ".cc", ".py", ".cmake", ".sql", ".sh"} and path.is_file():
                count = len(path.read_text(encoding="utf-8").splitlines())
                if count > LONGEST_FILE:
                    problems.append(f"{path.relative_to(root)}:1: {count} lines, at most {LONGEST_FILE}")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent).resolve()
    sources = [Source(path, root) for path in sorted(root.joinpath("src").rglob("*")) if path.suffix in {".h", ".cc"}]
    problems = []
    check_folders(root, sources, problems)
    known = [source for source in sources if source.room in ROOMS]
    for source in known:
        check_direct(source, problems)
        check_source(source, problems)
        if not source.is_test:
            check_sql(source, problems)
    check_brought(known, problems)
    check_circles(known, problems)
    check_sizes(known, problems)
    check_architecture_table(root, problems)
    check_sizes_elsewhere(root, problems)
    for problem in problems:
        print(problem)
    print(f"layers: {len(ROOMS)} rooms, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
