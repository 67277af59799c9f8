"""The exports of the contract, made of what the module ``journey`` has. The build names this module."""

import inspect
import json
import sys
from collections.abc import Callable
from typing import Any

import wit_world
from componentize_py_types import Err

import journey

from . import metrics, vu, weights
from .failure import failure_text
from .handle import Life


def _is_async(function: Any) -> bool:
    return inspect.iscoroutinefunction(function)


# All that is imported later must be there when the build takes its snapshot.
if "asyncio" in sys.modules or any(map(_is_async, [*vars(journey).values(), *weights.by_scenario.values()])):
    from .loop import run_until_done
else:

    def run_until_done(main: Any) -> Any:
        raise TypeError("a coroutine came back where no function of journey.py is async: import asyncio there")

if "http.client" in sys.modules:
    from . import library

    library.install()


def _stage(stage: Callable[[], Any]) -> Any:
    """Calls a stage. An exception becomes its error: any other than ``Err`` that left it would cost the instance."""
    Life.called = Life.awake = True
    try:
        result = stage()
        return run_until_done(result) if inspect.iscoroutine(result) else result
    except BaseException as error:  # also what `sys.exit` raises
        raise Err(failure_text(error)) from None


def _named(name: str) -> Callable[[], Any]:
    function = getattr(journey, name, None)
    if function is None:
        return lambda: None
    function = weights.with_data(function)
    return lambda: function(vu.setup_data())


def _iteration() -> Callable[[Any], Any]:
    """What an iteration calls when no function serves its scenario."""
    if hasattr(journey, "run"):
        return weights.with_data(journey.run)
    if weights.chosen_by_weight:
        return weights.tasks(weights.chosen_by_weight, getattr(journey, "wait", None))
    if weights.by_scenario:
        return _unserved
    raise TypeError("journey.py has neither `def run()`, nor a function with `@task()` or `@scenario`")


def _unserved(_: Any) -> None:
    raise LookupError(f"journey.py has no run(), and no function for the scenario {vu.scenario()}")


_otherwise = _iteration()
_scenarios = {name: weights.with_data(function) for name, function in weights.by_scenario.items()}


def _run() -> Any:
    function = _scenarios.get(vu.scenario(), _otherwise) if _scenarios else _otherwise
    return function(vu.setup_data())


def _setup() -> str:
    function = getattr(journey, "setup", None)
    data = function() if function else None
    if inspect.iscoroutine(data):
        data = run_until_done(data)
    return "" if data is None else json.dumps(data)


def _plan() -> dict[str, Any]:
    Life.called = True
    own = dict(journey.plan()) if hasattr(journey, "plan") else {}
    declared = metrics.declared() | own.get("metrics", {})
    return own | {"metrics": declared} if declared else own


_start, _stop, _teardown = _named("start"), _named("stop"), _named("teardown")


class WitWorld(wit_world.WitWorld):
    """The name that componentize-py looks for."""

    def plan(self) -> str:
        return json.dumps(_plan())

    def setup(self) -> str:
        return _stage(_setup)

    def start(self) -> None:
        _stage(_start)

    def run(self) -> None:
        _stage(_run)

    def stop(self) -> None:
        _stage(_stop)

    def teardown(self) -> None:
        _stage(_teardown)
