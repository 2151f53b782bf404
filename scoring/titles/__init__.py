"""Job titles: level, functions, decision-maker, and whether the job is still held."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.titles.reading import TitleReading

__all__ = ["TitleReading", "read_titles"]


def read_titles(titles: Sequence[str]) -> list[TitleReading]:
    """Each title read by itself, in order: any text gives a reading, an empty one confidence 0."""
    # The lexicon takes half a second to build: with the first reading, not with the first import.
    from scoring.titles.read import read_titles as read

    return read(titles)
