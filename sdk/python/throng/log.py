"""Lines of the engine's log; ``print`` writes there too."""

from wit_world.imports import log as raw


def debug(message: object) -> None:
    """For the author; shown when asked for."""
    raw.debug(str(message))


def info(message: object) -> None:
    """For the reader."""
    raw.info(str(message))


def warn(message: object) -> None:
    """Something is not as it should be."""
    raw.warn(str(message))


def error(message: object) -> None:
    """Something failed; it ends nothing."""
    raw.error(str(message))
