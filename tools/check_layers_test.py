#!/usr/bin/env python3
"""Breaks a copy of the tree in each way that check_layers.py is to notice, and expects it to fail with that file."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHECK = ROOT / "tools" / "check_layers.py"

# What is broken -> (file, what is added to it, what the message must hold).
BREAKS = {
    "wrong layer": ("src/model/bad.h", '#include "pg/connection.h"\n', "model/ may not include"),
    "room of the same folder": ("src/http/message/head.h", '#include "http/session.h"\n', "http/message/ may not include"),
    "rooms in a circle": ("src/http/message/head.h", '#include "http/session.h"\n', "http -> http/message -> http"),
    "brought along by a header": ("src/store/production_store.h", '#include "duck/database.h"\n', "api/ may not see duck/"),
    "pure folder with I/O": ("src/upsampler/bad.cc", "#include <fstream>\n", "is pure"),
    "library outside its home": ("src/streamer/bad.cc", "#include <libpq-fe.h>\n", "belongs to pg/"),
    "api past the control interface": ("src/api/bad.cc", '#include "streamer/copy_sink.h"\n', "api/ may not include"),
    "a given file opened as a program": ("src/streamer/bad.cc", "auto database = duck::Database::open(path, mode);\n", "open_source()"),
    "SQL of several lines": ("src/store/bad.cc", 'const char* sql =\n    "SELECT time FROM production_data "\n    "WHERE true";\n', "SQL of"),
    "file too long": ("src/base/bad.cc", "\n" * 601, "601 lines"),
    "room too large": ("src/replay/bad{}.cc", "\n", "make a room below"),
    "folder that nobody knows": ("src/helpers/bad.cc", "\n", "no folder is called helpers"),
    "room that nobody knows": ("src/replay/inner/bad.cc", "\n", "unknown room"),
}
LARGEST_ROOM = 27  # units


def run(tree):
    return subprocess.run([sys.executable, CHECK, tree], capture_output=True, text=True, check=False)


def main():
    failures = 0
    for name, (path, text, message) in BREAKS.items():
        with tempfile.TemporaryDirectory() as folder:
            tree = pathlib.Path(folder) / "tree"
            shutil.copytree(ROOT / "src", tree / "src")
            (tree / "docs").mkdir()
            shutil.copy(ROOT / "docs" / "architecture.md", tree / "docs")
            clean = run(tree)
            for number in range(LARGEST_ROOM + 1 if "{}" in path else 1):
                bad = tree / path.format(number)
                bad.parent.mkdir(parents=True, exist_ok=True)
                with bad.open("a", encoding="utf-8") as file:
                    file.write(text)
            broken = run(tree)
        noticed = broken.returncode == 1 and message in broken.stdout
        if clean.returncode != 0 or not noticed:
            failures += 1
            print(f"FAILED: {name}: clean exit {clean.returncode}, broken exit {broken.returncode}\n{broken.stdout}")
    print(f"check_layers: {len(BREAKS) - failures} of {len(BREAKS)} deliberate breaks noticed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
