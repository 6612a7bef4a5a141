#!/bin/sh
# Installs what package-lock.json pins, if it is not there yet, and audits the endpoint given as $1.
set -eu
endpoint=${1:?usage: run.sh <endpoint URL>}
cd "$(dirname "$0")"
# npm writes that file last: older than the lock file, or missing, what is there is not what is pinned.
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --silent --no-audit --no-fund
exec node audit.mjs "$endpoint"
