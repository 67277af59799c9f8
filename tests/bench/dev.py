#!/usr/bin/env python3
"""From a save to the result of `throng dev`, for a .wat journey against the demonstration target. Prints the times."""

import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAVES = 20


def until(process, words):
    """Reads lines until one begins with one of these words."""
    for line in process.stdout:
        if line.startswith(words):
            return line.strip()
    sys.exit("throng ended early")


def main():
    throng = sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/throng"
    journey = (ROOT / "guest-examples/hello.wat").read_text().replace("(f64.const 1000)", "(f64.const 0)")
    pipe = {"stdout": subprocess.PIPE, "text": True}
    demo = subprocess.Popen(
        [throng, "demo", "--listen", "127.0.0.1:0", "--until-stdin-closes"], stdin=subprocess.PIPE, **pipe
    )
    target = demo.stdout.readline().split()[-1]
    times = []
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "hello.wat"
        file.write_text(journey)
        dev = subprocess.Popen([throng, "dev", file, "--target", target], **pipe)
        until(dev, ("passed",))
        for nth in range(SAVES):
            time.sleep(0.2)
            began = time.monotonic()
            # Another text each time: nothing is found compiled.
            file.write_text(journey.replace("status is 200", f"status is {nth:03}"))
            until(dev, ("passed", "failed"))
            times.append((time.monotonic() - began) * 1000)
        dev.terminate()
        dev.wait()
    demo.stdin.close()
    demo.wait()
    times.sort()
    print(f"save to result, {SAVES} saves: median {statistics.median(times):.0f} ms, longest {times[-1]:.0f} ms")


main()
