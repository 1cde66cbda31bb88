"""An independent count of the CDNOW master file.

    python3 Tests/IngestTests/Oracles/cdnow.py CDNOW_master.txt.gz

prints rows, customers, dollars and, per month of the first purchase, the customers and how many of them buy again in each of
the six months that follow: the figures of CDNOWTests.swift.
"""
import collections
import decimal
import gzip
import sys

rows = [line.split() for line in gzip.open(sys.argv[1], "rt").read().splitlines()[1:] if line.strip()]
print("rows", len(rows), "customers", len({row[0] for row in rows}), "dollars", sum(decimal.Decimal(row[3]) for row in rows))
months = collections.defaultdict(set)
for customer, date, _, _ in rows:
    months[customer].add(int(date[:4]) * 12 + int(date[4:6]) - 1)
cohorts = collections.defaultdict(list)
for seen in months.values():
    cohorts[min(seen)].append(seen)
for first, members in sorted(cohorts.items()):
    again = [sum(first + age in seen for seen in members) for age in range(1, 7)]
    print(f"{first // 12}-{first % 12 + 1:02}", [len(members)] + again)
