"""LinkedIn's messages.csv in its four layouts: who wrote to whom and when, never what.

The text is counted in words and dropped. Drafts, spam and sponsored mail say nothing about a tie
and are refused, each with its reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from prospecting.exports.base import Context, Outcome, Reader, row_count
from prospecting.exports.columns import column, read_columns, stage
from prospecting.exports.sheet import Sheet
from prospecting.exports.staging import OwnerHint, Reject

COLUMNS: Final = (
    column("conversation", "CONVERSATION ID"),
    column("from_name", "FROM"),
    column("from_url", "SENDER PROFILE URL"),
    column("sent_at", "DATE", kind="time", order="mdy"),
)
_REASONS: Final = {
    "draft": ("a draft, never sent", "Nothing to do."),
    "spam": ("in the spam folder", "Nothing to do."),
    "sponsored": ("sponsored mail, not a person's", "Nothing to do."),
    "nobody": ("no sender and no receiver", "Nothing to do."),
}
_SPIN: Final = "spinmail-quill-editor"
_MEMBER: Final = "linkedin member"
_CONTENT: Final = ("content", "subject", "conversationtitle")


def slug(url: str) -> str:
    """What tells two profile links apart: lower case, without scheme, host and query."""
    bare = url.strip().lower().partition("?")[0].rstrip("/")
    return bare.rpartition("linkedin.com")[2] if "linkedin.com" in bare else bare


def links(cell: str) -> list[str]:
    """The profile links of a cell that joins them by commas."""
    return [part.strip() for part in cell.split(",") if part.strip()]


def owner_link(sheet: Sheet, name: str | None = None) -> str | None:
    """The owner's own profile link: of the sender who bears the owner's name, or the one that is
    in more conversations than any other; None where two are in equally many."""
    senders = sheet.column("senderprofileurl")
    conversations = sheet.column("conversationid")
    if senders is None or conversations is None:
        return None
    names = sheet.column("from") or ("",) * len(senders)
    if name:
        named = Counter(
            url.strip()
            for url, who in zip(senders, names, strict=True)
            if url.strip() and " ".join(who.split()).casefold() == name.casefold()
        )
        if named:
            return named.most_common(1)[0][0]
    receivers = sheet.column("recipientprofileurls") or ("",) * len(senders)
    seen: dict[str, set[str]] = defaultdict(set)
    written: dict[str, str] = {}
    for sender, receiver, conversation in zip(senders, receivers, conversations, strict=True):
        for url in (sender.strip(), *links(receiver)):
            if url:
                seen[slug(url)].add(conversation)
                written.setdefault(slug(url), url)
    ranked = sorted(seen, key=lambda who: (-len(seen[who]), who))
    if not ranked or (len(ranked) > 1 and len(seen[ranked[0]]) == len(seen[ranked[1]])):
        return None
    return written[ranked[0]]


class LinkedinMessages(Reader):
    """Messages, with the far end and the direction seen from the archive's owner."""

    kind = "linkedin-messages"
    label = "LinkedIn messages"
    needs_owner = True
    required = ("CONVERSATION ID", "FROM", "TO", "DATE", "CONTENT")
    columns = COLUMNS

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One row a message; ``people`` counts the conversation's members, the owner included."""
        rows = row_count(sheet)
        own = context.owner_url or owner_link(sheet, context.owner_name)
        sheet = sheet.keep(self._refused(sheet))
        fields = read_columns(sheet, COLUMNS)
        ends = _FarEnds(sheet, own, context.owner_name)
        content = sheet.column("content") or ("",) * len(sheet.rows)
        table = stage(
            "messages",
            sheet,
            {
                **fields,
                "outgoing": ends.outgoing,
                "other_name": ends.names,
                "other_url": ends.urls,
                "people": ends.people,
                "words": [len(text.split()) for text in content],
            },
        )
        sheet.rejects = [_without_text(sheet, reject) for reject in sheet.rejects]
        hints = []
        if own or context.owner_name:
            hints.append(OwnerHint("messages", ends.own_name or context.owner_name, None, own))
        return self.outcome(rows, sheet, {"messages": table}, hints=hints)

    def _refused(self, sheet: Sheet) -> dict[int, tuple[str, str]]:
        refused: dict[int, tuple[str, str]] = {}
        blank = ("",) * len(sheet.rows)
        columns = [
            sheet.column(name) or blank
            for name in (
                "folder", "ismessagedraft", "isconversationdraft", "from", "senderprofileurl",
                "to", "content",
            )
        ]  # fmt: skip
        for place, (folder, draft, draft2, sender, url, to, content) in enumerate(
            zip(*columns, strict=True)
        ):
            if draft.strip().lower() in {"yes", "true"} or draft2.strip().lower() in {
                "yes",
                "true",
            }:
                refused[place] = _REASONS["draft"]
            elif folder.strip().upper() == "SPAM":
                refused[place] = _REASONS["spam"]
            elif folder.strip().upper() in {"DRAFT", "DRAFTS"}:
                refused[place] = _REASONS["draft"]
            elif _SPIN in content or (not url.strip() and folder.strip().upper() == "SPONSORED"):
                refused[place] = _REASONS["sponsored"]
            elif not sender.strip() and not url.strip() and not to.strip():
                refused[place] = _REASONS["nobody"]
        return refused


