"""What was written down at the table or kept before: answers about prospects, and past asks."""

from __future__ import annotations

from typing import Final

from prospecting.exports.base import Context, Outcome, Reader, blank_rows, row_count
from prospecting.exports.columns import claimed, column, read_columns, stage
from prospecting.exports.sheet import Sheet
from prospecting.exports.values import translate

_NO_ANSWER: Final = (
    "no answer that says well, little or not",
    "Write well, little or not in the column 'answer'.",
)
_NO_STAGE: Final = (
    "the stage is not known",
    "Use a stage such as asked, introduced, meeting, won or declined.",
)


class MeetingAnswers(Reader):
    """An introducer's answers: how well do you know …?"""

    kind = "meeting-answers"
    label = "Answers from a meeting"
    columns = (
        column("client_email", family="answer"),
        column("prospect_id", family="answer"),
        column("prospect_name", family="answer"),
        column("prospect_url", family="answer"),
        column("answer", family="answer"),
        column("answered_on", kind="date", family="answer"),
    )

    def claims(self, sheet: Sheet) -> int:
        """A client, a prospect, and an answer."""
        found = claimed(sheet, self.columns)
        if not {"client_email", "answer"} <= set(found):
            return 0
        return 85 if {"prospect_id", "prospect_name", "prospect_url"} & set(found) else 0

    def missing(self, sheet: Sheet) -> list[str]:
        """The client's address and the answer."""
        found = claimed(sheet, self.columns)
        return [name for name in ("client_email", "answer") if name not in found]

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One answer a row; a row left open is refused."""
        rows = row_count(sheet)
        answers = translate(sheet.columns[claimed(sheet, self.columns)["answer"]], "answers")
        sheet = sheet.keep({place: _NO_ANSWER for place, word in enumerate(answers) if not word})
        fields = read_columns(sheet, self.columns, hint=context.order_hint)
        return self.outcome(rows, sheet, {"answers": stage("answers", sheet, fields)})


class PastAsks(Reader):
    """Asks made before this tool was there, or kept elsewhere."""

    kind = "past-asks"
    label = "Past asks"
    columns = (
        column("client_email", family="past_ask"),
        column("client_name", family="past_ask"),
        column("prospect_name", family="past_ask"),
        column("prospect_url", family="past_ask"),
        column("prospect_email", family="past_ask"),
        column("prospect_company", family="past_ask"),
        column("stage", family="past_ask"),
        column("happened_on", kind="date", family="past_ask"),
        column("amount", kind="number", family="past_ask"),
        column("currency", family="past_ask"),
        column("note", family="past_ask"),
    )

    def claims(self, sheet: Sheet) -> int:
        """An introducer, a prospect, and what came of it or when."""
        found = set(claimed(sheet, self.columns))
        whom = {"prospect_name", "prospect_url", "prospect_email"} & found
        through = {"client_email", "client_name"} & found
        return 75 if whom and through and {"stage", "happened_on"} & found else 0

    def missing(self, sheet: Sheet) -> list[str]:
        """A prospect and an introducer."""
        found = set(claimed(sheet, self.columns))
        out = [] if {"client_email", "client_name"} & found else ["client_email"]
        return out if {"prospect_name", "prospect_url"} & found else [*out, "prospect_name"]

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One ask a row; without a stage it counts as asked."""
        rows = row_count(sheet)
        found = claimed(sheet, self.columns)
        nobody = blank_rows(
            sheet,
            [
                found[name]
                for name in ("prospect_name", "prospect_url", "prospect_email")
                if name in found
            ],
        )
        sheet = sheet.keep(
            dict.fromkeys(nobody, ("no prospect named", "Name the prospect, or leave the row out."))
        )
        if "stage" in found:
            cells = sheet.columns[found["stage"]]
            unknown = {
                place: _NO_STAGE
                for place, (word, cell) in enumerate(
                    zip(translate(cells, "stages"), cells, strict=True)
                )
                if word is None and cell.strip()
            }
            sheet = sheet.keep(unknown)
        fields = read_columns(sheet, self.columns, hint=context.order_hint)
        stages = fields.get("stage") or [None] * len(sheet.rows)
        fields["stage"] = [word or "asked" for word in stages]
        return self.outcome(rows, sheet, {"past_asks": stage("past_asks", sheet, fields)})
