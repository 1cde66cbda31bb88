#!/bin/bash
# Tests/Trials/run.sh NAME: applies NAME.patch to a copy of the project, builds it and runs a small shop, to show that the steps of
# CONTRIBUTING.md are the whole of what a new stage, axis, table or report needs. Prints the places that the patch touches.
# BUILD=DIR takes what was built there over into the copy, which saves most of the time.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
name=${1:?usage: $0 NAME, for $(cd "$here" && ls ./*.patch)}
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir "$copy/project"
(cd "$root" && tar cf - --exclude=./.build --exclude=./.git --exclude=./data .) | tar xf - -C "$copy/project"
cd "$copy/project"
patch -p1 < "$here/$name.patch"
grep -c '^@@' "$here/$name.patch" | sed 's/$/ places/'
if [ -n "${BUILD:-}" ]; then cp -a "$BUILD" .build; fi
swift build --product quimbi
quimbi=$(swift build --show-bin-path)/quimbi
"$quimbi" generate shop --customers 300
printf 'name: trial\nsource: { kind: csv, path: shop }\n' > trial.yaml
"$quimbi" run trial.yaml
if [ -x "$here/$name.check.sh" ]; then "$here/$name.check.sh" "$quimbi"; fi
echo "trial $name: the program with the patch builds and runs"
