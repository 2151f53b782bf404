"""Surveys: a score from 0 to 10, by an address. Found by their marks, or by the shape alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from prospecting.exports.base import Context, Outcome, Reader, row_count
from prospecting.exports.columns import stage, text
from prospecting.exports.dates import Order, read_days
from prospecting.exports.formats.people import has_field
from prospecting.exports.headers import aliases, key, register
from prospecting.exports.limits import FileRefused
from prospecting.exports.sheet import Sheet

_EMAIL: Final = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+$")
#: Words of a question for a recommendation, in several languages.
QUESTION: Final = re.compile(
    r"recommend|likel(y|ihood)|empfehl|weiterempf|recomend|raccomand|consigli|aanbeve|probab|waarschijnlijk|poleci|rekommend|anbefal|suositel|порекоменд|"
    r"wahrscheinlich|\bnps\b|net promoter|satisf|zufrieden",
    re.IGNORECASE,
)
_NUMBERING: Final = re.compile(
    r"\bid\b|number|nummer|\bnr\b|\bno\b|#|count|year|jahr", re.IGNORECASE
)
#: Rows looked at to tell a column by its shape.
_SAMPLE: Final = 1000
_PLAIN: Final = frozenset({"score", "nps", "npsscore", "netpromoterscore"})
_NO_SCORE: Final = ("no score from 0 to 10", "Nothing to do, unless an answer is missing.")
_NO_EMAIL: Final = ("no e-mail address: whose answer it is cannot be told", "Add the address.")


_SCORE: Final = re.compile(
    r"\s*(?P<first>10|[0-9])(?:\.0+)?(?:\s*(?:[-–—:=(/]|$)|\s+[^\d\s])"
    r"|.*[^\d\s]\s*[-–—:=(]\s*(?P<last>10|[0-9])\)?\s*$",
    re.DOTALL,
)


def scores(cells: Sequence[str]) -> list[int | None]:
    """Whole numbers from 0 to 10, also as "9 - very likely"; None for everything else."""
    matches = [_SCORE.match(cell) if len(cell) <= 80 else None for cell in cells]
    return [int(match["first"] or match["last"]) if match else None for match in matches]


def find_score(sheet: Sheet) -> int | None:
    """The column of the score: by its name, by its question, or the only one of that shape."""
    named = sheet.find(aliases("survey", "score"))
    if named is not None and any(map(_SCORE.match, sheet.columns[named][:_SAMPLE])):
        return named
    shaped: list[int] = []
    for place, header in enumerate(sheet.header):
        cells = [cell for cell in sheet.columns[place][:_SAMPLE] if cell.strip()]
        read = scores(cells)
        if not cells or sum(value is not None for value in read) < 0.8 * len(cells):
            continue
        if QUESTION.search(header):
            return place
        if not _NUMBERING.search(header) and all(cell.strip().isdigit() for cell in cells):
            shaped.append(place)
    if named is not None and sheet.keys[named] in _PLAIN:
        return named  # nothing but the name: every row will be refused, each with the reason
    return shaped[0] if len(shaped) == 1 else None


def find_email(sheet: Sheet) -> int | None:
    """The column of the address: by its name, or by what stands in it."""
    named = sheet.find(aliases("survey", "email"))
    if named is not None:
        return named
    best, most = None, 0
    for place, cells in enumerate(sheet.columns):
        count = sum(bool(_EMAIL.match(cell.strip())) for cell in cells[:_SAMPLE])
        if count > most:
            best, most = place, count
    return best


class SurveyReader(Reader):
    """Answers with a score."""

    #: Headers of the date, beside those of the vocabulary.
    dates: Sequence[str] = ()
    order: Order | None = None

    def __init__(self) -> None:
        super().__init__()
        self._dates = (*(key(name) for name in self.dates), *aliases("survey", "answered_on"))
        register(key(name) for name in self.dates)

    def prepare(self, sheet: Sheet) -> Sheet:
        """Take away what is no answer."""
        return sheet

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One answer a row."""
        sheet = self.prepare(sheet)
        rows = row_count(sheet)
        score_at, email_at = find_score(sheet), find_email(sheet)
        if score_at is None:
            raise FileRefused(
                "No column with scores from 0 to 10 was found.", "Name the column 'Score'."
            )
        if email_at is None:
            raise FileRefused(
                "No column with e-mail addresses was found.", "Name the column 'Email'."
            )
        refused = {
            place: _NO_SCORE
            for place, value in enumerate(scores(sheet.columns[score_at]))
            if value is None
        }
        for place, cell in enumerate(sheet.columns[email_at]):
            if not _EMAIL.match(cell.strip()):
                refused.setdefault(place, _NO_EMAIL)
        sheet = sheet.keep(refused)
        fields: dict[str, Any] = {
            "email": text(sheet.columns[email_at]),
            "score": scores(sheet.columns[score_at]),
            "full_name": self._name(sheet),
        }
        company = sheet.column(*aliases("person", "company"))
        fields["company"] = text(company) if company is not None else None
        comment = self._comment(sheet, {score_at, email_at})
        fields["comment"] = text(comment) if comment is not None else None
        date_at = sheet.find(self._dates)
        if date_at is not None:
            fields["answered_on"], warnings = read_days(
                sheet.columns[date_at],
                sheet.header[date_at],
                order=self.order,
                hint=context.order_hint,
            )
            sheet.warnings.extend(warnings)
        return self.outcome(rows, sheet, {"surveys": stage("surveys", sheet, fields)})

    def _name(self, sheet: Sheet) -> Any:
        full = sheet.column(*aliases("survey", "full_name"))
        first = sheet.column("firstname", "respondentfirstname", *aliases("person", "first_name"))
        last = sheet.column("lastname", "respondentlastname", *aliases("person", "last_name"))
        if first is not None and last is not None and first is not last:
            return text([f"{a.strip()} {b.strip()}" for a, b in zip(first, last, strict=True)])
        return text(full) if full is not None else None

    def _comment(self, sheet: Sheet, taken: set[int]) -> Sequence[str] | None:
        named = sheet.find(aliases("survey", "comment"))
        if named is not None and named not in taken:
            return sheet.columns[named]
        for place, header in enumerate(sheet.header):
            asks = re.search(
                r"reason|why|improve|warum|grund|pourquoi|motivo|perch|waarom", header, re.I
            )
            if place not in taken and asks:
                return sheet.columns[place]
        return None


