#!/usr/bin/env python3
"""Takes the pictures of docs/console/: every page, light and dark, on a phone, at a desk and on a wall, of a simulated field.

Usage: screenshots.py FLODATA [FOLDER]. FOLDER: docs/console.
"""
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "clients"))
import toolbox  # noqa: E402  (the path comes first)
from live_system import HOST, ROOT, LiveSystem  # noqa: E402

TOKEN = "console-test-token-of-24"


def main():
    flodata = sys.argv[1]
    folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ROOT / "docs" / "console").resolve()
    folder.mkdir(exist_ok=True)
    tools = toolbox.Toolbox(flodata).node_modules(HERE)
    with LiveSystem(flodata, wells=9, days=3288, REPLAY_TOKEN=TOKEN) as system:
        for words in (["pause"], ["resume"], ["speed", "60"], ["speed", "1"]):
            system.replay(*words)
        subprocess.run(["node", "screenshots.mjs", toolbox.CHROMIUM, f"http://{HOST}:{system.port}", str(folder)], cwd=tools, check=True)


if __name__ == "__main__":
    main()
