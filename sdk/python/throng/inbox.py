"""What the target does later: addresses of the run's own receiver, and what comes to them."""

from typing import Self

from wit_world.imports import inbox as raw

from .handle import Handle
from .stream import Piece


class Delivery(Piece):
    """One request that came; :attr:`after` counts from the address's :meth:`Address.start`."""

    __slots__ = ()

    @property
    def attempt(self) -> int:
        """How often this one had come by then, itself included."""
        return self._raw.attempt()

    @property
    def answered(self) -> int:
        """What the receiver answered."""
        return self._raw.answered()

    @property
    def method(self) -> str:
        """``POST``, mostly."""
        return self._raw.method()

    @property
    def path(self) -> str:
        """Path and query behind the address."""
        return self._raw.path()

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All headers, in the order received."""
        return self._raw.headers()

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return self._raw.header(name)

    def signed(self, header: str, key: str) -> bool:
        """Whether this header holds the HMAC-SHA256 of the body under this key: hex or base64, after ``sha256=`` or alone."""
        return self._raw.signed(header, key)

    def bytes(self) -> bytes:
        """The body as it came."""
        return self._raw.bytes()


class Address(Handle):
    """A fresh address that nobody can guess; the plan needs ``[inbox]``. The name tags what is delivered."""

    def __init__(self, name: str) -> None:
        super().__init__(lambda: raw.Address(name))

    @property
    def url(self) -> str:
        """Where the target should deliver; a path and a query may be appended."""
        return self._raw.url()

    def start(self) -> Self:
        """Starts the clock of :attr:`Delivery.after`, which else runs since the address was made."""
        self._raw.start()
        return self

    def answer(self, status: int, seconds: float = 0) -> Self:
        """What is answered from now on, and after how long; 200 at once without it."""
        return self._change("answer", status, seconds * 1e3)

    def identify(self, header: str) -> Self:
        """The header that names a delivery, so that its repetitions are known; without it, its body does."""
        return self._change("identify", header)

    def receive(self, seconds: float) -> Delivery | None:
        """The next delivery; None when so many seconds are over."""
        delivery = self._raw.receive(seconds * 1e3)
        return None if delivery is None else Delivery(delivery)

    async def next(self) -> Delivery:
        """The next delivery, while other things go on."""
        from .loop import until  # there already: a journey with `await` in it was built with it

        while True:
            await until(self._raw.subscribe())
            delivery = self.receive(0)
            if delivery is not None:
                return delivery

    @property
    def waiting(self) -> int:
        """Deliveries that wait to be received."""
        return self._raw.waiting()
