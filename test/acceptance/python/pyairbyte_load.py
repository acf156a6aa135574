"""One sync by PyAirbyte into a DuckDB file or a PostgreSQL database: pyairbyte_load.py EXECUTABLE FOLDER WAREHOUSE STREAMS

FOLDER contains config.json. WAREHOUSE is the path of the file or the URL of the database; either also keeps the state.
STREAMS are names separated by commas, or * for all.
"""

import json
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

# Must be set before the import. Without it PyAirbyte asks a registry on the internet, even for a local executable.
os.environ.setdefault("AIRBYTE_OFFLINE_MODE", "1")
os.environ.setdefault("DO_NOT_TRACK", "1")

import airbyte as ab  # noqa: E402
import psycopg2.extensions  # noqa: E402
import psycopg2.extras  # noqa: E402
from airbyte.caches import DuckDBCache, PostgresCache  # noqa: E402

# Neither is a default of the dbt package.
SCHEMA = "raw_pendo"
PREFIX = "demo_"

# PyAirbyte makes text columns of columns that allow several types, but hands PostgreSQL's driver their values as they are.
for kind in (dict, list):
    psycopg2.extensions.register_adapter(kind, psycopg2.extras.Json)


def cache_of(warehouse):
    if "://" not in warehouse:
        return DuckDBCache(db_path=warehouse, schema_name=SCHEMA, table_prefix=PREFIX)
    url = urlsplit(warehouse)
    return PostgresCache(
        host=url.hostname,
        port=url.port,
        username=url.username,
        password=url.password,
        database=url.path.lstrip("/"),
        schema_name=SCHEMA,
        table_prefix=PREFIX,
    )


def main():
    executable, folder, warehouse, streams = sys.argv[1:5]
    source = ab.get_source(
        "source-pendo",
        config=json.loads((Path(folder) / "config.json").read_text()),
        install_if_missing=False,
        local_executable=Path(executable),
    )
    source.select_streams("*" if streams == "*" else streams.split(","))
    source.read(cache=cache_of(warehouse))


main()
