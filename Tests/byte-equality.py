#!/usr/bin/env python3
"""Compares the results of two builds of quimbi, table by table and report by report.

    Tests/byte-equality.py OLD NEW [--shop NAME]... [--keep DIR]

Both programs run the same nights over the same shops, each in a folder of its own: a first fit, a night that scores with
it, and a refit that competes with the champion. Compared are every row of every table (in the order of all columns),
every report, every model file and what the ledger keeps. Left out is what a clock or the program itself enters (run ids,
times, memory, digests, the code version), and what was renamed on purpose, each listed below with its reason.
Needs only Python's standard library. Online Retail II is skipped, and said to be, where ../shared/data is absent.
Exit code 0: equal. 1: a difference, the first of each table or report is printed. 2: a run failed.
"""
import argparse, json, os, pathlib, re, shutil, sqlite3, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Columns that hold a clock, a run id, or a digest over the program's own bytes.
VOLATILE_COLUMNS = {
    "stage_runs": {"seconds", "peak_mib", "digest"},
    "runs": {"id", "started", "finished", "code_version", "input_digest", "config_digest", "reason"},
    "current": {"since"},
    "stages": {"digest"},
    "models": {"path"},
    "model_choices": {"chosen"},
}
# Members of JSON documents with the same content, wherever they are.
VOLATILE_KEYS = {"run_id", "generated_at", "seconds", "peak_mib", "digest", "code_version", "identity", "input_digest"}
# Text that names a run.
RUN_ID = re.compile(r"\d{8}T\d{6}Z(-\d+)?")

# Intended differences between the two programs; empty this list when the older program is replaced.
RENAMED_KEYS = {
    # 0.2: lists of checks are in the order of the stages that make them; compared sorted by name.
}
SORTED_LISTS = {"checks": "name"}
# New in the newer program: not compared where the older one has no such table, column, report or key.
ADDED = set()

SHOPS = {
    "sample": {
        "generate": [],
        "yaml": "pipelines/nightly.yaml",
        "nights": ["2025-12-20T00:00:00Z", "2025-12-21T00:00:00Z", "2025-12-29T00:00:00Z"],
    },
    "desk": {
        "generate": ["--customers", "3000", "--seed", "7"],
        "yaml": "pipelines/nightly.yaml",
        "replace": [("breakdown: [channel]", "breakdown: [country, archetype, purchase_value]"),
                    ("granularity: [month, week]", "granularity: [quarter, month]"),
                    ("max_drift: 0.5", "max_drift: 10")],
        "nights": ["2025-10-10T00:00:00Z", "2025-10-11T00:00:00Z", "2025-11-20T00:00:00Z"],
    },
    "online-retail": {
        "data": "../shared/data/online_retail_ii",
        "yaml": "pipelines/online-retail.yaml",
        "replace": [("path: ../shared/data/online_retail_ii", "path: shop")],
        "nights": ["2011-11-20T00:00:00Z", "2011-11-21T00:00:00Z"],
    },
}


def run(program, arguments, folder):
    done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode not in (0, 4):
        sys.exit(f"{program} {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def prepare(name, shop, folder, program):
    """The shop as every program reads it: generated once, by the older program."""
    folder.mkdir(parents=True)
    if "generate" in shop:
        run(program, ["generate", "shop", *shop["generate"]], folder)
        return True
    data = (ROOT / shop["data"]).resolve()
    if not data.exists():
        print(f"{name}: SKIPPED, {data} is not there")
        return False
    (folder / "shop").symlink_to(data)
    return True


def nights(shop, base, folder, program, jobs):
    folder.mkdir()
    (folder / "shop").symlink_to(base / "shop")
    (folder / "pipelines").symlink_to(ROOT / "pipelines")
    text = (ROOT / shop["yaml"]).read_text().replace("path: data/sample", "path: shop")
    for old, new in shop.get("replace", []):
        assert old in text, f"{shop['yaml']} has no `{old}` any more; mend this script"
        text = text.replace(old, new)
    (folder / "nightly.yaml").write_text(text)
    for night in shop["nights"]:
        out = run(program, ["run", "nightly.yaml", "--as-of", night, "--jobs", str(jobs)], folder)
        print("   ", out.splitlines()[0])


def cell(value):
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str) and value[:1] in "{[":
        try:
            return json.dumps(clean(json.loads(value)), sort_keys=True)
        except ValueError:
            pass
    return RUN_ID.sub("RUN", value) if isinstance(value, str) else value


