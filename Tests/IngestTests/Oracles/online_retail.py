"""An independent count of the UCI data "Online Retail II", by the rules of the mapping online-retail.

    python3 Tests/IngestTests/Oracles/online_retail.py FOLDER_OF_THE_TWO_FILES

prints, for the second file alone and for both files, the figures that OnlineRetailTests.swift holds the reader against. It
shares nothing with the reader: Python's csv and decimal, dictionaries and lists.
"""
import collections
import csv
import datetime
import decimal
import gzip
import sys

FILES = ["online_retail_2009-2010.csv.gz", "online_retail_2010-2011.csv.gz"]
D = decimal.Decimal


def read(folder, files):
    rows = []
    for name in files:
        with gzip.open(f"{folder}/{name}", "rt", encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            next(lines)
            for invoice, product, title, quantity, time, price, customer, country in lines:
                customer = customer[:-2] if customer.endswith(".0") else customer
                rows.append((name, invoice, product, title, int(quantity), time, D(price), customer, country))
    return rows


def count(folder, files):
    rows = read(folder, files)
    print("files", len(files))
    print("read", len(rows))

    # Invoices that stand in both files with the same lines count once.
    copies = collections.defaultdict(lambda: collections.defaultdict(list))
    for row in rows:
        copies[row[1]][row[0]].append(row[1:])
    invoices, duplicates, duplicate_invoices = {}, 0, 0
    for invoice, by_file in copies.items():
        lists = [sorted(lines) for lines in by_file.values()]
        assert all(lines == lists[0] for lines in lists), invoice
        invoices[invoice] = by_file[min(by_file)]
        duplicates += sum(map(len, lists[1:]))
        duplicate_invoices += len(lists) - 1
    print("duplicates", duplicates, "invoices", duplicate_invoices)

    reasons = collections.Counter()
    sales, returns = {}, []
    for invoice, lines in invoices.items():
        cancels = invoice.startswith("C")
        good = []
        for line in lines:
            _, product, _, quantity, time, price, customer, _ = line
            if price < 0:
                reasons["adjustment"] += 1
            elif quantity >= 0 if cancels else quantity < 0:
                reasons["number_out_of_range"] += 1
            else:
                good.append(line)
        if good:
            time = min(line[4] for line in good)
            customer = good[0][6]
            assert all(line[6] == customer for line in good)
            if cancels:
                returns += [(time, invoice, line[5], -line[3], customer, line[1]) for line in good]
            else:
                sales[invoice] = (time, customer, good)

    # Per customer and product: what is left of each line bought so far, the latest at the end.
    left = collections.defaultdict(list)
    for invoice, (time, customer, lines) in sales.items():
        if customer:
            for line in lines:
                left[customer, line[1]].append([time, invoice, line[3], line[5]])
    # Within an invoice the lines of a product stand by quantity and price.
    for lines in left.values():
        lines.sort()
    refunds, unmatched_money, partly, pieces = D(0), D(0), 0, 0
    for time, invoice, price, quantity, customer, product in sorted(returns):
        back, open_ = D(0), quantity
        for line in reversed(left.get((customer, product), []) if customer else []):
            if line[0] <= time and open_ > 0:
                taken = min(open_, line[2])
                line[2] -= taken
                open_ -= taken
                back += taken * min(price, line[3])
        if open_ == quantity:
            reasons["unmatched_return"] += 1
        elif back < quantity * price:
            partly += 1
        elif open_ > 0:
            partly += 1
        unmatched_money += quantity * price - back
        refunds += back
        pieces += quantity - open_

    quarantined = sum(reasons.values())
    gross = sum(line[3] * line[5] for _, _, lines in sales.values() for line in lines)
    print("reasons", sorted(reasons.items()))
    print("accepted", len(rows) - duplicates - quarantined)
    print("invoices", len(sales))
    print("guest invoices", sum(1 for _, customer, _ in sales.values() if not customer))
    print("customers", len({customer for _, customer, _ in sales.values() if customer}))
    print("products", len({line[1] for _, _, lines in sales.values() for line in lines}))
    print("lines", sum(len(lines) for _, _, lines in sales.values()))
    print("gross", gross, "refunds", refunds, "net", gross - refunds)
    print("pieces returned", pieces)
    print("unmatched money", unmatched_money, "rows matched in part", partly)
    cohort(sales)


def month(time):
    date = datetime.datetime.strptime(time, "%Y-%m-%d %H:%M:%S")
    return date.year * 12 + date.month - 1


def cohort(sales):
    months = collections.defaultdict(set)
    for time, customer, _ in sales.values():
        if customer:
            months[customer].add(month(time))
    first = 2010 * 12 + 11
    members = [seen for seen in months.values() if min(seen) == first]
    print("cohort 2010-12", len(members), [sum(first + k in seen for seen in members) for k in range(1, 13)])


if __name__ == "__main__":
    count(sys.argv[1], FILES[1:])
    count(sys.argv[1], FILES)
