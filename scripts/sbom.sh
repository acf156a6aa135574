#!/usr/bin/env bash
# Prints the SBOM of the packages in the image, in CycloneDX, from the lock file. Needs npm only.
set -euo pipefail
cd "$(dirname "$0")/.."

own=$(mktemp -d)
trap 'rm -rf "$own"' EXIT
# npm takes the folder's name for the application's.
folder=$own/source-pendo
mkdir "$folder"
# 'npm sbom --omit=dev' would also leave out what both the image and a tool of developers need. So npm gets a lock file
# without those tools.
node - "$folder" <<'END'
const { readFileSync, writeFileSync } = require('node:fs');
const read = (name) => JSON.parse(readFileSync(name, 'utf8'));
const { packages, ...lock } = read('package-lock.json');
const { devDependencies, optionalDependencies, ...root } = read('package.json');
const shipped = Object.entries(packages).filter(([, facts]) => !facts.dev && !facts.optional && !facts.devOptional);
const folder = process.argv[2];
writeFileSync(`${folder}/package.json`, JSON.stringify(root));
writeFileSync(`${folder}/package-lock.json`, JSON.stringify({ ...lock, packages: { ...Object.fromEntries(shipped), '': root } }));
END
npm sbom --prefix "$folder" --package-lock-only --sbom-format=cyclonedx --sbom-type=application
