"""What a list of leads tells beside the present job: earlier employers, schools, and since when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pyarrow as pa

from prospecting.exports.columns import stage, text
from prospecting.exports.dates import read_days
from prospecting.exports.headers import key, register
from prospecting.exports.sheet import Sheet

#: Of each job or school: the headers of its name, of title or degree, and of its years.
_JOBS: Final = (
    ("companyName", "linkedinJobTitle", "linkedinJobDateRange"),
    ("previousCompanyName", "linkedinPreviousJobTitle", "linkedinPreviousJobDateRange"),
)
_SCHOOLS: Final = (
    ("linkedinSchoolName", "linkedinSchoolDegree", "linkedinSchoolDateRange"),
    ("linkedinPreviousSchoolName", "linkedinPreviousSchoolDegree", "linkedinPreviousSchoolDateRange"),
)  # fmt: skip
register(key(name) for group in (*_JOBS, *_SCHOOLS) for name in group)


def spans(cells: Sequence[str]) -> tuple[list[date | None], list[date | None]]:
    """Begin and end of "Jan 2019 - Mar 2021"; an end that is no date ("Present") is open."""
    halves = [re.split(r"\s*[–—-]\s*", cell.strip(), maxsplit=1) for cell in cells]
    begun, _ = read_days([half[0] for half in halves], "")
    ended, _ = read_days([half[1] if len(half) > 1 else "" for half in halves], "")
    return begun, ended


def careers(sheet: Sheet, fields: dict[str, Any]) -> dict[str, pa.Table]:
    """Dated jobs and schools of people who have a profile link, as further tables."""
    if "url" not in fields:
        return {}
    urls = fields["url"].to_pylist()
    # By the header as written: whoever guessed what a column holds may have given it another key.
    places_of = {key(header): place for place, header in enumerate(sheet.header)}
    out: dict[str, pa.Table] = {}
    for table, name, post, groups in (
        ("positions", "company", "title", _JOBS),
        ("education", "school", "degree", _SCHOOLS),
    ):
        found: list[tuple[int, str, str, date | None, date | None]] = []
        for headers in groups:
            names, posts, years = (
                sheet.columns[places_of[key(header)]] if key(header) in places_of else None
                for header in headers
            )
            if names is None or years is None:
                continue
            begun, ended = spans(years)
            found += [
                (place, cell, posts[place] if posts else "", begun[place], ended[place])
                for place, cell in enumerate(names)
                if cell.strip() and urls[place] and begun[place]
            ]
        if not found:
            continue
        places, names_, posts_, begins, ends = zip(*found, strict=True)
        part = Sheet(
            sheet.file, sheet.member, sheet.header, sheet.keys,
            [sheet.rows[place] for place in places], [sheet.lines[place] for place in places],
        )  # fmt: skip
        told = {
            "person_url": [urls[place] for place in places],
            name: text(names_),
            post: text(posts_),
            "started_on": list(begins),
            "finished_on": list(ends),
        }
        out[table] = stage(table, part, told)
    return out
