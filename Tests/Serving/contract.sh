#!/bin/bash
# Holds a running server against its own description, with every check of schemathesis, against hostile requests, against
# both small clients, and against SIGTERM.
#
# usage: contract.sh QUIMBI [FOLDER]    QUIMBI: the program; needs `schemathesis` (PyPI) on the PATH, or SCHEMATHESIS=...
# EXAMPLES (25) is how many requests are tried for each endpoint and phase. The clients need node and tsc, and are left out
# without. `../postgres.sh run contract.sh ...` does the same over PostgreSQL.
set -euo pipefail
program=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
folder=${2:-$(mktemp -d)}
mkdir -p "$folder/pipelines" && cd "$folder"
source "$here/store.sh"

pipeline=pipelines/nightly.yaml
cp -r "$here"/../../pipelines/. pipelines/
with_store "$here/../../$pipeline" $pipeline
if [ -n "${QUIMBI_STORE_URL:-}" ] || [ ! -d data/default ]; then
    [ -d data/sample ] || "$program" generate data/sample --customers 400 >/dev/null
    migrate $pipeline
    # Two nights, so that there are changes and events.
    "$program" run $pipeline --as-of 2025-12-20T00:00:00Z >run.log 2>&1
    "$program" run $pipeline >>run.log 2>&1
fi
key=$("$program" keys create --rate 0 --scope admin --store "$address")
reader=$("$program" keys create --rate 0 --store "$address")
port=$((20000 + RANDOM % 10000))
"$program" serve $pipeline --port $port --wrong-keys 0 >/dev/null 2>serve.log &
server=$!
trap 'kill $server 2>/dev/null || true; wait 2>/dev/null' EXIT
until curl -sf "localhost:$port/health/ready" >/dev/null; do sleep 0.2; done
echo "over $(curl -sf -H "X-API-Key: $key" "localhost:$port/api/admin/store")"

# The stream has no end, and starting hundreds of runs is no test of the description.
"${SCHEMATHESIS:-schemathesis}" --config-file "$here/schemathesis.toml" run "http://127.0.0.1:$port/openapi.json" \
    -H "X-API-Key: $key" --checks all --max-examples "${EXAMPLES:-25}" --request-timeout 30 --no-color \
    --exclude-path /api/events/stream --exclude-path /api/admin/runs
if command -v tsc >/dev/null; then "$here/clients/run.sh" "http://127.0.0.1:$port" "$reader"; fi
python3 "$here/hostile.py" "http://127.0.0.1:$port" "$key" $server

# SIGTERM ends an open stream, lets a slow download end, and then the server, within ten seconds.
ask() { curl -s -H "X-API-Key: $key" -H "Accept: text/csv, */*" "$@"; }
list="http://127.0.0.1:$port/api/mcp/customers"
ask "$list" >whole.csv
ask --limit-rate 100k "$list" >slow.csv &
download=$!
ask -N "http://127.0.0.1:$port/api/events/stream" >events.txt &
sleep 0.5
start=$(date +%s%N)
kill $server
code=0
wait $server || code=$?
echo "ended with $code after $((($(date +%s%N) - start) / 1000000)) ms"
wait $download
[ $code = 0 ] && [ $((($(date +%s%N) - start) / 1000000)) -lt 10000 ] && cmp whole.csv slow.csv && [ -s events.txt ]
