// Uses the client as a support app would. The URL and a key of scope read, --rate 0, are the arguments.

import { QuimbiClient, QuimbiError } from "./quimbi_client.js";

declare const process: { argv: string[]; exit(code: number): never };

const [url, key] = process.argv.slice(2);
const client = new QuimbiClient(url, key);

function check(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

async function refused(code: string, call: Promise<unknown>): Promise<QuimbiError> {
  const error = await call.then(() => undefined, (error: unknown) => error);
  check(error instanceof QuimbiError && error.code === code, `${code} was expected, found ${error}`);
  return error;
}

const first = (await client.get<{ customers: { customer_id: string }[]; run_id: string }>("/api/mcp/customers", { limit: 3 })).body;
const customer = first.customers[0].customer_id;

const analysis = await client.analyze(customer);
check(analysis.body.customer_id === customer && analysis.run === first.run_id, "the analysis is of the customer");
await refused("CUSTOMER_NOT_FOUND", client.analyze("nobody"));
const cold = await client.analyze("nobody", [{ ordered_at: "2025-11-02T10:00:00Z", total: 49.9 }]);
check(cold.body.source === "context" && cold.body.behavioral_metrics.lifetime_value === 49.9, "a cold start");
const { found, missing } = await client.analyzeMany(Array.from({ length: 400 }, () => [customer, "nobody"]).flat());
check(found.length === 400 && missing.length === 400, "many customers");
const forecast = await client.post("/api/intelligence/predict/ltv", { customer_id: customer, horizon_months: 6 });
check(forecast.body["horizon_months"] === 6, "a forecast");
const invalid = await refused("VALIDATION_ERROR", client.post("/api/intelligence/predict/ltv", { customer_id: 7 }));
check(invalid.field === "customer_id", "the field is named");
const told = await client.post("/api/generation/actions", { customer_profile: analysis.body, scenario: "retention_risk" });
check(told.body["source"] === "profile" && told.body["customer_id"] === customer, "an analysis is taken as a profile");
await client.post("/api/intelligence/predict/churn", { customer_id: customer });
for (const part of ["", "/segments", "/history", "/cross-sell", "/churn-risk", "/next-best-action"]) {
  await client.get(`/api/mcp/customer/${customer}${part}`);
  check((await client.get(`/api/mcp/customer/${customer}${part}`)).isFromCache, `${part} is kept`);
}

const ids = new Set<string>();
let rows = 0;
for await (const row of client.rows<{ customer_id: string }>("/api/mcp/customers", "customers", { limit: 100, sort: "-lifetime_value" })) {
  ids.add(row.customer_id);
  rows++;
}
check(rows > 0 && ids.size === rows, "every customer once");

for (const path of [
  "/api/segments", "/api/segments/purchase_value", "/api/archetypes", "/api/analytics/product-affinities",
  "/api/analytics/product-sequences", "/api/analytics/sla/compliance", "/api/analytics/tickets/volume",
  "/api/analytics/channels", "/api/analytics/categories", "/api/analytics/team", "/api/sla/policies", "/api/sla/breaches",
  "/api/sla/at-risk", "/api/sla/dashboard", "/api/tickets/queue", "/api/mcp/churn/aggregate", "/api/analytics/customers/churn", "/api/reports", "/api/reports/segments", "/api/runs",
]) await client.get(path);
const cohorts = await client.post("/api/analytics/cohorts", {
  start_date: "2024-01-01", end_date: "2024-12-31", metric: "retention", granularity: "month",
});
check((cohorts.body["cohorts"] as unknown[]).length > 0, "cohorts");
check((await client.get("/api/segments", {}, first.run_id)).run === first.run_id, "a pinned run");
await refused("INVALID_API_KEY", new QuimbiClient(url, "wrong").get("/api/runs"));
await refused("INSUFFICIENT_PERMISSIONS", client.get("/api/admin/store"));

let events = 0;
const stop = new AbortController();
setTimeout(() => stop.abort(), 2500);
try {
  for await (const event of client.events(0, stop.signal)) if (event.id > 0) events++;
} catch (error) {
  check(stop.signal.aborted, `the stream broke: ${error}`);
}

client.url = "http://127.0.0.1:9";
client.attempts = 1;
check((await client.get("/api/segments")).isFallback, "what is known while the server is away");
console.log(`every call answered as it should; ${rows} customers, ${events} events`);
process.exit(0);
