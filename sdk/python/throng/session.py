"""What this user's client remembers: cookies, default headers, connections."""

from wit_world.imports import session as raw


def cookie(url: str, name: str) -> str | None:
    """A cookie that would be sent to this url."""
    return raw.cookie(url, name)


def set_cookie(url: str, cookie: str) -> None:
    """Sets a cookie, written as in a Set-Cookie line."""
    raw.set_cookie(url, cookie)


def clear_cookies() -> None:
    """Forgets all cookies."""
    raw.clear_cookies()


def header(name: str, value: str) -> None:
    """A header of every request that does not set it itself; an empty value removes it."""
    raw.header(name, value)


def expect(statuses: str | int) -> None:
    """Expected statuses of every request that sets none itself."""
    raw.expect(str(statuses))


def identity(certificate: str, key: str) -> None:
    """A client certificate and its key: names of files of the plan."""
    raw.identity(certificate, key)


def disconnect() -> None:
    """Closes the connections."""
    raw.disconnect()
