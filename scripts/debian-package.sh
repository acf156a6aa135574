#!/usr/bin/env bash
# Unpacks the package $2 of the Debian suite $1 into the folder $3, whatever suite this machine has. Installs neither the
# package nor its dependencies.
set -euo pipefail
cd "$(dirname "$0")/.."

suite=$1 package=$2
mkdir -p "$3"
folder=$(realpath "$3")
mirror=$(scripts/debian-mirror.sh)
if [ -z "$mirror" ]; then
  echo "$package comes from Debian, and this machine's apt names no mirror of it." >&2
  exit 1
fi

own=$(mktemp -d)
trap 'rm -rf "$own"' EXIT
mkdir -p "$own/lists/partial" "$own/cache/archives/partial"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$own/sources.list"
cd "$own"
apt() {
  apt-get -qq -o Dir::Etc::SourceList="$own/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$own/lists" \
    -o Dir::Cache="$own/cache" -o Acquire::Languages=none -o APT::Sandbox::User=root "$@"
}
apt update
apt download "$package"
dpkg-deb --extract ./*.deb "$folder"
