"""What people and programs write into a cell that has no value, and what is no firm's name.

The store keeps every cell as it was written; a draft must not say "at NULL". A statement such as
"self-employed" is true and worth a word, and still no company.
"""

from __future__ import annotations

import re
from functools import lru_cache

from prospecting.drafting.textual import fold


def _listed(text: str) -> frozenset[str]:
    return frozenset(fold(one) for one in re.split(r"\|", text))


# Folded, without brackets and marks around them.
_NOTHING = _listed(
    "null|nil|nan|nat|na|n a|n/a|n.a|n. a|none|n/d|nd|n.d|nv|undefined|unknown|unbekannt|inconnu|inconnue|"
    "desconocido|desconocida|onbekend|empty|blank|leer|vide|vacío|vacio|leeg|missing|fehlt|"
    "not available|not applicable|not specified|not provided|not given|not disclosed|no data|"
    "keine angabe|keine angaben|k.a|k. a|ka|nicht angegeben|nicht bekannt|entfällt|keine|kein|"
    "non renseigné|non renseignée|non précisé|non communiqué|sans objet|aucun|aucune|néant|"
    "no aplica|no disponible|sin datos|sin especificar|ninguno|ninguna|s/d|"
    "n.v.t|nvt|niet bekend|niet opgegeven|niet van toepassing|geen|"
    "tbd|tba|tbc|todo|test|xx|xxx|xxxx|asdf|dummy|default|example|linkedin member|"
    "linkedin-mitglied|membre de linkedin|miembro de linkedin|linkedin-lid|deleted user"
)
_ERROR = re.compile(r"#[A-ZÄÖÜ/0!?. ]{2,12}[!?]?|#\w+[!?]", re.I)
_AROUND = " \t\"'“”„«»‹›()[]{}<>.,:;!?*_-–—/\\|~=+"
_HIDDEN = _listed(
    "confidential|vertraulich|confidentiel|confidentielle|confidencial|vertrouwelijk|private|privat|"
    "privé|privado|privada|undisclosed|stealth|stealth mode|stealth startup|stealth start-up|"
    "in stealth mode|stealth mode startup|stealth company|stealth ai startup|various|diverse|divers|"
    "varios|diversen|several|multiple companies|unemployed|arbeitslos|sans emploi|desempleado|"
    "desempleada|werkloos|retired|im ruhestand|rentner|rentnerin|pensioniert|retraité|retraitée|"
    "jubilado|jubilada|gepensioneerd|student|studentin|étudiant|étudiante|estudiante|"
    "open to work|looking for work|seeking new opportunities|career break|sabbatical|"
    "between jobs|auf jobsuche|en recherche|en búsqueda|company|firma|entreprise|empresa|bedrijf|"
    "my company|eigene firma|own company|own business|home|homemaker"
)
_SELF = re.compile(
    r"(?:currently |aktuell )?(?:self[- ]?employed|self[- ]?employment|freelanc\w*|free-lance|"
    r"selbst?st[aä]ndige?r?|freiberuf\w*|freischaffend\w*|ind[eé]pendante?|travailleur ind[eé]pendant|"
    r"[aà] son compte|auto-?entrepreneur\w*|micro-?entrepreneur\w*|aut[oó]nom[oa]|"
    r"por cuenta propia|trabajador\w* aut[oó]nom[oa]|zzp'?er|zzp|zelfstandige?|"
    r"sole (?:trader|proprietor)|independent|solopreneur)"
    r"(?: (?:consultant|contractor|professional|worker|berater|beraterin))?",
    re.I,
)


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(_AROUND)


@lru_cache(maxsize=20_000)
def is_nothing(text: str) -> bool:
    """Whether a cell holds no value: empty, a mark, "NULL", "n/a", a spreadsheet's error."""
    plain = " ".join(text.split())
    return (
        not any(c.isalnum() for c in plain)
        or fold(_bare(plain)) in _NOTHING
        or _ERROR.fullmatch(plain) is not None
        or set(plain) <= set("0-/. ")
    )


def value_or_nothing(text: str | None) -> str:
    """The text as it stands, or "" where it holds no value."""
    return "" if not text or is_nothing(text) else text


@lru_cache(maxsize=20_000)
def is_self_employed(text: str) -> bool:
    """Whether a company cell says that somebody works for himself or herself."""
    return _SELF.fullmatch(_bare(text)) is not None


@lru_cache(maxsize=20_000)
def is_no_company(text: str) -> bool:
    """Whether a company cell names no company: no value, a status, or kept secret."""
    return is_nothing(text) or is_self_employed(text) or fold(_bare(text)) in _HIDDEN


def name_without_nothing(name: str) -> str:
    """A name without the parts that are no value: "Ben NULL" is "Ben".

    People are called Null and None; only what no passport would spell so is taken out.
    """
    parts = name.split()
    # In a record all in capitals "NA" and "KA" are surnames.
    sure = not name.isupper()
    kept = [
        p
        for p in parts
        if not (
            _EMPTY_PART.fullmatch(p) and is_nothing(p) and (sure or p == "NULL" or not p.isalpha())
        )
    ]
    return " ".join(kept) if len(kept) < len(parts) else name


# Any other sign is left where it stands: it tells that the cell is no name at all.
_EMPTY_PART = re.compile(
    r"[(\[<]?(?:[A-ZÄÖÜ]{2,}|[a-zäöü]{2,}|NaN|[NnKk][/.][AaDdVv]\.?)[)\]>]?|-{1,2}|\?|#[A-ZÄÖÜ/0]+[!?]?"
)
