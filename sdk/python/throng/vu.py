"""The virtual user, and where the run is."""

import json
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

from wit_world.imports import vu as raw

from .handle import Life, text, wake

T = TypeVar("T")


def id() -> int:
    """This user's number: unique in the whole run, also across machines; from 1."""
    return raw.id()


def iteration() -> int:
    """This user's iteration, from 0."""
    return raw.iteration()


def iteration_in_scenario() -> int:
    """The iteration's number in its scenario: unique, also across machines; from 0."""
    return raw.iteration_in_scenario()


def scenario() -> str:
    """The scenario of this iteration."""
    return raw.scenario()


_data: list[Any] = []


def setup_data() -> Any:
    """What ``setup`` returned; None before, and where there is none."""
    if not _data:
        written = raw.setup_data()
        _data.append(json.loads(written) if written else None)
    return _data[0]


def sleep(seconds: float) -> None:
    """Sleeps; the time does not count as the target's."""
    raw.sleep(seconds * 1e3)


def pace(seconds: float) -> None:
    """Sleeps until so many seconds have passed since this iteration began: a steady pace, whatever the target takes."""
    raw.pace(seconds * 1e3)


@contextmanager
def step(name: str) -> Generator[None]:
    """A part of the iteration that is timed, and whose name stands on all that happens inside: ``with step("buy"):``.
    Steps nest. A user has one stack of steps: open none in coroutines that run side by side."""
    raw.enter(name)
    try:
        yield
    finally:
        raw.leave()


def tag(key: str, value: Any) -> None:
    """A tag of every sample of this user from now on."""
    raw.tag(key, text(value))


def untag(key: str) -> None:
    """Takes a tag away."""
    raw.untag(key)


def env(name: str, default: str | None = None) -> str | None:
    """What the plan or the command line hands over under this name."""
    wake("env", Life.called)
    value = raw.env(name)
    return default if value is None else value


def secret(name: str) -> str:
    """A secret that the plan grants; it is blacked out wherever text leaves the engine. Unknown: traps."""
    wake("secret")
    return raw.secret(name)


def random() -> float:
    """At least 0, less than 1; repeatable from the plan's seed and the user's id."""
    return raw.random()


def pick(of: Sequence[T]) -> T:
    """One of them, at random."""
    return of[int(raw.random() * len(of))]


def roll(least: int, most: int) -> int:
    """A whole number from ``least`` to ``most``, both included."""
    return least + int(raw.random() * (most - least + 1))


def elapsed() -> float:
    """Seconds since the run began."""
    return raw.elapsed() / 1e3


def progress() -> float:
    """How much of the scenario is over, from 0 to 1."""
    return raw.progress()


def stage() -> int:
    """Which stage of the scenario's curve, from 0."""
    return raw.stage()


def users() -> int:
    """Users of this scenario that are active now."""
    return raw.users()


def meet(place: str, users: int, seconds: float) -> bool:
    """Waits until so many users have come to the place of that name; False when the wait is over before."""
    return raw.meet(place, users, seconds * 1e3)


def mark_failed(reason: str) -> None:
    """Marks the run as failed with this reason, and lets it go on."""
    raw.mark_failed(reason)


def abort(reason: str) -> NoReturn:
    """Stops the run, which fails with this reason. To fail one iteration, raise an exception instead."""
    raw.abort(reason)
    raise AssertionError("the host does not return from abort")