def _without_text(sheet: Sheet, reject: Reject) -> Reject:
    """The reject without what was written: nobody's words are kept, not even refused ones."""
    hidden = {sheet.index[name] for name in _CONTENT if name in sheet.index}
    whole = len(reject.cells) == len(sheet.header)
    kept = [
        "(text left out)" if cell and (place in hidden or not whole) else cell
        for place, cell in enumerate(reject.cells)
    ]
    return Reject(reject.line, reject.reason, reject.mend, tuple(kept), reject.member)


class _FarEnds:
    """For each message the person at the far end, and whether the owner wrote it."""

    def __init__(self, sheet: Sheet, own: str | None, own_name: str | None) -> None:
        count = len(sheet.rows)
        blank: Sequence[str] = ("",) * count
        self._conversations = sheet.column("conversationid") or blank
        self._senders = sheet.column("senderprofileurl") or blank
        self._names = sheet.column("from") or blank
        self._receivers = sheet.column("recipientprofileurls") or blank
        self._to = sheet.column("to") or blank
        self._own = slug(own) if own else None
        self.own_name = next(
            (
                name.strip()
                for name, url in zip(self._names, self._senders, strict=True)
                if self._own and url and slug(url) == self._own and name.strip()
            ),
            own_name,
        )
        self._own_key = (self.own_name or "").casefold()
        self.outgoing: list[bool | None] = []
        self.names: list[str | None] = []
        self.urls: list[str | None] = []
        self.people: list[int | None] = []
        self._members()
        for place in range(count):
            self._read(place)

    def _members(self) -> None:
        """Who takes part in each conversation: links, and names of those without a link."""
        self._links: dict[str, dict[str, str]] = defaultdict(dict)
        self._named: dict[str, dict[str, str]] = defaultdict(dict)
        self._name_of: dict[str, str] = {}
        linked_names: dict[str, set[str]] = defaultdict(set)
        for place, conversation in enumerate(self._conversations):
            sender, name = self._senders[place].strip(), self._names[place].strip()
            if sender:
                self._links[conversation].setdefault(slug(sender), sender)
                if name:
                    self._name_of.setdefault(slug(sender), name)
                    linked_names[conversation].add(name.casefold())
            elif name and name.casefold() != _MEMBER:
                self._named[conversation].setdefault(name.casefold(), name)
            receivers = links(self._receivers[place])
            for url in receivers:
                self._links[conversation].setdefault(slug(url), url)
            to = self._to[place].strip()
            if len(receivers) == 1 and to:
                self._name_of.setdefault(slug(receivers[0]), to)
                linked_names[conversation].add(to.casefold())
            elif not receivers and to and to.casefold() != _MEMBER:
                self._named[conversation].setdefault(to.casefold(), to)
        for conversation, known in linked_names.items():
            for name in known:
                self._named[conversation].pop(name, None)

    def _read(self, place: int) -> None:
        conversation = self._conversations[place]
        sender, name = self._senders[place].strip(), self._names[place].strip()
        others = {who: url for who, url in self._links[conversation].items() if who != self._own}
        named = {
            who: text for who, text in self._named[conversation].items() if who != self._own_key
        }
        owner_is_out = int(bool(self._own or self._own_key))  # else among those counted
        self.people.append(len(others) + len(named) + owner_is_out)
        outgoing: bool | None = None
        if self._own and sender:
            outgoing = slug(sender) == self._own
        elif self._own_key and name:
            outgoing = name.casefold() == self._own_key
        self.outgoing.append(outgoing)
        if outgoing is False:
            self.names.append(name if name.casefold() != _MEMBER else None)
            self.urls.append(sender or None)
        elif outgoing and len(others) == 1 and not named:
            ((who, url),) = others.items()
            self.names.append(self._name_of.get(who))
            self.urls.append(url)
        elif outgoing and len(named) == 1 and not others:
            self.names.append(next(iter(named.values())))
            self.urls.append(None)
        else:  # to several people at once: the conversation says who they are
            self.names.append(None)
            self.urls.append(None)
