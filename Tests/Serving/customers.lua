-- Asks for one customer after the other, drawn at random from C0000001 to C0100000; KEY holds an API key.
local customers = tonumber(os.getenv("CUSTOMERS") or "100000")
local threads = 0

function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

function init(args)
  math.randomseed(1000 + id)
  wrk.headers["X-API-Key"] = os.getenv("KEY")
end

function request()
  return wrk.format("GET", string.format("/api/mcp/customer/C%07d", math.random(customers)))
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("%.0f requests/s, p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, worst %.0f ms, errors %d\n",
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000, e.connect + e.read + e.write + e.status + e.timeout))
end
