"""What do these columns hold? A table that no reader knows, said once and remembered."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from prospecting import exports
from prospecting.pages import parts, places
from prospecting.pages.context import session
from prospecting.services import intake, mappings, results
from prospecting.services.intake import Unknown
from prospecting.services.session import Session

ORDERS = {"": "as it looks", "dmy": "day first (31.12.2026)", "mdy": "month first (12/31/2026)"}
COLUMNS_OPEN = 8
_WHOSE = {intake.ME: "Mine", intake.NOBODY: "Nobody's: a list that was bought or researched"}


def page() -> None:
    """The file's first rows, one choice a column, and what would come of it."""
    now = session()
    parts.page_head("What do these columns hold?", "Said once, the next file goes in by itself.")
    unknown = intake.unknown_files(now)
    if not unknown:
        if parts.empty_state(
            "No table waits to be explained.",
            "A table whose columns are not known is asked about after you drop it on the page "
            "Import.",
            "Import files",
            key="mapping",
        ):
            places.go("import")
        return
    one = _which(unknown)
    kind = f"kind-{one.key}"
    table = st.selectbox(
        "Each row is",
        list(mappings.TABLES),
        index=list(mappings.TABLES).index(one.proposal.table),
        format_func=lambda key: mappings.TABLES[key],
        key=kind,
    )
    proposal = one.proposal
    if table != proposal.table:
        proposal = mappings.look(one.file, one.data, table) or proposal
    _first_rows(proposal)
    owner = _owner(now, one) if table == "contacts" else None
    columns = _columns(one, table, proposal)
    with st.expander("More: order of dates, a mapping from a file"):
        order = st.selectbox(
            "Dates are written",
            list(ORDERS),
            format_func=lambda key: ORDERS[key],
            key=f"order-{one.key}",
        )
        uploaded = st.file_uploader(
            "A mapping saved before (TOML)", type=["toml"], key=f"toml-{one.key}"
        )
    try:
        mapping = (
            mappings.from_toml(uploaded.getvalue().decode("utf-8-sig", "replace"))
            if uploaded
            else mappings.build(
                table,
                columns,
                order=order or None,
                headless=proposal.headless,
                network=owner != intake.NOBODY,
            )
        )
    except exports.FileRefused as refused:
        parts.result_sentence("note", f"Not yet: {refused}")
        return
    _outcome(now, one, mapping, owner if owner != intake.NOBODY else None)


def _which(unknown: list[Unknown]) -> Unknown:
    keys = [one.key for one in unknown]
    by_key = {one.key: one for one in unknown}
    wanted = st.session_state.get("mapping-file")
    if len(unknown) == 1:
        st.markdown(f"**{parts.escape_md(unknown[0].file)}**")
        return unknown[0]
    chosen = st.selectbox(
        "File",
        keys,
        index=keys.index(wanted) if wanted in keys else 0,
        format_func=lambda key: by_key[key].file,
        key="mapping-which",
    )
    return by_key[chosen]


def _first_rows(proposal: exports.MappingProposal) -> None:
    """The first cells of each column as they stand in the file."""
    height = max((len(column.samples) for column in proposal.columns), default=0)
    frame = pd.DataFrame(
        {
            column.header: [*column.samples, *[""] * (height - len(column.samples))]
            for column in proposal.columns
        }
    )
    st.dataframe(frame, hide_index=True, key="mapping-sample", alt="The first cells of the file")
    parts.quiet(f"{proposal.rows:,} rows; the first filled cells of each column are shown.")


def _owner(now: Session, one: Unknown) -> str | None:
    clients = intake.client_choices(now)
    picked = st.selectbox(
        "Whose contacts are they?",
        [intake.ME, *clients, intake.NOBODY],
        index=None,
        placeholder="Found from the file's name; asked where it says nothing",
        format_func=lambda key: _WHOSE.get(key) or clients[key],
        key=f"map-owner-{one.key}",
    )
    return picked or None


def _columns(one: Unknown, table: str, proposal: exports.MappingProposal) -> dict[str, str | None]:
    """One line a column: its name and first cell, what it becomes, and how sure that is."""
    st.subheader("What each column becomes", anchor=False)
    known = [column for column in proposal.columns if column.field]
    rest = [column for column in proposal.columns if not column.field]
    chosen: dict[str, str | None] = {}
    for number, column in enumerate(known):
        chosen[column.header] = _column(one, table, column, number)
    if rest:
        title = f"{len(rest)} {parts.plural(len(rest), 'column')} left out so far"
        with st.expander(title, expanded=not known or len(rest) <= COLUMNS_OPEN):
            for number, column in enumerate(rest, len(known)):
                chosen[column.header] = _column(one, table, column, number)
    return chosen


def _column(one: Unknown, table: str, column: exports.ColumnProposal, number: int) -> str | None:
    options = ["", *mappings.fields_for(table)]
    left, middle, right = st.columns([5, 5, 5], vertical_alignment="center")
    with left:
        st.markdown(f"**{parts.escape_md(column.header, 60) or 'no name'}**")
        sample = ", ".join(column.samples[:2])
        parts.quiet(parts.escape_md(sample, 60) or "empty")
    with middle:
        picked = st.selectbox(
            f"{column.header} becomes",
            options,
            index=options.index(column.field) if column.field in options else 0,
            format_func=mappings.field_words,
            label_visibility="collapsed",
            key=f"col-{one.key}-{table}-{number}",
        )
    with right:
        if picked and picked == column.field:
            becomes = ", ".join(text for text in column.becomes[:2] if text)
            parts.quiet(
                f"{mappings.sure_words(column.confidence)} · {parts.escape_md(becomes, 60)}"
            )
        elif picked:
            parts.quiet("as you say")
        else:
            parts.quiet("left out")
    return picked or None


def _outcome(now: Session, one: Unknown, mapping: exports.Mapping, owner: str | None) -> None:
    """What the first rows become, and the button."""
    trial = mappings.try_out(one.file, one.data, mapping)
    st.subheader("What comes of it", anchor=False)
    if trial.problem:
        parts.result_sentence("note", f"Not yet: {trial.problem}")
    else:
        frame = pd.DataFrame(
            trial.rows, columns=[mappings.field_words(name).capitalize() for name in trial.fields]
        )
        st.dataframe(frame, hide_index=True, key="mapping-trial", alt="What the rows become")
        lost = "; ".join(f"{count:,} × {reason}" for reason, count in trial.left_out[:3])
        seen = "" if trial.whole else "Of the beginning of the file: "
        parts.quiet(
            parts.escape_md(
                f"{seen}{trial.stored:,} of {trial.read:,} rows would be stored"
                + (f"; {lost}." if lost else "."),
                400,
            )
        )
    with st.container(horizontal=True):
        if parts.confirm_button(
            "Import",
            one.file,
            key=f"map-go-{one.key}",
            disabled=bool(trial.problem),
        ):
            results.go_on(now)
            intake.map_columns(now, one.key, mapping, owner=owner)
            places.go("import")
        st.download_button(
            "Save as a mapping file",
            mapping.to_toml(),
            file_name="mapping.toml",
            mime="application/toml",
            key=f"map-save-{one.key}",
            help="For the command line: prospector import FILE --mapping mapping.toml",
            on_click="ignore",
        )
        if st.button("Leave the file out", key=f"map-out-{one.key}", type="tertiary"):
            intake.leave_out(now, one.key)
            places.go("import")
