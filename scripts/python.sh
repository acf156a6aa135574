#!/usr/bin/env bash
# Makes the four Python environments of the acceptance tests in .tmp/acceptance, in parallel. Keeps existing ones. They are
# separate because they need different versions of the same packages.
set -euo pipefail
cd "$(dirname "$0")/.."

environment() {
  local folder=.tmp/acceptance/venv-$1 wanted=test/acceptance/python/requirements-$1.txt
  if cmp --silent "$wanted" "$folder/requirements.txt"; then return; fi
  rm -rf "$folder"
  "$python" -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted"
  cp "$wanted" "$folder/requirements.txt"
}

# Airbyte's packages need a Python from 3.10 to 3.12.
python=
for candidate in python3.12 python3.11 python3.10 python3; do
  if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info < (3, 13))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  echo "The acceptance tests need a Python from 3.10 to 3.12 with venv." >&2
  exit 1
fi

jobs=()
for name in cdk pyairbyte tap dbt; do
  environment "$name" &
  jobs+=($!)
done
failed=0
for job in "${jobs[@]}"; do wait "$job" || failed=1; done
exit "$failed"
