"""The exports of the contract, made of what the module ``journey`` has. The build names this module."""

import inspect
import json
from collections.abc import Callable
from typing import Any

import wit_world
from componentize_py_types import Err

import journey

from . import metrics, tasks, vu
from .failure import failure_text
from .handle import Life
from .wait import run_until_done


def _stage(stage: Callable[[], Any]) -> Any:
    """Calls a stage. An exception becomes its error: any other than ``Err`` that left it would cost the instance."""
    Life.awake = True
    try:
        result = stage()
        return run_until_done(result) if inspect.iscoroutine(result) else result
    except Exception as error:
        raise Err(failure_text(error)) from None


def _call(name: str) -> Callable[[], Any]:
    function = getattr(journey, name, None)
    return (lambda: tasks.call(function, vu.setup_data())) if function else lambda: None


def _iteration() -> Callable[[Any], Any]:
    """What an iteration calls when no function serves its scenario."""
    if hasattr(journey, "run"):
        return lambda data: tasks.call(journey.run, data)
    if tasks.chosen_by_weight:
        return tasks.tasks(tasks.chosen_by_weight, getattr(journey, "wait", None))
    if tasks.by_scenario:
        return _unserved
    raise TypeError("journey.py has neither `def run()`, nor a function with `@task()` or `@scenario`")


def _unserved(_: Any) -> None:
    raise LookupError(f"journey.py has no run(), and no function for the scenario {vu.scenario()}")


_run = _iteration()


def _iterate() -> Any:
    if tasks.by_scenario:
        function = tasks.by_scenario.get(vu.scenario())
        if function:
            return tasks.call(function, vu.setup_data())
    return _run(vu.setup_data())


def _plan() -> dict[str, Any]:
    own = dict(journey.plan()) if hasattr(journey, "plan") else {}
    declared = metrics.declared() | own.get("metrics", {})
    return own | {"metrics": declared} if declared else own


_start, _stop, _teardown = _call("start"), _call("stop"), _call("teardown")


class WitWorld(wit_world.WitWorld):
    """The name that componentize-py looks for."""

    def plan(self) -> str:
        return json.dumps(_plan())

    def setup(self) -> str:
        data = _stage(lambda: journey.setup() if hasattr(journey, "setup") else None)
        return "" if data is None else json.dumps(data)

    def start(self) -> None:
        _stage(_start)

    def run(self) -> None:
        _stage(_iterate)

    def stop(self) -> None:
        _stage(_stop)

    def teardown(self) -> None:
        _stage(_teardown)
