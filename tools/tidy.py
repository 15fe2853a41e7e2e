#!/usr/bin/env python3
"""clang-tidy over the files of a build's compile_commands.json.

Usage: tidy.py [--deep] BUILD_FOLDER

Parsing and visiting the headers is most of clang-tidy's work, so files with the same flags are checked in groups, as one
translation unit that includes them all. A group that does not compile without a warning (two files define one name) is halved.

A file that passed is skipped until it, a header of this project that it includes, its flags or the checks change:
~/.cache/openflodata/tidy remembers it for every clone. --deep adds the clang-analyzer checks, file by file.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent
TIDY = "clang-tidy-19"
DEEP_CHECKS = "clang-analyzer-core.*,-clang-analyzer-core.CallAndMessage,clang-analyzer-cplusplus.*,clang-analyzer-deadcode.*"
CHECKED_FILES = r"(/src/[a-z/]+/[a-z0-9_]+\.h|/(src|tests|bench)/.*\.cc)$"
GROUP_FILES = 12
# clang-tidy finds an unused one only in the main file of a translation unit, so not in a group.
USING = re.compile(r"^\s*(?:using (?:\w+::)+(\w+);|namespace (\w+) = )", re.MULTILINE)
INCLUDE = re.compile(rb'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
PROBLEM = re.compile(r"^(/[^:\n]+):\d+:\d+: (?:error|warning)", re.MULTILINE)
COMMENT = re.compile(r"//.*")
# A type, or a function or variable, that begins at the first column: what two files of a group may not both define.
DEFINED_TYPE = re.compile(r"^(?:template\s*<.*>\s*)?(?:(?:struct|class|enum class|enum|union|concept)\s+(\w+)|using (\w+) =)")
DEFINED_NAME = re.compile(r"^(?!namespace|using|TEST|RC_|#|})\w[^(={;]*?(?<![:\w])(\w+)(?:\(|\[| = | =$|\{|;)")


def is_ours(path):
    return path.suffix == ".cc" and path.is_relative_to(ROOT) and not path.is_relative_to(ROOT / "build")


def flags_of(entry):
    """The entry's compiler command without launcher, source, output, precompiled header and code generation (-f…)."""
    words = [word for word in shlex.split(entry["command"]) if not word.endswith("ccache")]
    flags = []
    skip = 0
    for index, word in enumerate(words):
        if skip:
            skip -= 1
        elif word in ("-o", "-c", "-include-pch"):
            skip = 1
        elif word == "-isystem":
            flags.append(word + words[index + 1])
            skip = 1
        elif not word.startswith("-f"):
            flags.append(word)
    return flags


def shared_flags(flags):
    """The flags that all files of a group must have alike; macros and include folders of several modules go together."""
    return tuple(flag for flag in flags if not flag.startswith(("-D", "-I", "-isystem")))


class IncludeHashes:
    """Hash of a file's text with the text of every header of this project that it includes, at any depth."""

    def __init__(self):
        self.texts = {}

    def text(self, path):
        if path not in self.texts:
            self.texts[path] = path.read_bytes()
        return self.texts[path]

    def resolve(self, name, folder):
        for base in (folder, ROOT / "src", ROOT / "tests", ROOT / "bench"):
            path = base / name
            if path.is_file():
                return path.resolve()
        return None

    def digest(self, path):
        seen = {path}
        waiting = [path]
        while waiting:
            current = waiting.pop()
            for name in INCLUDE.findall(self.text(current)):
                found = self.resolve(name.decode(), current.parent)
                if found and found not in seen:
                    seen.add(found)
                    waiting.append(found)
        digest = hashlib.sha256()
        for one in sorted(seen):
            digest.update(str(one.relative_to(ROOT)).encode() + b"\0" + self.text(one) + b"\0")
        return digest.digest()


def configurations_of(path):
    """The files that say what is checked in the folder of `path`, that of the whole tree first."""
    folders = [folder for folder in reversed(path.parents) if folder.is_relative_to(ROOT)]
    return [folder / ".clang-tidy" for folder in folders if (folder / ".clang-tidy").exists()]


def defined_names(path):
    names = set()
    for line in path.read_text().splitlines():
        match = DEFINED_TYPE.match(line) or DEFINED_NAME.match(line)
        if match:
            names.add(next(name for name in match.groups() if name))
    return names


