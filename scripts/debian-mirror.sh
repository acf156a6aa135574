#!/usr/bin/env bash
# Prints the Debian mirror of this machine, from either format of apt's source lists. Prints nothing if there is none.
{ cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null || true; } |
  sed -nE '/^URIs: /{s/^URIs: *([^ ]+).*/\1/p;q}; /^deb /{s/^deb +(\[[^]]*\] +)?([^ ]+) .*/\2/p;q}'
