"""Requests: built, sent once; or made at the top of a module and sent many times."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Self

from wit_world.imports import http as raw

from .download import Download
from .grpc import Call
from .handle import Handle, fields, text
from .response import Response
from .sse import Events
from .wait import Sent
from .websocket import WebSocket


class Multipart(Handle):
    """The parts of a multipart body."""

    def __init__(self) -> None:
        super().__init__(raw.Multipart)

    def field(self, name: str, value: Any) -> Self:
        """A field of text."""
        return self._change("field", name, text(value))

    def part(self, name: str, filename: str, content: bytes | str, content_type: str = "") -> Self:
        """A file with this content; without a content type, that of the filename's extension."""
        return self._change("part", name, filename, content_type, _bytes(content))

    def file(self, name: str, filename: str, file: str, content_type: str = "") -> Self:
        """A file of the plan; its bytes never pass through the journey."""
        return self._change("file", name, filename, content_type, file)


class Request(Handle):
    """A request. Placeholders in the url, ``/items/{id}``, are filled by :meth:`param`; a relative url is resolved against
    the plan's target. Whatever is set replaces what was set before.

    One that is kept, at the top of the module or in ``start``, is sent many times: set what changes, then send it.
    """

    def __init__(self, method: str, url: str) -> None:
        super().__init__(lambda: raw.Request(method, url))

    @classmethod
    def of(cls, handle: Any) -> Self:
        """One that the host has made already."""
        request = cls("", "")
        request._handle = handle
        return request

    def param(self, name: str, value: Any) -> Self:
        """Fills ``{name}`` in the url, percent-encoded."""
        return self._change("param", name, text(value))

    def query(self, name: str, value: Any) -> Self:
        """Sets one parameter of the query, percent-encoded."""
        return self._change("query", name, text(value))

    def header(self, name: str, value: Any) -> Self:
        """Replaces every header of that name; an empty value removes it."""
        return self._change("header", name, text(value))

    def add_header(self, name: str, value: Any) -> Self:
        """Adds one more header of that name: the only setter that adds. On a request that is kept it grows each time."""
        return self._change("add_header", name, text(value))

    def bytes(self, content: "bytes") -> Self:
        """A body of bytes."""
        return self._change("bytes", content)

    def text(self, content: str) -> Self:
        """A body of text."""
        return self._change("text", content)

    def json(self, value: Any) -> Self:
        """A JSON body made of a value, written without spaces."""
        return self.json_text(json.dumps(value, separators=(",", ":"), ensure_ascii=False))

    def json_text(self, content: str) -> Self:
        """A JSON body that is text already."""
        return self._change("json", content)

    def form(self, pairs: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> Self:
        """A body as an HTML form sends it."""
        return self._change("form", fields(pairs))

    def multipart(self, parts: Multipart) -> Self:
        """A multipart body."""
        self._raw.multipart(parts._raw)
        return self

    def file(self, name: str) -> Self:
        """A file of the plan as the body; its bytes never pass through the journey."""
        return self._change("file", name)

    def empty(self) -> Self:
        """No body."""
        return self._change("empty")

    def basic_auth(self, user: str, password: str) -> Self:
        """Basic authentication."""
        return self._change("basic_auth", user, password)

    def digest_auth(self, user: str, password: str) -> Self:
        """Digest authentication."""
        return self._change("digest_auth", user, password)

    def bearer(self, token: str) -> Self:
        """``authorization: Bearer …``."""
        return self._change("bearer", token)

    def timeout(self, seconds: float) -> Self:
        """How long it may take in all."""
        return self._change("timeout", seconds * 1e3)

    def redirects(self, at_most: int) -> Self:
        """How many redirects are followed; 0 for none."""
        return self._change("redirects", at_most)

    def version(self, protocol: str) -> Self:
        """``1.1`` or ``2``; without it the plan decides."""
        return self._change("version", protocol)

    def name(self, name: str) -> Self:
        """The series that the timings go to; without it the url with its placeholders."""
        return self._change("name", name)

    def tag(self, key: str, value: Any) -> Self:
        """A tag of its samples."""
        return self._change("tag", key, text(value))

    def expect(self, statuses: str | int) -> Self:
        """Statuses that count as success: ``200``, ``2xx,404``, ``200-299,409``; without it 200-399. Bad syntax traps."""
        return self._change("expect", str(statuses))

    def discard(self) -> Self:
        """The body is read, counted and dropped."""
        return self._change("discard")

    def await_verdict(self) -> Self:
        """The sample waits for :meth:`Response.judge`."""
        return self._change("await_verdict")

    def htmx(self, target: str = "") -> Self:
        """Asks as HTMX would for a part of a page, for the element of this id: ``HX-Request`` and ``HX-Target`` are set, its
        duration is a sample of ``htmx_swap_duration`` too, and a whole page instead of a part counts in ``htmx_fallback``.
        """
        return self._change("htmx", target)

    def download(self) -> Download:
        """Sends it, waits for the headers, and gives the body as it comes."""
        return Download(self)

    def events(self) -> Events:
        """Sends it and reads the answer as a stream of server-sent events."""
        return Events(self)

    def websocket(self) -> WebSocket:
        """Opens a WebSocket and waits for the answer. Subprotocols go in the header ``sec-websocket-protocol``."""
        return WebSocket(self)

    def call(self, method: str) -> Call:
        """Begins a gRPC call, ``package.Service/Method``: target, metadata (as headers) and deadline are the request's."""
        return Call(self, method)

    def send(self) -> Response:
        """Sends it and waits. What the target does never raises: without a response the status is 0."""
        return Response(self._raw.send())

    def hit(self) -> int:
        """Sends it, drops the body and gives the status only, 0 without a response: the cheapest request."""
        return self._raw.hit()

    def start(self) -> Sent:
        """Begins to send and returns at once. ``await`` what it gives, or call its ``wait()``."""
        return Sent(self._raw.start())


def _bytes(content: bytes | str) -> bytes:
    return content.encode() if isinstance(content, str) else content


def request(method: str, url: str) -> Request:
    """A request with any method."""
    return Request(method, url)


def get(url: str) -> Request:
    """A GET request."""
    return Request("GET", url)


def head(url: str) -> Request:
    """A HEAD request."""
    return Request("HEAD", url)


def post(url: str) -> Request:
    """A POST request."""
    return Request("POST", url)


def put(url: str) -> Request:
    """A PUT request."""
    return Request("PUT", url)


def patch(url: str) -> Request:
    """A PATCH request."""
    return Request("PATCH", url)


def delete(url: str) -> Request:
    """A DELETE request."""
    return Request("DELETE", url)


def options(url: str) -> Request:
    """An OPTIONS request."""
    return Request("OPTIONS", url)
