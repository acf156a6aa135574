"""Every line of the given files must load into Airbyte's own protocol classes and lose nothing on the way.

The protocol silently drops unknown fields, so a misspelt field passes every other tool.
"""

import json
import sys

from airbyte_cdk.models import AirbyteMessageSerializer

PAYLOADS = {
    "RECORD": "record",
    "STATE": "state",
    "LOG": "log",
    "SPEC": "spec",
    "TRACE": "trace",
    "CATALOG": "catalog",
    "CONTROL": "control",
    "CONNECTION_STATUS": "connectionStatus",
}
SHOWN = 10


def lost(sent, kept, path=""):
    """The paths of values that were lost. Ignores defaults that the protocol adds; null equals absent."""
    if isinstance(sent, dict) and isinstance(kept, dict):
        return [
            found for key, value in sent.items() if value is not None for found in lost(value, kept.get(key), f"{path}.{key}")
        ]
    if isinstance(sent, list) and isinstance(kept, list) and len(sent) == len(kept):
        return [found for index, value in enumerate(sent) for found in lost(value, kept[index], f"{path}[{index}]")]
    return [] if sent == kept else [path]


def problem_of(line):
    try:
        message = json.loads(line)
        keys = {"type", PAYLOADS[message["type"]]}
        if set(message) != keys:
            return f"has the keys {sorted(message)}, not {sorted(keys)}"
        paths = lost(message, AirbyteMessageSerializer.dump(AirbyteMessageSerializer.load(message)))
        return f"loses {', '.join(paths)}" if paths else None
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:300]}"


def main():
    lines = problems = 0
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            for line in file:
                lines += 1
                problem = problem_of(line)
                if problem is None:
                    continue
                problems += 1
                if problems <= SHOWN:
                    print(f"{path}: {problem}: {line[:200]}", file=sys.stderr)
    print(f"strict protocol: {lines} lines of {len(sys.argv) - 1} runs, {problems} bad")
    sys.exit(1 if problems or not lines else 0)


main()
