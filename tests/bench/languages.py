#!/usr/bin/env python3
"""Measures what a journey of each language costs, and writes the table into docs/languages/index.md.

Each language's template is made by `throng new`, built by `throng build`, and run against `throng demo`. Usage:

    tests/bench/languages.py target/release/throng [LANGUAGE...]

`THRONG_BUILDER` names another program for `new` and `build`. A language whose tools are missing is left out, and its row of the last time stays. Run it on a machine that does nothing else.
"""
import os
import pathlib
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/languages/index.md"
BEGIN, END = "<!-- costs: written by tests/bench/languages.py -->", "<!-- end of costs -->"
BUILDER = os.environ.get("THRONG_BUILDER")
INSTALL = {
    "javascript": "npm ci", "typescript": "npm ci", "assemblyscript": "npm ci",
    "python": "python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt",
}
LANGUAGES = ["wat", "rust", "c", "assemblyscript", "javascript", "typescript", "python", "go"]
# Users, and iterations of each, of the two runs that are compared.
FEW, MANY, ITERATIONS = 1, 201, 10


def run(throng, folder, port, users, iterations):
    """One run: CPU seconds and peak resident KiB of the engine."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    plan = pathlib.Path(folder, "measured.toml")
    plan.write_text(f"""journey = "journey.wasm"
target = "http://127.0.0.1:{port}"
[scenarios.users]
executor = "per-vu-iterations"
vus = {users}
iterations = {iterations}
""")
    process = subprocess.Popen(
        [throng, "run", str(plan), "--quiet"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = 0
    while process.poll() is None:
        try:
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            anon = re.search(r"RssAnon:\s+(\d+)", status)
            peak = max(peak, int(anon.group(1)) if anon else 0)
        except (FileNotFoundError, ProcessLookupError):
            pass
        time.sleep(0.05)
    if process.returncode:
        raise RuntimeError(process.stderr.read().decode())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak


def measure(throng, language, port):
    with tempfile.TemporaryDirectory() as place:
        folder = os.path.join(place, "shop")
        subprocess.run([BUILDER or throng, "new", "--lang", language, folder], check=True, stdout=subprocess.DEVNULL)
        if language in INSTALL:
            subprocess.run(INSTALL[language], shell=True, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run([BUILDER or throng, "build", folder], check=True, stdout=subprocess.DEVNULL)
        size = os.path.getsize(os.path.join(folder, "journey.wasm"))
        begun = time.monotonic()
        subprocess.run([throng, "check", folder], check=True, stdout=subprocess.DEVNULL, env={**os.environ, "THRONG_CACHE": "off"})
        compiled = time.monotonic() - begun
        run(throng, folder, port, FEW, 1)
        idle, small = run(throng, folder, port, FEW, 1)
        started, _ = run(throng, folder, port, MANY, 1)
        worked, large = run(throng, folder, port, MANY, ITERATIONS)
        return (f"| {language} | {size / 1000:,.0f} | {compiled:.2f} | {(large - small) / (MANY - FEW):,.0f} | "
                f"{(started - idle) / (MANY - FEW) * 1e3:.2f} | {(worked - started) / (MANY * (ITERATIONS - 1)) * 1e6:.0f} |")


def table(rows):
    return "\n".join([
        BEGIN,
        "Each language's template (two requests and a think time an iteration; one request in WebAssembly text), 200 users more than one, against",
        "`throng demo`, each user 10 iterations. Memory is anonymous memory of the engine for each user, connection included; CPU is that of the engine, HTTP included.",
        "",
        "| language | component, KB | to compile, s (once; then cached) | memory a user, KiB | CPU to start a user, ms | CPU an iteration, µs |",
        "|---|---|---|---|---|---|",
        *(rows[language] for language in LANGUAGES if language in rows),
        END,
    ])


def main():
    throng, chosen = os.path.abspath(sys.argv[1]), sys.argv[2:] or LANGUAGES
    page = PAGE.read_text()
    old = page[page.index(BEGIN):page.index(END) + len(END)]
    rows = {line.split("|")[1].strip(): line for line in old.splitlines() if line.startswith("| ")}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    demo = subprocess.Popen([throng, "demo", "--listen", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL)
    try:
        time.sleep(1)
        for language in chosen:
            try:
                rows[language] = measure(throng, language, port)
                print(rows[language], flush=True)
            except (subprocess.CalledProcessError, RuntimeError) as error:
                print(f"{language}: left out: {error}", file=sys.stderr)
    finally:
        demo.terminate()
    PAGE.write_text(page.replace(old, table(rows)))


main()
