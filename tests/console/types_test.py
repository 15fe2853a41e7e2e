#!/usr/bin/env python3
"""The console's types against the API: makes them from the running program's /openapi.json and lets svelte-check look at every file.
Also that each rule of the data's quality has its words.

Usage: types_test.py FLODATA FOLDER. FOLDER: where the console was built. No database is needed for the document.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "api"))
from live_system import HOST, ROOT, Connection, Program  # noqa: E402  (the path comes first)


def document(flodata, folder):
    """The bytes of /openapi.json."""
    program = Program(flodata, ["serve"], folder, API_PORT=0, DB_HOST=HOST, DB_PORT=1)
    try:
        port = int(program.wait_for(r"http://[^:]+:(\d+)/docs").group(1))
        with Connection(port) as connection:
            return connection.get("/openapi.json").body
    finally:
        program.kill()


def rules_without_words():
    documented = re.findall(r"^\| (R\d+) \|", (ROOT / "docs" / "formats" / "hourly_dataset.md").read_text(encoding="utf-8"), re.MULTILINE)
    words = (ROOT / "web" / "console" / "src" / "text" / "tags.ts").read_text(encoding="utf-8")
    return [rule for rule in documented if not re.search(rf"^  {rule}: '", words, re.MULTILINE)] or ([] if documented else ["no rule found"])


def main():
    if missing := rules_without_words():
        sys.exit(f"the console has no words for {', '.join(missing)}")
    flodata, console = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        described = pathlib.Path(folder) / "openapi.json"
        described.write_bytes(document(flodata, pathlib.Path(folder)))
        subprocess.run(["npm", "exec", "--", "openapi-typescript", described, "-o", "src/api/schema.d.ts"], cwd=console, check=True)
    sys.exit(subprocess.run(["npm", "run", "check", "--silent"], cwd=console, check=False).returncode)


if __name__ == "__main__":
    main()
