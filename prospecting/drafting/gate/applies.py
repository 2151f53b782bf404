"""Which check applies to which channel and kind; elsewhere its result is None, never passed."""

from __future__ import annotations

ASKING = frozenset(
    {"first", "opt-in", "follow-up-1", "follow-up-2", "mention", "who-else", "review", "case-study"}
)
ABOUT_ONE = frozenset({"first", "follow-up-1", "follow-up-2", "mention"})
WITH_NOTE = frozenset({"first", "opt-in", "follow-up-1", "follow-up-2", "stop"})
WRITTEN = frozenset({"email", "linkedin"})

# Name, hard, in the order of the list of checks.
CHECKS: tuple[tuple[str, bool], ...] = (
    ("placeholder", True),
    ("facts", True),
    ("one-prospect", True),
    ("tie-wording", True),
    ("way-out", True),
    ("no-pressure", True),
    ("forwardable", True),
    ("length", False),
    ("linkedin-length", False),
    ("reading", False),
    ("subject", False),
    ("one-request", False),
    ("reasons", False),
    ("why-client", False),
    ("no-calendar", False),
    ("variety", False),
    ("form-of-address", False),
    ("language", True),
)


def why_not(check: str, channel: str, kind: str) -> str | None:
    """Why `check` does not apply there, as a sentence; None when it applies."""
    if check in ("placeholder", "facts", "no-pressure", "language"):
        return None
    if check == "form-of-address":
        return (
            None if channel.startswith(("email", "linkedin")) else "Only you read a card or sheet."
        )
    if check == "one-prospect":
        if channel == "meeting":
            return "A meeting sheet names several people."
        return None if kind in ABOUT_ONE else "This kind does not ask about one prospect."
    if check == "tie-wording":
        if channel == "meeting":
            return "A meeting sheet asks how well each person is known."
        return None if kind in ABOUT_ONE else "This kind says nothing about their tie."
    if check == "way-out":
        return None if kind in ASKING else "Nothing is asked here."
    if check == "forwardable":
        if channel != "email":
            return "Only an e-mail carries the note."
        return None if kind in WITH_NOTE else "This kind carries no note."
    if check == "length":
        return None if channel == "email" else "Only e-mails are measured in words."
    if check == "linkedin-length":
        return None if channel.startswith("linkedin") else "This is no LinkedIn message."
    if check == "reading":
        return "A sheet to tick is not read as a text." if channel == "meeting" else None
    if check == "subject":
        return None if channel == "email" else "Only an e-mail has a subject."
    if check == "one-request":
        if channel == "meeting":
            return "A meeting sheet asks about several people."
        return None if kind in ASKING else "Nothing is asked here."
    if check == "reasons":
        if kind not in ("first", "mention"):
            return "Only an ask for a prospect gives the reasons."
        return None if channel in (*WRITTEN, "phone") else "There is no room for reasons here."
    if check == "why-client":
        if kind not in ("first", "mention", "who-else", "review", "case-study"):
            return "Only an ask to the client says what connects you."
        return None if channel in (*WRITTEN, "phone") else "There is no room for it here."
    if check == "no-calendar":
        return None if kind in ASKING else "Nothing is asked here."
    return None if channel in WRITTEN else "Only written messages are compared."
