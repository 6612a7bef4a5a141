# Keeps one throw-away PostgreSQL for the process at the other end of standard input, and takes it
# away when that end closes: whichever way the process ends, the kernel closes it.
#
# Arguments: the programs' directory, the port, the value of synchronous_commit.
# Orders, one a line: start, stop (sessions are ended), crash (nothing is written any more).
# Answers: `ready <directory>` first, then `done` to each order; anything else is a failure.

programs=$1 port=$2 synchronous_commit=$3
exec 2>&1
# Nobody may be listening any more; the work of cleaning up is still to be done.
trap '' PIPE
trap 'exit 1' HUP INT TERM

home=$(mktemp -d "${TMPDIR:-/tmp}/mulin-postgres.XXXXXX") || exit 1
clean_up() {
    "$programs/pg_ctl" stop -D "$home/data" -m immediate -s >/dev/null
    rm -rf "$home"
}
trap clean_up EXIT

try() {
    "$@" </dev/null >>"$home/log" || {
        cat "$home"/*log
        exit 1
    }
}
start() {
    try "$programs/pg_ctl" start -D "$home/data" -l "$home/server.log" -w -s
}

exec 2>>"$home/log"
try "$programs/initdb" -D "$home/data" -U mulin -A trust -E UTF8 --locale=C.UTF-8 --no-sync
# Speed before safety from a power cut. Autovacuum would visit the databases of all the tests in
# turn, the more often the more there are.
cat >>"$home/data/postgresql.conf" <<EOF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$home'
max_connections = 300
shared_buffers = 128MB
fsync = off
full_page_writes = off
synchronous_commit = $synchronous_commit
autovacuum = off
EOF
start
echo "ready $home"

while read -r order; do
    case $order in
    start) start ;;
    stop) try "$programs/pg_ctl" stop -D "$home/data" -m fast -s ;;
    crash) try "$programs/pg_ctl" stop -D "$home/data" -m immediate -s ;;
    *) exit 1 ;;
    esac
    echo "done"
done
