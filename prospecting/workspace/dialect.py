"""The one place that knows where engines differ: what ``@name(expression)`` in our SQL stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Final

DIALECTS: Final[Mapping[str, Mapping[str, str]]] = {
    "duckdb": {
        "seconds": "CAST(epoch({0}) AS BIGINT)",  # of a timestamp, since 1970, UTC
        "days": "CAST(floor(epoch({0}) / 86400) AS BIGINT)",  # of a date, since 1970
        "day_of": "(DATE '1970-01-01' + CAST({0} AS INTEGER))",  # a date from days since 1970
    },
    "spark": {
        "seconds": "unix_timestamp({0})",
        "days": "unix_date({0})",
        "day_of": "date_from_unix_date({0})",
    },
}

_CALL = re.compile(r"@(\w+)\(")
_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


def render(text: str, engine: str = "duckdb") -> str:
    """``text`` in the words of ``engine``.

    Raises:
        KeyError: the text uses an expression that the dialect table does not have.
    """
    table = DIALECTS[engine]
    while (found := _CALL.search(text)) is not None:
        # To the bracket that closes this one: expressions nest.
        depth, end = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        inner = text[found.end() : end - 1]
        text = text[: found.start()] + table[found[1]].format(inner) + text[end:]
    return text


@lru_cache(maxsize=64)
def _statements(area: str) -> dict[str, str]:
    text = resources.files("prospecting.workspace").joinpath(f"sql/{area}.sql").read_text("utf-8")
    pieces = _NAME.split(text)
    return {name: render(sql).strip() for name, sql in zip(pieces[1::2], pieces[2::2], strict=True)}


def statement(name: str) -> str:
    """The SQL called ``area.name``: the part ``-- name: name`` of ``sql/area.sql``.

    Raises:
        KeyError: there is no such part.
    """
    area, _, part = name.partition(".")
    return _statements(area)[part]
