#!/usr/bin/env bash
# Lays what the Dockerfile copies into .tmp/image: the bundle, and the packages of the lock file that it needs. Needs 'npm ci'.
set -euo pipefail
cd "$(dirname "$0")/.."
context=.tmp/image

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
