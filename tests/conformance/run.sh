#!/bin/sh
# Installs what package-lock.json pins, if it is not there yet, and audits the endpoint given as $1.
set -eu
endpoint=${1:?usage: run.sh <endpoint URL>}
cd "$(dirname "$0")"
[ -d node_modules ] || npm ci --silent --no-audit --no-fund
exec node audit.mjs "$endpoint"
