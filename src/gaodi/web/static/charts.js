/* Draws what the server has sent in data-chart; colours come from the style sheet. */
(() => {
  "use strict";

  const drawn = new Map();

  function token(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function describe(data) {
    const ink = token("--ink");
    const muted = token("--muted");
    const line = token("--line");
    const isLine = data.kind === "line";
    const symbols = ["circle", "triangle", "rect", "diamond"];
    const decals = [null, { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -0.785, color: token("--surface") }];
    return {
      animation: false,
      textStyle: { color: ink, fontFamily: getComputedStyle(document.body).fontFamily },
      color: [1, 2, 3, 4].map((number) => token(`--series-${number}`)),
      grid: { left: 8, right: 12, top: 34, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      legend: { top: 0, left: 0, itemWidth: 16, itemHeight: 10, textStyle: { color: ink } },
      tooltip: {
        trigger: "axis",
        renderMode: "richText", // no inline styles, as the policy asks
        backgroundColor: token("--surface"),
        borderColor: token("--line-strong"),
        textStyle: { color: ink },
      },
      xAxis: {
        type: "category",
        data: data.categories,
        axisLine: { lineStyle: { color: token("--line-strong") } },
        axisTick: { show: false },
        axisLabel: { color: muted, interval: 0, hideOverlap: true },
      },
      yAxis: {
        type: "value",
        axisLabel: { color: muted },
        splitLine: { lineStyle: { color: line } },
      },
      series: data.series.map((series, number) => ({
        name: series.name,
        type: data.kind,
        data: series.values,
        barMaxWidth: 22,
        symbol: symbols[number % symbols.length],
        symbolSize: 8,
        lineStyle: isLine ? { width: 2, type: number % 2 ? "dashed" : "solid" } : undefined,
        itemStyle: isLine ? undefined : { decal: decals[number % decals.length] },
      })),
    };
  }

  function draw(box) {
    const old = drawn.get(box);
    if (old) old.dispose();
    const chart = window.echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(describe(JSON.parse(box.dataset.chart)));
    drawn.set(box, chart);
    const button = document.querySelector(`[data-png="${box.id}"]`);
    if (button) button.hidden = false;
  }

  function drawAll() {
    if (!window.echarts) return;
    document.querySelectorAll("[data-chart]").forEach(draw);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-png]");
    if (!button) return;
    const chart = drawn.get(document.getElementById(button.dataset.png));
    const link = document.createElement("a");
    link.href = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: token("--surface") });
    link.download = `${document.title.split(" · ")[0]}.png`;
    link.click();
  });

  let waiting = 0;
  window.addEventListener("resize", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => drawn.forEach((chart) => chart.resize()), 120);
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  drawAll();
})();
