"""Work that the target finishes later, and how long it takes: ``job_duration`` and ``job_completed``, tagged ``job``."""

from collections.abc import Callable
from typing import TypeVar

from wit_world.imports import metrics as raw
from wit_world.imports import vu

T = TypeVar("T")


def poll_until(name: str, condition: Callable[[], T | None], *, interval: float = 1, limit: float = 60) -> T | None:
    """Times a job that begins now: asks at once and then after each ``interval``, for at most ``limit`` seconds, until the
    condition gives something other than None or False, which is the job's result. One that does not complete has no sample
    of ``job_duration``, and is a miss of ``job_completed``.
    """
    tags = [("job", name)]
    completed = raw.Metric.rate("job_completed").tagged(tags)
    begun = vu.elapsed()
    while True:
        result = condition()
        passed = vu.elapsed() - begun
        if result is not None and result is not False:
            completed.add(1)
            raw.Metric.trend("job_duration", "ms").tagged(tags).add(passed)
            return result
        if passed >= limit * 1e3:
            completed.add(0)
            return None
        vu.sleep(min(interval * 1e3, limit * 1e3 - passed))
