"""Privacy: what may leave this machine, and who must be left alone?"""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from prospecting.errors import Refused
from prospecting.pages import moves, parts, undoing
from prospecting.pages.context import session
from prospecting.services import models, objections, planning, processing, rights, settings
from prospecting.services.facts import ask_facts
from prospecting.services.session import Session
from prospecting.workspace import NotFound

_KINDS = {
    "url": "profile address",
    "email": "e-mail",
    "name": "name with company",
    "name_company": "name with company",
    "company": "whole company",
    "domain": "company's domain",
    "person": "person",
}


def page() -> None:
    """What goes out, who is left alone, what is known of one person, how long, who did what."""
    now = session()
    parts.page_head("Privacy", "What may leave this machine, and who must be left alone?")
    undoing.undo(now)
    moves.said()
    out, alone, one, long, record = st.tabs(
        ["What leaves", "Left alone", "One person", "How long", "Records"],
        key="privacy-tabs",
        on_change="rerun",
    )
    for tab, show in (
        (out, _models),
        (alone, _alone),
        (one, _person),
        (long, _retention),
        (record, _records),
    ):
        if tab.open:
            with tab:
                show(now)


def _models(now: Session) -> None:
    chosen = models.model_settings(now)
    if not chosen.enabled:
        parts.result_sentence(
            "note",
            "Nothing leaves this machine: no account, no upload, no look-ups. Templates write the "
            "drafts here, and you send them yourself.",
        )
    elif models.stays_here(chosen):
        parts.result_sentence(
            "note", f"{chosen.provider} runs on this machine, so still nothing leaves it."
        )
    else:
        names = "with the names" if chosen.send_names else "with placeholders instead of names"
        parts.result_sentence(
            "partly",
            f"when you ask a model for words, the facts of that one ask go to {chosen.provider}, "
            f"{names}. Nothing else leaves this machine.",
        )
    st.subheader("A language model", anchor=False)
    parts.quiet(
        "Optional. A model may word a draft; the same checks decide whether its words are shown, "
        "and you read them before they can be used. One on this machine keeps everything here."
    )
    if st.button("Look for models on this machine", key="m-find"):
        st.session_state["m-found"] = [
            (one.name, one.base_url, list(one.models)) for one in models.on_this_machine()
        ]
    _found(now)
    _choice(now, chosen)
    if chosen.enabled:
        if parts.confirm_button("Switch off", chosen.provider, key="m-off", primary=False):
            models.set_model(now, enabled=False)
            st.rerun()
        used = models.usage(now)
        parts.quiet(
            f"Asked {used['calls']:,} times so far, {used['accepted']:,} answers stood the checks; "
            f"{used['tokens']:,} tokens."
        )
    _preview(now)


def _found(now: Session) -> None:
    found = st.session_state.get("m-found")
    if found is None:
        return
    if not found:
        parts.quiet("No model answers on this machine (Ollama, LM Studio, llama.cpp or vLLM).")
    for name, address, names in found:
        for model in names[:8]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(
                    f"**{parts.escape_md(name)}** · {parts.escape_md(model)}", width="content"
                )
                if st.button("Use it", key=f"m-use-{address}-{model}"):
                    models.set_model(
                        now,
                        enabled=True,
                        provider=name,
                        base_url=address,
                        model=model,
                        key_variable="",
                        key_host="",
                    )
                    st.rerun()


def _choice(now: Session, chosen: Any) -> None:
    with (
        st.expander("A provider of my choice", key="m-choice"),
        st.form("model", border=False),
    ):
        left, right = st.columns(2, gap="large")
        provider = left.text_input(
            "Name of the provider", chosen.provider, key="m-provider", placeholder="Our own server"
        )
        address = left.text_input(
            "Address",
            chosen.base_url,
            key="m-url",
            placeholder="https://models.example/v1",
            help="It must speak the OpenAI protocol",
        )
        model = left.text_input("Model", chosen.model, key="m-model")
        variable = right.text_input(
            "Name of the environment variable with the key",
            chosen.key_variable,
            key="m-key",
            help="The key itself is never kept here",
        )
        host = right.text_input("The only host that may get the key", chosen.key_host, key="m-host")
        names = right.checkbox(
            "Send names instead of placeholders", chosen.send_names, key="m-names"
        )
        label = "Switch it on" if not chosen.enabled else "Save"
        if st.form_submit_button(label, type="primary"):
            models.set_model(
                now,
                enabled=True,
                provider=provider,
                base_url=address,
                model=model,
                key_variable=variable,
                key_host=host,
                send_names=names,
            )
            st.rerun()


