#!/usr/bin/env bash
# Writes the digest that the tag of the base image has now into the Dockerfile. --check only compares, and fails if it has
# another one. Needs Docker and a registry.
set -euo pipefail
cd "$(dirname "$0")/.."

pinned=$(sed -n 's/^ARG BASE=//p' Dockerfile)
tag=${pinned%@*}
digest=$(docker pull "$tag" | sed -n 's/^Digest: //p')
if ! [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]]; then
  echo "Docker names no digest of $tag." >&2
  exit 1
fi

if [ "$pinned" = "$tag@$digest" ]; then
  echo "$tag still has the digest in the Dockerfile."
elif [ "${1:-}" = --check ]; then
  echo "$tag has the digest $digest now: run scripts/renew-bases.sh, test the image, and commit the Dockerfile." >&2
  exit 1
else
  sed -i.old "s|^ARG BASE=.*|ARG BASE=$tag@$digest|" Dockerfile
  rm Dockerfile.old
  echo "The Dockerfile has the digest $digest of $tag now."
fi
