#!/bin/bash
# Runs both clients against a server. usage: run.sh URL KEY     needs python3, node 18 or later and tsc
set -euo pipefail
cd "$(dirname "$0")"
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
echo '{"type": "module"}' >"$built/package.json"
tsc --strict --target es2022 --module es2022 --moduleResolution node --lib es2022,dom,dom.iterable --outDir "$built" exercise.ts
python3 -B exercise.py "$1" "$2"
node "$built/exercise.js" "$1" "$2"