class SurveyMonkey(SurveyReader):
    """SurveyMonkey's export, whose second row is a header too."""

    kind = "surveymonkey"
    label = "SurveyMonkey answers"
    required = ("Respondent ID", "Collector ID")
    dates = ("End Date", "Date Modified", "Start Date", "Date Created")
    order = "mdy"

    def prepare(self, sheet: Sheet) -> Sheet:
        """The second header goes; it is the row without a respondent."""
        if sheet.rows and not sheet.rows[0][sheet.index["respondentid"]].strip():
            return Sheet(
                sheet.file, sheet.member, sheet.header, sheet.keys, sheet.rows[1:],
                sheet.lines[1:], sheet.preamble, sheet.rejects, sheet.warnings, sheet.delimiter,
            )  # fmt: skip
        if sheet.rejects and sheet.rejects[0].line == 2 and not any(sheet.rejects[0].cells):
            sheet.rejects.pop(0)
        return sheet


class Typeform(SurveyReader):
    """Typeform's export: the answer's token, the questions, the dates."""

    kind = "typeform"
    label = "Typeform answers"
    required = ("#", "Submit Date (UTC)")
    dates = ("Submit Date (UTC)",)


class Delighted(SurveyReader):
    """Delighted's export: the fields of its interface, times in seconds since 1970."""

    kind = "delighted"
    label = "Delighted answers"
    required = ("Score", "Permalink")
    dates = ("Created At", "Updated At")


class NpsSurvey(SurveyReader):
    """Any table with an address and a score from 0 to 10."""

    kind = "nps-survey"
    label = "NPS survey"

    def __init__(self, specific: Sequence[Reader] = ()) -> None:
        super().__init__()
        self._specific = specific

    def claims(self, sheet: Sheet) -> int:
        """An address, a score by name or question, and little else about the person."""
        if any(reader.claims(sheet) for reader in self._specific):
            return 0
        score, email = find_score(sheet), find_email(sheet)
        if score is None or email is None or score == email:
            return 0
        named = score == sheet.find(aliases("survey", "score"))
        if not named and not QUESTION.search(sheet.header[score]):
            # Only the shape speaks: with a day of the answer and some words it is a survey.
            worded = has_field(sheet, "survey", "comment") and has_field(
                sheet, "survey", "answered_on"
            )
            return 25 if worded and not has_field(sheet, "person", "company") else 0
        if any(has_field(sheet, "client", name) for name in ("since", "revenue", "do_not_ask")):
            return 0
        return 50 if has_field(sheet, "survey", "answered_on") else 30
