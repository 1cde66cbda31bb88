#!/bin/bash
# How many requests a second the server answers for one customer of 100,000, and how it does while runs are published.
#
# usage: load.sh QUIMBI [FOLDER]    QUIMBI: the program, a release build; FOLDER: where the shop and its runs are kept
# needs wrk; takes some minutes the first time, for two whole runs. SECONDS_EACH (30) is how long each measurement lasts.
set -euo pipefail
program=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
folder=${2:-$(mktemp -d)}
each=${SECONDS_EACH:-30}
mkdir -p "$folder" && cd "$folder"

if [ ! -f runs.txt ]; then
    mkdir -p pipelines
    "$program" generate data/shop --customers 100000 >/dev/null
    echo 'source: { kind: csv, path: data/shop }' >pipelines/load.yaml
    "$program" run pipelines/load.yaml --as-of 2025-12-30T00:00:00Z 2>/dev/null | head -1
    "$program" run pipelines/load.yaml 2>/dev/null | head -1
    "$program" runs list | grep -oE '[0-9]{8}T[0-9]{6}Z[-0-9]*' | sort -u >runs.txt
fi
mapfile -t runs <runs.txt

export KEY CUSTOMERS=100000
KEY=$("$program" keys create --rate 0)
port=$((20000 + RANDOM % 10000))
"$program" serve pipelines/load.yaml --port $port >/dev/null 2>serve.log &
server=$!
trap 'kill $server 2>/dev/null; wait 2>/dev/null' EXIT
until curl -sf "localhost:$port/health/ready" >/dev/null; do sleep 0.2; done

memory() { awk '/VmHWM/ { printf "%.0f MiB at most\n", $2 / 1024 }' /proc/$server/status; }
measure() { wrk -t2 -c"$1" -d"$each"s -s "$here/customers.lua" "http://127.0.0.1:$port" | tail -1; }

echo "load of the machine before: $(cut -d' ' -f1-3 /proc/loadavg)"
wrk -t2 -c50 -d3s -s "$here/customers.lua" "http://127.0.0.1:$port" >/dev/null
for connections in 50 100 200; do echo "$connections connections: $(measure $connections)"; done
echo "memory: $(memory)"

echo "a publish every two seconds, 100 connections:"
python3 "$here/mixture.py" "http://127.0.0.1:$port" "$KEY" "${runs[@]}" $((each + 2)) &
checker=$!
(for ((turn = 0; turn < (each + 2) / 2; turn++)); do
    "$program" runs rollback "${runs[turn % 2]}" --pipeline pipelines/load.yaml >/dev/null
    sleep 2
done) &
echo "$(measure 100)"
wait $checker
echo "memory: $(memory)"
