#!/usr/bin/env python3
"""From a save to the result of `throng dev`, against the demonstration target. Prints the times. Usage:

    tests/bench/dev.py [THRONG] [wat|javascript|typescript]

The journey is the language's template without its think time; its check has another name at each save, so that nothing is found
compiled. JavaScript and TypeScript need Node.js with npm."""

import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAVES = 20
# What is taken from the template, and what is another text at each save; of the same length, because WebAssembly text counts.
PLACES = {
    "wat": ("journey.wat", ("(f64.const 1000)", "(f64.const 0)"), ("there are products", "there are goods {:02}")),
    "javascript": ("journey.js", ("sleep(think());", ""), ("there are products", "there are goods {:02}")),
    "typescript": ("journey.ts", ("sleep(think());", ""), ("there are products", "there are goods {:02}")),
}


def until(process, words):
    """Reads lines until one begins with one of these words."""
    for line in process.stdout:
        if line.startswith(words):
            return line.strip()
    sys.exit("throng ended early")


def main():
    throng = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/throng").resolve()
    language = sys.argv[2] if len(sys.argv) > 2 else "wat"
    name, (think, none), (check, other) = PLACES[language]
    pipe = {"stdout": subprocess.PIPE, "text": True}
    demo = subprocess.Popen(
        [throng, "demo", "--listen", "127.0.0.1:0", "--until-stdin-closes"], stdin=subprocess.PIPE, **pipe
    )
    target = demo.stdout.readline().split()[-1]
    times = []
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "shop"
        subprocess.run([throng, "new", "--lang", language, folder], check=True, stdout=subprocess.DEVNULL)
        if language != "wat":
            subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
        file = folder / name
        journey = file.read_text().replace(think, none)
        file.write_text(journey)
        dev = subprocess.Popen([throng, "dev", folder, "--target", target], **pipe)
        until(dev, ("passed",))
        for nth in range(SAVES):
            time.sleep(0.2)
            began = time.monotonic()
            file.write_text(journey.replace(check, other.format(nth)))
            until(dev, ("passed", "failed"))
            times.append((time.monotonic() - began) * 1000)
        dev.terminate()
        dev.wait()
    demo.stdin.close()
    demo.wait()
    times.sort()
    print(f"{language}, save to result, {SAVES} saves: median {statistics.median(times):.0f} ms, longest {times[-1]:.0f} ms")


main()
