"""The report as files: one long CSV, a workbook with a sheet a table, and a page to print."""

from __future__ import annotations

import datetime as dt
import html
import io
import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import pandas as pd

from prospecting.pipeline.reports import Thanks
from prospecting.pipeline.stages import LABELS
from prospecting.safe_output import safe_cell
from prospecting.services.access import require
from prospecting.services.client_states import client_rows
from prospecting.services.exporting import csv_bytes
from prospecting.services.goals import goals
from prospecting.services.reporting import (
    SEGMENTS,
    Period,
    figures,
    group_rows,
    revenue_rows,
)
from prospecting.services.session import Session

Rows = list[dict[str, Any]]
_CELL_MOST: Final = 32_000
#: Rows of a table on the page to print; the workbook has them all.
_PRINTED: Final = 40


def tables(session: Session, when: Period, owner: str | None = None) -> dict[str, Rows]:
    """Every table of the report by name, with plain values.

    Raises:
        Refused: the role sees no reports.
    """
    require(session, "report")
    f = figures(session, when, owner)
    names = {str(row["client_id"]): row["name"] for row in client_rows(session)}
    made: dict[str, Rows] = {
        "funnel": [
            {"stage": r.label, "asks": r.count, "recorded": r.recorded, "standing": r.now,
             "of_asked": r.of_asked.rate}
            for r in f.funnel
        ],
        "rates": [
            {"rate": r.label, "hits": r.share.hits, "cases": r.share.cases, "share": r.share.rate,
             "low": r.share.low, "high": r.share.high}
            for r in f.rates
        ],
        "days at a stage": [
            {"stage": r.label, "moves": r.days.cases, "median": r.days.median, "p80": r.days.p80}
            for r in f.times
        ],
        "stuck": [
            {"ask": r.ask_id, "stage": LABELS[r.stage],
             "client": names.get(r.client_id, "former client"), "owner": r.owner,
             "since": r.since, "days": r.days, "usual_days": r.usual}
            for r in f.stuck
        ],
        "load": [
            {"client": names.get(r.client_id, "former client"), "days_30": r.asked_30,
             "days_90": r.asked_90, "days_365": r.asked_365, "budget_left": r.budget_left,
             "year_left": r.year_left, "declines_in_a_row": r.declines,
             "last_asked": r.last_asked}
            for r in f.load
        ],
        "why declined": [{"reason": reason, "asks": count} for reason, count in f.declined],
        "why lost": [{"reason": reason, "asks": count} for reason, count in f.lost],
        "how it came": [{"how": how, "introductions": count} for how, count in f.arrivals],
        "thanks": [_thanks(f.thanks)],
        "revenue": [{"currency": name or "not said", "won": sum_} for name, sum_ in f.totals.items()],
        "per 30 days": _frame_rows(f.velocity),
        "by month": _frame_rows(f.monthly),
        "forecast": [
            {"stage": r.label, "open": r.open, "chance": r.chance, "expected": r.expected,
             "currency": f.forecast.currency}
            for r in f.forecast.rows
        ],
        "forecast in all": [
            {"expected": f.forecast.expected, "low": f.forecast.low, "high": f.forecast.high,
             "currency": f.forecast.currency, "in_other_currencies": f.forecast.left_out}
        ],
        "goals": [
            {"goal": one.progress.goal.measure, "of": one.owner or "the team",
             "from": one.progress.goal.start, "to": one.progress.goal.end,
             "target": one.progress.goal.target, "done": one.progress.done,
             "by_now": one.progress.expected, "stands": one.progress.sentence}
            for one in goals(session)
            if not owner or one.owner == owner
        ],
        "give and take": [
            {**row, "client": names.get(str(row.pop("client_id")), "former client")}
            for row in _frame_rows(f.give_take)
        ],
        "satisfaction": _frame_rows(f.nps),
        "our estimates": [asdict(one) for one in f.calibration.bins],
    }  # fmt: skip
    for by, words in SEGMENTS.items():
        made[f"by {words}"] = [
            {words: _named(by, r.name, names), "asked": r.asked, "introduced": r.introduced,
             "meetings": r.meetings, "won": r.won, "rate": r.introduction_rate.rate}
            for r in group_rows(session, by, when, owner)
        ]  # fmt: skip
    for by in ("client_id", "owner", "industry"):
        made[f"revenue by {SEGMENTS[by]}"] = [
            {SEGMENTS[by]: _named(by, str(row.pop(by)), names), **row}
            for row in _frame_rows(revenue_rows(session, by, when, owner))
        ]
    return made


