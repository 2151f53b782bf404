"""Ideal client: whom do I want?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from prospecting.pages import parts, theme
from prospecting.pages.context import session
from prospecting.services import planning, profiles
from prospecting.services.judging import Judged, judge_profile
from prospecting.services.session import Session
from scoring.countries import codes, country_name
from scoring.industries import industries
from scoring.profile import ProfileError, parse_profile
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES

NEW = "A new profile"
TOP = 10


def page() -> None:
    """The profile as a form, with the number of matches and the top ten as one edits."""
    now = session()
    parts.page_head("Ideal client", "Whom do I want?")
    saved = profiles.list_profiles(now)
    names = [one["name"] for one in saved]
    current = next((place for place, one in enumerate(saved) if one["in_use"]), 0)
    chosen = st.selectbox(
        "Profile", [*names, NEW], index=current if names else 0, key="profile-chosen"
    )
    value = next((one["profile"] for one in saved if one["name"] == chosen), {"name": ""})
    left, right = st.columns([3, 2], gap="large")
    with left:
        edited = _form(value, chosen)
        _buttons(now, edited, chosen, names, saved)
    with right:
        _effect(now, edited)


def _form(value: dict[str, Any], key: str) -> dict[str, Any]:
    """The profile as edited, in the shape of the TOML file."""
    size = value.get("company_size", {})
    include, exclude = value.get("include", {}), value.get("exclude", {})
    weights = value.get("weights", {})
    name = st.text_input("Name of the profile", value.get("name", ""), key=f"p-name-{key}")
    st.subheader("The person", anchor=False)
    functions = st.multiselect(
        "works in",
        list(FUNCTIONS),
        value.get("functions", []),
        key=f"p-functions-{key}",
        placeholder="any function",
    )
    levels = st.multiselect(
        "as",
        list(SENIORITIES),
        value.get("seniorities", []),
        key=f"p-levels-{key}",
        placeholder="any seniority",
    )
    titles = st.multiselect(
        "or is described as",
        value.get("titles", []),
        value.get("titles", []),
        key=f"p-titles-{key}",
        accept_new_options=True,
        placeholder="runs accounts payable",
    )
    keywords = st.multiselect(
        "with these words in role or company",
        value.get("keywords", []),
        value.get("keywords", []),
        key=f"p-words-{key}",
        accept_new_options=True,
        placeholder="any words",
    )
    st.subheader("The company", anchor=False)
    industry = st.multiselect(
        "is in",
        [i.name for i in industries()],
        value.get("industries", []),
        key=f"p-industries-{key}",
        placeholder="any industry",
    )
    countries = st.multiselect(
        "in",
        sorted(country_name(code) for code in codes()),
        value.get("countries", []),
        key=f"p-countries-{key}",
        placeholder="any country",
    )
    low, high = st.columns(2)
    with low:
        least = st.number_input(
            "with at least … people",
            0,
            None,
            _whole(size.get("min")),
            step=50,
            key=f"p-least-{key}",
            placeholder="any size",
        )
    with high:
        most = st.number_input(
            "and at most …",
            0,
            None,
            _whole(size.get("max")),
            step=50,
            key=f"p-most-{key}",
            placeholder="any size",
        )
    with st.expander("Target accounts, named people, exclusions, weights"):
        lists = {
            name_: st.multiselect(
                label, old, old, key=f"p-{name_}-{key}", accept_new_options=True, placeholder="none"
            )
            for name_, label, old in (
                (
                    "in_companies",
                    "Companies wanted whatever their fit",
                    include.get("companies", []),
                ),
                ("in_people", "People wanted by name", include.get("people", [])),
                ("out_companies", "Never these companies", exclude.get("companies", [])),
                ("out_titles", "Never these titles", exclude.get("titles", [])),
            )
        }
        out_industries = st.multiselect(
            "Never these industries",
            [i.name for i in industries()],
            exclude.get("industries", []),
            key=f"p-outind-{key}",
            placeholder="none",
        )
        role = st.slider(
            "What counts more: the company … or the role?",
            0.0,
            1.0,
            float(weights.get("role", 0.5)),
            0.05,
            key=f"p-role-{key}",
        )
        deal = st.number_input(
            "What is a deal worth?",
            0,
            None,
            _whole(value.get("deal_value")),
            step=1000,
            key=f"p-deal-{key}",
            placeholder="not known",
        )
    edited: dict[str, Any] = {
        "name": name or NEW,
        "industries": industry,
        "company_size": {k: v for k, v in (("min", least), ("max", most)) if v},
        "countries": countries,
        "functions": functions,
        "seniorities": levels,
        "titles": titles,
        "keywords": keywords,
        "include": {"companies": lists["in_companies"], "people": lists["in_people"]},
        "exclude": {
            "companies": lists["out_companies"],
            "titles": lists["out_titles"],
            "industries": out_industries,
        },
        "weights": {"role": role, "company": round(1 - role, 2)},
    }
    if deal:
        edited["deal_value"] = deal
    return edited


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _buttons(
    now: Session,
    edited: dict[str, Any],
    chosen: str,
    names: list[str],
    saved: list[dict[str, Any]],
) -> None:
    in_use = any(one["in_use"] and one["name"] == chosen for one in saved)
    with st.container(horizontal=True):
        label = "Save and use" if chosen == NEW or not in_use else "Save"
        if st.button(label, type="primary", key="profile-save"):
            if edited["name"] == NEW:
                raise ProfileError("Give the profile a name first.")
            profiles.set_profile(now, edited)
            st.toast(f"Profile “{parts.escape_md(edited['name'])}” is saved and in use.")
            st.rerun()
        if chosen in names and not in_use and st.button("Use without saving", key="profile-use"):
            profiles.use_profile(now, chosen)
            st.rerun()
        if (
            chosen in names
            and len(names) > 1
            and st.button(
                f"Remove {parts.escape_md(chosen)}", key="profile-remove", type="tertiary"
            )
        ):
            profiles.remove_profile(now, chosen)
            st.rerun()
    learned = profiles.learn(now)
    if learned["sentences"]:
        with st.expander("What your best clients suggest"):
            for sentence in learned["sentences"]:
                st.text(sentence)


def _effect(now: Session, edited: dict[str, Any]) -> None:
    """How many match and who comes first, for the profile as edited."""
    try:
        profile = parse_profile(edited)
    except ProfileError as error:
        parts.result_sentence("refused", str(error))
        return
    judged = judge_profile(now, profile)
    rows = planning.prospect_rows(judged)
    st.metric("People who fit and can be reached", f"{len(rows):,}")
    if not len(judged.frame.person):
        parts.quiet("Nobody is imported yet, so the number is 0 for every profile.")
        return
    _unknown(judged, rows)
    st.subheader("First ten", anchor=False)
    for view in planning.list_prospects(now, limit=TOP, judged=judged):
        with st.container(border=True, key=f"top-{view.prospect_id}", gap="xsmall"):
            st.text(view.name)
            parts.quiet(parts.escape_md(parts.work_line(view.title, view.company)))
            parts.quiet(
                f"{theme.fit_word(view.fit)} · {parts.escape_md(' '.join(view.reasons[:1]))}"
            )


def _unknown(judged: Judged, rows: Any) -> None:
    if not len(rows):
        parts.quiet("Nobody fits: widen the profile.")
        return
    coverage = float(judged.fit.coverage[rows].mean())
    parts.quiet(f"Of what this profile asks for, {coverage:.0%} is known about them.")
    for name in judged.fit.asked:
        known = float(judged.fit.is_known(name)[rows].mean())
        if known < 0.5:
            parts.quiet(
                f"The {name} is known for only {known:.0%}: a company list would help most."
                if name in ("industry", "size", "country")
                else f"The {name} is known for only {known:.0%}."
            )