def tables(path, prefix):
    """Every table of an SQLite file as (columns, sorted rows)."""
    found = {}
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        names = [row[0] for row in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]
        for name in names:
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{name}")')]
            kept = [c for c in columns if c not in VOLATILE_COLUMNS.get(name, ())]
            listed = ", ".join(f'"{c}"' for c in kept)
            rows = [tuple(map(cell, row)) for row in database.execute(f'SELECT {listed} FROM "{name}"')]
            found[f"{prefix} {name}"] = (kept, sorted(rows, key=lambda row: [(v is None, str(type(v)), v) for v in row]))
    return found


def clean(value, key=None):
    if isinstance(value, dict):
        return {RENAMED_KEYS.get(k, k): clean(v, k) for k, v in value.items() if k not in VOLATILE_KEYS}
    if isinstance(value, list):
        items = [clean(v) for v in value]
        by = SORTED_LISTS.get(key)
        return sorted(items, key=lambda item: item.get(by, "")) if by and all(isinstance(i, dict) for i in items) else items
    return RUN_ID.sub("RUN", value) if isinstance(value, str) else value


def document(path):
    return clean(json.loads(path.read_text()))


def results(folder):
    """Everything that a program left behind, by a name without run ids."""
    found = {}
    runs = sorted((folder / "data").glob("*/*/runs/*"))
    for number, place in enumerate(runs, 1):
        for file in sorted(place.glob("*.sqlite")):
            found.update(tables(file, f"night {number}"))
    for ledger in (folder / "data").glob("*/*/ledger.sqlite"):
        found.update(tables(ledger, "ledger"))
    reports = sorted(p for p in (folder / "reports").glob("*/*") if p.is_dir() and not p.is_symlink())
    for number, place in enumerate(reports, 1):
        for file in sorted(place.glob("*.json")):
            found[f"night {number} report {file.stem}"] = document(file)
    for file in sorted((folder / "models").glob("*/*/*.json")):
        found["model " + "/".join(file.parts[-2:])] = document(file)
    return found


def first_difference(old, new, path=""):
    if type(old) is not type(new):
        return f"{path}: {str(old)[:200]!r} is now {str(new)[:200]!r}"
    if isinstance(old, dict):
        for key in sorted(old.keys() | new.keys()):
            if f"{path}.{key}".lstrip(".") in ADDED and key not in old:
                continue
            if key not in old or key not in new:
                return f"{path}.{key} is only in the {'older' if key in old else 'newer'}"
            if difference := first_difference(old[key], new[key], f"{path}.{key}"):
                return difference
    elif isinstance(old, (list, tuple)):
        for index, (a, b) in enumerate(zip(old, new)):
            if difference := first_difference(a, b, f"{path}[{index}]"):
                return difference
        if len(old) != len(new):
            return f"{path}: {len(old)} entries are now {len(new)}"
    elif old != new:
        return f"{path}: {old!r} is now {new!r}"
    return None


def compare(name, old, new):
    wrong = 0
    for thing in sorted(old.keys() | new.keys()):
        if thing not in old and thing in ADDED:
            continue
        if thing not in old or thing not in new:
            difference = f"is only in the {'older' if thing in old else 'newer'}"
        else:
            difference = first_difference(old[thing], new[thing])
        if difference:
            wrong += 1
            print(f"  DIFFERS {name}: {thing}: {difference}")
    rows = sum(len(value[1]) for value in old.values() if isinstance(value, tuple))
    documents = sum(not isinstance(value, tuple) for value in old.values())
    print(f"{name}: {len(old) - documents} tables of {rows} rows and {documents} documents compared, {wrong} differ")
    return wrong


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("old")
    options.add_argument("new")
    options.add_argument("--shop", action="append", choices=sorted(SHOPS))
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    options.add_argument("--keep", help="a folder for shops and results; the older program's are taken from it when there")
    given = options.parse_args()
    old, new = os.path.abspath(given.old), os.path.abspath(given.new)
    work = pathlib.Path(given.keep).absolute() if given.keep else pathlib.Path(tempfile.mkdtemp(prefix="quimbi-equality-"))
    wrong = 0
    try:
        for name in given.shop or SHOPS:
            base = work / name
            there = base.exists()
            if not there and not prepare(name, SHOPS[name], base, old):
                continue
            print(f"{name}:")
            if not (base / "old").exists():
                nights(SHOPS[name], base, base / "old", old, given.jobs)
            shutil.rmtree(base / "new", ignore_errors=True)
            nights(SHOPS[name], base, base / "new", new, given.jobs)
            wrong += compare(name, results(base / "old"), results(base / "new"))
    finally:
        if not given.keep:
            shutil.rmtree(work, ignore_errors=True)
    sys.exit(1 if wrong else 0)


main()
