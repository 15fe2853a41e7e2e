#!/usr/bin/env python3
"""Breaks a copy of the tree in each way that check_layers.py is to notice, and expects it to fail with that file."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHECK = ROOT / "tools" / "check_layers.py"

BREAKS = {
    "wrong layer": ("src/model/bad.h", '#include "pg/connection.h"\n'),
    "pure folder with I/O": ("src/upsampler/bad.cc", "#include <fstream>\n"),
    "library outside its home": ("src/streamer/bad.cc", "#include <libpq-fe.h>\n"),
    "api past the control interface": ("src/api/bad.cc", '#include "streamer/copy_sink.h"\n'),
    "a given file opened as a program": ("src/streamer/bad.cc", "auto database = duck::Database::open(path, mode);\n"),
    "SQL of several lines": ("src/store/bad.cc", 'const char* sql =\n    "SELECT time FROM production_data "\n    "WHERE true";\n'),
    "file too long": ("src/base/bad.cc", "\n" * 601),
    "folder that nobody knows": ("src/helpers/bad.cc", "\n"),
}


def run(tree):
    return subprocess.run([sys.executable, CHECK, tree], capture_output=True, text=True, check=False)


def main():
    failures = 0
    for name, (path, text) in BREAKS.items():
        with tempfile.TemporaryDirectory() as folder:
            tree = pathlib.Path(folder) / "tree"
            shutil.copytree(ROOT / "src", tree / "src")
            (tree / "docs").mkdir()
            shutil.copy(ROOT / "docs" / "architecture.md", tree / "docs")
            clean = run(tree)
            bad = tree / path
            bad.parent.mkdir(parents=True, exist_ok=True)
            bad.write_text(text, encoding="utf-8")
            broken = run(tree)
        noticed = broken.returncode == 1 and str(pathlib.Path(path).parent) in broken.stdout
        if clean.returncode != 0 or not noticed:
            failures += 1
            print(f"FAILED: {name}: clean exit {clean.returncode}, broken exit {broken.returncode}\n{broken.stdout}")
    print(f"check_layers: {len(BREAKS) - failures} of {len(BREAKS)} deliberate breaks noticed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
