#!/usr/bin/env bash
# Prints the mirror that this machine is set to, in either form of apt's lists; nothing where there is none.
{ cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null || true; } |
  sed -nE '/^URIs: /{s/^URIs: *([^ ]+).*/\1/p;q}; /^deb /{s/^deb +(\[[^]]*\] +)?([^ ]+) .*/\2/p;q}'
