"""WebSockets: several at a time where a journey wants them."""

from typing import TYPE_CHECKING, Self

from wit_world.imports import websocket as raw

from .stream import Answered, Piece, StreamError

if TYPE_CHECKING:
    from .request import Request


class Message(Piece):
    """One message; :attr:`after` counts from when the socket opened."""

    __slots__ = ()

    @property
    def is_text(self) -> bool:
        """Whether it was sent as text."""
        return self._raw.is_text()

    def bytes(self) -> bytes:
        """As it came."""
        return self._raw.bytes()

    def contains(self, text: str) -> bool:
        """Whether this text is in it."""
        return self._raw.contains(text)


class WebSocket(Answered):
    """A WebSocket: :meth:`Request.websocket` opens one."""

    __slots__ = ()

    def __init__(self, request: "Request") -> None:
        super().__init__(raw.Socket(request._raw))

    def opened(self) -> Self:
        """The socket itself when it was opened; raises an error that says what came where it was not."""
        if self.status == 101:
            return self
        raise StreamError(f"no WebSocket: {self.failure}" if self.status == 0 else f"no WebSocket: status {self.status}")

    def send(self, content: str | bytes) -> None:
        """Sends a text, or bytes; on a socket that is closed, nothing."""
        if isinstance(content, str):
            self._raw.send_text(content)
        else:
            self._raw.send_bytes(content)

    def receive(self, seconds: float) -> Message | None:
        """The next message; None when the time is over, or when the socket is closed and all were received."""
        message = self._raw.receive(seconds * 1e3)
        return None if message is None else Message(message)

    async def next(self) -> Message | None:
        """The next message, while other things go on; None when the socket is closed and all were received."""
        await self._arrival()
        return self.receive(0)

    def ping(self, seconds: float) -> float | None:
        """Sends a ping and waits for its pong: the round trip in milliseconds, a sample of ``ws_ping``."""
        return self._raw.ping(seconds * 1e3)

    def close(self, code: int = 1000, reason: str = "") -> None:
        """Closes it in order and waits for the answer, a second at the longest."""
        self._raw.close(code, reason)

    @property
    def closed(self) -> int | None:
        """The close code once it is closed (1005 where it had none, 1006 where it broke)."""
        return self._raw.closed() or None
