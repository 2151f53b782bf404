"""What goes wrong in ways a user can mend; every message is one plain sentence."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - a refusal is no fault
    """A request that cannot be carried out, with the reason and the mend as its text."""


class Misused(Refused):
    """A word that names nothing the program knows: a stage, a kind, a channel; wrong usage."""
