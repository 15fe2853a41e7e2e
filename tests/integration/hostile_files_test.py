#!/usr/bin/env python3
"""Imports files that are made to cost time or memory, with the real program: each is rejected with an error that names the
limit, within seconds and a bounded amount of memory, and SIGTERM ends an import at any moment.

Usage: hostile_files_test.py FLODATA [--only NAME]
"""
import argparse
import functools
import io
import os
import pathlib
import random
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
import zlib

MOST_SECONDS = 30  # of processor time, with sanitizers
SECONDS_TO_KILL = 240
# A build with AddressSanitizer takes several times the memory of a release: its shadow, and what it keeps of freed blocks.
MOST_BYTES = 900 << 20
SECONDS_TO_STOP = 2

NOISE = random.Random(1)
SPACES = [" " * (byte % 16) + "\n" * (byte // 16) for byte in range(256)]
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
COLUMNS = ("DATEPRD WELL_BORE_CODE NPD_WELL_BORE_CODE NPD_WELL_BORE_NAME NPD_FIELD_CODE NPD_FIELD_NAME NPD_FACILITY_CODE "
           "NPD_FACILITY_NAME ON_STREAM_HRS AVG_DOWNHOLE_PRESSURE AVG_DOWNHOLE_TEMPERATURE AVG_DP_TUBING AVG_ANNULUS_PRESS "
           "AVG_CHOKE_SIZE_P AVG_CHOKE_UOM AVG_WHP_P AVG_WHT_P DP_CHOKE_SIZE BORE_OIL_VOL BORE_GAS_VOL BORE_WAT_VOL "
           "BORE_WI_VOL FLOW_KIND WELL_TYPE").split()


def parts_of(rows="", sheets='<sheet name="S" r:id="s"/>', strings="", styles="<styleSheet/>"):
    return {
        "_rels/.rels": f'<R><Relationship Id="w" Type="{TYPES}officeDocument" Target="xl/workbook.xml"/></R>',
        "xl/workbook.xml": f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels":
            f'<R><Relationship Id="s" Type="{TYPES}worksheet" Target="s.xml"/>'
            f'<Relationship Id="t" Type="{TYPES}sharedStrings" Target="t.xml"/>'
            f'<Relationship Id="y" Type="{TYPES}styles" Target="y.xml"/></R>',
        "xl/s.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
        "xl/t.xml": f"<sst>{strings}</sst>",
        "xl/y.xml": styles,
    }


def workbook(**given):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts_of(**given).items():
            archive.writestr(name, text)
    return out.getvalue()


@functools.cache
def packed_of(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(), zlib.crc32(data)


def with_entries(entries):
    """A deflated zip archive by hand: entries are (name, data, declared size or None, name of the entry whose bytes it
    shares or None)."""
    body, directory, offsets = b"", b"", {}
    for name, data, size, shared in entries:
        packed, crc = packed_of(data)
        offset = offsets.get(shared)
        offsets[name] = len(body) if offset is None else offset
        name = name.encode()
        size = len(data) if size is None else size
        common = struct.pack("<HHHIIIIHH", 20, 0, 8, 0, crc, len(packed), size, len(name), 0)
        if offset is None:
            offset = len(body)
            body += b"PK\x03\x04" + common + name + packed
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def lying_sizes():
    parts = parts_of()
    parts["xl/s.xml"] = "<worksheet>" + " " * (64 << 20)
    return with_entries([(name, text.encode(), 10 if name == "xl/s.xml" else None, None)
                         for name, text in parts.items()])


def overlapping_entries():
    """Many parts that are one and the same piece of the archive, each read in full to find a header."""
    count = 900
    parts = parts_of(sheets="".join(f'<sheet name="S{i}" r:id="s{i}"/>' for i in range(count)))
    parts["xl/_rels/workbook.xml.rels"] = "<R>" + "".join(
        f'<Relationship Id="s{i}" Type="{TYPES}worksheet" Target="s{i}.xml"/>' for i in range(count)) + "</R>"
    sheet = ("<worksheet><sheetData/>" + ("<x>" + "0123456789abcdef" * 200 + "</x>") * 1000 + "</worksheet>").encode()
    entries = [(name, text.encode(), None, None) for name, text in parts.items()]
    return with_entries(entries + [(f"xl/s{i}.xml", sheet, None, "xl/s0.xml" if i else None) for i in range(count)])


def repeated_part():
    parts = list(parts_of().items()) + [("XL\\s.xml", "<worksheet/>")]
    return with_entries([(name, text.encode(), None, None) for name, text in parts])


def billion_laughs():
    entities = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + i)} "{"&" + chr(97 + i) + ";"}{"&" + chr(97 + i) + ";"}">'
                                            for i in range(20))
    parts = parts_of()
    parts["xl/t.xml"] = f"<!DOCTYPE sst [{entities}]><sst><si><t>&u;</t></si></sst>"
    return with_entries([(name, text.encode(), None, None) for name, text in parts.items()])


