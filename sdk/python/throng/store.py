"""A small store that all users of a run share."""

from wit_world.imports import store as raw


def put(key: str, value: str) -> None:
    """Sets the value of a key."""
    raw.put(key, value)


def get(key: str) -> str | None:
    """The value of a key."""
    return raw.get(key)


def push(queue: str, value: str) -> None:
    """Appends to a queue."""
    raw.push(queue, value)


def pop(queue: str) -> str | None:
    """Takes the oldest of a queue; None when it is empty."""
    return raw.pop(queue)


def count(key: str, by: float) -> float:
    """Adds to a number and gives the new value."""
    return raw.count(key, by)
