"""A LinkedIn archive as one file: whose it is comes first, then its members are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final

from prospecting.exports.base import Context, Outcome, Reader
from prospecting.exports.formats.linkedin_archive import invitation_owner
from prospecting.exports.formats.linkedin_messages import owner_link
from prospecting.exports.joining import merge
from prospecting.exports.limits import FileRefused
from prospecting.exports.opening import open_sheets
from prospecting.exports.options import Options
from prospecting.exports.registry import ARCHIVE_KIND, LINKEDIN, choose
from prospecting.exports.sheet import Sheet
from prospecting.exports.staging import StagedFile

_RANK: Final = {"linkedin-profile": 0, "linkedin-emails": 1, "linkedin-connections": 2}


def fill_linkedin(
    staged: StagedFile, members: Sequence[tuple[str, bytes]], options: Options
) -> None:
    """The members of one LinkedIn archive; whose it is comes first, since directions hang on it.

    Raises:
        FileRefused: nothing readable, or the networks of several people in one archive.
    """
    staged.format = ARCHIVE_KIND
    sheets: list[Sheet] = []
    for member, data in members:
        if not data.strip():
            continue
        try:
            found = open_sheets(member, data, staged, member)
        except FileRefused as refusal:
            staged.warnings.append(f"{member} was left out: {refusal}")
            continue
        if isinstance(found, str):
            staged.warnings.append(f"{member} holds vCards; import it on its own.")
        else:
            sheets += found
    known = [(sheet, choose(sheet, LINKEDIN)) for sheet in sheets]
    owners = [
        str(PurePosixPath(sheet.member or "").parent)
        for sheet, reader in known
        if reader is not None and reader.kind == "linkedin-connections"
    ]
    if len(set(owners)) > 1:
        raise FileRefused(
            "The archive holds the connections of several people (in "
            + ", ".join(sorted(set(owners))[:5])
            + ").",
            "Unpack it and import the folders: each then keeps its owner.",
        )
    context = _archive_owner(known)
    parts: list[tuple[str, Outcome] | Sheet] = []
    # The profile and the addresses first: their hints count more than what messages tell.
    known.sort(key=lambda pair: _RANK.get(pair[1].kind if pair[1] else "", 9))
    for sheet, reader in known:
        if reader is None:
            if sheet.rows:
                parts.append(sheet)
            continue
        outcome = reader.read(sheet, context)
        if outcome.rows:
            parts.append((reader.kind, outcome))
    staged.needs_owner = True
    merge(staged, parts)
    staged.format = ARCHIVE_KIND


def _archive_owner(known: Sequence[tuple[Sheet, Reader | None]]) -> Context:
    """The owner's name and profile link, from the surest file that has them."""
    by_kind = {reader.kind: sheet for sheet, reader in reversed(known) if reader is not None}
    name = url = None
    if profile := by_kind.get("linkedin-profile"):
        for row in profile.rows[:1]:
            first, last = (row[profile.index[part]].strip() for part in ("firstname", "lastname"))
            name = f"{first} {last}".strip() or None
    if invitations := by_kind.get("linkedin-invitations"):
        url = invitation_owner(invitations)
    if url is None and (messages := by_kind.get("linkedin-messages")):
        url = owner_link(messages, name)
    return Context(owner_url=url, owner_name=name)
