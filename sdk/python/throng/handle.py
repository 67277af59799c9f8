"""Handles of the host that are made when they are first used, so that they may stand at the top of a module."""

from collections.abc import Callable
from typing import Any, Self


class Life:
    """What may be called now."""

    #: A stage or ``plan`` has been called, so this is not the build, which has no host.
    called = False
    #: It was a stage, so the host may do more than tell what is in the environment.
    awake = False


def wake(what: str, allowed: bool | None = None) -> None:
    """Raises where the host may not be called, and says so: the host itself would end the build, without a word."""
    if Life.awake if allowed is None else allowed:
        return
    if Life.called:
        raise RuntimeError(f"{what} may not be used in plan(), which comes before the run: use it in setup(), start() or run()")
    raise RuntimeError(
        f"{what} may not be used at the top of a module: the build runs that once, and every user starts from what it left; "
        "use it in a function, such as start() or run()"
    )


class Handle:
    """A handle, and what is to be done to it once it is there. It is given back when nothing refers to it any more."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._changes: list[tuple[str, tuple[Any, ...]]] = []
        self._handle: Any = None

    @property
    def _raw(self) -> Any:
        if self._handle is None:
            wake("a request, a metric or a table")
            self._handle = self._make()
            for method, values in self._changes:
                getattr(self._handle, method)(*values)
            self._changes = []
        return self._handle

    def _change(self, method: str, *values: Any) -> Self:
        if self._handle is None:
            self._changes.append((method, values))
        else:
            getattr(self._handle, method)(*values)
        return self


def fields(pairs: Any) -> list[tuple[str, str]]:
    """A dictionary, or pairs, as the contract wants them."""
    items = pairs.items() if hasattr(pairs, "items") else pairs
    return [(name, text(value)) for name, value in items]


def text(value: Any) -> str:
    """A value as text; a truth value as JSON has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
