"""Reading and rendering the sentence templates of a language.

A template file has sections. `=== first` begins a kind, `== thanks` a slot of it; every other
line is one alternative, a Jinja2 template of its own. `--` ends a tier: the first tier with an
alternative whose facts are all known is used, so the richer wording wins. Which facts a
sentence needs is read from the template itself, so every sentence knows its facts; `?fact` at
the start of a line asks for a fact that is not named in the text. `[du|Sie]` is the informal
and the formal form. `== use first` borrows slots of another kind. Slots named `order …` hold
the structures: slot names, `|` for a paragraph, `?` after a name for what may be dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from jinja2 import StrictUndefined, Template, meta, nodes
from jinja2.sandbox import SandboxedEnvironment

from prospecting.drafting.textual import fold, tokens

_FORMS = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]")
_NEEDS = re.compile(r"^((?:\?\w+ )*)")

# Plain text, not markup: what goes to a screen is escaped there.
_ENV = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


@dataclass(frozen=True)
class Alternative:
    """One sentence (or two) in its two forms, with the facts it cannot do without."""

    informal: str
    formal: str
    needs: frozenset[str]

    def render(self, formality: str, facts: Mapping[str, str]) -> str:
        """The sentence with the facts put in.

        Raises:
            jinja2.UndefinedError: a fact is not there.
        """
        source = self.formal if formality == "formal" else self.informal
        parts = _plain_parts(source)
        if parts is not None and all(name in facts for name in parts[1::2]):
            return "".join(facts[p] if i % 2 else p for i, p in enumerate(parts))
        return _compiled(source).render(facts)


def pick_form(line: str, formality: str) -> str:
    """A line with `[informal|formal]` settled."""
    return _FORMS.sub(lambda m: m.group(2 if formality == "formal" else 1), line)


@lru_cache(maxsize=20_000)
def _compiled(source: str) -> Template:
    return _ENV.from_string(source)


@lru_cache(maxsize=20_000)
def _plain_parts(source: str) -> tuple[str, ...] | None:
    """Text and names of facts in turn, where a template only puts facts in; else None.

    Nearly every sentence is of this sort; joining its parts takes a tenth of a rendering.
    """
    tree = _ENV.parse(source)
    parts: list[str] = [""]
    for node in tree.body:
        if not isinstance(node, nodes.Output):
            return None
        for piece in node.nodes:
            if isinstance(piece, nodes.TemplateData) and len(parts) % 2:
                parts[-1] += piece.data
            elif isinstance(piece, nodes.Name) and len(parts) % 2:
                parts += [piece.name, ""]
            else:
                return None
    return tuple(parts)


@lru_cache(maxsize=20_000)
def _alternative(line: str) -> Alternative:
    match = _NEEDS.match(line)
    lead = match.group(1) if match else ""
    text = line[len(lead) :]
    informal = _FORMS.sub(lambda m: m.group(1), text)
    formal = _FORMS.sub(lambda m: m.group(2), text)
    named = meta.find_undeclared_variables(_ENV.parse(informal + formal))
    return Alternative(informal, formal, frozenset(named) | {w[1:] for w in lead.split()})


Tiers = tuple[tuple[str, ...], ...]


class TemplateBook:
    """All templates of one language: `kinds[kind][slot]` is a tuple of tiers of lines."""

    def __init__(self, code: str, texts: Mapping[str, str]) -> None:
        self.code = code
        self.kinds: dict[str, dict[str, Tiers]] = {}
        self._texts = dict(texts)
        borrowed: list[tuple[str, str, list[str]]] = []
        for name, text in texts.items():
            self._read(name, text, borrowed)
        for kind, source, slots in borrowed:
            for slot in slots:
                for found, tiers in self.kinds[source].items():
                    if found == slot or found.startswith(slot + " "):
                        self.kinds[kind].setdefault(found, tiers)

    def _read(self, name: str, text: str, borrowed: list[tuple[str, str, list[str]]]) -> None:
        kind = ""
        slot = ""
        lists: dict[tuple[str, str], list[list[str]]] = {}
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("{#"):
                continue
            if line.startswith("=== "):
                kind = line[4:].strip()
                self.kinds.setdefault(kind, {})
            elif line.startswith("== use "):
                slot = line[3:].strip()
            elif line.startswith("== "):
                slot = line[3:].strip()
                lists[kind, slot] = [[]]
            elif slot.startswith("use "):
                borrowed.append((kind, slot[4:], line.split()))
            elif line.strip() == "--":
                lists[kind, slot].append([])
            elif (kind, slot) in lists:
                lists[kind, slot][-1].append(line.strip())
            else:
                raise ValueError(f"{self.code}/{name}, line {number}: no section begun")
        for (where, part), tiers in lists.items():
            self.kinds[where][part] = tuple(tuple(tier) for tier in tiers if tier)

    def options(self, kind: str, slot: str, known: frozenset[str]) -> tuple[Alternative, ...]:
        """The alternatives of the first tier in which every needed fact is known.

        Empty when the slot is not there or nothing fits.
        """
        for tier in self.tiers(kind, slot):
            fitting = tuple(alt for alt in tier if alt.needs <= known)
            if fitting:
                return fitting
        return ()

    def tiers(self, kind: str, slot: str) -> tuple[tuple[Alternative, ...], ...]:
        """All tiers of a slot, compiled."""
        key = (kind, slot)
        if key not in self._cache:
            lines = self.kinds.get(kind, {}).get(slot, ())
            self._cache[key] = tuple(tuple(_alternative(x) for x in tier) for tier in lines)
        return self._cache[key]

    @cached_property
    def _cache(self) -> dict[tuple[str, str], tuple[tuple[Alternative, ...], ...]]:
        return {}

    def lines(self, kind: str, slot: str) -> tuple[str, ...]:
        """The raw lines of a slot, tiers joined: for orders and labels."""
        return tuple(x for tier in self.kinds.get(kind, {}).get(slot, ()) for x in tier)


def vocabulary(text: str) -> set[str]:
    """Every word the templates themselves use, folded, in both forms."""
    words: set[str] = set()
    skip = False
    for line in text.splitlines():
        if line.startswith(("{#", "===", "--")):
            continue
        if line.startswith("=="):
            skip = line.startswith(("== order", "== use"))
            continue
        if skip:
            continue
        plain = re.sub(r"\{\{.*?\}\}", " ", re.sub(r"^(\?\w+ )+", "", line)).replace("[", " ")
        for word in tokens(plain.replace("]", " ").replace("|", " ")):
            words.add(fold(word))
            words |= {fold(part) for part in re.split(r"[-'’]", word) if len(part) > 1}
    return words
