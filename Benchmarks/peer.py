"""One peer on one file: prints seconds and what was found, as JSON. Reading and building its input are not timed."""

import gzip
import json
import os
import sys
import time


def mining(name, path, minimum):
    import fim

    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
    with opened as file:
        baskets = [list(map(int, line.split())) for line in file if line.strip()]
    began = time.perf_counter()
    found = getattr(fim, name)(baskets, supp=-minimum, zmin=1, report="a")
    return time.perf_counter() - began, {"sets": len(found)}


PERIODS = {
    "month": "(year(placed_at) * 12 + month(placed_at) - 1)",
    "week": "((epoch(placed_at)::bigint // 86400 + 3) // 7)",
}
QUERY = """
    with placed as (select customer_id, {period} as period, net from orders),
    firsts as (select customer_id, min(period) as first from placed group by 1)
    select first, period - first as age, count(distinct placed.customer_id), count(*), sum(net)
    from placed join firsts using (customer_id) group by 1, 2 order by 1, 2
"""


def duckdb(folder):
    import duckdb

    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    connection.execute(
        "create table orders as select customer_id, ordered_at::timestamptz as placed_at, total - refunded as net"
        f" from read_csv('{os.path.join(folder, 'orders.csv')}') where customer_id is not null"
    )
    began = time.perf_counter()
    cells = sum(len(connection.execute(QUERY.format(period=period)).fetchall()) for period in PERIODS.values())
    return time.perf_counter() - began, {"cells": cells}


def polars(folder):
    import polars as pl

    column = pl.col
    orders = (
        pl.read_csv(os.path.join(folder, "orders.csv"), columns=["customer_id", "ordered_at", "total", "refunded"])
        .filter(column("customer_id").is_not_null())
        .with_columns(at=column("ordered_at").str.to_datetime("%Y-%m-%dT%H:%M:%SZ"))
    )
    periods = {
        "month": column("at").dt.year().cast(pl.Int32) * 12 + column("at").dt.month() - 1,
        "week": (column("at").dt.epoch("s") // 86400 + 3) // 7,
    }
    began = time.perf_counter()
    cells = 0
    for period in periods.values():
        net = (column("total") - column("refunded")).sum()
        active = orders.lazy().group_by("customer_id", period=period).agg(orders=pl.len(), net=net)
        active = active.with_columns(first=column("period").min().over("customer_id"))
        found = active.group_by("first", age=column("period") - column("first"))
        cells += found.agg(column("orders").sum(), column("net").sum(), customers=pl.len()).sort("first", "age").collect().height
    return time.perf_counter() - began, {"cells": cells}


def main():
    if sys.argv[1] == "mining":
        seconds, found = mining(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        seconds, found = {"duckdb": duckdb, "polars": polars}[sys.argv[2]](sys.argv[3])
    print(json.dumps({"seconds": seconds, **found}))


main()
