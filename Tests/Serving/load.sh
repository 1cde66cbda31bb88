#!/bin/bash
# How many requests a second the server answers for one customer of 100,000, and how it does while runs are published.
#
# usage: load.sh QUIMBI [FOLDER]    QUIMBI: the program, a release build; FOLDER: where the shop and its runs are kept
# needs wrk; takes some minutes the first time, for two whole runs. SECONDS_EACH (30) is how long each measurement lasts,
# CUSTOMERS (100000) how many the shop has.
# `../postgres.sh run load.sh ...` measures over PostgreSQL.
set -euo pipefail
program=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
folder=${2:-$(mktemp -d)}
each=${SECONDS_EACH:-30}
mkdir -p "$folder/pipelines" && cd "$folder"
source "$here/store.sh"
export KEY CUSTOMERS=${CUSTOMERS:-100000}

pipeline=pipelines/load.yaml
if [ -n "${QUIMBI_STORE_URL:-}" ] || [ ! -f runs.txt ]; then
    [ -d data/shop ] || "$program" generate data/shop --customers $CUSTOMERS >/dev/null
    echo 'source: { kind: csv, path: data/shop }' | with_store /dev/stdin $pipeline
    migrate $pipeline
    # Four days on, every customer of the first run is in the second, and has waited four days longer.
    "$program" run $pipeline 2>/dev/null | head -1
    "$program" run $pipeline --as-of 2026-01-05T00:00:00Z 2>/dev/null | head -1
    "$program" runs list --pipeline $pipeline | awk '/ published / { sub(/^\*/, ""); print $1 }' | head -2 >runs.txt
fi
mapfile -t runs <runs.txt

KEY=$("$program" keys create --rate 0 --store "$address")
port=$((20000 + RANDOM % 10000))
"$program" serve $pipeline --port $port >/dev/null 2>serve.log &
server=$!
trap 'kill $server $(jobs -p) 2>/dev/null || true; wait 2>/dev/null' EXIT
until curl -sf "localhost:$port/health/ready" >/dev/null; do sleep 0.2; done

# The most that the server held since this was asked last, and how much of it is memory of its own rather than mapped files.
memory() {
    awk '/VmHWM/ { most = $2 } /RssAnon/ { own = $2 }
        END { printf "%.0f MiB at most, %.0f MiB of it now its own\n", most / 1024, own / 1024 }' /proc/$server/status
    echo 5 >/proc/$server/clear_refs
}
measure() { wrk -t2 -c"$1" -d"$each"s -s "$here/customers.lua" "http://127.0.0.1:$port" | tail -1; }
check() { python3 "$here/mixture.py" "http://127.0.0.1:$port" "$KEY" "${runs[@]}" $((each + 2)); }
roll() {
    for ((turn = 0; turn < each / 2; turn++)); do
        "$program" runs rollback "${runs[turn % 2]}" --pipeline $pipeline >/dev/null || echo "a roll-back failed"
        sleep 2
    done
}

echo "load of the machine before: $(cut -d' ' -f1-3 /proc/loadavg)"
wrk -t2 -c50 -d3s -s "$here/customers.lua" "http://127.0.0.1:$port" >/dev/null
for connections in 50 100 200; do echo "$connections connections: $(measure $connections)"; done
echo "memory: $(memory)"

# The one who holds answers against their runs takes time of the machine too: so it runs beside both.
for what in "no publish" "a publish every two seconds"; do
    rm -f checked.txt
    check >checked.txt &
    checker=$!
    until [ -s checked.txt ] || ! kill -0 $checker; do sleep 0.1; done
    if [ "$what" != "no publish" ]; then roll & fi
    echo "$what, 100 connections: $(measure 100)"
    wait $checker || faults=1
    tail -1 checked.txt
done
echo "memory: $(memory)"

# The largest table, by four readers at once.
csv() { curl -s -H "X-API-Key: $KEY" -H "Accept: text/csv" "http://127.0.0.1:$port/api/mcp/customers" | wc -c >"csv$1.txt"; }
readers=()
for reader in 1 2 3 4; do
    csv $reader &
    readers+=($!)
done
wait "${readers[@]}"
echo "all customers as CSV, to four at once: $(cat csv?.txt | paste -sd' ') bytes; memory: $(memory)"
exit ${faults:-0}
