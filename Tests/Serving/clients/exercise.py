"""Uses every endpoint through the client, as a support app would.

usage: exercise.py URL KEY     (KEY: of scope read, --rate 0)
"""

import sys

from quimbi_client import QuimbiClient, QuimbiError

url, key = sys.argv[1:3]
client = QuimbiClient(url, key)
used = set()


def refused(code, call):
    try:
        call()
    except QuimbiError as error:
        assert error.code == code, error
        return error
    raise AssertionError(f"{code} was expected")


def get(path, template=None, **query):
    used.add("GET " + (template or path))
    return client.get(path, **query)


# One customer, while a person is waiting.
page = get("/api/mcp/customers", limit=3).body
customer = page["customers"][0]["customer_id"]
used |= {"POST /api/intelligence/analyze", "POST /api/intelligence/batch", "POST /api/intelligence/predict/ltv"}
analysis = client.analyze(customer)
assert analysis.body["customer_id"] == customer and analysis.run == page["run_id"] and analysis.freshness == "current"
refused("CUSTOMER_NOT_FOUND", lambda: client.analyze("nobody"))
cold = client.analyze("nobody", [{"ordered_at": "2025-11-02T10:00:00Z", "total": 49.9}]).body
assert cold["source"] == "context" and cold["behavioral_metrics"]["lifetime_value"] == 49.9
found, missing = client.analyze_many([customer, "nobody"] * 400)
assert len(found) == 400 and missing == ["nobody"] * 400
forecast = client.post("/api/intelligence/predict/ltv", {"customer_id": customer, "horizon_months": 6}).body
assert forecast["horizon_months"] == 6
assert refused("VALIDATION_ERROR", lambda: client.post("/api/intelligence/predict/ltv", {"customer_id": 7})).field == "customer_id"
used |= {"POST /api/intelligence/predict/churn", "POST /api/generation/actions"}
churn = client.post("/api/intelligence/predict/churn", {"customer_id": customer}).body
assert churn["churn_risk_score"] == analysis.body["predictions"]["churn_risk"] and isinstance(churn["recommendations"], list)
actions = client.post("/api/generation/actions", {"customer_id": customer, "scenario": "retention_risk"}).body
assert actions["customer_id"] == customer and "source" not in actions
told = client.post("/api/generation/actions", {"customer_profile": analysis.body}).body
assert told["source"] == "profile" and told["customer_id"] == customer
orders = {"orders": [{"ordered_at": "2025-06-02T10:00:00Z", "total": 49.9}]}
placed = client.post("/api/generation/actions", {"customer_id": "nobody", "context": orders}).body
assert placed["source"] == "context" and [action["name"] for action in placed["actions"]] == ["re_engagement"], placed
assert refused("VALIDATION_ERROR", lambda: client.post("/api/generation/actions", {})).field == "customer_id"
for part in ("", "/segments", "/history", "/cross-sell", "/churn-risk", "/next-best-action"):
    template = "/api/mcp/customer/{id}" + part
    assert get(f"/api/mcp/customer/{customer}{part}", template).body["customer_id"] == customer
    # The second time the client's own copy is still good.
    assert client.get(f"/api/mcp/customer/{customer}{part}").is_from_cache

# Lists, whole: as rows and as a table.
ids = [row["customer_id"] for row in client.rows("/api/mcp/customers", "customers", limit=100, sort="-lifetime_value")]
assert len(ids) == len(set(ids)) == client.table("/api/mcp/customers").count("\r\n") - 1
get("/api/archetypes"), get("/api/segments"), get("/api/segments/purchase_value", "/api/segments/{axis}")
archetype = next(client.rows("/api/archetypes", "archetypes"))["id"]
assert get(f"/api/archetypes/{archetype}", "/api/archetypes/{id}").body["id"] == archetype
assert list(client.rows("/api/mcp/customers", "customers", archetype=archetype))

get("/api/mcp/churn/aggregate")
ranks = [row["rank"] for row in get("/api/analytics/customers/churn", limit=20).body["customers"]]
assert ranks == list(range(1, len(ranks) + 1))

# What changed since a run that the app knows, and what is told as it happens.
earlier = [run["run_id"] for run in get("/api/runs").body["runs"] if run["state"] == "published"][-1]
changed = list(client.rows("/api/changes", "changes", since=earlier))
assert get("/api/changes", since=earlier, limit=5).body["changes"] == changed[:5]
used.add("GET /api/events/stream")
stream = client.events(after=0)
(first, kind, _), (second, _, _) = next(stream), next(stream)
assert first < second and next(client.events(after=first))[0] == second, kind

# What analysts pull.
used.add("POST /api/analytics/cohorts")
ask = {"start_date": "2024-01-01", "end_date": "2024-12-31", "metric": "retention", "granularity": "month"}
assert client.post("/api/analytics/cohorts", ask).body["cohorts"]
rules = get("/api/analytics/product-affinities", limit=5, min_lift=1).body["rules"]
product = rules[0]["antecedent"][0] if rules else "P00001"
get("/api/analytics/product-sequences"), get(f"/api/analytics/cross-sell/{product}", "/api/analytics/cross-sell/{product}")
for path in ("sla/compliance", "tickets/volume", "channels", "categories", "customers/top-tickets", "customers/repeat-issues", "team"):
    get(f"/api/analytics/{path}")
agents = get("/api/analytics/leaderboard", metric="sla_compliance").body["agents"]
agent = agents[0]["agent_id"] if agents else "nobody"
get(f"/api/analytics/agents/{agent}", "/api/analytics/agents/{id}")
get(f"/api/analytics/agents/{agent}/today", "/api/analytics/agents/{id}/today")
for path in ("policies", "breaches", "at-risk", "dashboard"):
    get(f"/api/sla/{path}")
tickets = get("/api/tickets/queue").body["tickets"]
get(f"/api/sla/tickets/{tickets[0]['ticket_id']}", "/api/sla/tickets/{id}")
names = [report["name"] for report in get("/api/reports").body["reports"]]
assert all(get(f"/api/reports/{name}", "/api/reports/{name}").body["header"] for name in names)
assert client.table("/api/reports/archetypes", list="levels.archetypes").startswith("level,")

# Operations.
run = get("/api/runs").body["runs"][0]["run_id"]
assert get(f"/api/runs/{run}", "/api/runs/{id}").body["is_current"]
assert client.get("/api/segments", run=run).run == run
get("/health/live"), get("/health/ready"), get("/openapi.json")
refused("INVALID_API_KEY", lambda: QuimbiClient(url, "wrong").get("/api/runs"))
refused("INSUFFICIENT_PERMISSIONS", lambda: client.get("/api/admin/store"))

# The server is away: what is known is better than nothing, and says so.
known = client.get("/api/segments").body
client.url, client.attempts = "http://127.0.0.1:9", 1
away = client.get("/api/segments")
assert away.is_fallback and away.body == known
client.url = url

described = {f"{m.upper()} {p}" for p, ms in client.get("/openapi.json").body["paths"].items() for m in ms}
left = described - used - {"GET /metrics", "GET /docs", "GET /api/admin/store", "POST /api/admin/runs"}
print(f"{len(used & described)} endpoints used; not used: {', '.join(sorted(left)) or 'none'}")
sys.exit(bool(left))
