"""Adds to tagged series that it asks for in each iteration: one that is always the same, and one of 3,000."""

from throng import Counter, vu

SEEN = Counter("seen")


def run():
    SEEN.tagged({"shelf": "lamps"}).add(1)
    SEEN.tagged({"row": vu.iteration() % 3000}).add(1)