def strings_without_text():
    """Not so regular that the archive's ratio gives it away."""
    noise = NOISE.randbytes(9_000_000)
    return "".join([f"<si{SPACES[byte]}/>" for byte in noise])


def names():
    return "".join(f"<element{i}/>" for i in range(300000))


def csv(text):
    return ",".join(COLUMNS).encode() + b"\n" + text


MAPPING = b"""[columns]
DATEPRD = "D"
WELL_BORE_CODE = "W"
ON_STREAM_HRS = { column = "H", unit = "h" }
BORE_OIL_VOL = { column = "O", unit = "Sm3" }
"""
SMALL_CSV = b"D,W,H,O\n2020-01-01,A,24,1\n"

# Name: (input, mapping or None, words of the error).
CASES = {
    "150,000 sheets": (lambda: workbook(sheets='<sheet name="S" r:id="s"/>' * 150000, rows="<x>0</x>" * 200000), None, "more than 1000 sheets"),
    "attribute of 32 MB": (lambda: workbook(rows=f'<row x="{NOISE.randbytes(16 << 20).hex()}"/>'), None, "the limit is 262144"),
    "shared strings without text": (lambda: workbook(strings=strings_without_text()), None, "shared strings"),
    "line of 32 MB of commas": (lambda: csv(b"," * (32 << 20)), None, "more than 16384 columns"),
    "line of 32 MB of fields": (lambda: csv(b"a," * (16 << 20)), None, "more than 16384 columns"),
    "dotted keys": (lambda: SMALL_CSV, b"a" + b".b" * 200000 + b" = 1\n", "bytes"),
    "dotted keys in less": (lambda: SMALL_CSV, b"a" + b".b" * 100000 + b" = 1\n", "more than 16 dots"),
    "[[[a]": (lambda: SMALL_CSV, b"[[[a]", "more than 2 brackets"),
    # Three more of each kind.
    "zip: overlapping entries": (overlapping_entries, None, "unfold to more than 1073741824 bytes"),
    "zip: sizes that lie": (lying_sizes, None, "which no sheet of daily data does"),
    "zip: a name twice": (repeated_part, None, "it is there twice"),
    "zip: directory of a million": (lambda: b"PK\x03\x04" + (b"PK\x01\x02" + bytes(42)) * 1_000_000, None,
                                    "archive of 1000000 files"),
    "xml: entities": (billion_laughs, None, "declares a document type"),
    "xml: nesting": (lambda: workbook(rows="<a>" * 1_000_000), None, "too deep, and the limit is 64"),
    "xml: index of a shared string": (
        lambda: workbook(rows='<row><c t="s"><v>4294967295</v></c></row>', strings="<si><t>a</t></si>"), None,
        "text number '4294967295' of 1"),
    "xml: names": (lambda: workbook(rows=names()), None, "too many different names"),
    "xml: a long string in every cell": (
        lambda: workbook(rows='<row>' + '<c t="s"><v>0</v></c>' * 16000 + '</row>',
                         strings=f'<si><t>{"x" * 130000}</t></si>'), None, "bytes of text"),
    "csv: quote that is never closed": (lambda: csv(b'"' + b"x\n" * (64 << 20)), None, "opened and never closed"),
    "csv: NULs": (lambda: csv(bytes(32 << 20)), None, "byte 0x00 is not UTF-8"),
    "csv: field of 128 MB": (lambda: csv(b"x" * (128 << 20)), None, "bytes in one row"),
    "csv: quotation marks": (lambda: csv(b'"' * (32 << 20)), None, "bytes in one row"),
    "toml: arrays": (lambda: SMALL_CSV, b"a = " + b"[" * 100000, "more than 16 brackets"),
    "toml: huge integer": (lambda: SMALL_CSV, b"a = " + b"9" * 200000 + b"\n", "not TOML"),
    "toml: not a mapping": (lambda: SMALL_CSV, b"#" * (64 << 20), "bytes, and a mapping some hundred"),
}


