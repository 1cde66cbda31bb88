"""Business time in polars and DuckDB, on the same spans as `Benchmarks support`: the totals must agree to the second.

    pip install polars duckdb numpy
    python Benchmarks/business_time.py [SPANS]

The calendar is that of the Swift benchmark: Monday to Friday from 9 to 17 in Berlin, closed on ten holidays. Opening hours lie
within one UTC day, so a table with the open seconds before each UTC day and that day's hours answers everything by a join.
Medians of three runs, in seconds, the making of spans and table left out.
"""
import datetime as dt
import statistics
import sys
import time
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import polars as pl

SPANS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
START, PERIOD, LONGEST = 1_672_531_200, 730 * 86_400, 14 * 86_400  # from 2023-01-01
HOLIDAYS = {"2023-04-07", "2023-04-10", "2023-05-01", "2023-10-03", "2023-12-25", "2023-12-26",
            "2024-01-01", "2024-05-01", "2024-10-03", "2024-12-25"}


def spans():
    i = np.arange(SPANS, dtype=np.int64)
    begin = START + i * 2_654_435_761 % PERIOD
    return begin, begin + i * 40_503_001 % LONGEST


def calendar():
    zone, rows, before = ZoneInfo("Europe/Berlin"), [], 0
    day = dt.date(2022, 12, 20)
    while day < dt.date(2025, 2, 1):
        number = (day - dt.date(1970, 1, 1)).days
        opens = closes = 0
        if day.weekday() < 5 and day.isoformat() not in HOLIDAYS:
            opens, closes = (int(dt.datetime(day.year, day.month, day.day, h, tzinfo=zone).timestamp()) - number * 86_400
                             for h in (9, 17))
        rows.append((number, before, opens, closes))
        before += closes - opens
        day += dt.timedelta(1)
    return pl.DataFrame(rows, schema=["day", "before", "opens", "closes"], orient="row")


def timed(name, work):
    seconds, total = [], 0
    for _ in range(3):
        began = time.perf_counter()
        total = work()
        seconds.append(time.perf_counter() - began)
    print(f"{name:<28}{statistics.median(seconds):8.3f} s   {int(total)} business seconds")


def in_polars(table, days):
    c = pl.col

    def worked(at, end):
        return c("before" + end) + (c(at) % 86_400).clip(c("opens" + end), c("closes" + end)) - c("opens" + end)

    joined = table.lazy().with_columns(da=c("a") // 86_400, db=c("b") // 86_400)
    joined = joined.join(days.lazy(), left_on="da", right_on="day").join(days.lazy(), left_on="db", right_on="day", suffix="_b")
    return joined.select(s=worked("b", "_b") - worked("a", "")).collect()["s"].sum()


def in_duckdb(connection):
    worked = "({d}.before + least({d}.closes, greatest({d}.opens, {t} % 86400)) - {d}.opens)"
    elapsed = worked.format(d="y", t="b") + " - " + worked.format(d="x", t="a")
    connection.execute(f"""create or replace table result as select {elapsed} s from spans
                           join days x on x.day = a // 86400 join days y on y.day = b // 86400""")
    return connection.execute("select sum(s) from result").fetchone()[0]


begin, end = spans()
intervals, days = pl.DataFrame({"a": begin, "b": end}), calendar()
connection, calendar_days = duckdb.connect(), days
connection.execute("create table spans as select * from intervals")
connection.execute("create table days as select * from calendar_days")
print(f"{SPANS} spans")
timed("polars, join", lambda: in_polars(intervals, days))
timed("DuckDB, join", lambda: in_duckdb(connection))
