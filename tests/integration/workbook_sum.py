#!/usr/bin/env python3
"""Sum of one phase over the days before a date, read from the workbook's XML without any of our code.

Usage: workbook_sum.py WORKBOOK oil|gas|water|injection YYYY-MM-DD
"""
import datetime
import decimal
import re
import sys
import xml.etree.ElementTree as ET
import zipfile

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COLUMN = {"oil": "BORE_OIL_VOL", "gas": "BORE_GAS_VOL", "water": "BORE_WAT_VOL", "injection": "BORE_WI_VOL"}
DAY_ZERO = datetime.date(1899, 12, 30)  # of serial numbers after February 1900


def cells(row, shared):
    for cell in row.iter(SPACE + "c"):
        value = cell.find(SPACE + "v")
        if value is not None and value.text is not None:
            letters = re.match("[A-Z]+", cell.get("r")).group()
            yield letters, shared[int(value.text)] if cell.get("t") == "s" else value.text


def main():
    path, phase, before = sys.argv[1:]
    before = datetime.date.fromisoformat(before)
    with zipfile.ZipFile(path) as book:
        shared = ["".join(text.text or "" for text in item.iter(SPACE + "t"))
                  for item in ET.fromstring(book.read("xl/sharedStrings.xml")).iter(SPACE + "si")]
        rows = ET.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(SPACE + "row")
        header = {name: letters for letters, name in cells(next(rows), shared)}
        total = decimal.Decimal(0)
        for row in rows:
            values = dict(cells(row, shared))
            volume = values.get(header[COLUMN[phase]])
            if volume is None:
                continue
            day = DAY_ZERO + datetime.timedelta(days=int(float(values[header["DATEPRD"]])))
            # Hours carry whole milli-Sm3 of the day; a negative volume is served as 0 (rule R4).
            if day < before:
                total += max(decimal.Decimal(0), decimal.Decimal(float(volume)).quantize(decimal.Decimal("0.001")))
    print(total)


if __name__ == "__main__":
    main()
