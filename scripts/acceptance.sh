#!/usr/bin/env bash
# Runs Airbyte's own tools and the assertions of its acceptance tests on the image, against the emulated Pendo.
# Needs 'npm ci', and Docker or root. --faults also builds broken images and writes docs/acceptance.md.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${ACCEPTANCE_WITH_DOCKER:-}" ]; then
  # A test that takes longer than this is hanging.
  ACCEPTANCE_WITH_DOCKER=1 exec timeout --kill-after=60 "${ACCEPTANCE_SECONDS:-2700}" scripts/with-docker.sh "$0" "$@"
fi

export PATH="$PWD/node_modules/.bin:$PATH" DO_NOT_TRACK=1 AIRBYTE_OFFLINE_MODE=1
began=$SECONDS
trap 'echo "The acceptance tests were stopped after $((SECONDS - began)) s, before their end." >&2; exit 143' TERM
step() { printf '%4d s  %s\n' $((SECONDS - began)) "$*"; }

step 'Python environments'
scripts/python.sh

step 'base image'
public=$(sed -n "s/^ARG BASE=//p" Dockerfile)
if [ -z "${BASE:-}" ]; then
  if docker image inspect "$public" >/dev/null 2>&1 || timeout 300 docker pull --quiet "$public" >/dev/null 2>&1; then
    BASE=$public
  else
    BASE=local/${public%@*}
    scripts/base-image.sh "$BASE"
  fi
fi
export BASE

step "image on $BASE"
CONNECTOR_IMAGE=$(scripts/image.sh | tail -n 1)
export CONNECTOR_IMAGE

step "tests on $CONNECTOR_IMAGE"
scripts/acceptance-tests.sh standard reads pyairbyte past dbt tap compose strict

if [ "${1:-}" = --faults ]; then
  step 'broken images'
  node test/acceptance/faults/main.ts
fi
step 'done'
