"""Settings: who am I, how often may I ask, is everything in order?"""

from __future__ import annotations

import json
from collections.abc import Callable

import streamlit as st

from prospecting.pages import moves, parts, places, undoing
from prospecting.pages.context import reopen, session, workspace_path
from prospecting.pages.draft_words import FORMALITY_WORDS, LANGUAGE_WORDS
from prospecting.services import client_states, sellers, settings, team, upkeep
from prospecting.services.session import Session
from scoring.countries import codes, country_name

EXAMPLES = 3


def page() -> None:
    """Everything that is set once."""
    now = session()
    parts.page_head("Settings", "Who am I, and how do I want to work?")
    undoing.undo(now)
    moves.said()
    me, asking, keeping, semantic = st.tabs(
        ["Me and my voice", "How often to ask", "Backup and health", "Free-text wishes"],
        key="settings-tabs",
        on_change="rerun",
    )
    # Only what is looked at is worked out: a health check takes its time on a large workspace.
    if me.open:
        with me:
            _seller(now)
    if asking.open:
        with asking:
            _budgets(now)
    if keeping.open:
        with keeping:
            _keeping(now)
    if semantic.open:
        with semantic:
            _semantic(now)


def _key(name: str) -> str:
    """The key of a field, another one after its value was put back."""
    return name + undoing.turn("settings")


def _save(now: Session, name: str, sentence: str, work: Callable[[], object]) -> None:
    """Write a setting and draw anew, with its Undo."""
    moves.carry_out(lambda: undoing.set_with_undo(now, name, sentence, work))


def _seller(now: Session) -> None:
    who = sellers.get_seller(now)
    version = now.ws.setting_version(sellers.SETTING)
    countries = ["", *sorted(country_name(code) for code in codes())]
    with st.form("seller", border=False):
        left, right = st.columns(2, gap="large")
        with left:
            st.subheader("What we do", anchor=False)
            name = st.text_input("My name", who["name"], key=_key("s-name"))
            company = st.text_input("My company", who["company"], key=_key("s-company"))
            offer = st.text_area(
                "What we do, for whom",
                who["offer"],
                key=_key("s-offer"),
                help="One or two plain sentences: they go into drafts as they are",
            )
            proof = st.text_area(
                "Proof, one line each",
                "\n".join(who["proof"]),
                key=_key("s-proof"),
                help="True results that may be told to anybody, without a client's name",
            )
        with right:
            st.subheader("How I write", anchor=False)
            language = st.selectbox(
                "My language",
                list(LANGUAGE_WORDS),
                index=list(LANGUAGE_WORDS).index(who["language"]),
                format_func=LANGUAGE_WORDS.__getitem__,
                key=_key("s-language"),
            )
            one, two = st.columns(2)
            greeting = one.text_input(
                "Greeting", who["greeting"], key=_key("s-greeting"), placeholder="Hi"
            )
            sign_off = two.text_input(
                "Sign-off", who["sign_off"], key=_key("s-sign-off"), placeholder="Best regards"
            )
            tone = st.selectbox(
                "Form of address",
                list(FORMALITY_WORDS),
                index=list(FORMALITY_WORDS).index(who["formality"])
                if who["formality"] in FORMALITY_WORDS
                else 0,
                format_func=FORMALITY_WORDS.__getitem__,
                key=_key("s-formality"),
            )
            never = st.text_input(
                "Words I never use",
                ", ".join(who["words_never"]),
                key=_key("s-never"),
                placeholder="synergy, leverage",
                help="A draft that holds one of them is not ready",
            )
            three, four = st.columns(2)
            country = three.selectbox(
                "Country",
                countries,
                key=_key("s-country"),
                index=countries.index(who["country"]) if who["country"] in countries else 0,
            )
            currency = four.text_input(
                "Currency", who["currency"], key=_key("s-currency"), max_chars=3
            )
        offers, proofs = _other_languages(who)
        examples = _examples(who)
        if st.form_submit_button("Save", type="primary"):
            value = {
                "name": name,
                "company": company,
                "offer": offer,
                "proof": _lines(proof),
                "language": language,
                "country": country,
                "currency": currency,
                "greeting": greeting,
                "sign_off": sign_off,
                "formality": tone,
                "words_never": [word.strip() for word in never.split(",") if word.strip()],
                "offer_in": {code: text for code, text in offers.items() if text.strip()},
                "proof_in": {code: _lines(text) for code, text in proofs.items() if _lines(text)},
                "examples": [text for text in examples if text.strip()],
            }
            _save(
                now,
                sellers.SETTING,
                "Who I am and how I write is saved.",
                lambda: sellers.set_seller(now, value, expected=version),
            )


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _other_languages(who: dict[str, object]) -> tuple[dict[str, str], dict[str, str]]:
    """Offer and proof as they are said to clients of another language."""
    offers, proofs = {}, {}
    offer_in, proof_in = dict(who["offer_in"]), dict(who["proof_in"])  # type: ignore[call-overload]
    there = [LANGUAGE_WORDS[code] for code in offer_in if code in LANGUAGE_WORDS]
    label = "My offer in other languages"
    with st.expander(f"{label}: {', '.join(there)}" if there else label, key=_key("s-languages")):
        parts.quiet(
            "A draft never translates what you promise: say it once in each language you need."
        )
        for code, name in LANGUAGE_WORDS.items():
            if code == who["language"]:
                continue
            left, right = st.columns(2, gap="large")
            offers[code] = (
                left.text_area(
                    f"What we do, for whom, in {name}",
                    str(offer_in.get(code, "")),
                    key=_key(f"s-offer-{code}"),
                    height=80,
                )
                or ""
            )
            proofs[code] = (
                right.text_area(
                    f"Proof in {name}, one line each",
                    "\n".join(proof_in.get(code, ())),
                    key=_key(f"s-proof-{code}"),
                    height=80,
                )
                or ""
            )
    return offers, proofs


