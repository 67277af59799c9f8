"""Bodies that are read while they come: without an end, or too large to hold."""

from typing import TYPE_CHECKING

from wit_world.imports import http as raw

from .stream import Answered

if TYPE_CHECKING:
    from .request import Request


class Download(Answered):
    """A body on its way: :meth:`Request.download` begins one."""

    __slots__ = ()

    def __init__(self, request: "Request") -> None:
        super().__init__(raw.Download(request._raw))

    def receive(self, seconds: float) -> bytes | None:
        """What has come, 64 KiB at most; None when the time or the body is over."""
        return self._raw.receive(seconds * 1e3)

    async def next(self) -> bytes | None:
        """The next piece, while other things go on; None when the body is over."""
        await self._arrival()
        return self.receive(0)

    @property
    def received(self) -> int:
        """Bytes that have come, received or not."""
        return self._raw.received()

    @property
    def ended(self) -> bool:
        """Whether nothing more comes: all of the body was received, or it failed."""
        return self._raw.ended()
