#!/bin/bash
# The new stage has run, its check is among those of the run, and a second run takes its result over.
set -euo pipefail
"$1" report run --pipeline trial.yaml | grep guests
"$1" report data-quality --pipeline trial.yaml | grep guests_counted
"$1" run trial.yaml | grep 'unchanged.*guests'