def _examples(who: dict[str, object]) -> list[str]:
    saved = [str(text) for text in who["examples"]]  # type: ignore[attr-defined]
    texts = []
    with st.expander("Mails of mine, as examples of my tone", key=_key("s-examples")):
        parts.quiet("They stay on this machine and never go to a model.")
        for number in range(max(EXAMPLES, len(saved))):
            texts.append(
                st.text_area(
                    f"Example {number + 1}",
                    saved[number] if number < len(saved) else "",
                    key=_key(f"s-example-{number}"),
                    height=100,
                )
                or ""
            )
    return texts


def _budgets(now: Session) -> None:
    current = client_states.budgets(now)
    parts.quiet(
        "A client who is asked too often stops helping. These hold for everybody; a client's page "
        "can set another number for one."
    )
    with st.form("budgets", border=False):
        first, second, third, fourth = st.columns(4)
        per_client = first.number_input(
            "Asks of one client", 1, 20, current["per_client"], key=_key("b-asks")
        )
        per_days = second.number_input(
            "within days", 7, 730, current["per_days"], key=_key("b-days")
        )
        per_year = third.number_input(
            "and within a year", 1, 100, current["per_year"], key=_key("b-year")
        )
        rest = fourth.number_input(
            "Days of rest after an ask", 0, 365, current["rest_days"], key=_key("b-rest")
        )
        if st.form_submit_button("Save", type="primary"):
            _save(
                now,
                client_states.BUDGETS,
                "How often to ask is saved; the next plan keeps to it.",
                lambda: settings.set_budgets(
                    now, per_client=per_client, per_days=per_days, per_year=per_year, rest_days=rest
                ),
            )
    _approval(now)


def _approval(now: Session) -> None:
    """Whether a manager's word comes before an ask; each change counts at once."""
    st.subheader("Before an ask goes out", anchor=False)
    on = team.approval_on(now)
    wanted = st.toggle("A manager approves each ask first", on, key=_key("approval-on"))
    parts.quiet(
        "A salesperson then records an ask as drafted and lays it before the manager, who approves "
        "it or sends it back on its page. Managers and admins need nobody's word."
    )
    waiting = len(team.waiting_for_approval(now))
    if waiting:
        words = f"{waiting:,} {parts.plural(waiting, 'ask')} {'waits' if waiting == 1 else 'wait'}"
        parts.quiet(f"{words} for approval; they are marked on the pipeline's board.")
    if wanted != on:
        said = "A manager approves each ask first." if wanted else "Asks need no approval any more."
        _save(now, team.APPROVAL, said, lambda: team.set_approval(now, wanted))