def _preview(now: Session) -> None:
    with st.expander("Exactly what would be sent", key="m-preview", on_change="rerun") as fold:
        if not fold.open:
            return
        plan = planning.latest_plan(now)
        if plan is None or not plan.asks:
            parts.quiet("There is no ask yet to show it with: it needs a plan.")
            return
        ask = plan.asks[0]
        parts.quiet(
            f"For the first ask of the plan, {parts.escape_md(ask.client_name)} about "
            f"{parts.escape_md(ask.prospect_name)}. Never e-mails, phones, addresses or notes."
        )
        facts = ask_facts(now, ask.prospect_id, ask.client_id)
        st.code(models.what_is_sent(now, facts), language=None, wrap_lines=True)


def _alone(now: Session) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Leave somebody alone", anchor=False)
        with st.form("suppress", clear_on_submit=True, border=False):
            url = st.text_input("Profile address", key="sup-url")
            email = st.text_input("or e-mail", key="sup-email")
            company = st.text_input("or a whole company", key="sup-company")
            if st.form_submit_button("Never suggest again", type="primary"):
                moves.carry_out(
                    lambda: undoing.offer_list(
                        rights.listed(now, lambda: _suppress(now, url, email, company))
                    )
                )
    with right:
        st.subheader("A file of objections", anchor=False)
        turn = st.session_state.get("sup-turn", 0)
        file = st.file_uploader(
            "A CSV or workbook with profile addresses, e-mails, or names with companies",
            type=["csv", "tsv", "txt", "xlsx", "xls", "ods"],
            key=f"sup-file-{turn}",
        )
        if file is not None and parts.confirm_button(
            "Take everybody in", file.name, key="sup-file-go"
        ):

            def take() -> str:
                taken = objections.take_file(now, file.name, file.getvalue())
                st.session_state["sup-turn"] = turn + 1
                if not taken.left_out:
                    return taken.message
                moves.say("partly", taken.message)
                return f"{parts.one_line(file.name)} is taken in as far as it could be read."

            moves.carry_out(lambda: undoing.offer_list(rights.listed(now, take)))
    _list(now)


def _suppress(now: Session, url: str | None, email: str | None, company: str | None) -> str:
    url, email, company = ((text or "").strip() for text in (url, email, company))
    if company:
        done = rights.suppress_company(now, company)
    elif url or email:
        done = rights.suppress(now, url=url or None, email=email or None)
    else:
        raise Refused("say who: a profile address, an e-mail or a company")
    return str(done["message"])


def _list(now: Session) -> None:
    rows = now.ws.load_suppressions().to_pylist()
    st.subheader("The list", anchor=False)
    parts.quiet(
        "It holds fingerprints, not names: nobody can read from it who is on it. It survives "
        "erasure, another import and the restore of an older backup."
    )
    if not rows:
        parts.quiet("Nobody is on it.")
        return
    rows = list(reversed(rows))

    def load(offset: int, limit: int) -> pd.DataFrame:
        part = rows[offset : offset + limit]
        return pd.DataFrame(
            {
                "id": [row["suppression_id"] for row in part],
                "What": [_KINDS.get(row["kind"], row["kind"]) for row in part],
                "Since": [_day(row["written_at"]) for row in part],
                "By": [row["user_id"] for row in part],
                "Reason": [row["reason"] or "" for row in part],
                "Fingerprint": [str(row["hash"])[:12] for row in part],
            }
        )

    table = parts.paged_table(
        "suppressions",
        len(rows),
        load,
        id_column="id",
        label="Fingerprints of people and companies who are never suggested",
        page_size=15,
    )
    if table.one is not None:
        row = next(row for row in rows if str(row["suppression_id"]) == table.one)
        what = f"{_KINDS.get(row['kind'], row['kind'])} {str(row['hash'])[:12]}"
        if parts.confirm_button("Take off the list", what, key="sup-off", primary=False):
            rights.take_off(now, [int(row["suppression_id"])])
            st.rerun()


def _day(value: Any) -> str:
    return str(value)[:10]


