#!/usr/bin/env bash
# Prints what CHANGELOG.md says about the version of the tag $1, with links that work outside the repository. Fails if the tag
# is not the version of package.json, or if the version has no dated section.
set -euo pipefail
cd "$(dirname "$0")/.."

tag=${1:?"give the tag, e.g. v1.2.3"}
version=$(node -p 'require("./package.json").version')
homepage=$(node -p 'require("./package.json").homepage')
if [ "$tag" != "v$version" ]; then
  echo "The tag is $tag, but package.json has version $version." >&2
  exit 1
fi

notes=$(awk -v heading="## [$version] - 20" '/^## / { found = index($0, heading) == 1; next } found' CHANGELOG.md)
if [ -z "$notes" ]; then
  echo "CHANGELOG.md has no section \"## [$version] - YYYY-MM-DD\" with a text." >&2
  exit 1
fi
# Relative links point into the repository as it is at the tag.
sed -E "s#\]\(([^):\#][^):]*)\)#](${homepage}/blob/${tag}/\1)#g" <<<"$notes"
