"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("script");
  const at = (id) => document.getElementById(id);
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const short = (v) => v == null ? "–" : Math.abs(v) >= 100 ? v.toFixed(0) : Math.abs(v) >= 1 ? v.toFixed(2) : v === 0 ? "0" : v.toPrecision(2);
  const tick = (v) => v == null ? "" : Math.abs(v) >= 1e6 ? v / 1e6 + "M" : Math.abs(v) >= 1e4 ? v / 1e3 + "k" : String(+v.toPrecision(4));
  const clock = (s) => s < 60 ? Math.round(s) + "s" : Math.floor(s / 60) + "m" + String(Math.round(s % 60)).padStart(2, "0");
  const moment = (s) => s < 60 ? +s.toFixed(1) + "s" : clock(s);
  const ms = (v) => v == null ? "–" : v >= 10000 ? (v / 1000).toFixed(1) + "s" : short(v) + "ms";
  const share = (v) => v == null ? "–" : (100 * v).toFixed(v > 0 && v < 0.1 ? 2 : 1) + "%";
  const height = 210;
  const most = 1800;

  // Every text of the run goes into the page as text, here and nowhere else.
  const make = (tag, text, name) => {
    const made = document.createElement(tag);
    if (text != null) made.textContent = text;
    if (name) made.className = name;
    return made;
  };
  const rows = (id, all) => at(id).tBodies[0].replaceChildren(...all.map((cells) => {
    const row = make("tr");
    row.append(...cells);
    return row;
  }));
  const number = (text, alarm) => make("td", text, alarm ? "n alarm" : "n");

  let status = null, course = [], annotations = [], plots = [], over = false;

  const say = (text) => { at("said").hidden = !text; at("said").textContent = text || ""; };
  const call = async (method, path, body) => {
    say("");
    try {
      const answer = await fetch(path, { method, headers: { "x-throng": "1", "content-type": "application/json" }, body: body && JSON.stringify(body) });
      const document = answer.status === 204 ? {} : await answer.json();
      if (!answer.ok) say(document.error || "the run answers " + answer.status);
      return answer.ok ? document : null;
    } catch (error) {
      say("the run cannot be reached: " + error.message);
      return null;
    }
  };

  const axis = (values, more) => ({
    stroke: colour("--soft"), grid: { stroke: colour("--grid"), width: 1 }, ticks: { show: false },
    font: "11px system-ui, sans-serif", values: (_, all) => all.map(values), ...more,
  });
  const marks = (u) => {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.strokeStyle = colour("--s4");
    ctx.setLineDash([4, 4]);
    for (const { at_ms } of annotations) {
      const x = u.valToPos(at_ms / 1000, "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  };
  const rate = (of, unit) => (p) => 1000 * of(p) / (unit * Math.max(p.length_ms, 1));
  const time = (of) => (p) => p.duration ? p.duration[of] : null;
  const filled = (name) => ({ fill: colour(name) + "22" });
  const charts = () => [
    ["latency", [["median", "--s0", time("med")], ["p95", "--s1", time("p(95)")], ["p99", "--s3", time("p(99)")], ["p99.9", "--s4", time("p(99.9)")]]],
    ["throughput", [["requests", "--s0", rate((p) => p.requests, 1), filled("--s0")], ["failed", "--s3", rate((p) => p.failed, 1), filled("--s3")]]],
    ["users", [["users", "--s2", (p) => p.users, { ...filled("--s2"), paths: uPlot.paths.stepped({ align: -1 }) }]]],
    ["traffic", [["received", "--s0", rate((p) => p.received, 1e3)], ["sent", "--s1", rate((p) => p.sent, 1e3)]]],
    ["late", [["dropped", "--s3", rate((p) => p.dropped, 1), filled("--s3")], ["delay", "--s4", (p) => p.late_ms]]],
  ];
  const values = (series) => {
    const shown = course.slice(-most);
    return [shown.map((p) => (p.from_ms + p.length_ms) / 1000), ...series.map(([, , of]) => shown.map(of))];
  };
  const draw = () => {
    plots.forEach(([, , chart]) => chart.destroy());
    plots = charts().map(([id, series]) => {
      const place = at(id);
      const lines = series.map(([label, name, , line]) => ({
        label, stroke: colour(name), width: 1.6, spanGaps: true, points: { show: false }, value: (_, v) => short(v), ...line,
      }));
      const options = {
        width: place.clientWidth || 400, height, hooks: { draw: [marks] },
        scales: { x: { time: false }, y: { range: (_, low, high) => [Math.min(0, low || 0), high > 0 ? high * 1.06 : 1] } },
        series: [{ label: "at", value: (_, v) => v == null ? "–" : clock(v) }, ...lines],
        axes: [axis(moment, { size: 26, gap: 3 }), axis(tick, { size: 48, gap: 4 })],
        cursor: { points: { size: 6 }, drag: { x: true, y: false }, sync: { key: "time" } }, legend: { live: true },
      };
      return [place, series, new uPlot(options, values(series), place)];
    });
  };
  const redraw = () => plots.forEach(([, series, chart]) => chart.setData(values(series)));

  const words = { setup: "Setup", running: "Running", paused: "Paused", ending: "Ending", teardown: "Teardown", ended: "Ended" };
  const head = () => {
    const left = Math.max(0, ...status.scenarios.map((s) => s.state === "over" ? 0 : s.left_ms));
    at("plan").textContent = status.plan;
    at("state").textContent = words[status.state] || status.state;
    at("head").className = status.state === "running" ? "good" : "doubt";
    document.title = status.plan + ": " + (words[status.state] || status.state);
    const facts = [clock(status.elapsed_ms / 1000), status.target, left && clock(left / 1000) + " left", "throng " + status.engine];
    at("facts").replaceChildren(...facts.filter(Boolean).map((fact) => make("span", fact)));
    at("bar").hidden = over;
    at("pause").textContent = status.state === "paused" ? "Resume" : "Pause";
    at("pause").disabled = !["setup", "running", "paused"].includes(status.state);
    at("stop").disabled = !["running", "paused"].includes(status.state);
  };
  const figures = () => {
    const last = course[course.length - 1];
    const per = last && 1000 * last.requests / Math.max(last.length_ms, 1);
    const all = [
      ["users", String(status.users)], ["requests", String(status.requests)], ["per second", short(per)],
      ["failed", status.requests ? share(status.failed / status.requests) : "–", status.failed > 0],
      ["median", ms(last && last.duration && last.duration.med)], ["p95", ms(last && last.duration && last.duration["p(95)"])],
      ["iterations", String(status.complete)], ["dropped", String(status.dropped), status.dropped > 0],
    ];
    at("figures").replaceChildren(...all.map(([name, value, alarm]) => {
      const tile = make("div", null, alarm && "alarm");
      tile.append(make("dt", name), make("dd", value));
      return tile;
    }));
  };

  // A field that is being written in must not be replaced under the hand.
  const fields = new Map();
  const field = (scenario, key, told, now) => {
    const id = key + " " + scenario.name;
    let form = fields.get(id);
    if (!form) {
      form = make("form");
      const label = make("label", told), input = make("input");
      input.type = "number"; input.min = 0; input.step = key === "rate" ? "any" : 1; input.required = true;
      input.setAttribute("aria-label", told + " of " + scenario.name);
      label.append(input);
      form.append(label, make("button", "Set"));
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        await call("PATCH", "/v1/scenarios/" + encodeURIComponent(scenario.name), { [key]: +input.value });
        input.blur();
      });
      fields.set(id, form);
    }
    const input = form.querySelector("input");
    if (document.activeElement !== input && now != null) input.placeholder = String(now);
    form.querySelectorAll("input, button").forEach((part) => { part.disabled = over || scenario.state === "over" || status.state === "ending"; });
    return form;
  };
  const lines = new Map();
  const scenarios = () => {
    for (const s of status.scenarios) {
      let row = lines.get(s.name);
      if (!row) {
        row = make("tr");
        row.append(make("th", s.name), make("td"), ...Array.from({ length: 7 }, () => number("")), make("td"));
        row.cells[0].scope = "row";
        row.cells[0].append(make("div", s.executor, "method"));
        row.cells[1].append(make("progress"));
        if (s.scalable && s.time_unit_ms == null) row.cells[9].append(field(s, "users", "users", s.users));
        if (s.time_unit_ms != null) row.cells[9].append(field(s, "rate", s.time_unit_ms === 1000 ? "rate /s" : "rate /" + clock(s.time_unit_ms / 1000), s.planned_rate), field(s, "users", "users at most", null));
        lines.set(s.name, row);
        at("scenarios").tBodies[0].append(row);
      }
      const texts = [s.state === "over" ? "over" : s.state === "waiting" ? "waiting" : clock(s.left_ms / 1000), s.users, short(s.pulse.iterations), short(s.pulse.requests), ms(s.pulse.p95_ms), share(s.pulse.failed), s.dropped];
      row.cells[1].firstChild.value = s.progress;
      texts.forEach((text, i) => { row.cells[i + 2].textContent = text; });
      row.cells[7].classList.toggle("alarm", s.pulse.failed > 0);
      row.cells[8].classList.toggle("alarm", s.dropped > 0);
      if (s.scalable && s.time_unit_ms == null) field(s, "users", "users", s.asked_users ?? s.users);
      if (s.time_unit_ms != null) { field(s, "rate", "rate", s.asked_rate ?? s.planned_rate); field(s, "users", "users at most", s.asked_users); }
    }
  };
  const tables = (requests) => {
    rows("requests", requests.map((r) => {
      const name = make("td");
      name.append(make("span", r.method, "method"), " " + r.name);
      const times = r.all || {};
      return [name, number(r.count), number(short(r.rate)), number(r.failed, r.failed > 0), number(ms(times.med)), number(ms(times["p(95)"])), number(ms(times["p(99)"])), number(ms(times.max))];
    }));
    at("kept").hidden = annotations.length === 0;
    rows("annotations", annotations.slice().reverse().map((a) => [number(clock(a.at_ms / 1000)), make("td", a.text)]));
  };
  const show = (event, name) => {
    status = event.status;
    annotations = event.annotations;
    course = name === "begin" ? event.course : course.concat(event.course);
    if (course.length > 2 * most) course = course.slice(-most);
    over = name === "end";
    head();
    figures();
    scenarios();
    tables(event.requests);
    if (plots.length) redraw(); else draw();
    if (over) { at("reason").hidden = false; at("reason").textContent = "The run is over: its report is in its folder."; }
  };

  const listen = () => {
    const events = new EventSource("/v1/events");
    for (const name of ["begin", "change", "end"]) {
      events.addEventListener(name, (event) => {
        if (name === "begin") say("");
        show(JSON.parse(event.data), name);
        if (name === "end") events.close();
      });
    }
    events.addEventListener("error", async () => {
      if (over) return;
      if (events.readyState === EventSource.CLOSED) {
        at("state").textContent = "Not let in";
        say("This link was used before, or is of another run: `throng ctl link` prints a new one.");
      } else {
        say("The run does not answer: it is over, or cannot be reached.");
      }
    });
  };
  at("pause").addEventListener("click", () => call("POST", status.state === "paused" ? "/v1/resume" : "/v1/pause"));
  at("stop").addEventListener("click", () => { if (confirm("End the run? Iterations finish, thresholds are judged.")) call("POST", "/v1/stop"); });
  at("note").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (at("text").value.trim() && await call("POST", "/v1/annotations", { text: at("text").value })) at("text").value = "";
  });
  let waiting;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(() => plots.forEach(([place, , chart]) => chart.setSize({ width: place.clientWidth || 400, height })), 60); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => status && draw());

  (async () => {
    const token = location.hash.slice(1);
    if (token) {
      history.replaceState(null, "", "/");
      await call("POST", "/v1/session", { token });
    }
    listen();
  })();
})();
