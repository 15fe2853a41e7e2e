#!/usr/bin/env python3
"""Checks that src/ keeps its layers: who may include whom, who may use which library, sizes, SQL in files, folder READMEs.

Usage: check_layers.py [ROOT]. Prints `file:line: what is wrong` and exits 1 when something is.
"""
import pathlib
import re
import sys

# Folder -> folders it may include (besides itself). docs/architecture.md explains the order.
MAY_INCLUDE = {
    "base": set(),
    "model": {"base"},
    "duck": {"base", "model"},
    "pg": {"base", "model"},
    "importer": {"base", "model", "duck"},
    "simulator": {"base", "model", "duck"},
    "upsampler": {"base", "model"},
    "dataset": {"base", "model", "duck", "importer", "simulator", "upsampler"},
    "verifier": {"base", "model", "duck", "upsampler"},
    "aggregation": {"base", "model"},
    "surveillance": {"base", "model"},
    "replay": {"base", "model"},
    "streamer": {"base", "model", "duck", "pg", "replay"},
    "store": {"base", "model", "pg", "replay"},
    "http": {"base"},
    "api": {"base", "model", "http", "aggregation", "store", "surveillance", "replay"},
    "cli": {"base", "model", "duck", "pg", "importer", "simulator", "upsampler", "verifier", "dataset", "aggregation", "surveillance",
            "replay", "streamer", "store", "http", "api"},
}
# Library header -> its only home.
HOME_OF_HEADER = {
    r"duckdb\.h": "duck",
    r"libpq-fe\.h": "pg",
    r"boost/beast": "http",
}
FORBIDDEN_IN = {"upsampler": r"fstream|iostream|thread|base/log\.h|base/clock\.h",
                "aggregation": r"fstream|iostream|thread|base/log\.h", "surveillance": r"fstream|iostream|base/log\.h"}
# Where a file is opened that this process is making; any other is opened by open_source(), which runs nothing of it.
MAKES_DATABASE_FILES = {"src/dataset/field_file.cc", "src/importer/source_writer.cc"}
FORBIDDEN_FOLDERS = {"utils", "util", "common", "helpers", "misc"}
LONGEST_FILE = 600
LONGEST_README = 15
# A statement that goes on in the next line's literal, or a raw one.
SQL_WORD = r"(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|GRANT|REVOKE|WITH|MERGE|SET|DO)\b"
LONG_SQL = re.compile(rf'^[^"/\n]*(?:"{SQL_WORD}[^"\n]*"\n\s*"|R"\w*\(\s*{SQL_WORD})', re.MULTILINE)
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def check_file(path, folder, root, problems):
    lines = path.read_text(encoding="utf-8").splitlines()
    where = path.relative_to(root)
    if len(lines) > LONGEST_FILE:
        problems.append(f"{where}:1: {len(lines)} lines, at most {LONGEST_FILE}: split it by step")
    for number, line in enumerate(lines, 1):
        if "Database::open(" in line and folder != "duck" and str(where) not in MAKES_DATABASE_FILES and not where.name.endswith("_test.cc"):
            problems.append(f"{where}:{number}: a given file is opened by Database::open_source()")
        match = INCLUDE.match(line)
        if not match:
            continue
        header = match.group(1)
        target = header.split("/")[0]
        if target in MAY_INCLUDE and target != folder:
            allowed = target in MAY_INCLUDE[folder]
            if not allowed:
                problems.append(f"{where}:{number}: {folder}/ may not include {header}")
        for pattern, home in HOME_OF_HEADER.items():
            if re.match(pattern, header) and folder != home:
                problems.append(f"{where}:{number}: <{header}> belongs to {home}/ only")
        if folder in FORBIDDEN_IN and re.fullmatch(FORBIDDEN_IN[folder], header) and not where.name.endswith("_test.cc"):
            problems.append(f"{where}:{number}: {folder}/ is pure: no {header}")


def check_sql(path, root, problems):
    """A statement of more than a line is a file in the folder sql/ of its room (cmake/sql.cmake)."""
    text = path.read_text(encoding="utf-8")
    for match in LONG_SQL.finditer(text):
        problems.append(f"{path.relative_to(root)}:{text.count(chr(10), 0, match.start()) + 1}: SQL of more than a line: "
                        "make it a file in sql/")


def check_folders(root, problems):
    folders = {entry.name for entry in (root / "src").iterdir() if entry.is_dir()}
    for name in sorted(folders - MAY_INCLUDE.keys()):
        problems.append(f"src/{name}:1: unknown folder; give it a line in tools/check_layers.py and a decision")
    for path in root.joinpath("src").rglob("*"):
        if path.is_dir() and path.name in FORBIDDEN_FOLDERS:
            problems.append(f"{path.relative_to(root)}:1: no folder is called {path.name}/")
    for name in sorted(folders & MAY_INCLUDE.keys()):
        readme = root / "src" / name / "README.md"
        if not readme.exists():
            problems.append(f"src/{name}/README.md:1: missing: job, in, out, main types")
        elif len(readme.read_text(encoding="utf-8").splitlines()) > LONGEST_README:
            problems.append(f"src/{name}/README.md:1: more than {LONGEST_README} lines")
    return folders


def check_architecture_table(root, folders, problems):
    """docs/architecture.md lists every folder of src/ as `| `src/NAME/` | …`."""
    text = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\|\s*`src/([a-z]+)/`", text, re.MULTILINE))
    for name in sorted(folders - listed):
        problems.append(f"docs/architecture.md:1: the folder table lacks src/{name}/")
    for name in sorted(listed - folders):
        problems.append(f"docs/architecture.md:1: the folder table lists src/{name}/, which is not there")


def check_sizes_elsewhere(root, problems):
    for folder in ("tests", "bench", "tools", "cmake", "schema"):
        for path in root.joinpath(folder).rglob("*"):
            if path.suffix in {".h", ".cc", ".py", ".cmake", ".sql", ".sh"} and path.is_file():
                count = len(path.read_text(encoding="utf-8").splitlines())
                if count > LONGEST_FILE:
                    problems.append(f"{path.relative_to(root)}:1: {count} lines, at most {LONGEST_FILE}")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent).resolve()
    problems = []
    folders = check_folders(root, problems)
    for name in sorted(folders & MAY_INCLUDE.keys()):
        for path in sorted((root / "src" / name).rglob("*")):
            if path.suffix in {".h", ".cc"}:
                check_file(path, name, root, problems)
                if not path.name.endswith("_test.cc"):
                    check_sql(path, root, problems)
    check_architecture_table(root, folders, problems)
    check_sizes_elsewhere(root, problems)
    for problem in problems:
        print(problem)
    print(f"layers: {len(folders)} folders, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
