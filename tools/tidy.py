#!/usr/bin/env python3
"""clang-tidy over the files of a build's compile_commands.json, two at a time; files that have not changed since they last
passed in some clone (nor any header they include, nor .clang-tidy) are skipped: ~/.cache/openflodata/tidy remembers them.

Usage: tidy.py BUILD_FOLDER
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TIDY = "clang-tidy-19"


def is_ours(path):
    return path.suffix == ".cc" and path.is_relative_to(ROOT) and not path.is_relative_to(ROOT / "build")


def key_of(entry, configuration):
    """Hash of the preprocessed text with its comments (NOLINT is one): changes with the file, its headers, its flags and the
    checks, and not with the folder that the clone lies in."""
    command = [word for word in shlex.split(entry["command"]) if not word.endswith("ccache")]
    output = command.index("-o")
    command[output:output + 2] = []
    command[command.index("-c")] = "-E"
    command.append("-C")
    text = subprocess.run(command, cwd=entry["directory"], capture_output=True, check=True).stdout
    return hashlib.sha256(configuration + (shlex.join(command).encode() + text).replace(bytes(ROOT), b"")).hexdigest()


def stamp_folder():
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(cache) / "openflodata" / "tidy"


def configuration_of(path):
    """The files that say what is checked in the folder of `path`."""
    folders = [folder for folder in path.parents if folder.is_relative_to(ROOT)]
    return b"".join((folder / ".clang-tidy").read_bytes() for folder in reversed(folders) if (folder / ".clang-tidy").exists())


def tidy(entry, build, version):
    """Returns the problems of one file as text, or "" when it passes."""
    stamps = stamp_folder()
    stamp = stamps / key_of(entry, version + configuration_of(pathlib.Path(entry["file"])))
    if stamp.exists():
        return ""
    done = subprocess.run([TIDY, "--quiet", "-p", build, entry["file"]], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        stamp.touch()
        return ""
    return done.stdout + done.stderr


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    stamp_folder().mkdir(parents=True, exist_ok=True)
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    entries = [entry for entry in json.loads((build / "compile_commands.json").read_text()) if is_ours(pathlib.Path(entry["file"]))]
    entries.sort(key=lambda entry: pathlib.Path(entry["file"]).stat().st_mtime, reverse=True)  # what was just written first
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = [pool.submit(tidy, entry, build, version) for entry in entries]
        for problems in map(concurrent.futures.Future.result, concurrent.futures.as_completed(running)):
            if problems:
                failed += 1
                print(problems, flush=True)
    print(f"clang-tidy: {len(entries)} files, {failed} with problems")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
