-- Asks for BENCH_PATH with each line of the file BENCH_COOKIES in turn; an empty line is a request without a cookie.
-- The requests are made once, so that the load costs next to nothing beside the server on the same machine.
local ready, at = {}, 0

function init()
   wrk.headers["Sostenuto-Client"] = "bench"
   for line in io.lines(os.getenv("BENCH_COOKIES")) do
      wrk.headers["Cookie"] = line ~= "" and line or nil
      ready[#ready + 1] = wrk.format("POST", os.getenv("BENCH_PATH"), nil, "")
   end
end

function request()
   at = at % #ready + 1
   return ready[at]
end

function done(summary, latency, requests)
   io.write(string.format(
      "BENCH requests=%d micros=%d p50=%d p90=%d p99=%d max=%d connect=%d read=%d write=%d timeout=%d status=%d\n",
      summary.requests, summary.duration, latency:percentile(50), latency:percentile(90), latency:percentile(99),
      latency.max, summary.errors.connect, summary.errors.read, summary.errors.write, summary.errors.timeout,
      summary.errors.status))
end
