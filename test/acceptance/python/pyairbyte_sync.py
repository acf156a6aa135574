"""One sync by PyAirbyte into a DuckDB file, which also keeps the state.

pyairbyte_sync.py exec|image TARGET FOLDER [STREAM...]

Without names of streams all streams of the connector are read. FOLDER contains config.json and gets cache.duckdb, and
after the sync counts.json and one NAME.jsonl per table and per view. If FOLDER contains views.sql, its views are created
after the sync, and the file is removed.
"""

import datetime
import decimal
import json
import os
import sys
from pathlib import Path

# Must be set before the import. Without it PyAirbyte asks a registry on the internet, even for a local executable.
os.environ.setdefault("AIRBYTE_OFFLINE_MODE", "1")
os.environ.setdefault("DO_NOT_TRACK", "1")

import airbyte as ab  # noqa: E402
from airbyte.caches import DuckDBCache  # noqa: E402

# PyAirbyte's and DuckDB's default, so that views find the tables by their names alone.
SCHEMA = "main"


def plain(value):
    """A value as JSON: times in UTC with milliseconds like in records, decimals with every digit."""
    if isinstance(value, datetime.datetime):
        # PyAirbyte stores times in UTC, without a zone.
        utc = value.replace(tzinfo=value.tzinfo or datetime.timezone.utc).astimezone(datetime.timezone.utc)
        return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"
    if isinstance(value, decimal.Decimal):
        return f"{value.normalize():f}"
    return str(value)


def create_views(cache, sql):
    with cache.get_sql_engine().begin() as connection:
        connection.exec_driver_sql(sql)


def view_names(cache):
    views = f"SELECT table_name FROM information_schema.tables WHERE table_type = 'VIEW' AND table_schema = '{SCHEMA}'"
    return [row["table_name"] for row in map(dict, cache.run_sql_query(views))]


def write_table(cache, name, folder):
    rows = cache.run_sql_query(f'SELECT * FROM {SCHEMA}."{name}"')
    with open(folder / f"{name}.jsonl", "w", encoding="utf-8") as file:
        for row in rows:
            kept = {column: value for column, value in dict(row).items() if not column.startswith("_airbyte")}
            file.write(json.dumps(kept, default=plain) + "\n")


def main():
    kind, target, folder, chosen = sys.argv[1], sys.argv[2], Path(sys.argv[3]).resolve(), sys.argv[4:]
    how = {"local_executable": Path(target)} if kind == "exec" else {"docker_image": target, "use_host_network": True}
    source = ab.get_source(
        "source-pendo", config=json.loads((folder / "config.json").read_text()), install_if_missing=False, **how
    )
    source.check()
    source.select_streams(chosen or "*")
    cache = DuckDBCache(db_path=str(folder / "cache.duckdb"), schema_name=SCHEMA)
    result = source.read(cache=cache)
    streams = source.get_selected_streams()
    views = folder / "views.sql"
    if views.exists():
        create_views(cache, views.read_text(encoding="utf-8"))
        views.unlink()
    for name in [*streams, *view_names(cache)]:
        write_table(cache, name, folder)
    (folder / "counts.json").write_text(json.dumps({"records": result.processed_records, "streams": sorted(streams)}))


main()
