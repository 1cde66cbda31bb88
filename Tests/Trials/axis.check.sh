#!/bin/bash
# The new axis has segments, and customers are placed on it.
set -euo pipefail
"$1" report segments --pipeline trial.yaml | grep basket_size
