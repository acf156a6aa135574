#!/bin/sh
# Stands in for the wget of the public image caddy:2, as the health check in compose.yaml calls it: the address comes last.
for url; do :; done
# Not by fetch, which says that it comes from a page: Caddy's own interface refuses that.
exec node -e 'require("node:http").get(process.argv[1], ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))' "$url"
