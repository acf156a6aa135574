#!/usr/bin/env bash
# Builds the image source-pendo:VERSION. Needs 'npm ci' and Docker, with or without buildx.
# BASE is the base image, for when the public one cannot be pulled. IMAGE is another name for the result.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"

version=$(node -p 'require("./package.json").version')
image=${IMAGE:-source-pendo:$version}
base=${BASE:-$(sed -n "s/^ARG BASE=//p" Dockerfile)}

if ! docker version >/dev/null 2>&1; then
  echo "No engine of Docker answers: install Docker, start it, and see that 'docker version' works for this user." >&2
  exit 1
fi
if ! docker image inspect "$base" >/dev/null 2>&1 && ! docker pull --quiet "$base" >/dev/null; then
  cat >&2 <<END
The base image $base is not on this machine, and Docker cannot pull it. Name one that it can pull, with Node 24 and a shell:
  BASE=registry.example.com/node:24-bookworm-slim npm run image
Or, as root on Debian with debootstrap, make one without any registry of images:
  bash scripts/base-image.sh source-pendo-base && BASE=source-pendo-base npm run image
END
  exit 1
fi

scripts/image-context.sh

# Uses the legacy builder on purpose, because it exists with and without buildx.
DOCKER_BUILDKIT=0 docker build --quiet --build-arg "BASE=$base" --build-arg "VERSION=$version" \
  --tag "$image" . 2>.tmp/image/build.log >/dev/null || {
  cat .tmp/image/build.log >&2
  exit 1
}
echo "$image"
