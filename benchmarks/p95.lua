-- prints the latency percentiles wrk does not print by itself
done = function(summary, latency, requests)
  for _, p in pairs({50, 95, 99}) do
    print(string.format("p%d %.1f ms", p, latency:percentile(p) / 1000))
  end
end
