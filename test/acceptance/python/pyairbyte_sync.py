"""One sync by PyAirbyte into a DuckDB file, which also keeps the state: pyairbyte_sync.py exec|image TARGET FOLDER

FOLDER contains config.json and gets cache.duckdb, and after the sync one STREAM.jsonl per table and counts.json. All
streams of the connector are read.
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

SCHEMA = "pendo"


def plain(value):
    """A value as JSON: times in UTC with milliseconds like in records, decimals with every digit."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    if isinstance(value, decimal.Decimal):
        return f"{value.normalize():f}"
    return str(value)


def write_table(cache, stream, folder):
    rows = cache.run_sql_query(f'SELECT * FROM {SCHEMA}."{stream}"')
    with open(folder / f"{stream}.jsonl", "w", encoding="utf-8") as file:
        for row in rows:
            kept = {column: value for column, value in dict(row).items() if not column.startswith("_airbyte")}
            file.write(json.dumps(kept, default=plain) + "\n")


def main():
    kind, target, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3]).resolve()
    how = {"local_executable": Path(target)} if kind == "exec" else {"docker_image": target, "use_host_network": True}
    source = ab.get_source(
        "source-pendo", config=json.loads((folder / "config.json").read_text()), install_if_missing=False, **how
    )
    source.check()
    source.select_all_streams()
    cache = DuckDBCache(db_path=str(folder / "cache.duckdb"), schema_name=SCHEMA)
    result = source.read(cache=cache)
    streams = source.get_selected_streams()
    for stream in streams:
        write_table(cache, stream, folder)
    (folder / "counts.json").write_text(json.dumps({"records": result.processed_records, "streams": sorted(streams)}))


main()