def _person(now: Session) -> None:
    st.subheader("What is known of one person?", anchor=False)
    if said := st.session_state.pop("about-said", None):
        parts.result_sentence("done", said)
    with st.form("about", border=False):
        left, right = st.columns(2)
        url = left.text_input("Profile address", key="about-url")
        email = right.text_input("or e-mail", key="about-email")
        if st.form_submit_button("Look up", type="primary"):
            st.session_state["about-asked"] = (url.strip(), email.strip())
    asked = st.session_state.get("about-asked")
    if not asked or not any(asked):
        parts.quiet("For somebody who asks what you keep, or wants it gone.")
        return
    try:
        target = rights.find(now, url=asked[0] or None, email=asked[1] or None)
        data = rights.about(now, target)
    except NotFound:
        parts.result_sentence("note", f"nothing is known of {asked[0] or asked[1]}.")
        return
    st.markdown(f"**{parts.escape_md(target.name)}**")
    parts.show_text("\n".join(rights.about_lines(data)), longest=20_000)
    with st.container(horizontal=True):
        st.download_button(
            "Save as JSON",
            json.dumps(data, ensure_ascii=False, indent=1, default=str).encode(),
            file_name="about.json",
            mime="application/json",
            key="about-save",
            on_click="ignore",
        )
        if parts.confirm_button("Never suggest", target.name, key="about-suppress", primary=False):
            person_id = target.person_id

            def leave() -> str:
                why = "asked to be left alone"
                return str(rights.suppress(now, prospect=person_id, reason=why)["message"])

            moves.carry_out(lambda: undoing.offer_list(rights.listed(now, leave)))
        if parts.confirm_button("Erase every trace of", target.name, key="about-erase"):
            with st.spinner("Erasing, and writing the file anew …"):
                done = rights.erase(now, target)
            st.session_state.pop("about-asked", None)
            st.session_state["about-said"] = done["message"]
            st.rerun()
    parts.quiet("Erasing cannot be undone; a proof without personal data stays.")


def _retention(now: Session) -> None:
    with st.form("retention", border=False):
        days = st.number_input(
            "Keep data about people for days",
            1,
            rights.RETENTION_MOST,
            rights.retention_days(now),
            key=f"r-days{undoing.turn('settings')}",
            width=260,
        )
        if st.form_submit_button("Save", type="primary"):
            moves.carry_out(
                lambda: undoing.set_with_undo(
                    now,
                    rights.RETENTION,
                    f"Data about people is kept for {int(days):,} days.",
                    lambda: rights.set_retention(now, int(days)),
                )
            )
    preview = rights.retention_preview(now)
    due = preview["due"]
    parts.quiet(
        "Counted from the first collection or the person's own reply; another import does not "
        "renew it. What goes is the person: asks and amounts stay in the figures without a name."
    )
    if not due:
        parts.result_sentence("note", "Nobody's time is over.")
        return
    people = preview["people"]

    def load(offset: int, limit: int) -> pd.DataFrame:
        part = people[offset : offset + limit]
        return pd.DataFrame(
            {
                "id": [row["person_id"] for row in part],
                "Who": [row["name"] for row in part],
                "First seen": [_day(row["first_seen"]) for row in part],
                "Due to go": [_day(row["due_on"]) for row in part],
            }
        )

    parts.paged_table(
        "retention",
        due,
        load,
        id_column="id",
        label="People whose time is over",
        page_size=10,
        choose="none",
    )
    if parts.confirm_button(
        "Remove", f"{due:,} {parts.plural(due, 'person', 'people')}", key="purge"
    ):
        rights.retention_purge(now)
        st.rerun()


def _records(now: Session) -> None:
    st.subheader("Record of processing", anchor=False)
    for head, lines in processing.record(now):
        with st.expander(head, key=f"record-{head}", type="compact"):
            for line in lines:
                st.text(line)
    st.download_button(
        "Save the record",
        lambda: processing.record_html(now),
        file_name=f"processing-{now.as_of}.html",
        mime="text/html",
        key="record-save",
        on_click="ignore",
    )
    st.subheader("Who did what", anchor=False)
    rows = settings.audit_rows(now, limit=1000)

    def load(offset: int, limit: int) -> pd.DataFrame:
        part = rows[offset : offset + limit]
        return pd.DataFrame(
            {
                "id": [offset + place for place in range(len(part))],
                "When": [str(row["at"])[:16] for row in part],
                "Who": [row["user"] for row in part],
                "What": [row["action"] for row in part],
                "Figures": [row["detail"] for row in part],
            }
        )

    parts.paged_table(
        "audit",
        len(rows),
        load,
        id_column="id",
        label="Who did what, the latest first",
        page_size=20,
        choose="none",
    )
