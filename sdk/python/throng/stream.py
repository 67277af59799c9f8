"""What comes piece by piece, and how it is waited for."""

import json
from typing import Any, Self


class Stream:
    """Something open of the host's; it is closed when nothing refers to it any more, and when the iteration ends."""

    __slots__ = ("_raw",)

    def __init__(self, handle: Any) -> None:
        self._raw = handle

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._raw.__exit__(None, None, None)

    @property
    def failure(self) -> str:
        """Empty so long as nothing failed."""
        return self._raw.failure()

    async def _arrival(self) -> None:
        from .loop import until  # there already: a journey with `await` in it was built with it

        await until(self._raw.subscribe())


class Answered(Stream):
    """A stream that an HTTP answer begins."""

    __slots__ = ()

    @property
    def status(self) -> int:
        """0 when no answer came."""
        return self._raw.status()

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return self._raw.header(name)


class Piece:
    """One message; valid until the iteration ends."""

    __slots__ = ("_raw",)

    def __init__(self, handle: Any) -> None:
        self._raw = handle

    @property
    def after(self) -> float:
        """When it came, in milliseconds."""
        return self._raw.after()

    def text(self) -> str:
        """As text; what is no UTF-8 is replaced."""
        return self._raw.text()

    def json(self) -> Any:
        """As JSON."""
        return json.loads(self._raw.text())

    def pointer(self, pointer: str) -> str | None:
        """What an RFC 6901 pointer names: a string without its quotes, anything else as JSON text."""
        return self._raw.json(pointer)


class StreamError(Exception):
    """A stream was not opened."""
