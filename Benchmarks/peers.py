"""Runs this project and its peers in turn and prints medians; called by peers.sh."""

import csv
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = os.path.join(HERE, "..", ".build", "release")
FIMI = os.path.join(HERE, "..", "..", "shared", "data", "fimi")
SHOPS = os.path.join(HERE, "..", "data", "bench")
RUNS = int(os.environ.get("RUNS", "5"))
CUSTOMERS = os.environ.get("ORDERS_OF", "100000")
PYFIM = ["fpgrowth", "eclat", "sam", "relim"]


def call(command):
    """The last line of what a process prints, which is JSON."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def ours(*arguments):
    return [os.path.join(PROGRAMS, "Benchmarks"), *arguments, "--runs", "1"]


def peer(*arguments):
    return [sys.executable, os.path.join(HERE, "peer.py"), *arguments]


def in_turn(commands):
    """Runs every command once without counting, then RUNS times in turn; medians and the last answers."""
    seconds = {name: [] for name in commands}
    answers = {}
    for run in range(RUNS + 1):
        for name, command in commands.items():
            answers[name] = call(command)
            if run:
                seconds[name].append(answers[name]["seconds"])
    return {name: statistics.median(times) for name, times in seconds.items()}, answers


def show(title, commands, unit):
    medians, answers = in_turn(commands)
    print(title)
    for name, median in medians.items():
        print(f"  {name:<28}{median:9.3f} s  {answers[name][unit]} {unit}")
    sys.stdout.flush()


def mining(path, minimum):
    base = ["mining", path, "--minimum", str(minimum)]
    commands = {"quimbi, one core": ours(*base), "quimbi, two cores": ours(*base, "--jobs", "2")}
    for name in PYFIM:
        commands[f"PyFIM {name}"] = peer("mining", name, path, str(minimum))
    show(f"itemsets: {os.path.basename(path)} at {minimum}", commands, "sets")


def generated():
    """The folder of a generated shop."""
    folder = os.path.join(SHOPS, f"shop-{CUSTOMERS}")
    if not os.path.exists(os.path.join(folder, "orders.csv")):
        program = os.path.join(PROGRAMS, "quimbi")
        subprocess.run([program, "generate", folder, "--customers", CUSTOMERS], check=True, stdout=subprocess.DEVNULL)
    return folder


def baskets(folder):
    """The products of every order of a shop as a file with one basket a line; and how many there are."""
    path = folder + ".dat"
    orders = {}
    with open(os.path.join(folder, "order_lines.csv"), newline="") as file:
        for row in csv.DictReader(file):
            orders.setdefault(row["order_id"], set()).add(row["product_id"])
    numbers = {name: number for number, name in enumerate(sorted(set().union(*orders.values())))}
    with open(path, "w") as file:
        for products in orders.values():
            file.write(" ".join(str(number) for number in sorted(numbers[name] for name in products)) + "\n")
    return path, len(orders)


def main():
    for name, minimum in [("retail", 45), ("T10I4D100K", 100), ("mushroom", 813)]:
        path = os.path.join(FIMI, name + ".dat.gz")
        if os.path.exists(path):
            mining(path, minimum)
    folder = generated()
    path, count = baskets(folder)
    mining(path, -(-count // 1000))
    huge = os.path.join(FIMI, "T10I4D100K.dat.gz")
    if os.path.exists(huge):
        base = ["mining", huge, "--minimum", "100"]
        show("one basket of 500 products among 100,000",
             {"without": ours(*base), "with": ours(*base, "--huge", "500")}, "sets")
    show(f"cohorts by month and week: {folder}",
         {"quimbi, one core": ours("cohorts", folder), "quimbi, two cores": ours("cohorts", folder, "--jobs", "2"),
          "DuckDB": peer("cohorts", "duckdb", folder), "Polars": peer("cohorts", "polars", folder)}, "cells")


main()
