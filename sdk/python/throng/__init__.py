"""Write load journeys for throng in Python.

A journey is the module ``journey``. What it has by these names is called, and nothing else:

===================  ====================================================================================
``run(data)``        once an iteration
``setup()``          once a run, before any user; what it returns (as JSON) is the ``data`` of the others
``start(data)``      once a user, before its first iteration
``stop(data)``       once a user, after its last iteration
``teardown(data)``   once a run, after the last user
``plan()``           the plan's defaults, as a dictionary
===================  ====================================================================================

Instead of ``run`` there may be functions with ``@task(weight)``, of which each iteration does one, and functions with
``@scenario``, which serve the plan's scenario of that name. Each may be ``async``, and each may leave out ``data``.

An exception fails the iteration, and the user goes on. Each user has its own instance of the module: its globals are the
user's own. What is set is in seconds (``sleep``, ``timeout``); what was measured is in milliseconds, as in the reports.
"""

from typing import TYPE_CHECKING, Any

from . import log, session, store, vu
from .data import Row, Table, file
from .inbox import Address
from .job import poll_until
from .metrics import Counter, Gauge, Rate, Trend, check
from .request import Multipart, Request, delete, get, head, options, patch, post, put, request
from .response import Response, Timings
from .weights import Think, between, constant, scenario, task, tasks
from .vu import env, pace, pick, random, roll, secret, sleep, step
from .wait import Sent, send_all

__all__ = [
    "Address", "Counter", "Gauge", "Multipart", "Rate", "Request", "Response", "Row", "Sent", "Table", "Think", "Timings",
    "Trend", "between", "check", "constant", "delete", "env", "file", "gather", "get", "head", "log", "options", "pace",
    "patch", "pick", "poll_until", "post", "put", "random", "request", "roll", "scenario", "secret", "send_all",
    "session", "sleep", "step", "store", "task", "tasks", "timer", "vu",
]

if TYPE_CHECKING:
    from .loop import gather, timer


def __getattr__(name: str) -> Any:
    """What only async journeys have."""
    if name in ("gather", "timer"):
        from . import loop

        return getattr(loop, name)
    raise AttributeError(f"module 'throng' has no attribute {name!r}")
