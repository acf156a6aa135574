#!/usr/bin/env bash
# Runs a command with a Docker engine: the running one, or else its own, which ends with the command.
# If the engine or debootstrap is missing, root installs it from Debian's packages.
set -euo pipefail
cd "$(dirname "$0")/.."

if docker info >/dev/null 2>&1; then exec "$@"; fi
if [ "$(id -u)" != 0 ]; then
  echo "No Docker engine answers, and only root can start one." >&2
  exit 1
fi

PATH=$PATH:/usr/sbin:/sbin
missing=()
command -v dockerd >/dev/null || missing+=(docker.io)
command -v debootstrap >/dev/null || missing+=(debootstrap)
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# The path of a socket may have at most 107 bytes, so it cannot be in the checkout. The images are there and are reused.
run=$(mktemp -d /tmp/source-pendo-docker.XXXXXX)
mkdir -p .tmp/acceptance/docker
setsid dockerd --host "unix://$run/docker.sock" --pidfile "$run/docker.pid" --exec-root "$run/exec" \
  --data-root "$PWD/.tmp/acceptance/docker" >"$run/dockerd.log" 2>&1 &
engine=$!
stop() {
  kill "$engine" 2>/dev/null || true
  wait "$engine" 2>/dev/null || true
  # The engine leaves its network namespace mounted here.
  umount "$run/exec/netns/default" 2>/dev/null || true
  rm -rf "$run"
}
trap stop EXIT
export DOCKER_HOST=unix://$run/docker.sock
for _ in $(seq 100); do
  if docker info >/dev/null 2>&1; then break; fi
  if ! kill -0 "$engine" 2>/dev/null; then break; fi
  sleep 0.3
done
if ! docker info >/dev/null 2>&1; then
  tail -n 20 "$run/dockerd.log" >&2
  echo "The Docker engine does not start." >&2
  exit 1
fi
"$@"
