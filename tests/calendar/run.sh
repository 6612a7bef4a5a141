#!/bin/sh
# Installs what package-lock.json pins, if it is not there yet, and what requirements.txt pins into a
# throw-away folder, changes and fetches calendars of the demo at $1 whose data folder is $2, and reads
# them with four programs of others.
set -eu
origin=${1:?usage: run.sh <origin> <data folder of a running demo>}
data=${2:?usage: run.sh <origin> <data folder of a running demo>}
cd "$(dirname "$0")"
# npm writes that file last: older than the lock file, or missing, what is there is not what is pinned.
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --silent --no-audit --no-fund
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Debian's Python, without what else is installed for it; the packages go with the folder.
/usr/bin/python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-deps \
    --target "$folder/packages" -r requirements.txt
mkdir "$folder/calendars"
node change.mjs "$origin" "$data"
node fetch.mjs "$origin" "$data" "$folder/calendars"
node read.mjs "$folder/calendars"
PYTHONPATH=$folder/packages /usr/bin/python3 -B read.py "$folder/calendars"