def unused_using(path):
    """Problems as texts: names that a using-declaration or a namespace alias brings in and nothing uses."""
    text = path.read_text()
    names = [name for match in USING.finditer(text) for name in match.groups() if name]
    rest = COMMENT.sub("", USING.sub("", text))
    return [f"{path}: nothing uses the name {name}: remove its using-declaration"
            for name in names if not re.search(rf"\b{name}\b", rest)]


class Source:
    def __init__(self, entry, hashes, version):
        self.path = pathlib.Path(entry["file"])
        self.folder = entry["directory"]
        self.flags = flags_of(entry)
        self.configuration = b"".join(file.read_bytes() for file in configurations_of(self.path))
        flags = shlex.join(self.flags).replace(str(ROOT), "")
        key = hashlib.sha256(version + self.configuration + flags.encode() + hashes.digest(self.path)).hexdigest()
        self.stamp = stamp_folder() / key


def stamp_folder():
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(cache) / "openflodata" / "tidy"


def grouped(sources, most):
    """Groups of at most `most` sources with the same flags, no two of a group defining the same name."""
    groups = []
    for source in sources:
        key = (shared_flags(source.flags), source.configuration)
        names = defined_names(source.path)
        for group in groups:
            if group["key"] == key and len(group["sources"]) < most and not group["names"] & names:
                break
        else:
            group = {"key": key, "sources": [], "names": set()}
            groups.append(group)
        group["sources"].append(source)
        group["names"] |= names
    return [group["sources"] for group in groups]


class Checker:
    def __init__(self, build, deep):
        self.work = build / "tidy"
        self.deep = deep
        self.count = 0
        self.lock = threading.Lock()

    def run(self, sources):
        """Returns the exit status and text of clang-tidy for the sources as one translation unit."""
        with self.lock:
            self.count += 1
            folder = self.work / str(self.count)
        folder.mkdir(parents=True, exist_ok=True)
        unit = sources[0].path
        if len(sources) > 1:
            unit = folder / "group.cc"
            unit.write_text("".join(f'#include "{source.path}"\n' for source in sources))
        flags = dict.fromkeys(flag for source in sources for flag in source.flags)
        command = shlex.join([*flags, "-c", str(unit)])
        entry = {"directory": sources[0].folder, "file": str(unit), "command": command}
        (folder / "compile_commands.json").write_text(json.dumps([entry]))
        for configuration in configurations_of(sources[0].path)[1:]:  # the group lies below the first one
            shutil.copy(configuration, folder)
        checks = DEEP_CHECKS if self.deep else "-bugprone-suspicious-include" if len(sources) > 1 else ""
        done = subprocess.run(
            [TIDY, "--quiet", "-p", str(folder), f"--header-filter={CHECKED_FILES}",
             f"--checks={checks}", str(unit)], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def check(self, sources):
        """Returns the problems of the sources as texts; none when all of them pass."""
        status, text = self.run(sources)
        if status != 0 and len(sources) > 1 and "[clang-diagnostic-" in text:
            middle = len(sources) // 2
            return self.check(sources[:middle]) + self.check(sources[middle:])
        named = set(PROBLEM.findall(text))
        if status == 0 or named & {str(source.path) for source in sources}:
            for source in sources:
                if str(source.path) not in named:
                    source.stamp.touch()
        return [] if status == 0 else [text]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--deep", action="store_true", help="add the clang-analyzer checks, which take several times as long")
    parser.add_argument("build", type=pathlib.Path, help="build folder with compile_commands.json")
    options = parser.parse_args()
    build = options.build.resolve()
    stamp_folder().mkdir(parents=True, exist_ok=True)
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout + str(options.deep).encode()
    hashes = IncludeHashes()
    entries = json.loads((build / "compile_commands.json").read_text())
    sources = [Source(entry, hashes, version) for entry in entries if is_ours(pathlib.Path(entry["file"]))]
    waiting = [source for source in sources if not source.stamp.exists()]
    waiting.sort(key=lambda source: source.path.stat().st_size, reverse=True)
    groups = grouped(waiting, 1 if options.deep else GROUP_FILES)
    checker = Checker(build, options.deep)
    unused = [problem for source in sources for problem in unused_using(source.path)]
    print("\n".join(unused), end="\n" if unused else "")
    failed = len(unused)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = [pool.submit(checker.check, group) for group in groups]
        for problems in map(concurrent.futures.Future.result, concurrent.futures.as_completed(running)):
            failed += len(problems)
            for problem in problems:
                print(problem, flush=True)
    print(f"clang-tidy: {len(sources)} files, {len(waiting)} checked, {failed} with problems")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
