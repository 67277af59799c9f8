"""Checks, and metrics of the journey's own."""

from collections.abc import Mapping
from typing import Any

from wit_world.imports import metrics as raw

from .handle import Handle, Life, fields

_declared: dict[str, dict[str, str]] = {}


def declared() -> dict[str, dict[str, str]]:
    """The metrics that stand at the top of a module, as a plan declares them."""
    return _declared


def check(name: str, holds: bool, tags: Mapping[str, Any] | None = None) -> bool:
    """Counts whether something holds that should, and gives it back. It fails the run only where a threshold says so."""
    if tags is None:
        return raw.check(name, bool(holds))
    return raw.check_tagged(name, bool(holds), fields(tags))


class Series(Handle):
    """One series of a metric."""

    def add(self, value: float) -> None:
        """Adds a number; for a rate 0 is a miss and anything else a hit."""
        self._raw.add(float(value))

    def tagged(self, tags: Mapping[str, Any]) -> "Series":
        """The series of the same metric with these tags: keep it, and add to it without strings."""
        return Series(lambda: self._raw.tagged(fields(tags)))


class _Metric(Series):
    """One at the top of a module declares itself, so that a threshold may name it; one that is made elsewhere must stand
    in the plan (``[metrics.NAME]``)."""

    def __init__(self, kind: str, name: str, unit: str) -> None:
        values = (name,) if kind == "rate" else (name, unit)
        super().__init__(lambda: getattr(raw.Metric, kind)(*values))
        if not Life.awake:
            _declared[name] = {"kind": kind, "unit": unit} if unit else {"kind": kind}


class Counter(_Metric):
    """A sum. ``ms`` and ``bytes`` are shown as such, any other unit as it is written."""

    def __init__(self, name: str, unit: str = "") -> None:
        super().__init__("counter", name, unit)

    def add(self, value: float = 1) -> None:
        """Adds to it."""
        super().add(value)


class Gauge(_Metric):
    """The last value, with the least and the greatest."""

    def __init__(self, name: str, unit: str = "") -> None:
        super().__init__("gauge", name, unit)

    def set(self, value: float) -> None:
        """Sets it."""
        self.add(value)


class Rate(_Metric):
    """The share of hits."""

    def __init__(self, name: str) -> None:
        super().__init__("rate", name, "")

    def add(self, hit: bool) -> None:
        """One more observation: a hit or a miss."""
        super().add(1 if hit else 0)


class Trend(_Metric):
    """A distribution: average, median, percentiles."""

    def __init__(self, name: str, unit: str = "") -> None:
        super().__init__("trend", name, unit)
