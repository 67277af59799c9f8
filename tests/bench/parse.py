"""Tool output -> {p50, p99, p999, max} in milliseconds. One function a format; `text` is stdout, `out` the run's file prefix."""
import json, re


def pct(text, out):  # "p50=.. p99=.. p999=.. max=.."
    m = re.search(r"p50=(\S+) p99=(\S+) p999=(\S+) max=(\S+)", text)
    return dict(zip(("p50", "p99", "p999", "max"), map(float, m.groups())))


def truth(kind):
    return lambda text, out: pct(next(l for l in text.splitlines() if l.startswith(kind)), out)


def dur(s):  # k6/go durations -> ms
    unit = {"s": 1e3, "ms": 1, "µs": 1e-3, "us": 1e-3, "ns": 1e-6, "m": 6e4}
    return sum(float(a) * unit[u] for a, u in re.findall(r"([\d.]+)(ms|µs|us|ns|m|s)", s))


def k6(text, out):
    m = re.search(r"http_req_duration\.*: med=(\S+) +p\(99\)=(\S+) +p\(99\.9\)=(\S+) +max=(\S+)", text)
    r = dict(zip(("p50", "p99", "p999", "max"), map(dur, m.groups())))
    d = re.search(r"dropped_iterations\.*: (\d+)", text)
    if d:
        r["note"] = f"dropped_iterations {d.group(1)}"
    return r


def oha(text, out):
    j = json.loads(text)
    p = j["latencyPercentiles"]
    return {"p50": p["p50"] * 1e3, "p99": p["p99"] * 1e3, "p999": p["p99.9"] * 1e3, "max": j["summary"]["slowest"] * 1e3}


def goose(text, out):
    j = json.load(open(out + ".json"))
    r = {"p50": None, "p99": None, "p999": None, "max": None}
    raw = j["raw_metrics"]
    reqs = list(raw["requests"].values())[0]
    for key in ("coordinated_omission_data", "raw_data"):
        d = reqs.get(key)
        if d and d.get("times_us"):
            times = sorted((float(k) / 1e3, v) for k, v in d["times_us"].items())
            n, s, want = sum(v for _, v in times), 0, {"p50": .5, "p99": .99, "p999": .999}
            for t, c in times:
                s += c
                for k, q in list(want.items()):
                    if s >= q * n:
                        r[k] = t
                        del want[k]
            r["max"] = d["maximum_time_us"] / 1e3
            break
    return r


def throng(text, out):  # response time: from when the arrival was due
    j = json.load(open(out + ".json"))
    v = j["metrics"]["iteration_response"]["values"]
    r = {"p50": v["med"], "p99": v["p(99)"], "p999": v["p(99.9)"], "max": v["max"]}
    if j["iterations"]["dropped"]:
        r["note"] = f"{j['iterations']['dropped']} arrivals missing (said in the report)"
    return r


PARSERS = {"-": None, "pct": pct, "truth-send": truth("send"), "truth-intended": truth("intended"), "k6": k6, "oha": oha, "goose": goose, "throng": throng}
