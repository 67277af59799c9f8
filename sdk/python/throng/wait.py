"""Waiting for several things."""

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Any

from wit_world.imports import http as raw

from .response import Response

if TYPE_CHECKING:
    from .request import Request


class Sent:
    """A request under way. It is cancelled when nothing refers to it any more."""

    def __init__(self, pending: Any) -> None:
        self._pending = pending
        self._response: Response | None = None

    def wait(self) -> Response:
        """Waits for the response, without async: start many, then wait for each, to load a page."""
        if self._response is None:
            self._response = Response(raw.wait(self._pending))
            self._pending = None
        return self._response

    async def _settled(self) -> Response:
        if self._pending is not None and not self._pending.ready():
            from .loop import until  # there already: a journey with `await` in it was built with it

            await until(self._pending.subscribe())
        return self.wait()

    def __await__(self) -> Generator[Any, None, Response]:
        return self._settled().__await__()


def send_all(requests: "Iterable[Request]") -> list[Response]:
    """Sends all at once and waits for all: the responses in the order given (k6's batch)."""
    return [sent.wait() for sent in [request.start() for request in requests]]