def _thanks(found: Thanks) -> dict[str, Any]:
    return {
        "introductions": found.introductions,
        "thanked": found.thanked,
        "never_thanked": found.never,
        "median_days": found.days.median,
        "p80_days": found.days.p80,
        "within_two_days": found.within_two_days.rate,
        "outcomes": found.outcomes,
        "outcomes_told": found.outcomes_told,
    }


def _named(by: str, key: str, names: Mapping[str, str]) -> str:
    return names.get(key, "former client") if by == "client_id" else key or "unknown"


def _unknown(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _frame_rows(frame: pd.DataFrame) -> Rows:
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(key): _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value.item() if hasattr(value, "item") else value


def report_csv(session: Session, when: Period, owner: str | None = None) -> bytes:
    """All tables below each other: table, name, measure, value; formulas are neutralised."""
    rows: Rows = []
    for table, own in tables(session, when, owner).items():
        for row in own:
            keys = list(row)
            for measure in keys[1:]:
                rows.append(
                    {
                        "table": table,
                        "name": row[keys[0]],
                        "measure": measure,
                        "value": row[measure],
                    }
                )
    return csv_bytes(rows)


def report_xlsx(session: Session, when: Period, owner: str | None = None) -> bytes:
    """A workbook with a sheet for each table; texts are typed as text, so that nothing runs."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in tables(session, when, owner).items():
        sheet = book.add_worksheet(name.replace("'", "’")[:31])
        columns = list(dict.fromkeys(key for row in rows for key in row))
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, bold)
        for line, row in enumerate(rows, 1):
            for place, column in enumerate(columns):
                value = row.get(column)
                if _unknown(value):
                    continue
                if isinstance(value, dt.date):
                    sheet.write_datetime(line, place, dt.datetime.combine(value, dt.time()), day)
                elif isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(line, place, value)
                else:
                    sheet.write_string(line, place, safe_cell(value)[:_CELL_MOST])
        if rows:
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, max(len(columns) - 1, 0), 16)
    book.close()
    return out.getvalue()


def report_html(
    session: Session,
    when: Period,
    owner: str | None = None,
    findings: Mapping[str, str] | None = None,
) -> bytes:
    """A page to print: each table below its heading; ``findings`` are sentences by table."""
    parts = [f"<h1>Referral report</h1><p>{html.escape(when.label)}, {session.as_of}</p>"]
    for name, rows in tables(session, when, owner).items():
        if not rows:
            continue
        parts.append(f"<h2>{html.escape(name.capitalize())}</h2>")
        if findings and name in findings:
            parts.append(f"<p>{html.escape(findings[name])}</p>")
        columns = list(dict.fromkeys(key for row in rows for key in row))
        head = "".join(f"<th>{html.escape(c.replace('_', ' '))}</th>" for c in columns)
        body = "".join(
            "<tr>" + "".join(_cell(row.get(column)) for column in columns) + "</tr>"
            for row in rows[:_PRINTED]
        )
        parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
        if len(rows) > _PRINTED:
            parts.append(f"<p>and {len(rows) - _PRINTED:,} more in the workbook</p>")
    style = (
        "body{font:11pt/1.45 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
        "table{border-collapse:collapse;margin:.5em 0 1.5em}h2{break-after:avoid}"
        "td,th{border-bottom:1px solid #bbb;padding:.2em .8em;text-align:left}"
        "td.n{text-align:right;font-variant-numeric:tabular-nums}tr{break-inside:avoid}"
    )
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Referral report</title>'
        f"<style>{style}</style><body>{''.join(parts)}</body></html>"
    )
    return page.encode()


def _cell(value: Any) -> str:
    if _unknown(value):
        return '<td class="n">–</td>'
    if isinstance(value, bool):
        return f"<td>{'yes' if value else 'no'}</td>"
    if isinstance(value, int):
        return f'<td class="n">{value:,}</td>'
    if isinstance(value, float):
        text = f"{value:,.0f}" if abs(value) >= 100 or value.is_integer() else f"{value:.2f}"
        return f'<td class="n">{text}</td>'
    return f"<td>{html.escape(str(value))}</td>"
