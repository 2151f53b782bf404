"""Settings: who am I, what may leave this machine?"""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from prospecting.pages import parts
from prospecting.pages.context import session, workspace_path
from prospecting.services import client_states, rights, sellers, settings, upkeep
from prospecting.services.session import Session
from scoring.countries import codes, country_name

LANGUAGES = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "nl": "Nederlands",
}
FORMALITY = {
    "": "as the language has it",
    "informal": "first names (du, tu, je)",
    "formal": "formal (Sie, vous, u)",
}


def page() -> None:
    """Everything that is set once."""
    now = session()
    parts.page_head("Settings", "Who am I, and what may leave this machine?")
    me, asking, privacy, keeping, semantic = st.tabs(
        ["Me and my offer", "Budgets", "Privacy", "Backup and health", "Free-text wishes"]
    )
    with me:
        _seller(now)
    with asking:
        _budgets(now)
    with privacy:
        _privacy(now)
    with keeping:
        _keeping(now)
    with semantic:
        _semantic(now)


def _seller(now: Session) -> None:
    who = sellers.get_seller(now)
    countries = ["", *sorted(country_name(code) for code in codes())]
    with st.form("seller", border=False):
        left, right = st.columns(2, gap="large")
        with left:
            name = st.text_input("My name", who["name"], key="s-name")
            company = st.text_input("My company", who["company"], key="s-company")
            offer = st.text_area(
                "What we do, for whom",
                who["offer"],
                key="s-offer",
                help="One or two plain sentences: they go into drafts as they are",
            )
            proof = st.text_area(
                "Proof, one line each",
                "\n".join(who["proof"]),
                key="s-proof",
                help="True results that may be told to anybody",
            )
        with right:
            language = st.selectbox(
                "Language",
                list(LANGUAGES),
                index=list(LANGUAGES).index(who["language"]),
                format_func=LANGUAGES.__getitem__,
                key="s-language",
            )
            country = st.selectbox(
                "Country",
                countries,
                key="s-country",
                index=countries.index(who["country"]) if who["country"] in countries else 0,
            )
            currency = st.text_input("Currency", who["currency"], key="s-currency", max_chars=3)
            greeting = st.text_input(
                "Greeting", who["greeting"], key="s-greeting", placeholder="Hi"
            )
            sign_off = st.text_input(
                "Sign-off", who["sign_off"], key="s-sign-off", placeholder="Best regards"
            )
            tone = st.selectbox(
                "Form of address",
                list(FORMALITY),
                index=list(FORMALITY).index(who["formality"])
                if who["formality"] in FORMALITY
                else 0,
                format_func=FORMALITY.__getitem__,
                key="s-formality",
            )
            never = st.text_input("Words I never use", ", ".join(who["words_never"]), key="s-never")
        if st.form_submit_button("Save", type="primary"):
            sellers.set_seller(
                now,
                {
                    "name": name,
                    "company": company,
                    "offer": offer,
                    "proof": [line for line in proof.splitlines() if line.strip()],
                    "language": language,
                    "country": country,
                    "currency": currency,
                    "greeting": greeting,
                    "sign_off": sign_off,
                    "formality": tone,
                    "words_never": [word.strip() for word in never.split(",") if word.strip()],
                },
            )
            st.toast("Saved.")


def _budgets(now: Session) -> None:
    current = client_states.budgets(now)
    with st.form("budgets", border=False):
        st.markdown("How often may one client be asked?")
        first, second, third, fourth = st.columns(4)
        per_client = first.number_input("Asks", 1, 20, current["per_client"], key="b-asks")
        per_days = second.number_input("within days", 7, 730, current["per_days"], key="b-days")
        per_year = third.number_input(
            "and within a year", 1, 100, current["per_year"], key="b-year"
        )
        rest = fourth.number_input(
            "Rest after an ask, days", 0, 365, current["rest_days"], key="b-rest"
        )
        if st.form_submit_button("Save", type="primary"):
            settings.set_budgets(
                now, per_client=per_client, per_days=per_days, per_year=per_year, rest_days=rest
            )
            st.toast("Saved. The next plan keeps to it.")


def _privacy(now: Session) -> None:
    st.markdown(
        "Nothing leaves this machine: no account, no upload, no look-ups. Drafts are written by "
        "templates here, and you send them yourself."
    )
    st.text(f"Everything is kept in {workspace_path()}")
    with st.form("retention", border=False):
        days = st.number_input(
            "Keep data about people for days",
            1,
            rights.RETENTION_MOST,
            rights.retention_days(now),
            key="r-days",
        )
        if st.form_submit_button("Save"):
            rights.set_retention(now, int(days))
            st.toast("Saved.")
    preview = rights.retention_preview(now)
    st.text(preview["message"].split(": prospector")[0])
    if preview["due"] and parts.confirm_button("Remove", f"{preview['due']} people", key="purge"):
        rights.retention_purge(now)
        st.rerun()
    st.subheader("Leave somebody alone", anchor=False)
    with st.form("suppress", clear_on_submit=True, border=False):
        url = st.text_input("Profile address", key="sup-url")
        email = st.text_input("or e-mail", key="sup-email")
        company = st.text_input("or a whole company", key="sup-company")
        if st.form_submit_button("Never suggest again"):
            if company.strip():
                done = rights.suppress_company(now, company)
            else:
                done = rights.suppress(now, url=url.strip() or None, email=email.strip() or None)
            st.toast(parts.escape_md(done["message"]))
    st.subheader("Record of who did what", anchor=False)
    for row in rights.audit(now, limit=15):
        parts.quiet(parts.escape_md(f"{row['at']} · {row['user']} · {row['action']}"))


def _keeping(now: Session) -> None:
    if st.button("Make a backup", key="backup", type="primary"):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "backup.duckdb"
            upkeep.backup(now, file)
            st.session_state["backup-bytes"] = file.read_bytes()
    if data := st.session_state.get("backup-bytes"):
        st.download_button(
            f"Save the backup ({len(data) / 1e6:.1f} MB)",
            data,
            file_name=f"prospector-{now.as_of}.duckdb",
            key="backup-save",
        )
    st.subheader("Health", anchor=False)
    for one in upkeep.check(now)["checks"]:
        outcome = "✓" if one["ok"] else "✗"
        st.text(f"{outcome} {one['name']}: {one['detail']}")


def _semantic(now: Session) -> None:
    from scoring import semantic

    _, sentence = semantic.available()
    st.text(sentence)
    done = settings.embedding_state(now)
    st.text(done["sentence"])
    if done["can_start"] and st.button("Read the titles by meaning", key="embed", type="primary"):
        settings.start_embedding(now)
        st.rerun()
    parts.job_progress(
        "embedding",
        lambda: settings.embedding_job(now),
        cancel=lambda: settings.cancel_embedding(now),
    )
