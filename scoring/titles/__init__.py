"""Job titles: level, functions, decision-maker, and whether the job is still held."""

from scoring.titles.read import read_titles
from scoring.titles.reading import TitleReading

__all__ = ["TitleReading", "read_titles"]
