"""What goes wrong in ways a user can mend; every message is one plain sentence."""

from __future__ import annotations


class Refused(Exception):
    """A request that cannot be carried out, with the reason and the mend as its text."""
