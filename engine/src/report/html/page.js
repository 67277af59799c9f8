"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("script");
  const data = JSON.parse(document.getElementById("data").textContent);
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const short = (v) => v == null ? "–" : Math.abs(v) >= 100 ? v.toFixed(0) : Math.abs(v) >= 1 ? v.toFixed(2) : v === 0 ? "0" : v.toPrecision(2);
  const tick = (v) => v == null ? "" : Math.abs(v) >= 1e6 ? v / 1e6 + "M" : Math.abs(v) >= 1e4 ? v / 1e3 + "k" : String(+v.toPrecision(4));
  const clock = (s) => s < 60 ? +s.toFixed(1) + "s" : Math.floor(s / 60) + "m" + String(Math.round(s % 60)).padStart(2, "0");
  const share = (x) => "p" + +(100 * (1 - 10 ** -x)).toPrecision(Math.max(3, Math.ceil(x) + 2));
  // p0, p50, p90, p95, p99 …
  const marks = [0, 0.30103, 1, 1.30103, 2, 3, 4, 5];
  const height = 210;
  let plots = [];

  const axis = (values, more) => ({
    stroke: colour("--soft"), grid: { stroke: colour("--grid"), width: 1 }, ticks: { show: false },
    font: "11px system-ui, sans-serif", values: (_, all) => all.map(values), ...more,
  });
  const plot = (id, x, rows, series, bottom, told, more) => {
    const place = document.getElementById(id);
    const any = rows.some((row) => row.some((v) => v != null));
    if (!place || x.length < 2 || !any) { place && place.closest("figure").remove(); return; }
    const lines = series.map(([label, name, line]) => ({
      label, stroke: colour(name), width: 1.6, spanGaps: true, points: { show: x.length < 40, size: 4 }, value: (_, v) => short(v), ...line,
    }));
    const options = {
      width: place.clientWidth || 400, height, scales: { x: { time: false }, y: { range: (_, low, high) => [Math.min(0, low), high > 0 ? high * 1.06 : 1] } },
      series: [{ label: told[0], value: (_, v) => v == null ? "–" : told[1](v) }, ...lines],
      axes: [axis(bottom, { size: 26, gap: 3, ...(more && more.axis) }), axis(tick, { size: 48, gap: 4 })],
      cursor: { points: { size: 6 }, drag: { x: true, y: false }, ...(more && more.cursor) }, hooks: (more && more.hooks) || {}, legend: { live: true },
    };
    plots.push([place, new uPlot(options, [x, ...rows], place)]);
  };
  const filled = (name) => ({ fill: colour(name) + "22" });

  // Seconds in which the generator was late, and the marks of the table of events.
  const shade = (u) => {
    u.ctx.fillStyle = colour("--shade");
    for (const [from, to] of data.shaded) {
      const left = Math.max(u.bbox.left, u.valToPos(from, "x", true)), right = Math.min(u.bbox.left + u.bbox.width, u.valToPos(to, "x", true));
      if (right > left) u.ctx.fillRect(left, u.bbox.top, right - left, u.bbox.height);
    }
  };
  const mark = (u) => {
    const { ctx, bbox } = u, size = devicePixelRatio;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour("--soft");
    ctx.lineWidth = size;
    ctx.setLineDash([3 * size, 3 * size]);
    ctx.font = 10 * size + "px system-ui, sans-serif";
    ctx.textAlign = "left";
    let last = -Infinity;
    data.marks.forEach((at, i) => {
      const x = Math.round(u.valToPos(at, "x", true));
      if (x < bbox.left || x > bbox.left + bbox.width) return;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      if (x - last > 14 * size) ctx.fillText(i + 1, x + 3 * size, bbox.top + 9 * size);
      last = x;
    });
    ctx.restore();
  };
  const draw = () => {
    plots.forEach(([, chart]) => chart.destroy());
    plots = [];
    const time = (id, series) => plot(id, data.at, data[id], series, clock, ["at", clock], { cursor: { sync: { key: "time" } }, hooks: { drawClear: [shade], draw: [mark] } });
    time("latency", [["median", "--s0"], ["p90", "--s2"], ["p95", "--s1"], ["p99", "--s3"], ["p99.9", "--s4"]]);
    time("throughput", [["requests", "--s0", filled("--s0")], ["failed", "--s3", filled("--s3")]]);
    time("users", [["users", "--s2", { ...filled("--s2"), paths: uPlot.paths.stepped({ align: -1 }) }]]);
    time("traffic", [["received", "--s0"], ["sent", "--s1"]]);
    time("late", [["delay", "--s4", filled("--s4")]]);
    time("generator", [["used", "--s0", filled("--s0")], ["waited", "--s3"]]);
    time("dropped", [["dropped", "--s3", filled("--s3")]]);
    const tones = ["--s0", "--s1", "--s2", "--s3", "--s4", "--soft"];
    data.observed.forEach(({ names, rows }, at) => plot("observed-" + at, data.at, rows, names.map((name, i) => [name, tones[i]]), clock, ["at", clock], { cursor: { sync: { key: "time" } }, hooks: { drawClear: [shade], draw: [mark] } }));
    const shares = { splits: (_, at, low, high) => marks.filter((x) => x >= low && x <= high) };
    plot("percentiles", data.shares, data.percentiles, [["duration", "--s0", filled("--s0")]], share, ["share", share], { axis: shares });
    plot("service", data.shares, data.service, [["service", "--s0"], ["response", "--s1"]], share, ["share", share], { axis: shares });
    const bars = data.buckets;
    const border = (i) => bars[Math.max(0, Math.min(bars.length - 1, Math.round(i)))];
    plot("buckets", bars.map((_, i) => i), [bars.map((b) => b[2])], [["requests", "--s0", { fill: colour("--s0") + "99", paths: uPlot.paths.bars({ size: [0.9, 60] }), points: { show: false } }]],
      (i) => short(border(i)[0]) + " ms", ["ms", (i) => short(border(i)[0]) + " to " + short(border(i)[1])]);
  };
  const fit = () => plots.forEach(([place, chart]) => chart.setSize({ width: place.clientWidth || 400, height }));
  draw();
  let waiting;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(fit, 60); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

  const value = (row, at) => {
    const cell = row.cells[at];
    return "key" in cell.dataset ? +cell.dataset.key : cell.classList.contains("n") ? -Infinity : cell.textContent.toLowerCase();
  };
  const sort = (head, at) => {
    const down = head.getAttribute("aria-sort") !== (head.classList.contains("n") ? "descending" : "ascending");
    const falling = head.classList.contains("n") ? down : !down;
    const body = head.closest("table").tBodies[0];
    const rows = [...body.rows].map((row) => [value(row, at), row]);
    rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (falling ? -1 : 1));
    for (const other of head.parentNode.cells) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", falling ? "descending" : "ascending");
    body.append(...rows.map(([, row]) => row));
  };
  for (const head of document.querySelectorAll("thead tr")) {
    [...head.cells].forEach((cell, at) => {
      cell.setAttribute("aria-sort", "none");
      cell.tabIndex = 0;
      cell.addEventListener("click", () => sort(cell, at));
      cell.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(cell, at); });
    });
  }
})();
