"""The ideal client profile as sentences: each part of a sentence opens to be edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from prospecting.pages import parts
from prospecting.services.trials import size_words
from scoring.countries import codes, country_name
from scoring.industries import industries
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES

UNNAMED = "A new profile"
_SHOWN = 3


def name_field(value: dict[str, Any], key: str) -> str:
    """The profile's name as edited; ``UNNAMED`` where there is none yet."""
    name = st.text_input("Name of the profile", value.get("name", ""), key=f"p-name-{key}")
    return str(name).strip() or UNNAMED


def form(value: dict[str, Any], key: str) -> dict[str, Any]:
    """The profile as edited, in the shape of the TOML file, but for its name.

    ``key`` names this form's fields.
    """
    edited: dict[str, Any] = {}
    with st.container(border=True, key="profile-sentences"):
        edited |= _person(value, key)
        edited |= _company(value, key)
        edited |= _named(value, key)
        edited |= _weights(value, key)
    return edited


def _person(value: dict[str, Any], key: str) -> dict[str, Any]:
    with _sentence():
        _words("They work in")
        functions = _choice(
            "any function", "Functions", FUNCTIONS, value.get("functions", []), f"p-functions-{key}"
        )
        _words("as")
        levels = _choice(
            "any seniority",
            "Seniority",
            tuple(reversed(SENIORITIES)),
            value.get("seniorities", []),
            f"p-levels-{key}",
        )
    with _sentence():
        _words("or are described as")
        titles = _free(
            "nothing else", "Titles in your words", value.get("titles", []), f"p-titles-{key}"
        )
        _words("with the words")
        keywords = _free(
            "any", "Words in role or company", value.get("keywords", []), f"p-words-{key}"
        )
    return {
        "functions": functions,
        "seniorities": levels,
        "titles": titles,
        "keywords": keywords,
    }


def _company(value: dict[str, Any], key: str) -> dict[str, Any]:
    size = value.get("company_size", {})
    names = [one.name for one in industries()]
    places = sorted(country_name(code) for code in codes())
    with _sentence():
        _words("Their company is in")
        industry = _choice(
            "any industry", "Industries", names, value.get("industries", []), f"p-industries-{key}"
        )
    with _sentence():
        _words("has")
        least, most = _size(size, key)
        _words("and is in")
        countries = _choice(
            "any country", "Countries", places, value.get("countries", []), f"p-countries-{key}"
        )
    return {
        "industries": industry,
        "company_size": {k: v for k, v in (("min", least), ("max", most)) if v},
        "countries": countries,
    }


def _size(size: dict[str, Any], key: str) -> tuple[int | None, int | None]:
    low_key, high_key = f"p-least-{key}", f"p-most-{key}"
    low = st.session_state.get(low_key, size.get("min"))
    high = st.session_state.get(high_key, size.get("max"))
    size_said = size_words(low, high)
    label = f"**{size_said}**" if size_said else "*any number of people*"
    with st.popover(label, key=f"pop-size-{key}", type="tertiary"):
        least = st.number_input(
            "At least … people",
            0,
            None,
            _whole(size.get("min")),
            step=50,
            key=low_key,
            placeholder="any",
        )
        most = st.number_input(
            "At most … people",
            0,
            None,
            _whole(size.get("max")),
            step=50,
            key=high_key,
            placeholder="any",
        )
    return least, most


def _named(value: dict[str, Any], key: str) -> dict[str, Any]:
    include, exclude = value.get("include", {}), value.get("exclude", {})
    names = [one.name for one in industries()]
    with _sentence():
        _words("Wanted whatever their fit: the companies")
        in_companies = _free(
            "none", "Target accounts", include.get("companies", []), f"p-in_companies-{key}"
        )
        _words("and the people")
        in_people = _free("none", "People by name", include.get("people", []), f"p-in_people-{key}")
    with _sentence():
        _words("Never: the companies")
        out_companies = _free(
            "none", "Companies left out", exclude.get("companies", []), f"p-out_companies-{key}"
        )
        _words("the titles")
        out_titles = _free(
            "none", "Titles left out", exclude.get("titles", []), f"p-out_titles-{key}"
        )
        _words("the industries")
        out_industries = _choice(
            "none", "Industries left out", names, exclude.get("industries", []), f"p-outind-{key}"
        )
    return {
        "include": {"companies": in_companies, "people": in_people},
        "exclude": {
            "companies": out_companies,
            "titles": out_titles,
            "industries": out_industries,
        },
    }


def _weights(value: dict[str, Any], key: str) -> dict[str, Any]:
    weights = value.get("weights", {})
    role, company = float(weights.get("role", 0.5)), float(weights.get("company", 0.5))
    share = role / (role + company) if role + company else 0.5
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.slider(
            "What counts more: the company (left) or the role (right)?",
            0.0,
            1.0,
            round(share / 0.05) * 0.05,
            0.05,
            key=f"p-role-{key}",
            format="percent",
        )
        deal = st.number_input(
            "What a deal is worth",
            0,
            None,
            _whole(value.get("deal_value")),
            step=1000,
            key=f"p-deal-{key}",
            placeholder="not known",
        )
    untouched = abs(picked - round(share / 0.05) * 0.05) < 1e-9 and bool(weights)
    edited: dict[str, Any] = {
        "weights": dict(weights)
        if untouched
        else {"role": round(picked, 2), "company": round(1 - picked, 2)}
    }
    if deal:
        edited["deal_value"] = deal
    return edited


@contextmanager
def _sentence() -> Iterator[None]:
    """One sentence: its words and its editable parts run on one line and wrap like text."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        yield


def _words(text: str) -> None:
    st.markdown(text, width="content")


def _label(chosen: Sequence[str], nothing: str) -> str:
    if not chosen:
        return f"*{nothing}*"
    shown = [parts.escape_md(one, 60) for one in chosen[:_SHOWN]]
    if len(chosen) > _SHOWN:
        shown.append(f"{len(chosen) - _SHOWN} more")
    return f"**{parts.join_words(shown, 'or')}**"


def _choice(
    nothing: str, label: str, options: Sequence[str], old: Sequence[str], key: str
) -> list[str]:
    """A part of a sentence that opens a list to choose from."""
    known = [one for one in old if one in options]
    chosen = st.session_state.get(key, known)
    with st.popover(_label(chosen, nothing), key=f"pop-{key}", type="tertiary"):
        return list(
            st.multiselect(label, list(options), known, key=key, placeholder=nothing.capitalize())
        )


def _free(nothing: str, label: str, old: Sequence[str], key: str) -> list[str]:
    """A part of a sentence that opens a list one can write into."""
    chosen = st.session_state.get(key, old)
    with st.popover(_label(chosen, nothing), key=f"pop-{key}", type="tertiary"):
        return list(
            st.multiselect(
                label,
                list(old),
                list(old),
                key=key,
                accept_new_options=True,
                placeholder="Write and press Enter",
            )
        )


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)
