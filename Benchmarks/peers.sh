#!/bin/sh
# Times itemsets and cohorts beside PyFIM, DuckDB and Polars; see README.md beside this file.
set -eu
cd "$(dirname "$0")/.."
here=Benchmarks
if [ ! -x $here/.venv/bin/python ]; then
    python3 -m venv $here/.venv
    $here/.venv/bin/pip install --quiet -r $here/requirements.txt
fi
[ -n "${NO_BUILD:-}" ] || swift build -c release
exec $here/.venv/bin/python $here/peers.py
