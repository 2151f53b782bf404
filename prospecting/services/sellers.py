"""Who we are: the seller's offer, proof and voice."""

from __future__ import annotations

import difflib
from typing import Any

from prospecting.drafting.facts import Seller
from prospecting.errors import Refused
from prospecting.services.session import Session
from scoring.countries import find_country

SETTING = "seller"
TEXTS = (
    "name",
    "company",
    "offer",
    "language",
    "country",
    "currency",
    "greeting",
    "sign_off",
    "formality",
)
LISTS = ("proof", "words_never", "examples")
#: The offer and the proof in other languages, by language code.
TABLES = ("offer_in", "proof_in")
LANGUAGES = ("en", "de", "fr", "es", "nl")
_LONGEST = 2_000


def empty_seller() -> dict[str, Any]:
    """Every key of the seller, unset."""
    data: dict[str, Any] = dict.fromkeys(TEXTS, "")
    data.update({key: [] for key in LISTS})
    data.update({key: {} for key in TABLES})
    data.update(language="en", currency="EUR")
    order = (
        "name",
        "company",
        "offer",
        "proof",
        "language",
        "country",
        "currency",
        "greeting",
        "sign_off",
        "formality",
        "words_never",
        "examples",
        "offer_in",
        "proof_in",
    )
    return {key: data[key] for key in order}


def get_seller(session: Session) -> dict[str, Any]:
    """The seller as set; what is not set is empty."""
    return empty_seller() | dict(session.ws.get_setting(SETTING, {}) or {})


def set_seller(
    session: Session, data: dict[str, Any], *, source: str = "the form", expected: int | None = None
) -> dict[str, Any]:
    """Check and store who we are; keys that are not given keep their value.

    Raises:
        Refused: an unknown key, a value of the wrong kind, or no name.
        Conflict: somebody else changed it since ``expected`` was read.
    """
    known = empty_seller()
    for key in data:
        if key not in known:
            near = difflib.get_close_matches(key, list(known), n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f": use {', '.join(known)}"
            raise Refused(f"{source} has an unknown key {key!r}{hint}")
    merged = get_seller(session) | data
    for key in TEXTS:
        if not isinstance(merged[key], str) or len(merged[key]) > _LONGEST:
            raise Refused(f"{source}: {key!r} must be a text of at most {_LONGEST} characters")
        merged[key] = merged[key].strip()
    for key in LISTS:
        value = merged[key]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise Refused(f'{source}: {key!r} must be a list of texts, such as ["…"]')
        merged[key] = [item.strip() for item in value if item.strip()]
    for key in TABLES:
        merged[key] = _by_language(source, key, merged[key])
    if not merged["name"]:
        raise Refused(f"{source}: 'name' is missing: say who signs the letters")
    if merged["language"] not in LANGUAGES:
        raise Refused(
            f"{source}: language {merged['language']!r} is not one of {', '.join(LANGUAGES)}"
        )
    if merged["country"] and find_country(merged["country"]) is None:
        raise Refused(f"{source}: country {merged['country']!r} is not known: write its name")
    currency = merged["currency"].upper()
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
        raise Refused(f"{source}: currency {merged['currency']!r} is not a code such as EUR")
    merged["currency"] = currency
    session.ws.set_setting(SETTING, merged, user=session.user, expected=expected)
    return merged


def _by_language(source: str, key: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or not set(value) <= set(LANGUAGES):
        raise Refused(f"{source}: {key!r} must be a table by language, such as {{ de = … }}")
    kind = str if key == "offer_in" else list
    if not all(isinstance(item, kind) for item in value.values()):
        raise Refused(f"{source}: {key!r} holds something other than texts")
    return {code: item for code, item in value.items() if item}


def drafting_seller(session: Session) -> Seller:
    """The seller as the drafts know one."""
    data = get_seller(session)
    return Seller(
        name=data["name"],
        company=data["company"],
        offer=data["offer"],
        proof=tuple(data["proof"]),
        language=data["language"],
        country=data["country"],
        currency=data["currency"],
        greeting=data["greeting"],
        sign_off=data["sign_off"],
        formality=data["formality"],
        words_never=tuple(data["words_never"]),
        examples=tuple(data["examples"]),
        offer_in=dict(data["offer_in"]),
        proof_in={code: tuple(lines) for code, lines in data["proof_in"].items()},
    )


def missing_for_drafts(session: Session) -> list[str]:
    """What the seller must still say before a draft can be written, in words."""
    data = get_seller(session)
    words = {"name": "your name", "company": "your company", "offer": "what you do for whom"}
    return [text for key, text in words.items() if not data[key]]
