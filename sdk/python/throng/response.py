"""Responses: their payload stays on the host until it is asked for."""

import json
import math
from dataclasses import dataclass
from typing import Any, Self

from .form import Form


@dataclass(frozen=True, slots=True)
class Timings:
    """The phases of the last hop in milliseconds; 0 for what did not happen (a reused connection)."""

    #: Waiting for a free connection.
    blocked: float
    #: Looking the name up.
    resolving: float
    #: Opening the connection.
    connecting: float
    #: The TLS handshake.
    securing: float
    #: Writing the request.
    sending: float
    #: Until the first byte.
    waiting: float
    #: Reading the rest.
    receiving: float


class Response:
    """What came back, or why nothing did. Valid until the iteration ends."""

    __slots__ = ("_raw",)

    def __init__(self, handle: Any) -> None:
        self._raw = handle

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._raw.__exit__(None, None, None)

    @property
    def status(self) -> int:
        """0 when no response came; :attr:`failure` says why."""
        return self._raw.status()

    @property
    def ok(self) -> bool:
        """A response came, and its status is one that was expected."""
        return self._raw.ok()

    @property
    def failure(self) -> str:
        """Empty, or the reason: dns, connect, tls, timeout, reset, protocol, too-large, denied, cancelled, invalid, …"""
        return self._raw.failure()

    @property
    def message(self) -> str:
        """The reason in words."""
        return self._raw.message()

    @property
    def url(self) -> str:
        """The url after redirects."""
        return self._raw.url()

    @property
    def hops(self) -> int:
        """How many redirects were followed."""
        return self._raw.hops()

    @property
    def version(self) -> str:
        """``1.1`` or ``2``."""
        return self._raw.version()

    @property
    def size(self) -> int:
        """Bytes of the body as decoded."""
        return self._raw.size()

    @property
    def duration(self) -> float:
        """sending + waiting + receiving of the last hop, in milliseconds."""
        return self._raw.duration()

    @property
    def timings(self) -> Timings:
        """All phases."""
        raw = self._raw
        return Timings(
            raw.blocked(), raw.resolving(), raw.connecting(), raw.securing(), raw.sending(), raw.waiting(), raw.receiving()
        )

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All headers, in the order received."""
        return self._raw.headers()

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        return self._raw.header(name)

    def success(self) -> Self:
        """The response itself when it is :attr:`ok`; raises an error that says what came where it is not."""
        if self.ok:
            return self
        if self.status == 0:
            raise ResponseError(f"{self.url}: no response: {self.message}")
        raise ResponseError(f"{self.url}: status {self.status}")

    def judge(self, passed: bool, reason: str = "") -> None:
        """Whether a request with ``await_verdict`` passed, whatever its status."""
        self._raw.judge(passed, reason)

    def bytes(self) -> bytes:
        """The body."""
        return self._raw.bytes()

    def text(self) -> str:
        """The body as text; what cannot be decoded is replaced."""
        return self._raw.text()

    def json(self) -> Any:
        """The body as JSON. To take one or two values, :meth:`pointer` and :meth:`number` are cheaper."""
        try:
            return json.loads(self._raw.text())
        except json.JSONDecodeError as error:
            raise ResponseError(f"{self.url}: status {self.status}: {error}") from error

    def contains(self, text: str) -> bool:
        """Whether the body has this text in it; the body stays on the host."""
        return self._raw.contains(text)

    def pointer(self, pointer: str) -> str | None:
        """What an RFC 6901 pointer (``/items/0/id``) names: a string without its quotes, anything else as JSON text."""
        return self._raw.json(pointer)

    def number(self, pointer: str) -> float | None:
        """The number that a pointer names."""
        number = self._raw.json_number(pointer)
        return None if math.isnan(number) else number

    def length(self, pointer: str) -> int:
        """Members of the array or object that a pointer names; 0 for anything else."""
        return self._raw.json_length(pointer)

    def find(self, pattern: str, group: int = 0) -> str | None:
        """A group of a regular expression's first match; group 0 is the whole match. A bad pattern traps."""
        return self._raw.find(pattern, group)

    def find_all(self, pattern: str, group: int = 0) -> list[str]:
        """As :meth:`find`, of every match."""
        return self._raw.find_all(pattern, group)

    def select(self, css: str) -> list[str]:
        """Text of every element that a CSS selector matches. A bad selector traps."""
        return self._raw.select(css)

    def attribute(self, css: str, name: str) -> list[str]:
        """An attribute of every element that a CSS selector matches."""
        return self._raw.attribute(css, name)

    def xpath(self, path: str) -> list[str]:
        """What an XPath 1.0 expression gives of an XML body: the text of each node, or the one value."""
        return self._raw.xpath(path)

    @property
    def is_page(self) -> bool:
        """Whether the body is a whole HTML page, not a part of one."""
        return self._raw.is_page()

    def form(self, css: str) -> Form | None:
        """The first form that a CSS selector matches, filled as the page fills it."""
        form = self._raw.form(css)
        return None if form is None else Form(form)

    def embedded(self) -> "list[Response]":
        """Fetches what the page embeds (images, styles, scripts …): no browser, nothing is executed. They have no bodies."""
        return [Response(response) for response in self._raw.embedded()]


class ResponseError(Exception):
    """A response was not what the journey needs."""