def make(folder, build):
    """Returns the file that `build` makes, in a process of its own: a child's peak of memory begins with its parent's."""
    child = os.fork()
    if child == 0:
        try:
            data = build()
            (folder / ("in.xlsx" if data.startswith(b"PK") else "in.csv")).write_bytes(data)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    (file,) = folder.iterdir()
    return file


def run(flodata, folder, name, build, mapping, words):
    """Returns what is wrong; empty when all is right."""
    file = make(folder, build)
    size = file.stat().st_size
    command = [flodata, "dataset", "import", str(file), "--out", str(folder / "out.duckdb")]
    if mapping is not None:
        (folder / "map.toml").write_bytes(mapping)
        command += ["--mapping", str(folder / "map.toml")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    watchdog = threading.Timer(SECONDS_TO_KILL, process.kill)
    watchdog.start()
    error = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    watchdog.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = usage.ru_utime + usage.ru_stime
    memory = usage.ru_maxrss * 1024
    print(f"{name:36} {size:>10} bytes  {seconds:6.2f} s  {memory >> 20:5} MB  exit {process.returncode}", flush=True)
    wrong = []
    if process.returncode != 1:
        wrong.append(f"exit {process.returncode}")
    if words not in error:
        wrong.append(f"the error does not say '{words}': {error[:500]}")
    if len(error) > 5000:
        wrong.append(f"an error of {len(error)} bytes")
    if seconds > MOST_SECONDS:
        wrong.append(f"{seconds:.1f} s of processor time")
    if memory > MOST_BYTES:
        wrong.append(f"{memory >> 20} MB")
    if sorted(path.name for path in folder.iterdir() if path.suffix == ".duckdb"):
        wrong.append("left a file behind")
    for path in folder.iterdir():
        path.unlink()
    return wrong


def rows_of_csv():
    row = b",".join([b"2014-04-07", b"A", b"", b"A"] + [b""] * 20) + b"\n"
    return csv(row * 1_500_000)


def rows_of_workbook():
    rows = "".join(f"<x>{i}</x>" for i in range(10_000_000))
    return workbook(rows=rows)


def interrupt(flodata, folder, name, build, number):
    """SIGTERM and SIGINT end an import that is in the middle of a large file."""
    file = make(folder, build)
    process = subprocess.Popen([flodata, "dataset", "import", str(file), "--out", str(folder / "out.duckdb")],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # In the middle: it has used some CPU time, and is not done.
    clock = os.sysconf("SC_CLK_TCK")
    while process.poll() is None:
        fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        if (int(fields[11]) + int(fields[12])) / clock > 0.7:
            break
        time.sleep(0.01)
    begin = time.monotonic()
    process.send_signal(number)
    code = process.wait(timeout=60)
    seconds = time.monotonic() - begin
    print(f"{name:36} {signal.Signals(number).name} ends it after {seconds:.2f} s  exit {code}", flush=True)
    for path in folder.iterdir():
        path.unlink()
    wrong = []
    if code != 130:
        wrong.append(f"exit {code}, not 130: was it done already?")
    if seconds > SECONDS_TO_STOP:
        wrong.append(f"{seconds:.1f} s until it ended")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("flodata")
    parser.add_argument("--only", help="cases whose name holds this")
    options = parser.parse_args()
    # What goes wrong must not take the machine along. (Not of the address space: AddressSanitizer reserves terabytes.)
    resource.setrlimit(resource.RLIMIT_CPU, (3600, 3600))
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        checks = [(case, run, CASES[case]) for case in CASES]
        checks += [("interrupt: rows of a .csv", interrupt, (rows_of_csv, signal.SIGTERM)),
                   ("interrupt: a sheet without rows", interrupt, (rows_of_workbook, signal.SIGINT))]
        for case, check, arguments in checks:
            if options.only and options.only not in case:
                continue
            for wrong in check(options.flodata, folder, case, *arguments):
                print(f"  {case}: {wrong}", file=sys.stderr, flush=True)
                failed += 1
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
