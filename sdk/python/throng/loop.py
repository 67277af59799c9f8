"""asyncio over ``wasi:io/poll``, on one thread: its ``sleep``, ``gather``, ``wait_for`` and ``TaskGroup`` work as everywhere.

A journey that is not async does without this module, and without asyncio: both would be a part of every user's memory.
"""

import asyncio
from asyncio import base_events
from collections.abc import Awaitable, Coroutine
from typing import Any

from wit_world.imports import poll
from wit_world.imports import vu as raw_vu


class _Selector:
    """What asyncio calls to wait; ``timeout`` is the time to its own next timer."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Any, asyncio.Future[None]]] = []

    def select(self, timeout: float | None) -> list[tuple[Any, asyncio.Future[None]]]:
        if not self.waiting:
            if timeout is None:
                raise RuntimeError("nothing left to wait for: an awaitable that is never done")
            if timeout <= 0:
                return []
        entries = self.waiting
        clock = [] if timeout is None else [raw_vu.timer(max(timeout, 0) * 1e3)]
        ready = set(poll.poll([pollable for pollable, _ in entries] + clock))
        for one in clock:
            one.__exit__(None, None, None)
        self.waiting = [entry for index, entry in enumerate(entries) if index not in ready]
        return [entry for index, entry in enumerate(entries) if index in ready]

    def close(self) -> None:
        for pollable, _ in self.waiting:
            pollable.__exit__(None, None, None)
        self.waiting = []


class _Loop(base_events.BaseEventLoop):
    def __init__(self) -> None:
        super().__init__()
        self._selector = _Selector()

    def _process_events(self, events: list[tuple[Any, asyncio.Future[None]]]) -> None:
        for pollable, future in events:
            pollable.__exit__(None, None, None)
            if not future.done():
                future.set_result(None)

    def _write_to_self(self) -> None:
        """There is no other thread to be woken from."""


async def until(pollable: Any) -> None:
    """Waits for a pollable of the host."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, _Loop), "the journey's functions run on the loop of this module"
    future: asyncio.Future[None] = loop.create_future()
    entry = (pollable, future)
    loop._selector.waiting.append(entry)
    try:
        await future
    finally:
        if entry in loop._selector.waiting:
            loop._selector.waiting.remove(entry)
            pollable.__exit__(None, None, None)


async def gather(*several: Awaitable[Any]) -> list[Any]:
    """All of them, in the order given."""
    return await asyncio.gather(*(_one(each) for each in several))


async def _one(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


async def timer(seconds: float) -> None:
    """As ``sleep``, for ``await``: other things go on meanwhile."""
    await until(raw_vu.timer(seconds * 1e3))


_loop: _Loop | None = None


def run_until_done(main: Coroutine[Any, Any, Any]) -> Any:
    """Runs a coroutine to its end; what it left running is cancelled."""
    global _loop
    if _loop is None:
        _loop = _Loop()
        asyncio.set_event_loop(_loop)
    try:
        return _loop.run_until_complete(main)
    finally:
        left = asyncio.all_tasks(_loop)
        for task in left:
            task.cancel()
        if left:
            _loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
