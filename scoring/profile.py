"""The ideal client profile: whom the seller wants, read from its TOML form and checked."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scoring.countries import country_name, find_country, find_region, suggest_country
from scoring.folding import fold
from scoring.industries import canonical_industry, suggest_industry
from scoring.titles.vocabulary import FUNCTIONS, SENIORITIES

_KEYS: Final = (
    "name",
    "industries",
    "company_size",
    "countries",
    "functions",
    "seniorities",
    "titles",
    "keywords",
    "include",
    "exclude",
    "weights",
    "deal_value",
)
_WEIGHT_MOST: Final = 5.0
_LIST_MOST: Final = 2_000


class ProfileError(ValueError):
    """One sentence naming the key, what is wrong with it, and the mend."""


@dataclass(frozen=True, slots=True)
class Profile:
    """An ideal client profile, in canonical names.

    ``industries`` are names of ``scoring.industries``, ``countries`` ISO codes, ``functions`` and
    ``seniorities`` names of ``scoring.titles.vocabulary``; an empty list wants anything.
    ``size_min``/``size_max`` are numbers of people, ``None`` for open. ``include_*`` are wanted
    whatever their fit, ``exclude_*`` never. ``deal_value`` is in the seller's currency.
    """

    name: str
    industries: tuple[str, ...] = ()
    size_min: float | None = None
    size_max: float | None = None
    countries: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    seniorities: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    include_companies: tuple[str, ...] = ()
    include_people: tuple[str, ...] = ()
    exclude_companies: tuple[str, ...] = ()
    exclude_titles: tuple[str, ...] = ()
    exclude_industries: tuple[str, ...] = ()
    role_weight: float = 0.5
    company_weight: float = 0.5
    deal_value: float | None = None

    @property
    def wants_role(self) -> bool:
        """Whether the role matters at all."""
        return bool(self.functions or self.seniorities or self.titles or self.keywords)

    @property
    def wants_company(self) -> bool:
        """Whether anything is asked of the company."""
        return bool(self.industries or self.countries or self.wants_size)

    @property
    def wants_size(self) -> bool:
        """Whether a size is asked for."""
        return self.size_min is not None or self.size_max is not None

    @property
    def is_empty(self) -> bool:
        """Whether the profile wants nothing in particular, so that everybody would fit."""
        wished = self.include_companies or self.include_people
        return not (self.wants_role or self.wants_company or wished)


def parse_profile(data: Mapping[str, Any]) -> Profile:
    """Read and check a profile shaped like the TOML file.

    Names are understood in their usual variants: older industry names and synonyms, countries in
    seven languages, regions such as "DACH".

    Raises:
        ProfileError: a key is unknown, of the wrong kind, names nothing known, or contradicts
            another key.
    """
    for key in data:
        if key not in _KEYS:
            raise ProfileError(
                f"The profile has an unknown key {key!r}{_did_you_mean(key, _KEYS)}."
            )
    name = data.get("name", "Ideal client")
    if not isinstance(name, str) or not name.strip():
        raise ProfileError("'name' must be a text: give the profile a short name.")
    size_min, size_max = _size(data.get("company_size", {}))
    include = _table(data, "include", ("companies", "people"))
    exclude = _table(data, "exclude", ("companies", "titles", "industries"))
    weights = _weights(data.get("weights", {}))
    profile = Profile(
        name=name.strip(),
        industries=_industries("industries", data.get("industries", [])),
        size_min=size_min,
        size_max=size_max,
        countries=_countries(data.get("countries", [])),
        functions=_choices("functions", data.get("functions", []), FUNCTIONS),
        seniorities=_choices("seniorities", data.get("seniorities", []), SENIORITIES),
        titles=_texts("titles", data.get("titles", [])),
        keywords=_texts("keywords", data.get("keywords", [])),
        include_companies=_texts("include.companies", include.get("companies", [])),
        include_people=_texts("include.people", include.get("people", [])),
        exclude_companies=_texts("exclude.companies", exclude.get("companies", [])),
        exclude_titles=_texts("exclude.titles", exclude.get("titles", [])),
        exclude_industries=_industries("exclude.industries", exclude.get("industries", [])),
        role_weight=weights[0],
        company_weight=weights[1],
        deal_value=_deal_value(data.get("deal_value")),
    )
    _contradictions(profile)
    return profile


def profile_to_dict(profile: Profile) -> dict[str, Any]:
    """The profile in the shape of the TOML file; ``parse_profile`` gives it back unchanged."""
    size = {
        key: int(value) if float(value).is_integer() else value
        for key, value in (("min", profile.size_min), ("max", profile.size_max))
        if value is not None
    }
    data: dict[str, Any] = {
        "name": profile.name,
        "industries": list(profile.industries),
        "company_size": size,
        "countries": [country_name(code) for code in profile.countries],
        "functions": list(profile.functions),
        "seniorities": list(profile.seniorities),
        "titles": list(profile.titles),
        "keywords": list(profile.keywords),
        "include": {
            "companies": list(profile.include_companies),
            "people": list(profile.include_people),
        },
        "exclude": {
            "companies": list(profile.exclude_companies),
            "titles": list(profile.exclude_titles),
            "industries": list(profile.exclude_industries),
        },
        "weights": {"role": profile.role_weight, "company": profile.company_weight},
    }
    if profile.deal_value is not None:
        data["deal_value"] = profile.deal_value
    return data


def _did_you_mean(text: str, names: Sequence[str]) -> str:
    by_fold = {fold(name): name for name in names}
    close = difflib.get_close_matches(fold(text), list(by_fold), n=1, cutoff=0.6)
    return f"; did you mean {by_fold[close[0]]!r}?" if close else ""


def _texts(key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ProfileError(f'{key!r} must be a list of texts, such as ["…"].')
    if len(value) > _LIST_MOST:
        raise ProfileError(f"{key!r} has {len(value)} entries; give at most {_LIST_MOST}.")
    texts = []
    for entry in value:
        if not isinstance(entry, str) or not entry.strip():
            raise ProfileError(f"{key!r} holds {entry!r}; each entry must be a text.")
        if not fold(entry):
            raise ProfileError(f"{key!r} holds {entry!r}, which has no letter or digit.")
        texts.append(" ".join(entry.split()))
    return tuple(dict.fromkeys(texts))


def _resolved(
    key: str,
    value: object,
    find: Callable[[str], Sequence[str]],
    suggest: Callable[[str], Sequence[str]],
    kind: str,
) -> tuple[str, ...]:
    names: list[str] = []
    for text in _texts(key, value):
        found = find(text)
        if not found:
            near = [repr(s) for s in suggest(text)]
            mend = f"did you mean {' or '.join(near)}?" if near else f"write {kind}."
            raise ProfileError(f"{key!r} holds {text!r}, which is not known; {mend}")
        names += found
    return tuple(dict.fromkeys(names))


def _industries(key: str, value: object) -> tuple[str, ...]:
    def find(text: str) -> list[str]:
        name = canonical_industry(text)
        return [] if name is None else [name]

    return _resolved(key, value, find, suggest_industry, "one of LinkedIn's industry names")


def _countries(value: object) -> tuple[str, ...]:
    def find(text: str) -> Sequence[str]:
        code = find_country(text)
        return [code] if code is not None else find_region(text)

    return _resolved("countries", value, find, suggest_country, "a country's name")


def _choices(key: str, value: object, names: Sequence[str]) -> tuple[str, ...]:
    by_fold = {fold(name): name for name in names}

    def find(text: str) -> list[str]:
        found = by_fold.get(fold(text)) or by_fold.get(fold(_ALIASES.get(fold(text), "")))
        return [] if found is None else [found]

    def suggest(text: str) -> list[str]:
        close = difflib.get_close_matches(fold(text), list(by_fold), n=2, cutoff=0.5)
        return [by_fold[c] for c in close]

    return _resolved(key, value, find, suggest, f"one of {', '.join(names)}")


_ALIASES: Final = {
    "c level": "CXO",
    "c suite": "CXO",
    "executive": "CXO",
    "vice president": "VP",
    "head": "Director",
    "founder": "Owner",
    "it": "Information Technology",
    "hr": "Human Resources",
    "procurement": "Purchasing",
    "support": "Customer Success and Support",
    "customer success": "Customer Success and Support",
    "customer service": "Customer Success and Support",
    "customer support": "Customer Success and Support",
    "r and d": "Research",
    "project management": "Program and Project Management",
    "program management": "Program and Project Management",
    "media": "Media and Communication",
    "healthcare": "Healthcare Services",
    "design": "Arts and Design",
    "quality": "Quality Assurance",
}


def _table(data: Mapping[str, Any], key: str, names: Sequence[str]) -> Mapping[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, Mapping):
        raise ProfileError(f"{key!r} must be a table with {', '.join(names)}.")
    for name in value:
        if name not in names:
            raise ProfileError(
                f"{key!r} has an unknown key {name!r}{_did_you_mean(name, names)}; "
                f"it knows {', '.join(names)}."
            )
    return value


def _number(key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ProfileError(f"{key!r} must be a number, not {value!r}.")
    return float(value)


def _size(value: object) -> tuple[float | None, float | None]:
    if not isinstance(value, Mapping):
        raise ProfileError("'company_size' must be a table such as { min = 200, max = 5000 }.")
    for name in value:
        if name not in ("min", "max"):
            raise ProfileError(f"'company_size' has an unknown key {name!r}; it knows min and max.")
    bounds = {}
    for name, bound in value.items():
        number = _number(f"company_size.{name}", bound)
        if number < 0:
            raise ProfileError(f"'company_size.{name}' is {number:g}; it must not be negative.")
        bounds[name] = number
    low, high = bounds.get("min"), bounds.get("max")
    if low is not None and high is not None and low > high:
        raise ProfileError(
            f"'company_size' has min {low:g} above max {high:g}; no company has such a size, "
            "swap the two."
        )
    return low or None, high


def _weights(value: object) -> tuple[float, float]:
    if not isinstance(value, Mapping):
        raise ProfileError("'weights' must be a table such as { role = 0.5, company = 0.5 }.")
    for name in value:
        if name not in ("role", "company"):
            raise ProfileError(f"'weights' has an unknown key {name!r}; it knows role and company.")
    found = {name: _number(f"weights.{name}", weight) for name, weight in value.items()}
    for name, weight in found.items():
        if not 0 <= weight <= _WEIGHT_MOST:
            raise ProfileError(
                f"'weights.{name}' is {weight:g}; it must lie between 0 and {_WEIGHT_MOST:g}."
            )
    role, company = found.get("role", 0.5), found.get("company", 0.5)
    if role == 0 and company == 0:
        raise ProfileError("'weights' are both 0, so that everybody would fit; raise one of them.")
    return role, company


def _deal_value(value: object) -> float | None:
    if value is None:
        return None
    number = _number("deal_value", value)
    if number <= 0:
        raise ProfileError(f"'deal_value' is {number:g}; it must be more than 0, or left out.")
    return number


def _contradictions(profile: Profile) -> None:
    pairs = (
        ("companies", profile.include_companies, profile.exclude_companies),
        ("industries", profile.industries, profile.exclude_industries),
        ("titles", profile.titles, profile.exclude_titles),
    )
    for key, wanted, unwanted in pairs:
        never = {fold(text) for text in unwanted}
        both = [text for text in wanted if fold(text) in never]
        if both:
            place = "include.companies" if key == "companies" else key
            raise ProfileError(
                f"{both[0]!r} stands in '{place}' and in 'exclude.{key}'; take it out of one."
            )
