"""Parts that all pages share, so that they look and speak alike. Their list: ``README.md``."""

from __future__ import annotations

from prospecting.pages.parts.beside import beside
from prospecting.pages.parts.cards import (
    AskView,
    ask_card,
    confirm_button,
    empty_state,
    is_profile_link,
    page_head,
    person_header,
    quiet,
    result_sentence,
)
from prospecting.pages.parts.jobs import JobView, job_progress
from prospecting.pages.parts.look import on_a_phone
from prospecting.pages.parts.marks import (
    evidence_mark,
    evidence_words,
    fit_bar,
    fit_parts,
    readiness_mark,
    readiness_words,
)
from prospecting.pages.parts.tables import TablePage, first_columns, paged_table
from prospecting.pages.parts.text import (
    clip,
    escape_md,
    join_words,
    main_reason,
    one_line,
    plural,
    show_text,
    work_line,
)
from prospecting.pages.parts.undo import UndoOffer, offer_undo, undo_bar
from prospecting.pages.parts.ways_in import WayIn, ways_in_picture
from prospecting.pages.parts.writing import Writing, near_day, writing_for

__all__ = [
    "AskView",
    "JobView",
    "TablePage",
    "UndoOffer",
    "WayIn",
    "Writing",
    "ask_card",
    "beside",
    "clip",
    "confirm_button",
    "empty_state",
    "escape_md",
    "evidence_mark",
    "evidence_words",
    "first_columns",
    "fit_bar",
    "fit_parts",
    "is_profile_link",
    "job_progress",
    "join_words",
    "main_reason",
    "near_day",
    "offer_undo",
    "on_a_phone",
    "one_line",
    "page_head",
    "paged_table",
    "person_header",
    "plural",
    "quiet",
    "readiness_mark",
    "readiness_words",
    "result_sentence",
    "show_text",
    "undo_bar",
    "ways_in_picture",
    "work_line",
    "writing_for",
]
