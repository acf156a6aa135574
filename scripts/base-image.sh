#!/usr/bin/env bash
# Makes a base image named $1 if none can be pulled: Debian from its own packages, with the checkout's Node.
# Needs root and debootstrap. Keeps an existing image with that name.
set -euo pipefail
cd "$(dirname "$0")/.."

name=${1:?"give the base image a name"}
if docker image inspect "$name" >/dev/null 2>&1; then exit 0; fi

node=node_modules/.bin/node
if [ ! -x "$node" ]; then
  echo "The base image needs the checkout's Node: run 'npm ci' first." >&2
  exit 1
fi
mirror=$(scripts/debian-mirror.sh)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
debootstrap --variant=minbase bookworm "$root" ${mirror:+"$mirror"} >"$root.log" 2>&1 || {
  tail -n 20 "$root.log" >&2
  exit 1
}
rm -f "$root.log"
install -m 0755 "$node" "$root/usr/local/bin/node"
# One layer, without files that only interactive users need: 200 MB instead of 330 MB.
tar -C "$root" \
  --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' --exclude='./usr/share/doc/*' \
  --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' -c . |
  docker import - "$name" >/dev/null
