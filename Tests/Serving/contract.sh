#!/bin/bash
# Holds a running server against its own description, with every check of schemathesis, and against hostile requests.
#
# usage: contract.sh QUIMBI [FOLDER]    QUIMBI: the program; needs `schemathesis` (PyPI) on the PATH, or SCHEMATHESIS=...
# EXAMPLES (25) is how many requests are tried for each endpoint and phase.
set -euo pipefail
program=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
folder=${2:-$(mktemp -d)}
mkdir -p "$folder/pipelines" && cd "$folder"
cp -r "$here"/../../pipelines/. pipelines/
if [ ! -d data/default ]; then
    "$program" generate data/sample --customers 400 >/dev/null
    "$program" run pipelines/nightly.yaml >/dev/null 2>&1
fi
key=$("$program" keys create --rate 0 --scope admin)
port=$((20000 + RANDOM % 10000))
"$program" serve pipelines/nightly.yaml --port $port --wrong-keys 0 >/dev/null 2>serve.log &
server=$!
trap 'kill $server 2>/dev/null; wait 2>/dev/null' EXIT
until curl -sf "localhost:$port/health/ready" >/dev/null; do sleep 0.2; done

# The stream has no end, and starting hundreds of runs is no test of the description.
"${SCHEMATHESIS:-schemathesis}" --config-file "$here/schemathesis.toml" run "http://127.0.0.1:$port/openapi.json" \
    -H "X-API-Key: $key" --checks all --max-examples "${EXAMPLES:-25}" --request-timeout 30 --no-color \
    --exclude-path /api/events/stream --exclude-path /api/admin/runs
python3 "$here/hostile.py" "http://127.0.0.1:$port" "$key" $server
