"""Weighted tasks and think time, as Locust has them, and functions for scenarios."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar

from .vu import random, sleep

F = TypeVar("F", bound=Callable[..., Any])
#: A think time in seconds, drawn anew each time.
Think: TypeAlias = Callable[[], float]

chosen_by_weight: list[tuple[int, Callable[..., Any]]] = []
by_scenario: dict[str, Callable[..., Any]] = {}


def between(least: float, most: float) -> Think:
    """Between so many seconds and so many, uniformly."""
    return lambda: least + random() * (most - least)


def constant(seconds: float) -> Think:
    """Always so many seconds."""
    return lambda: seconds


def choose(weighted: Sequence[tuple[int, F]], share: float) -> F | None:
    """The task at this share of all weights; None where all are 0."""
    left = share * sum(weight for weight, _ in weighted)
    for weight, task in weighted:
        left -= weight
        if left < 0:
            return task
    return None


def task(weight: int = 1) -> Callable[[F], F]:
    """``@task(3)``: each iteration does one of the journey's tasks; one of weight 3 three times as often as one of 1. The
    journey's ``wait = between(1, 3)`` is the think time after each."""

    def add(function: F) -> F:
        chosen_by_weight.append((weight, function))
        return function

    return add


def scenario(name: str | F) -> Any:
    """``@scenario`` or ``@scenario("name")``: serves the plan's scenario of that name."""

    def add(function: F) -> F:
        by_scenario[function.__name__ if callable(name) else name] = function
        return function

    return add(name) if callable(name) else add


def tasks(weighted: Sequence[tuple[int, Callable[..., Any]]], wait: Think | None = None) -> Callable[[Any], Any]:
    """A function that does one task, chosen by weight, and then thinks: ``run = tasks([(3, browse), (1, buy)])``."""
    choices = [(weight, with_data(task)) for weight, task in weighted]

    def run(data: Any) -> Any:
        task = choose(choices, random())
        done = None
        try:
            done = task(data) if task else None
        finally:
            if wait and not inspect.isawaitable(done):
                sleep(wait())
        return _then(done, wait) if inspect.isawaitable(done) else done

    return run


async def _then(done: Any, wait: Think | None) -> None:
    try:
        await done
    finally:
        if wait:
            sleep(wait())


def with_data(function: Callable[..., Any]) -> Callable[[Any], Any]:
    """A function of the journey, called with the data of ``setup``, also where it takes none."""
    return function if inspect.signature(function).parameters else lambda _: function()
