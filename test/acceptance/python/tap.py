"""Reads a Pendo with tap-pendo, an older client that was written against the real one: tap.py URL KEY START_DATE > singer.jsonl

The tap has fixed hosts, and pyhumps 1.3 needs a name that Python 3.10 removed. Both are patched here.
"""

import collections
import collections.abc
import io
import sys
import time
from contextlib import redirect_stdout

collections.Mapping = collections.abc.Mapping

import singer  # noqa: E402
import tap_pendo  # noqa: E402
from tap_pendo import streams  # noqa: E402
from singer.catalog import Catalog  # noqa: E402
from tap_pendo.discover import discover_streams  # noqa: E402

# Reports are not emulated, the metadata streams have a schema but no rows, and visitor_history crashes on visitors without a time.
LEFT_OUT = {"reports", "metadata_accounts", "metadata_visitors", "visitor_history"}


def selected(catalog):
    for entry in catalog["streams"]:
        for metadata in entry["metadata"]:
            if metadata["breadcrumb"] in ([], ()):
                metadata["metadata"]["selected"] = entry["stream"] not in LEFT_OUT
            else:
                metadata["metadata"]["selected"] = True
    return catalog


def main():
    url, key, start_date = sys.argv[1:4]
    streams.US_BASE_URL = url
    # The tap makes one request every two seconds, which the emulator does not need.
    time.sleep = lambda _seconds: None
    config = {
        "x_pendo_integration_key": key,
        "start_date": f"{start_date}T00:00:00Z",
        "period": "dayRange",
        "lookback_window": "0",
        "include_anonymous_visitors": "false",
        "app_ids": "",
        "request_timeout": "60",
    }
    with redirect_stdout(io.StringIO()):
        catalog = selected({"streams": discover_streams(config)})
    tap_pendo.sync(tap_pendo.filter_app_ids(config), {}, Catalog.from_dict(catalog))


main()
