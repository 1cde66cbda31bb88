"""Monthly cohorts of the CDNOW master file, counted with the standard library alone.

    python3 cdnow_cohorts.py CDNOW_master.txt.gz

Prints one line a cohort: month, customers, then for every month from its own on "active:orders:cents". Every row of the
file is one order, also where two rows are equal in all columns, as in the publications that use the file.
"""

import collections
import decimal
import gzip
import sys


def month(date):
    return int(date[:4]) * 12 + int(date[4:6]) - 1


orders = collections.defaultdict(list)
with gzip.open(sys.argv[1], "rt") as file:
    next(file)
    for line in file:
        customer, date, _, value = line.split()
        orders[customer].append((date, int(decimal.Decimal(value) * 100)))

last = max(month(date) for own in orders.values() for date, _ in own)
cohorts = collections.defaultdict(list)
for own in orders.values():
    cohorts[month(min(own)[0])].append(own)

for start in sorted(cohorts):
    periods = []
    for period in range(start, last + 1):
        inside = [[cents for date, cents in own if month(date) == period] for own in cohorts[start]]
        active = sum(1 for values in inside if values)
        count = sum(len(values) for values in inside)
        periods.append(f"{active}:{count}:{sum(map(sum, inside))}")
    print(f"{start // 12}-{start % 12 + 1:02d}", len(cohorts[start]), *periods)
