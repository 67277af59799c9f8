"""The text of an exception, as the report shows it: the message, and in a line of its own where it was raised."""

import os
import traceback

_SDK = os.path.dirname(__file__)


def failure_text(error: BaseException) -> str:
    """The message, and the journey's own frames, the innermost first."""
    message = str(error)
    if type(error) is not Exception:
        message = f"{type(error).__name__}: {message}" if message else type(error).__name__
    places = [
        f"{frame.name} ({os.path.basename(frame.filename)}:{frame.lineno})"
        for frame in reversed(traceback.extract_tb(error.__traceback__, limit=None))
        if not frame.filename.startswith((_SDK, "/python"))
    ]
    return f"{message}\n  at {' < '.join(places)}" if places else message
