"""Whether answers stay whole while runs are published: each is held against what its run answers when it is asked by name.

usage: mixture.py URL KEY RUN RUN SECONDS     (says that it begins, once it knows what each run answers)
"""

import json
import os
import random
import sys
import time
import urllib.error
import urllib.request

url, key, *runs, seconds = sys.argv[1:]
random.seed(1)
customers = int(os.environ.get("CUSTOMERS", "100000"))
paths = [f"/api/mcp/customer/C{random.randint(1, customers):07d}" for _ in range(200)]
paths += ["/api/segments", "/api/mcp/customers?limit=50"]


def ask(path, run=None):
    headers = {"X-API-Key": key} | ({"X-Quimbi-Run": run} if run else {})
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url + path, headers=headers), timeout=30)
    except urllib.error.HTTPError as error:
        # A customer may be in one run and not in the other.
        if error.code != 404:
            raise
        answer = error
    with answer:
        return answer.headers["X-Quimbi-Run"], json.load(answer)


whole = {(run, path): ask(path, run)[1] for run in runs for path in paths}
differing = sum(whole[runs[0], path] != whole[runs[1], path] for path in paths)
print("begins", flush=True)


def walk():
    """Every customer of a list, page by page, with a pause for the caller after each page."""
    cursor = ""
    while cursor is not None:
        _, page = ask(f"/api/mcp/customers?limit=500&sort=-lifetime_value{cursor}")
        yield [customer["customer_id"] for customer in page["customers"]]
        cursor = "&cursor=" + page["next_cursor"] if page["next_cursor"] else None


asked, mixed, seen, ids, pages = 0, 0, {run: 0 for run in runs}, [], walk()
end = time.time() + float(seconds)
while time.time() < end:
    path = random.choice(paths)
    run, body = ask(path)
    asked += 1
    seen[run] += 1
    mixed += body.get("run_id", run) != run or body != whole[run, path]
    if asked % 5 == 0:
        ids += next(pages, [])
for page in pages:
    ids += page
print(f"{asked} answers held against their runs ({'/'.join(map(str, seen.values()))}), {mixed} mixed; "
      f"{differing} of {len(paths)} questions have different answers in the two runs; "
      f"a list walked meanwhile: {len(ids)} rows, {len(set(ids))} different")
sys.exit(mixed > 0 or len(ids) != len(set(ids)))
