"""Server-sent events: feeds, and language models that answer while they write."""

from typing import TYPE_CHECKING, Self

from wit_world.imports import sse as raw

from .stream import Answered, Piece, StreamError

if TYPE_CHECKING:
    from .request import Request


class Event(Piece):
    """One event; :attr:`after` counts from when the request was sent."""

    __slots__ = ()

    @property
    def id(self) -> str:
        """The last ``id`` of the stream so far."""
        return self._raw.id()

    @property
    def kind(self) -> str:
        """The field ``event``; ``message`` where it is missing."""
        return self._raw.kind()


class Events(Answered):
    """A stream of events: :meth:`Request.events` opens one."""

    __slots__ = ()

    def __init__(self, request: "Request") -> None:
        super().__init__(raw.Source(request._raw))

    def opened(self) -> Self:
        """The stream itself when it is one; raises an error that says what came where it is not."""
        if not self.failure:
            return self
        raise StreamError(f"no stream of events: status {self.status}: {self.failure}")

    def receive(self, seconds: float) -> Event | None:
        """The next event; None when the time or the stream is over."""
        event = self._raw.receive(seconds * 1e3)
        return None if event is None else Event(event)

    async def next(self) -> Event | None:
        """The next event, while other things go on; None when the stream is over."""
        await self._arrival()
        return self.receive(0)

    def tokens(self, count: int) -> None:
        """So many tokens of a language model have come by now: ``llm_first_token``, ``llm_tokens_per_second``."""
        self._raw.tokens(count)

    @property
    def ended(self) -> bool:
        """Whether nothing more comes."""
        return self._raw.ended()

    def close(self) -> None:
        """Ends it, as a reader who has enough does."""
        self._raw.close()
