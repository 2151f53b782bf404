"""The words of the draft page: kinds, channels, languages, checks, facts."""

from __future__ import annotations

from typing import Final

CHANNEL_WORDS: Final = {
    "email": "E-mail",
    "linkedin": "LinkedIn message",
    "linkedin-note": "LinkedIn connection note",
    "phone": "Phone card",
    "meeting": "Meeting sheet",
}
#: A card and a sheet lie before the user; nothing of them is sent.
READY_WORDS: Final = {
    "email": "ready to send",
    "linkedin": "ready to send",
    "linkedin-note": "ready to send",
    "phone": "ready for the call",
    "meeting": "ready for the meeting",
}
LANGUAGE_WORDS: Final = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "nl": "Nederlands",
}
KIND_WORDS: Final = {
    "first": "First ask",
    "opt-in": "Note for the prospect",
    "follow-up-1": "First follow-up",
    "follow-up-2": "Second follow-up",
    "stop": "Kind stop",
    "thanks-intro": "Thanks for the introduction",
    "thanks-outcome": "Thanks with the outcome",
    "mention": "May I mention your name?",
    "who-else": "Who else?",
    "review": "Ask for a review",
    "case-study": "Ask for a case study",
    "reply-to-no": "Reply to a no",
}
FORMALITY_WORDS: Final = {
    "": "as usual in the language",
    "informal": "first names (du, tu, je)",
    "formal": "formal (Sie, vous, u)",
}
CHECK_WORDS: Final = {
    "placeholder": "Nothing left to fill in",
    "facts": "Only what we know",
    "one-prospect": "One person, one company",
    "tie-wording": "No more than we know of their tie",
    "way-out": "Easy to say no",
    "no-pressure": "No pressure",
    "forwardable": "A note to pass on",
    "length": "Short enough",
    "linkedin-length": "Short enough for LinkedIn",
    "reading": "Easy to read",
    "subject": "A clear subject",
    "one-request": "One request",
    "reasons": "Why this person, why now",
    "why-client": "Why this client",
    "no-calendar": "Interest, not a slot",
    "variety": "No form letter",
    "form-of-address": "One form of address",
    "language": "In the chosen language",
}
EVIDENCE_WORDS: Final = {
    "stated": "you or they said so",
    "file": "it stands in a file",
    "derived": "worked out",
    "unknown": "not known how well",
    "potential": "a possible tie",
    "likely": "a likely tie",
    "confirmed": "confirmed",
}
_GROUPS: Final = {
    "seller": "You",
    "introducer": "Introducer",
    "prospect": "Prospect",
    "tie": "Their tie",
    "why_them": "Why this person",
    "why_now": "Why now",
    "outcome": "Outcome",
    "others": "Others",
    "ask": "This ask",
}


def fact_words(key: str) -> tuple[str, str]:
    """Group and name of a fact's key: ``tie.messages.1.when`` is ("Their tie", "messages when")."""
    group, _, rest = key.partition(".")
    name = " ".join(part for part in rest.replace("_", " ").split(".") if not part.isdigit())
    return _GROUPS.get(group, group), name
