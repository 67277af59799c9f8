"""``http.client`` over the host, and so ``urllib.request`` and what is built on them: their requests are measured, named and held
to the allow-list like any other. The entry installs it where the journey imported ``http.client``."""

import http.client
import io
import re
import sys
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from .request import Request
from .response import Response

#: What the host sets itself.
_OF_THE_HOST = {"host", "connection", "content-length", "transfer-encoding"}


#: A segment that only tells one thing from another: a number, a UUID, or many hexadecimal digits.
_ID = re.compile(r"(?i)(?<=[^/:]/)(\d+|[0-9a-f]{16,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=/|$)")


def series_of(url: str) -> str:
    """What the series of such a request is named: the url without its query, with ``{id}`` for what only tells one thing from
    another."""
    return _ID.sub("{id}", re.sub("[?#].*", "", url))


class _Answer(io.BytesIO):
    """What programs use of ``http.client.HTTPResponse``."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.bytes())
        self.status = self.code = response.status
        self.reason = self.msg = HTTPStatus(response.status).phrase if response.status in HTTPStatus else ""
        self.version = 20 if response.version == "2" else 11
        self.url = response.url
        self.will_close = False
        self.headers = http.client.HTTPMessage()
        for name, value in response.headers:
            self.headers.add_header(name, value)

    def getheader(self, name: str, default: str | None = None) -> str | None:
        values = self.headers.get_all(name)
        return ", ".join(values) if values else default

    def getheaders(self) -> list[tuple[str, str]]:
        return self.headers.items()

    def info(self) -> http.client.HTTPMessage:
        return self.headers

    def geturl(self) -> str:
        return self.url

    def getcode(self) -> int:
        return self.status


class _Connection(http.client.HTTPConnection):
    """A connection that is the host's business."""

    scheme = "http"

    def __init__(self, host: str, port: int | None = None, timeout: Any = None, **_: Any) -> None:
        self.origin = f"{self.scheme}://{host}{f':{port}' if port else ''}"
        self.limit = timeout if isinstance(timeout, (int, float)) else None
        self.sock = None
        self._answer: _Answer | None = None

    def connect(self) -> None:
        """The host connects."""

    def close(self) -> None:
        """The host closes."""

    def set_debuglevel(self, level: int) -> None:
        """There is nothing to be shown here; see ``throng run --http-debug``."""

    def set_tunnel(self, *_: Any, **__: Any) -> None:
        raise OSError("a proxy is the plan's: set `http.proxy` there")

    def request(
        self, method: str, url: str, body: Any = None, headers: Mapping[str, str] = {}, *, encode_chunked: bool = False
    ) -> None:
        whole = url if "://" in url else self.origin + url
        request = Request(method, whole).redirects(0).name(series_of(whole))
        for name, value in headers.items():
            if name.lower() == "throng-name":
                request.name(value)
            elif name.lower() not in _OF_THE_HOST:
                request.header(name, value)
        if body is not None:
            request.bytes(_bytes(body))
        if self.limit is not None:
            request.timeout(self.limit)
        response = request.send()
        if response.status == 0:
            raise ConnectionError(f"{response.failure}: {response.message}")
        self._answer = _Answer(response)

    def getresponse(self) -> Any:
        if self._answer is None:
            raise http.client.ResponseNotReady()
        answer, self._answer = self._answer, None
        return answer


class _SecureConnection(_Connection):
    scheme = "https"


def _bytes(body: bytes | str | Iterable[bytes] | Any) -> bytes:
    if isinstance(body, str):
        return body.encode("iso-8859-1")
    if hasattr(body, "read"):
        return body.read()
    return body if isinstance(body, bytes) else b"".join(body)


def install() -> None:
    """Puts these connections in the place of the library's."""
    http.client.HTTPConnection = _Connection  # type: ignore[misc]
    http.client.HTTPSConnection = _SecureConnection  # type: ignore[misc]
    library: Any = sys.modules.get("urllib.request")
    if library is not None and not hasattr(library, "HTTPSHandler"):

        class HTTPSHandler(library.AbstractHTTPHandler):  # type: ignore[misc]
            def https_open(self, request: Any) -> Any:
                return self.do_open(_SecureConnection, request)

            https_request = library.AbstractHTTPHandler.do_request_

        library.HTTPSHandler = HTTPSHandler
