#!/usr/bin/env bash
# Runs the demo and puts the picture of its page into the docs.
set -euo pipefail
cd "$(dirname "$0")/.."

npm run demo
mkdir -p docs/images
cp .tmp/demo/page.svg docs/images/demo.svg
echo "docs/images/demo.svg is new."
