"""How a message begins: as noted for this client, as the user writes, or as the language has it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from prospecting.drafting.facts import AskFacts, Seller
from prospecting.drafting.language import Language, language_for, load
from prospecting.drafting.textual import fold
from prospecting.drafting.untrusted import strip_hidden, suspicious

#: Characters of a greeting noted for one client.
GREETING_MOST: Final = 60


def noted_greeting(facts: AskFacts, language: Language) -> str:
    """What the user noted as the greeting of this introducer, in their language only; else ""."""
    noted = " ".join(strip_hidden(facts.introducer.greeting).split())
    if not noted or len(noted) > GREETING_MOST or suspicious(noted):
        return ""
    if language.code != language_for(facts.seller, facts.introducer):
        return ""
    return noted if noted[-1] in ",:!." else noted + str(language.rules["greeting"][0])[-1]


@lru_cache(maxsize=256)
def _gendered(code: str) -> frozenset[str]:
    return frozenset(fold(w) for w in load(code).rules["gendered"])


def greeting(
    language: Language, name: str | None, seller: Seller | None, formality: str, shift: int
) -> str:
    """The line a message begins with; the seller's own way of greeting where he writes one."""
    if not name:
        return str(language.rules["greeting_nobody"])
    if seller is not None and seller.greeting and language.code == seller.language[:2].casefold():
        own = seller.greeting.strip()
        words = {fold(w.strip(",.:!/")) for w in own.replace("/", " ").split()}
        plain = len(own) <= 40 and "\n" not in own
        if plain and not words & _gendered(language.code):
            for slot in ("{first_name}", "{name}", "{vorname}", "[Name]", "{full_name}"):
                if slot in own:
                    return own.replace(slot, name)
            end = own[-1] if own[-1] in ",:!" else language.rules["greeting"][0][-1]
            return f"{own.rstrip(',:! ')} {name}{end}"
    options: list[str] = language.rules.get(f"greeting_{formality}") or language.rules["greeting"]
    return options[shift % len(options)].format(name=name)
