"""Reads the daily sheet of a workbook with nothing but the standard library: an independent second reading for
tests. Prints one line per row, tab-separated in the order of the sheet: empty, n:<hexadecimal float> or t:<text>."""
import re
import sys
import zipfile
from xml.etree import ElementTree

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

archive = zipfile.ZipFile(sys.argv[1])
shared = ["".join(t.text or "" for t in item.iter(NS + "t"))
          for item in ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))]
out = open(1, "w", encoding="utf-8")
for _, row in ElementTree.iterparse(archive.open("xl/worksheets/sheet1.xml")):
    if row.tag != NS + "row":
        continue
    fields = [""] * 24
    for cell in row:
        value = cell.find(NS + "v")
        if value is None:
            continue
        column = 0
        for letter in re.match("[A-Z]+", cell.get("r")).group():
            column = column * 26 + ord(letter) - ord("A") + 1
        text = shared[int(value.text)] if cell.get("t") == "s" else None
        fields[column - 1] = "n:" + float(value.text).hex() if text is None else "t:" + text if text else ""
    row.clear()
    print("\t".join(fields), file=out)
