"""Writes the rows of all tables and views of a schema as one JSON document: model_rows.py WAREHOUSE SCHEMA > rows.json

WAREHOUSE is the path of a DuckDB file or the URL of a PostgreSQL database.
"""

import datetime
import decimal
import json
import sys

import duckdb
import psycopg2

TABLES = "select table_name from information_schema.tables where table_schema = '{}' order by 1"


def plain(value):
    """Times are in UTC without a time zone; decimals come from sums of integers and from shares."""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def rows_of(cursor, query):
    cursor.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row)) for row in cursor.fetchall()]


def main():
    warehouse, schema = sys.argv[1:3]
    connection = psycopg2.connect(warehouse) if "://" in warehouse else duckdb.connect(warehouse, read_only=True)
    cursor = connection.cursor()
    tables = [row["table_name"] for row in rows_of(cursor, TABLES.format(schema))]
    print(json.dumps({table: rows_of(cursor, f'select * from {schema}."{table}"') for table in tables}, default=plain))


main()
