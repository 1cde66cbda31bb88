# For the scripts beside it, to be sourced: where the store of a pipeline is.
#
# With QUIMBI_TEST_POSTGRES, as `Tests/postgres.sh run` sets it, the store is a database of that server, else a folder.
if [ -n "${QUIMBI_TEST_POSTGRES:-}" ]; then
    export QUIMBI_STORE_URL=$QUIMBI_TEST_POSTGRES
    store='{ kind: postgres, url: "${QUIMBI_STORE_URL}" }'
    address=$QUIMBI_STORE_URL
else
    store='{ kind: sqlite, path: data }'
    address=data
fi

# Writes a pipeline file with this store in the place of its own.
with_store() { { grep -v '^store:' "$1" || true; echo "store: $store"; } >"$2"; }

# Makes what a pipeline needs in its database.
migrate() { if [ -n "${QUIMBI_STORE_URL:-}" ]; then "$program" migrate "$1" >/dev/null; fi; }
