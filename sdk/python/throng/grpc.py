"""gRPC: unary calls and streams."""

import json
from typing import TYPE_CHECKING, Any, Self

from wit_world.imports import grpc as raw

from .stream import Stream

if TYPE_CHECKING:
    from .request import Request


class Call(Stream):
    """A call: :meth:`Request.call` begins one. One that has not ended is cancelled when nothing refers to it any more."""

    __slots__ = ()

    def __init__(self, request: "Request", method: str) -> None:
        super().__init__(raw.Call(request._raw, method))

    def send(self, message: Any) -> Self:
        """Sends a message, by protobuf's JSON mapping. One that does not fit the method's input traps."""
        self._raw.send(json.dumps(message, ensure_ascii=False))
        return self

    def finish(self) -> Self:
        """No message follows. A method that takes one message needs no ``finish``."""
        self._raw.finish()
        return self

    def receive(self, seconds: float) -> Any:
        """The next message; None when the time or the call is over."""
        message = self._raw.receive(seconds * 1e3)
        return None if message is None else json.loads(message)

    async def next(self) -> Any:
        """The next message, while other things go on; None when the call is over."""
        await self._arrival()
        return self.receive(0)

    @property
    def code(self) -> int | None:
        """The status code once the call is over; 0 is OK."""
        return self._raw.code()

    @property
    def reason(self) -> str:
        """The status message; empty before and where there is none."""
        return self._raw.reason()

    def metadata(self, name: str) -> str | None:
        """The first header or trailer of that name, of what has come so far; binary ones (``-bin``) in base64."""
        return self._raw.metadata(name)
