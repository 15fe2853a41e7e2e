"""Inserts rows batch by batch, as the earlier system did: one multi-row INSERT and one commit per 168 hours.

Usage: insert_batches.py ROWS.csv, with the server in PGHOST and so on. The first field of a row is the number
of its batch, the others are production_data's columns in order; an empty field is NULL.
"""
import csv
import itertools
import sys

import psycopg2
import psycopg2.extras


def main():
    connection = psycopg2.connect("")
    cursor = connection.cursor()
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        for _, batch in itertools.groupby(csv.reader(file), key=lambda row: row[0]):
            rows = [tuple(value or None for value in row[1:]) for row in batch]
            psycopg2.extras.execute_values(cursor, "INSERT INTO production_data VALUES %s ON CONFLICT DO NOTHING", rows,
                                           page_size=len(rows))
            connection.commit()
    connection.close()


main()