def _keeping(now: Session) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        _backup(now)
        _restore(now)
    with right:
        _health(now)


def _backup(now: Session) -> None:
    st.subheader("Backup", anchor=False)
    st.text(f"Everything is kept in {workspace_path()}")
    if st.button("Make a backup", key="backup", type="primary"):
        with st.spinner("Copying and checking …"):
            st.session_state["backup-bytes"] = settings.backup_bytes(now)
    data = st.session_state.get("backup-bytes")
    if data:
        st.download_button(
            f"Save the backup ({len(data) / 1e6:.1f} MB)",
            data,
            file_name=f"prospector-{now.as_of}.duckdb",
            key="backup-save",
            on_click="ignore",
        )
        parts.quiet("It holds personal data: keep it where the workspace itself might lie.")


def _restore(now: Session) -> None:
    with st.expander("Put a backup in the place of this workspace", key="restore-fold"):
        turn = st.session_state.get("restore-turn", 0)
        file = st.file_uploader("A backup (.duckdb)", type=["duckdb"], key=f"restore-{turn}")
        if file is None:
            return
        found = settings.restore_preview(now, file.getvalue())
        for line in found["lines"]:
            st.text(line)
        if parts.confirm_button("Restore", file.name, key="restore-go"):
            with st.spinner("Putting it in place …"):
                bar = st.empty()

                def tell(text: str, done: int, total: int | None) -> None:
                    share = (done - 1) / total if total else 0.0
                    bar.progress(share, text=f"{text[:1].upper()}{text[1:]} …")

                settings.restore_bytes(now, file.getvalue(), tell)
            st.session_state["restore-turn"] = turn + 1
            reopen()
            st.rerun()


def _health(now: Session) -> None:
    st.subheader("Health", anchor=False)
    with st.container(horizontal=True):
        look = st.button("Check everything", key="health-check")
        mend = st.button("Check and mend", key="health-mend")
    if look or mend:
        with st.spinner("Checking …"):
            found = settings.mend(now) if mend else upkeep.check(now)
        st.session_state["health"] = found["checks"]
    checks = st.session_state.get("health")
    if checks is None:
        parts.quiet("Looks at the workspace and at the installation; nothing is sent anywhere.")
        return
    bad = [one for one in checks if not one["ok"]]
    if bad:
        parts.result_sentence("partly", f"{len(bad)} of {len(checks)} checks found something.")
    else:
        parts.result_sentence("done", f"all {len(checks)} checks are in order.")
    for one in sorted(checks, key=lambda check: bool(check["ok"])):
        sign = ":material/check:" if one["ok"] else ":orange[:material/error:]"
        mended = " · mended" if one["mended"] else ""
        st.markdown(
            f"{sign} {parts.escape_md(one['name'])}{mended}  \n"
            f":small[:gray[{parts.escape_md(one['detail'])}]]"
        )
    st.download_button(
        "Save a report without personal data",
        lambda: json.dumps(settings.health_report(now), indent=1, default=str).encode(),
        file_name="health.json",
        mime="application/json",
        key="health-report",
        on_click="ignore",
        type="tertiary",
    )


def _semantic(now: Session) -> None:
    from scoring import semantic

    st.subheader("Reading wishes by their meaning", anchor=False)
    parts.quiet(
        "“Runs accounts payable” finds “Head of Creditor Ledger” when titles are read by meaning, "
        "here on this machine. Everything else works without it."
    )
    _, sentence = semantic.available()
    st.text(sentence)
    done = settings.embedding_state(now)
    st.text(done["sentence"])
    if done["can_start"] and st.button("Read the titles by meaning", key="embed", type="primary"):
        settings.start_embedding(now)
        st.rerun()
    parts.job_progress(
        "embedding", lambda: _embedding(now), cancel=lambda: settings.cancel_embedding(now)
    )
    if st.button("What may leave this machine?", key="to-privacy", type="tertiary"):
        places.go("privacy")


def _embedding(now: Session) -> parts.JobView | None:
    job = settings.embedding_job(now)
    if job is None:
        return None
    share = job.done / job.total if job.total else None
    return parts.JobView("running", job.message or "Reading titles by meaning", share)
