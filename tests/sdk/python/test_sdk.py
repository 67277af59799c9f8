"""What of the SDK can be tested without a host. `python3 -m unittest discover tests/sdk/python`"""

import asyncio
import pathlib
import sys
import types
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "sdk/python"))


class Host:
    """A host that writes down what it is asked, and whose time is a number."""

    def __init__(self):
        self.calls = []
        self.now = 0.0
        self.timers = 0

    def timer(self, milliseconds):
        self.timers += 1
        return Timer(self, self.now + milliseconds)

    def poll(self, pollables):
        self.now = max(self.now, min(each.due for each in pollables))
        return [index for index, each in enumerate(pollables) if each.due <= self.now]


class Timer:
    def __init__(self, host, due):
        self.host, self.due = host, due

    def __exit__(self, *_):
        self.host.calls.append("dropped")


class RawRequest:
    def __init__(self, method, url):
        self.calls = HOST.calls
        self.calls.append((method, url))

    def __getattr__(self, name):
        return lambda *values: self.calls.append((name, *values))


HOST = Host()
imports = types.ModuleType("wit_world.imports")
for name in ("http", "poll", "vu", "metrics", "data", "log", "session", "store"):
    module = types.ModuleType(f"wit_world.imports.{name}")
    setattr(imports, name, module)
imports.vu.timer = HOST.timer
imports.vu.random = lambda: 0.5
imports.poll.poll = HOST.poll
imports.http.Request = RawRequest
sys.modules |= {"wit_world": types.ModuleType("wit_world"), "wit_world.imports": imports}

import throng  # noqa: E402
from throng import failure, handle, library, loop, metrics, weights  # noqa: E402


class Sdk(unittest.TestCase):
    def setUp(self):
        HOST.calls.clear()
        handle.Life.awake = handle.Life.called = False

    def test_a_request_at_the_top_of_a_module_waits_for_its_first_use(self):
        request = throng.post("/a").header("x", 1).json({"ü": [True, None]}).form({"b": True})
        self.assertEqual(HOST.calls, [])
        with self.assertRaisesRegex(RuntimeError, "may not be used at the top of a module"):
            request.hit()
        handle.Life.called = True
        with self.assertRaisesRegex(RuntimeError, r"may not be used in plan\(\)"):
            request.hit()
        handle.Life.awake = True
        request.hit()
        request.param("id", 7)
        self.assertEqual(HOST.calls, [
            ("POST", "/a"), ("header", "x", "1"), ("json", '{"ü":[true,null]}'), ("form", [("b", "true")]), ("hit",),
            ("param", "id", "7"),
        ])

    def test_a_metric_at_the_top_of_a_module_declares_itself(self):
        throng.Trend("wait", "ms")
        throng.Rate("hits")
        handle.Life.awake = True
        throng.Counter("later")
        self.assertEqual(metrics.declared(), {"wait": {"kind": "trend", "unit": "ms"}, "hits": {"kind": "rate"}})

    def test_a_weight_is_a_share(self):
        drawn = [weights.choose([(3, "a"), (0, "b"), (1, "c")], at / 400) for at in range(400)]
        self.assertEqual((drawn.count("a"), drawn.count("b"), drawn.count("c")), (300, 0, 100))
        self.assertIsNone(weights.choose([(0, "a")], 0.5))
        self.assertEqual(throng.tasks([(1, lambda: "none"), (3, lambda data: data)])("given"), "given")

    def test_an_error_says_where_in_the_journey(self):
        def inner():
            raise ValueError("bad")

        try:
            inner()
        except ValueError as error:
            text = failure.failure_text(error)
        line = inner.__code__.co_firstlineno
        here = "test_an_error_says_where_in_the_journey"
        self.assertEqual(text, f"ValueError: bad\n  at inner (test_sdk.py:{line + 1}) < {here} (test_sdk.py:{line + 4})")
        self.assertEqual(failure.failure_text(Exception("only the message")), "only the message")

    def test_several_things_are_waited_for_together(self):
        order = []

        async def after(seconds):
            await throng.timer(seconds)
            order.append(seconds)

        async def main():
            begun = HOST.now
            await throng.gather(after(0.3), after(0.1), after(0.2))
            return HOST.now - begun

        self.assertEqual(loop.run_until_done(main()), 300)
        self.assertEqual(order, [0.1, 0.2, 0.3])
        self.assertEqual(HOST.calls.count("dropped"), HOST.timers)

    def test_a_library_s_url_has_a_series(self):
        names = {
            "http://a:80/items/7/parts?x=1": "http://a:80/items/{id}/parts",
            "http://a/12/12": "http://a/{id}/{id}",
            "http://127.0.0.1/v2/x7": "http://127.0.0.1/v2/x7",
            "http://a/f81d4fae-7dec-11d0-a765-00a0c91e6bf6#x": "http://a/{id}",
            "http://a/0123456789abcdef": "http://a/{id}",
        }
        self.assertEqual({url: library.series_of(url) for url in names}, names)

    def test_what_never_comes_is_said(self):
        async def main():
            await asyncio.get_running_loop().create_future()

        with self.assertRaisesRegex(RuntimeError, "nothing left to wait for"):
            loop.run_until_done(main())


if __name__ == "__main__":
    unittest.main()
