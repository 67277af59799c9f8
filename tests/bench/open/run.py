"""WebSockets and gRPC: memory of open sockets, CPU of a message there and back and of a call; k6 beside it where it is there.

    cargo build --release; (cd tests/guests && cargo build --release --target wasm32-wasip2 -p streams)
    python3 tests/bench/open/run.py hold 10000      # SOCKETS [USERS]
    python3 tests/bench/open/run.py messages 50 4000 # USERS MESSAGES [ROUNDS]
    python3 tests/bench/open/run.py calls 10 2000      # USERS CALLS [ROUNDS]; needs guest-examples built, and grpcio

The server is `throng demo` in a process of its own, for calls `tests/servers/grpc/orders.py` (GRPC_PYTHON has grpcio; `cargo xtask test`
makes one). CPU is user + system time of the client's process, messages are the server's count.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
THRONG = Path(os.environ.get("THRONG", ROOT / "target/release/throng"))
GUEST = Path(os.environ.get("GUEST", ROOT / "tests/guests/target/wasm32-wasip2/release/streams.wasm"))
K6 = Path(os.environ.get("PEERS", "/tmp/throng-peers")) / "bin/k6"
LIMIT = 300


def serve():
    server = subprocess.Popen(
        [THRONG, "demo", "--listen", "127.0.0.1:0", "--until-stdin-closes"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return server, server.stdout.readline().split()[-1]


def live(url):
    with urllib.request.urlopen(url + "/_stats") as answer:
        return json.load(answer).get("live", {})


def memory(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


def sockets(pid):
    try:
        return sum(1 for link in Path(f"/proc/{pid}/fd").iterdir() if os.readlink(link).startswith("socket"))
    except OSError:
        return 0


def client(command, env=None):
    """Runs it; gives its CPU seconds, and the greatest memory with the sockets that were open then."""
    most = [(0, 0)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **(env or {})})

    def watch():
        while process.poll() is None:
            try:
                most.append((memory(process.pid), sockets(process.pid)))
            except OSError:
                return
            time.sleep(0.5)

    thread = threading.Thread(target=watch)
    thread.start()
    process.wait(timeout=LIMIT)
    thread.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, max(most, key=lambda pair: (pair[1], pair[0]))


def throng(url, scenario, users, folder, **env):
    settings = ", ".join(f'{name} = "{value}"' for name, value in {"URL": url + "/ws/echo", **env}.items())
    plan = Path(folder) / f"{scenario}.toml"
    plan.write_text(
        f'journey = "{GUEST}"\ntarget = "{url}"\nenv = {{ {settings} }}\ndiagnose = false\n[scenarios.{scenario}]\n'
        f'executor = "per-vu-iterations"\nvus = {users}\niterations = 1\nmax_duration = "5m"\n')
    return [THRONG, "run", plan, "--quiet"]


def k6(url, users, **env):
    pairs = {"URL": url.replace("http", "ws") + "/ws/echo", "VUS": users, **env}
    flags = [word for name, value in pairs.items() for word in ("-e", f"{name}={value}")]
    return [K6, "run", "--quiet", "--no-usage-report", *flags, Path(__file__).parent / "k6.js"]


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def hold(count, users):
    row("tool", "users", "sockets open", "RSS MiB", "KiB per socket and its share of a user")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        tools = [("throng", users, lambda url, n, each: throng(url, "hold", n, folder, SOCKETS=each, SECONDS=20))]
        if K6.exists():
            tools.append(("k6", count, lambda url, n, each: k6(url, n, HOLD=20000)))
        for name, number, command in tools:
            if name == "throng":
                # The same users without sockets, and a user for each socket.
                cases = [(users, 0), (users, count // users), (count, 0), (count, 1)]
            else:
                cases = [(count // 10, 1), (count, 1)]
            empty = {}
            for n, each in cases:
                server, url = serve()
                _, (rss, seen) = client(command(url, n, each))
                server.stdin.close()
                server.wait()
                opened = n * each
                if name == "throng" and each == 0:
                    empty[n] = rss
                base = empty.get(n, 0) if name == "throng" else empty.get("k6", 0)
                if name == "k6" and "k6" not in empty:
                    empty["k6"], first = rss, opened
                    row(name, n, f"{opened} ({seen})", f"{rss / 1024:.1f}", "")
                    continue
                of = opened if name == "throng" else opened - first
                row(name, n, f"{opened} ({seen})", f"{rss / 1024:.1f}", f"{(rss - base) / of:.1f}" if of else "")


def messages(users, count, rounds):
    row("tool", "messages there and back", "CPU µs per message (each round)", "median")
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for _ in range(rounds):
            for name in ["throng"] + (["k6"] if K6.exists() else []):
                server, url = serve()
                command = throng(url, "converse", users, folder, MESSAGES=count) if name == "throng" else k6(url, users, MESSAGES=count)
                cpu, _ = client(command)
                counted = live(url)["ws_received"]
                server.stdin.close()
                server.wait()
                assert counted == users * count, (name, counted)
                figures.setdefault(name, []).append(cpu / counted * 1e6)
    for name, each in figures.items():
        row(name, users * count, ", ".join(f"{figure:.1f}" for figure in each), f"{sorted(each)[len(each) // 2]:.1f}")


def calls(users, count, rounds):
    """Each iteration of the example's scenario `price` is two calls; k6 makes the same two."""
    row("tool", "calls", "CPU µs per call (each round)", "median")
    example = ROOT / "guest-examples"
    journey = example / "target/wasm32-wasip2/release/grpc_orders.wasm"
    python = os.environ.get("GRPC_PYTHON", THRONG.parent / "test-venv-grpc/bin/python")
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        plan = Path(folder) / "calls.toml"
        for _ in range(rounds):
            for name in ["throng"] + (["k6"] if K6.exists() else []):
                server = subprocess.Popen(
                    [python, ROOT / "tests/servers/grpc/orders.py", "--silent"],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
                port = server.stdout.readline().strip()
                plan.write_text(
                    f'journey = "{journey}"\ntarget = "http://127.0.0.1:{port}"\ndiagnose = false\n'
                    f'grpc = {{ proto = ["{example}/grpc/orders.proto"] }}\n[scenarios.price]\n'
                    f'executor = "per-vu-iterations"\nvus = {users}\niterations = {count // 2}\nmax_duration = "5m"\n')
                flags = ["-e", f"TARGET=127.0.0.1:{port}", "-e", f"VUS={users}", "-e", f"ITERATIONS={count // 2}",
                         "-e", f"FOLDER={example}/grpc"]
                script = Path(__file__).resolve().parent / "k6-grpc.js"
                command = [THRONG, "run", plan, "--quiet"] if name == "throng" else [
                    K6, "run", "--quiet", "--no-usage-report", *flags, script]
                cpu, _ = client(command)
                server.stdin.close()
                counted = json.load(server.stdout)
                server.wait()
                made = counted.get("Price 0", 0) + counted.get("Price 5", 0)
                assert made == users * (count // 2) * 2, (name, counted)
                figures.setdefault(name, []).append(cpu / made * 1e6)
    for name, each in figures.items():
        row(name, users * count, ", ".join(f"{figure:.1f}" for figure in each), f"{sorted(each)[len(each) // 2]:.1f}")


if __name__ == "__main__":
    words = sys.argv[1:]
    if words[0] == "hold":
        hold(int(words[1]), int(words[2]) if len(words) > 2 else 100)
    elif words[0] == "calls":
        calls(int(words[1]), int(words[2]), int(words[3]) if len(words) > 3 else 3)
    else:
        messages(int(words[1]), int(words[2]), int(words[3]) if len(words) > 3 else 3)
