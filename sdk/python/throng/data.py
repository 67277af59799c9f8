"""Tables and files of the plan, kept once on the host for all users."""

import json
from typing import Any

from wit_world.imports import data as raw

from .handle import Handle, Life, wake


class Row:
    """A row of a table."""

    def __init__(self, table: "Table", index: int) -> None:
        self._table = table
        #: Its number, from 0.
        self.index = index

    def cell(self, column: str) -> str:
        """A cell. Raises where there is no such row or column."""
        return self._found(self._table._raw.cell(self.index, column), f" {column}")

    def __getitem__(self, column: str) -> str:
        return self.cell(column)

    def json(self) -> dict[str, Any]:
        """The row as a dictionary."""
        return json.loads(self._found(self._table._raw.json(self.index), ""))

    def _found(self, value: str | None, column: str) -> str:
        if value is None:
            raise LookupError(f"table {self._table.name} has nothing in row {self.index}{column}")
        return value


class Table(Handle):
    """A table of the plan (CSV, JSON or JSON lines). A name that the plan does not have traps at the first use."""

    def __init__(self, name: str) -> None:
        super().__init__(lambda: raw.Table(name))
        #: Its name in the plan.
        self.name = name

    def __len__(self) -> int:
        return self._raw.length()

    def next(self) -> Row | None:
        """The next row by the plan's policy; None when all are used up."""
        return self._row(self._raw.next())

    def mine(self) -> Row | None:
        """The row that is this user's own for the whole run; None when there are more users than rows."""
        return self._row(self._raw.mine())

    def row(self, index: int) -> Row:
        """The row of that number, from 0."""
        return Row(self, index)

    def _row(self, index: int | None) -> Row | None:
        return None if index is None else Row(self, index)


def file(name: str) -> bytes:
    """The bytes of a file of the plan. An unknown name traps."""
    wake("file", Life.called)
    return raw.file(name)
