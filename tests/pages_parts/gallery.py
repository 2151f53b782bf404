"""Every shared part once, with hostile data: run by AppTest and in the browser."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from prospecting.pages import parts
from tests.pages_parts.gallery_data import HOSTILE

parts.page_head("Gallery", "How does every part look?")
done = parts.undo_bar()
if done is not None:
    st.text(f"undone {done.action} {done.target} {done.expected_version}")

parts.person_header(
    HOSTILE, "CFO", "Acme", "https://www.linkedin.com/in/ben-weber", aside="already yours"
)
parts.show_text(HOSTILE)
st.markdown(parts.escape_md(HOSTILE))

pressed = parts.ask_card(
    parts.AskView(
        key="p1-c1",
        prospect_name="Ben Weber",
        prospect_title="Chief Financial Officer",
        prospect_company="Northwind Pumps",
        client_name="Carla Keller",
        reason="They wrote to each other in May, and Ben's firm is the size you look for.",
        fit=0.82,
        coverage=0.6,
        tie=0.8,
        tie_evidence="likely",
        next_best=("Dieter Okafor", "Eva *Lind*"),
    )
)
if pressed:
    st.text(f"pressed {pressed}")
    parts.offer_undo("Ben Weber is not a fit", "refuse", "p1", 3)
    st.rerun()

parts.ask_card(
    parts.AskView(key="p2-c1", prospect_name="Mia Sato", client_name="Carla Keller", reason="")
)

parts.fit_bar(None)
parts.fit_parts({"role": 0.9, "industry": None, "size <b>": 0.4})
for level in ("confirmed", "likely", "potential", "unknown"):
    parts.evidence_mark(level, 0.6)
for state in ("ready", "warm first", "do not ask"):
    parts.readiness_mark(state, "three open asks")

parts.ways_in_picture(
    "Ben <script>alert(1)</script> & Weber",
    [
        parts.WayIn("Carla Keller", 0.9, "confirmed", "said so in May"),
        parts.WayIn("Dieter Okafor", 0.5, "likely"),
        parts.WayIn("Eva Lind", 0.3, "potential"),
        parts.WayIn("Finn Brandt", None, "unknown"),
        *[parts.WayIn(f"Person {number}", 0.2, "unknown") for number in range(4)],
    ],
)

people = pd.DataFrame(
    {"id": [f"p{n}" for n in range(120)], "Name": [f"Person {n}" for n in range(120)], "Fit": 0.5}
)
if st.toggle("Newest first", key="newest"):
    people = people.iloc[::-1]
page = parts.paged_table(
    "people",
    len(people),
    lambda offset, limit: people.iloc[offset : offset + limit],
    id_column="id",
    label="People who fit",
    choose="many",
)
st.text(f"chosen {list(page.chosen)}")

for outcome in ("done", "partly", "refused", "note"):
    parts.result_sentence(outcome, f"12 rows stored, {HOSTILE}")

if parts.empty_state(
    "Your plan will stand here", "No export has been read yet.", "Read files", key="plan"
):
    st.text("go to import")
if parts.confirm_button("Mark", "Carla asked about Ben Weber", key="mark"):
    st.text("marked")

write = parts.writing_for("Germany", "en", "EUR")
st.text(f"{write.money(25000)} · {write.day_near(dt.date(2026, 11, 29), dt.date(2026, 11, 24))}")


def read_job() -> parts.JobView | None:
    """A job that ends when the session says so."""
    if st.session_state.get("job-ended"):
        return parts.JobView("done", "1,000 titles read")
    return parts.JobView("running", "Reading titles", 0.42)


parts.job_progress("titles", read_job, lambda: st.session_state.update({"job-ended": True}))
