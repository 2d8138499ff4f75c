#!/usr/bin/env bash
# Makes one script and one style sheet of the page's modules and sheets, into app/bundle, from where
# the server takes them as long as static/ is what they were made from. Needs Node.js 20 or newer.
# usage: deploy/bundle.sh [another folder, from the top of the checkout]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if ! node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null; then
  echo "bundle: needs Node.js 20 or newer" >&2
  exit 1
fi
# The lock file holds the hash of every package, and no address. No package runs a script of its own.
npm ci --prefix deploy/bundle --ignore-scripts --no-audit --no-fund --loglevel=error
exec node deploy/bundle/make.js "$@"
