"""Forms of a page."""

from typing import TYPE_CHECKING, Any, Self

from .handle import text

if TYPE_CHECKING:
    from .request import Request
    from .response import Response


class Form:
    """A form: hidden fields (a CSRF token, say) and defaults are there already. Valid until the iteration ends."""

    __slots__ = ("_raw",)

    def __init__(self, handle: Any) -> None:
        self._raw = handle

    def value(self, name: str) -> str | None:
        """The value that would be sent under this name."""
        return self._raw.value(name)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """All that would be sent, in the order of the page."""
        return self._raw.fields()

    def set(self, name: str, value: Any) -> Self:
        """Types into a field, ticks a box (its value; empty: unticks), chooses of a list."""
        self._raw.set(name, text(value))
        return self

    def file(self, name: str, filename: str, content: bytes, content_type: str = "") -> Self:
        """Chooses a file; without a content type, that of the filename's extension."""
        self._raw.file(name, filename, content_type, content)
        return self

    def press(self, button: str) -> Self:
        """Presses a submit button by its name, id or text; without such a button, nothing changes."""
        self._raw.press(button)
        return self

    def request(self) -> "Request":
        """The request that sending it is, to set a name, tags or expected statuses on."""
        from .request import Request

        return Request.of(self._raw.request())

    def send(self) -> "Response":
        """Sends it."""
        return self.request().send()
