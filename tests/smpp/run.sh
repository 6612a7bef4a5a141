#!/bin/sh
# Installs what package-lock.json pins, if it is not there yet, and lets the program given as $1 speak
# with a message centre.
set -eu
program=${1:?usage: run.sh <program>}
cd "$(dirname "$0")"
[ -d node_modules ] || npm ci --silent --no-audit --no-fund
exec node conversation.mjs "$program"
