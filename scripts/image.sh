#!/usr/bin/env bash
# Builds the image source-pendo:VERSION. Needs 'npm ci' and Docker, with or without buildx.
# BASE is the base image, for when the public one cannot be pulled. IMAGE is another name for the result.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"

version=$(node -p 'require("./package.json").version')
image=${IMAGE:-source-pendo:$version}
base=${BASE:-node:24-bookworm-slim}
context=.tmp/image

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

mkdir -p "$context"
npm run --silent build
rm -rf "$context/dist"
cp -R dist "$context/dist"

# The production packages, installed from the lock file. Installed again only if that file has changed.
lock=$(cat package.json package-lock.json | sha256sum)
if [ "$lock" != "$(cat "$context/lock.sha256" 2>/dev/null)" ]; then
  rm -rf "$context/node_modules" "$context/lock.sha256"
  cp package.json package-lock.json "$context/"
  npm ci --prefix "$context" --omit=dev --omit=optional --ignore-scripts --loglevel=error
  echo "$lock" >"$context/lock.sha256"
fi
if [ -n "$(find "$context/node_modules" -name '*.node' -print -quit)" ]; then
  echo "A package brings a binary of its own, so what this machine installs may not run in the image." >&2
  exit 1
fi

# Uses the legacy builder on purpose, because it exists with and without buildx.
DOCKER_BUILDKIT=0 docker build --quiet --build-arg "BASE=$base" --build-arg "VERSION=$version" \
  --tag "$image" . 2>"$context/build.log" >/dev/null || {
  cat "$context/build.log" >&2
  exit 1
}
echo "$image"
