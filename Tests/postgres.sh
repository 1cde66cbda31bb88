#!/usr/bin/env bash
# A PostgreSQL cluster for tests, in a folder of its own on a free port of the loopback, away from any other on the machine.
#
#   postgres.sh run COMMAND…             starts one, runs COMMAND with QUIMBI_TEST_POSTGRES set to its URI, and stops it
#   postgres.sh start FOLDER [PORT]      makes one in FOLDER, or starts again the one that is there; prints its URI
#   postgres.sh stop FOLDER [MODE]       stops it: fast by default, immediate as if the power had failed
set -euo pipefail

programs() {
    local bin
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -x "$bin/initdb" ] || bin=$(pg_config --bindir 2>/dev/null || true)
    [ -x "$bin/initdb" ] || { echo "postgres.sh: no initdb was found; run make setup" >&2; exit 1; }
    echo "$bin"
}

# The server refuses to run as root: then it runs as the user that its package made.
as_server() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
    local port
    while port=$((20000 + RANDOM)); ! is_free "$port"; do :; done
    echo "$port"
}

# Closes what was inherited: who waits for the end of a descriptor must not wait for the end of the server.
close_inherited() {
    local fd
    for fd in /proc/self/fd/*; do
        fd=${fd##*/}
        [ "$fd" -le 2 ] || eval "exec $fd>&-"
    done
}

initialize() {
    mkdir -p "$1"
    head -c 18 /dev/urandom | base64 | tr '+/' 'ab' >"$1/password"
    [ "$(id -u)" != 0 ] || chown -R postgres "$1"
    as_server "$2/initdb" -D "$1/data" -U quimbi -A scram-sha-256 --pwfile "$1/password" -E UTF8 --locale=C \
        --no-sync >"$1/initdb.log"
}

start() {
    local folder=$1 bin port
    bin=$(programs)
    [ -d "$folder/data" ] || initialize "$folder" "$bin"
    for _ in 1 2 3 4 5; do
        port=${2:-$(free_port)}
        if (
            close_inherited
            as_server "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o \
                "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off" start
        ) >/dev/null 2>&1; then
            echo "postgresql://quimbi:$(cat "$folder/password")@127.0.0.1:$port/postgres"
            return
        fi
    done
    echo "postgres.sh: the server does not start; see $folder/log" >&2
    cat "$folder/log" >&2
    exit 1
}

stop() {
    as_server "$(programs)/pg_ctl" -D "$1/data" -m "${2:-fast}" -w stop >/dev/null 2>&1 || true
}

run() {
    folder=$(mktemp -d)
    trap 'stop "$folder"; rm -rf "$folder"' EXIT
    trap 'exit 130' INT TERM HUP
    QUIMBI_TEST_POSTGRES=$(start "$folder")
    export QUIMBI_TEST_POSTGRES
    "$@"
}

case ${1:-} in
run | start | stop) "$@" ;;
*) echo "usage: postgres.sh run COMMAND… | start FOLDER [PORT] | stop FOLDER [MODE]" >&2; exit 2 ;;
esac
