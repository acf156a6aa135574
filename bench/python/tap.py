"""Reads streams of a Pendo with tap-pendo: tap.py URL KEY START_DATE STREAM[,STREAM...] [--with-pauses] > singer.jsonl

The tap has fixed hosts, and a package that it needs uses a name that Python 3.10 removed. Both are patched here. Its
pauses (one request every two seconds) are left out without --with-pauses.
"""

import collections
import collections.abc
import logging
import sys
import time

collections.Mapping = collections.abc.Mapping

import singer  # noqa: E402, F401
import tap_pendo  # noqa: E402
from singer.catalog import Catalog  # noqa: E402
from tap_pendo import streams  # noqa: E402
from tap_pendo.discover import discover_streams  # noqa: E402


def selected(catalog, wanted):
    for entry in catalog["streams"]:
        for metadata in entry["metadata"]:
            is_stream = metadata["breadcrumb"] in ([], ())
            metadata["metadata"]["selected"] = not is_stream or entry["stream"] in wanted
    return Catalog.from_dict(catalog)


def main():
    url, key, start_date, wanted = sys.argv[1:5]
    streams.US_BASE_URL = url
    if "--with-pauses" not in sys.argv:
        time.sleep = lambda _seconds: None
    # Otherwise a log line per request, and per row without a time, would be measured too.
    logging.disable(logging.INFO)
    config = {
        "x_pendo_integration_key": key,
        "start_date": f"{start_date}T00:00:00Z",
        "period": "dayRange",
        "lookback_window": "0",
        "include_anonymous_visitors": "true",
        "app_ids": "",
        "request_timeout": "300",
        "record_limit": "1000000",
    }
    catalog = selected({"streams": discover_streams(config)}, wanted.split(","))
    tap_pendo.sync(tap_pendo.filter_app_ids(config), {}, catalog)


main()
