#!/usr/bin/env bash
# Runs the named acceptance tests on the image that CONNECTOR_IMAGE names. scripts/acceptance.sh prepares what they need.
# Runs all of them, even after a failure. The exit code is 0 if none failed.
set -uo pipefail
cd "$(dirname "$0")/.."

work=$PWD/.tmp/acceptance
own=$(mktemp -d)
emulator=
cleanup() {
  if [ -n "$emulator" ]; then kill "$emulator" 2>/dev/null; fi
  rm -rf "$own"
}
trap cleanup EXIT
export RECORDED_LINES=$own/lines ACCEPTANCE=1
mkdir "$RECORDED_LINES"

# Airbyte CDK's standard tests. Skipped tests count as success, so the number of passed tests is checked too.
STANDARD_TESTS=13
standard() {
  # The tests look for secrets in the output, but only for secrets with a digit.
  node emulator/main.ts --port 0 --scale tiny --key acceptance-key-0123456789 >"$own/emulator.log" &
  emulator=$!
  for _ in $(seq 100); do
    if grep -q '^url' "$own/emulator.log"; then break; fi
    sleep 0.1
  done
  local url
  url=$(sed -n 's/^url *//p' "$own/emulator.log")
  "$work/venv-cdk/bin/python" test/acceptance/python/prepare.py "$own/source-pendo" "$url" || return 1
  REAL_DOCKER=$(command -v docker) CONNECTOR_DIR=$own/source-pendo PATH="$PWD/test/acceptance/host-network:$PATH" \
    "$work/venv-cdk/bin/python" -m pytest --quiet --tb=short -c /dev/null --rootdir test/acceptance/python \
    -p airbyte_cdk.test.standard_tests.pytest_hooks -p no:cacheprovider --connector-image "$CONNECTOR_IMAGE" \
    --read-from-streams=all -W error::airbyte_cdk.test.standard_tests.DiscoveredCatalogWarning --disable-warnings \
    test/acceptance/python/test_standard.py 2>&1 | tee "$own/standard.log"
  local code=${PIPESTATUS[0]}
  kill "$emulator" && wait "$emulator"
  emulator=
  [ "$code" = 0 ] && grep -q "^$STANDARD_TESTS passed" "$own/standard.log"
}

# The assertions of Airbyte's Connector Acceptance Tests, and the tests of the image.
reads() {
  node_modules/.bin/vitest run --bail="${ACCEPTANCE_BAIL:-0}" test/acceptance/spec-and-catalog test/acceptance/reads ${ACCEPTANCE_IMAGE_TESTS-test/acceptance/image}
}

pyairbyte() {
  node_modules/.bin/vitest run --bail="${ACCEPTANCE_BAIL:-0}" test/acceptance/pyairbyte
}

# The dbt package on tables that PyAirbyte filled, in DuckDB and PostgreSQL.
dbt() {
  node_modules/.bin/vitest run --bail="${ACCEPTANCE_BAIL:-0}" test/acceptance/dbt
}

# PyAirbyte again: the tables after Pendo has changed its past, through the views of docs/records.md.
past() {
  node_modules/.bin/vitest run test/acceptance/past
}

# tap-pendo, a client that was written for the real Pendo, reads the same emulator: docs/compared.md.
tap() {
  node_modules/.bin/vitest run test/acceptance/tap
}

# Follows docs/webhooks.md like a user: the receiver, its database and a proxy with TLS, from compose.yaml.
compose() {
  scripts/with-compose.sh node_modules/.bin/vitest run test/acceptance/compose
}

# Checks every line that the connector printed in the tests above with Airbyte's own protocol classes.
strict() {
  find "$RECORDED_LINES" -name '*.jsonl' -print0 | sort -z | xargs -0 "$work/venv-cdk/bin/python" test/acceptance/python/strict_lines.py
}

failed=0
for name in "$@"; do
  began=$SECONDS
  if "$name"; then verdict=passed; else verdict=FAILED failed=1; fi
  echo "acceptance $name: $verdict ($((SECONDS - began)) s)"
done
exit "$failed"
