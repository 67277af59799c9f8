#!/usr/bin/env python3
"""stall.py [RUNS] -> for each policy and number of users: throng's response-time p99 and p99.9 beside the truth.

The target logs when its freeze of 1 s really began and ended. The truth is computed from that log and the schedule (1,000
arrivals a second for 20 s, the first at the first request): an arrival that is due while the target stands still waits
until it goes on, every other one is answered at once. Needs `install.sh` and a release build of throng.
"""
import json, math, os, subprocess, sys, tempfile, time, urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = os.environ.get("PEERS", os.path.join(tempfile.gettempdir(), "throng-peers"))
THRONG = os.environ.get("THRONG", os.path.join(HERE, "../../target/release/throng"))
PORT, RATE, SECONDS = 9101, 1000, 20
URL = f"http://127.0.0.1:{PORT}"


def get(path):
    with urllib.request.urlopen(URL + path, timeout=10) as r:
        return json.load(r)


def truth(first, stalls):
    waits = []
    for n in range(RATE * SECONDS):
        due = first + n / RATE
        waits.append(max([e - due for b, e in stalls if b <= due < e] or [0.0]) * 1e3)
    waits.sort()
    at = lambda q: waits[max(0, math.ceil(q * len(waits)) - 1)]
    return at(0.99), at(0.999)


def one(late, users):
    target = subprocess.Popen(["taskset", "-c", "1", os.path.join(PEERS, "target/target/release/target"), str(PORT)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                get("/reset")
                break
            except OSError:
                time.sleep(0.05)
        get(f"/stall?ms=1000&in={SECONDS * 500}&from=first")
        out = os.path.join(tempfile.mkdtemp(), "summary.json")
        scenario = {"late": late, "pre_allocated_vus": users, "rate": RATE, "duration": f"{SECONDS}s"}
        words = [w for k, v in scenario.items() for w in ("--set", f"scenarios.rate.{k}={v}")]
        subprocess.run(["taskset", "-c", "0", THRONG, "run", os.path.join(HERE, "throng/rate.toml"), "--target", URL, "--quiet", "--summary", f"json={out}", *words],
                       stdout=subprocess.DEVNULL, timeout=SECONDS + 60, check=False)
        stats = get("/stats")
    finally:
        target.terminate()
        target.wait()
    summary = json.load(open(out))
    values = summary["metrics"]["iteration_response"]["values"]
    return values["p(99)"], values["p(99.9)"], summary["iterations"]["dropped"], truth(stats["first_at"], stats["stalls"])


runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
print("| late | users | p99 (truth) | p99.9 (truth) | arrivals missing, as reported | within 1 % + 1 ms |\n|---|---:|---:|---:|---:|---|")
missed = False
for late, users in (("queue", 50), ("queue", 1200), ("drop", 1200), ("drop", 50)):
    for _ in range(runs):
        p99, p999, dropped, (t99, t999) = one(late, users)
        near = all(abs(a - t) <= 0.01 * t + 1 for a, t in ((p99, t99), (p999, t999)))
        missed |= not near and (late, users) != ("drop", 50)
        print(f"| {late} | {users} | {p99:.1f} ({t99:.1f}) | {p999:.1f} ({t999:.1f}) | {dropped} | {'yes' if near else 'no'} |", flush=True)
sys.exit(1 if missed else 0)
