#!/usr/bin/env python3
"""recordings.py record FOLDER [same slower10 slower50 [AT_ONCE]]   runs throng so often against servers of the same and of a slower kind
recordings.py pack FOLDER FILE                                  -> FILE, what `tests/front/recordings.rs` replays

Each run has a server of its own: 20 request names with base times from 20 to 58 ms, log-normal noise (sigma 0.2) with one
request of a hundred three times as long, a slow drift (an autoregression of first order, standard deviation 1 %, time
constant 10 s) that all names share, a start that is slower at first (by half, fading with 1.5 s), and 0.5 % failures.
A slower server multiplies its times by 1.1 or by 1.5. Runs of different kinds are made at the same time, so that they share
what the machine does besides. Set THRONG to the program; the default is the release build.
"""
import asyncio, base64, json, math, os, random, struct, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
THRONG = os.environ.get("THRONG", os.path.join(HERE, "../../target/release/throng"))
NAMES, USERS, SECONDS = 20, 8, 60
KINDS = {"same": 1.0, "slower10": 1.1, "slower50": 1.5}


class Server:
    def __init__(self, seed, slower):
        self.random, self.slower, self.began = random.Random(seed), slower, None
        self.level = self.random.gauss(0, 0.01)

    def time(self, name, now):
        if self.began is None:
            self.began = self.drifted = now
        while now - self.drifted >= 1:
            self.drifted += 1
            keep = math.exp(-1 / 10)
            self.level = keep * self.level + math.sqrt(1 - keep * keep) * self.random.gauss(0, 0.01)
        noise = math.exp(self.random.gauss(0, 0.2)) * (3 if self.random.random() < 0.01 else 1)
        start = 1 + 0.5 * math.exp(-(now - self.began) / 1.5)
        return (0.020 + 0.002 * name) * (1 + self.level) * start * noise * self.slower


class Connection(asyncio.Protocol):
    def __init__(self, server):
        self.server, self.text = server, b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.text += data
        while b"\r\n\r\n" in self.text:
            head, self.text = self.text.split(b"\r\n\r\n", 1)
            loop = asyncio.get_running_loop()
            status = b"500 Internal Server Error" if self.server.random.random() < 0.005 else b"200 OK"
            wait = self.server.time(int(head.split(b" ", 2)[1][2:4]), loop.time())
            loop.call_later(wait, self.transport.write, b"HTTP/1.1 " + status + b"\r\ncontent-length: 2\r\n\r\nok")


async def serve(seed, slower):
    server = Server(seed, slower)
    listener = await asyncio.get_running_loop().create_server(lambda: Connection(server), "127.0.0.1", 0)
    print(listener.sockets[0].getsockname()[1], flush=True)
    # Ends when its standard input closes.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


def journey():
    names = [f"GET/r{n:02}" for n in range(NAMES)]
    data = "".join(f'(data (i32.const {16 + 8 * n}) "{name}")' for n, name in enumerate(names))
    make = "".join(f"(i32.store (i32.const {512 + 4 * n}) (call $request (i32.const {16 + 8 * n}) (i32.const 3) (i32.const {19 + 8 * n}) (i32.const 4)))"
                   for n in range(NAMES))
    hit = "".join(f"(drop (call $hit (i32.load (i32.const {512 + 4 * n}))))" for n in range(NAMES))
    return f"""(module
  (import "throng:load/http@0.1.0" "[constructor]request" (func $request (param i32 i32 i32 i32) (result i32)))
  (import "throng:load/http@0.1.0" "[method]request.hit" (func $hit (param i32) (result i32)))
  (memory (export "memory") 1) {data}
  (func (export "start") (result i32) {make} (i32.const 0))
  (func (export "run") (result i32) {hit} (i32.const 0)))"""


def record(folder, counts, at_once):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "journey.wat"), "w") as f:
        f.write(journey())
    with open(os.path.join(folder, "throng.toml"), "w") as f:
        f.write(f'name = "recording"\njourney = "journey.wat"\nvus = {USERS}\nduration = "{SECONDS}s"\n')
    # Mixed evenly: each batch has its share of every kind.
    runs = sorted(((i + 0.5) / count, kind, i) for kind, count in counts.items() for i in range(count))
    seed = 1
    for first in range(0, len(runs), at_once):
        going = []
        for _, kind, i in runs[first:first + at_once]:
            server = subprocess.Popen([sys.executable, __file__, "serve", str(seed), str(KINDS[kind])], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            seed += 1
            going.append((server, kind, i, server.stdout.readline().strip()))
        load = [subprocess.Popen([THRONG, "run", os.path.join(folder, "throng.toml"), "--quiet", "--target", f"http://127.0.0.1:{port}",
                                  "--results", os.path.join(folder, f"{kind}-{i:03}")], stdout=subprocess.DEVNULL) for _, kind, i, port in going]
        codes = [process.wait(timeout=SECONDS + 60) for process in load]
        for server, *_ in going:
            server.stdin.close()
            server.wait()
        print(time.strftime("%H:%M:%S"), first + len(going), "of", len(runs), codes, flush=True)


def bucket(ms):
    """Of 128 an octave of microseconds: the number that `throng::compare` counts by."""
    us = max(1, round(ms * 1000))
    shift = max(0, us.bit_length() - 8)
    return shift * 128 + (us >> shift)


def varint(n):
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes(out) + bytes([n])


def second(frame):
    """Each name's requests of a second: how many failed, how many did not, and their buckets in steps."""
    times, failed = [[] for _ in range(NAMES)], [0] * NAMES
    for exchanges in frame["snapshot"]["exchanges"]:
        name = int(exchanges["tags"]["name"].rsplit("/r", 1)[1])
        if exchanges["outcome"].get("status") != 200:
            failed[name] += exchanges["sink"]["count"]
            continue
        trend = exchanges["sink"]["trends"]["http_req_duration"]
        assert not trend.get("positive"), "more than 512 requests of a name in a second"
        raw = base64.b64decode(trend.get("values") or "")
        times[name] += [bucket(ms) for ms in struct.unpack(f"<{len(raw) // 8}d", raw)]
    out = bytearray()
    for values, bad in zip(times, failed):
        out += varint(bad) + varint(len(values))
        last = 0
        for value in sorted(values):
            out += varint(value - last)
            last = value
    return bytes(out)


def pack(folder, file):
    out = bytearray()
    for run in sorted(os.listdir(folder)):
        kind, _, _ = run.partition("-")
        if kind not in KINDS:
            continue
        result, = os.listdir(os.path.join(folder, run))
        text = subprocess.run(["zstd", "-dc", os.path.join(folder, run, result, "seconds.jsonl.zst")], stdout=subprocess.PIPE, check=True).stdout
        seconds = [second(frame) for frame in map(json.loads, text.splitlines()) if frame["length_ms"] >= 500]
        out += bytes([list(KINDS).index(kind)]) + varint(len(seconds)) + b"".join(seconds)
    subprocess.run(["zstd", "-19", "-q", "-f", "-o", file], input=bytes(out), check=True)


match sys.argv[1:]:
    case ["serve", seed, slower]:
        asyncio.run(serve(int(seed), float(slower)))
    case ["record", folder, *counts]:
        numbers = [int(count) for count in counts] or [60, 50, 50]
        record(os.path.abspath(folder), dict(zip(KINDS, numbers)), numbers[3] if len(numbers) > 3 else 10)
    case ["pack", folder, file]:
        pack(folder, file)
    case _:
        sys.exit(__doc__)
