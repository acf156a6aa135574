"""Makes the folder that Airbyte's standard tests read: prepare.py FOLDER URL_OF_THE_EMULATOR

CDK 7 refuses keys that only the Connector Acceptance Tests know. So its acceptance-test-config.yml is derived from the
project's own, and the configs get the emulator's address.
"""

import json
import shutil
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
ONLY_IN_CAT = {"expect_records", "ignored_fields", "validate_data_points", "empty_streams"}


def derive_config(folder: Path, url: str) -> None:
    tests = yaml.safe_load((ROOT / "acceptance-test-config.yml").read_text())
    for name, section in tests["acceptance_tests"].items():
        if set(section) - {"tests"}:
            raise SystemExit(f"{name} is bypassed: {section}")
        section["tests"] = [derive_test(entry, folder, url) for entry in section["tests"]]
    (folder / "acceptance-test-config.yml").write_text(yaml.safe_dump(tests))


def derive_test(entry: dict, folder: Path, url: str) -> dict:
    config = json.loads((ROOT / entry["config_path"]).read_text())
    target = folder / Path(entry["config_path"]).name
    target.write_text(json.dumps({**config, "base_url": url}))
    kept = {key: value for key, value in entry.items() if key not in ONLY_IN_CAT}
    return {**kept, "config_path": target.name}


def main() -> None:
    folder, url = Path(sys.argv[1]), sys.argv[2]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("metadata.yaml", "spec.json"):
        shutil.copy(ROOT / name, folder / name)
    derive_config(folder, url)


main()
