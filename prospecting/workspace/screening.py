"""Rows of people who were erased, kept out when a file brings them again.

What is left of somebody erased is keyed hashes on the suppression list. Each row of a new file is
compared with them before anything of it is written: a row about such a person counts as refused,
its cells are not kept; where a row is about something else and only mentions the person (a deal,
an ask of a client), the mention goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from prospecting.exports.staging import SCHEMAS, Reject, StagedFile
from prospecting.identity import keys as identity_keys
from prospecting.workspace.connection import Transaction
from prospecting.workspace.derive import pads
from prospecting.workspace.erasing import Patterns
from prospecting.workspace.keyed import Keys, loose_email, loose_name, loose_names, loose_url

REASON: Final = "this person was erased, so nothing of the row was kept"
MEND: Final = "take the person off the list of people left alone, on their own wish only"
#: Signs of erased people beyond those of the suppression list: the name alone, for refused rows
#: that no column explains, and the name within one network, for files that hold no address.
NAME, IN_NETWORK = "erased_name", "erased_in_network"

#: By which columns a table tells of a person: addresses, e-mail, names, company.
_SIGNS: Final[Mapping[str, tuple[tuple[str, ...], str | None, tuple[str, ...], str | None]]] = {
    "contacts": (("url", "other_url"), "email", ("first_name", "last_name", "full_name"), "company"),
    "clients": (("url", "other_url"), "email", ("first_name", "last_name", "full_name"), "company"),
    "past_asks": (("prospect_url",), "prospect_email", ("prospect_name",), "prospect_company"),
    "surveys": ((), "email", ("full_name",), "company"),
    "messages": (("other_url",), None, ("other_name",), None),
    "invitations": (("other_url",), None, ("other_name",), None),
    "recommendations": ((), None, ("other_name",), "company"),
    "endorsements": (("other_url",), None, ("other_name",), None),
    "positions": (("person_url",), None, ("person_name",), None),
    "education": (("person_url",), None, ("person_name",), None),
    "answers": (("prospect_url",), "client_email", ("prospect_name",), None),
    "owner_profile": (("url",), None, ("first_name", "last_name"), None),
    "owner_emails": ((), "email", (), None),
}  # fmt: skip
#: Where a row stays and the person's part of it goes: the columns looked at, and those blanked.
_MENTIONS: Final = (
    ("deals", ((), "contact_email", ("contact",), "company"),
     ("contact", "contact_email", "contact_source_ids")),
    ("past_asks", ((), "client_email", ("client_name",), None), ("client_email", "client_name")),
    ("messages", (("from_url",), None, ("from_name",), None), ("from_url", "from_name")),
    ("contacts", ((), None, ("referred_by",), None), ("referred_by",)),
)  # fmt: skip
_FREE: Final = (
    ("clients", "note"), ("clients", "complaint"), ("deals", "name"), ("surveys", "comment"),
    ("past_asks", "note"),
)  # fmt: skip
#: Of a refused row this many cells are read as names or addresses, and no longer ones.
_MOST_CELLS, _LONGEST = 60, 120

Bools = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Screen:
    """The erased people of a workspace, as keyed hashes; made once a call."""

    t: Transaction
    keys: Keys
    hashes: dict[str, set[str]] = field(default_factory=dict)
    hashers: list[Keys] = field(default_factory=list)
    before: dict[str, list[str]] = field(default_factory=dict)
    _pads: pa.Table | None = None

    @classmethod
    def of(cls, t: Transaction, keys: Keys) -> Screen:
        """The screen of the workspace that ``t`` writes in."""
        screen = cls(t, keys)
        for kind, digest in t.rows("rights.erased_signs"):
            screen.hashes.setdefault(kind, set()).add(digest)
        if screen.hashes:
            known = [(int(number), bytes(key)) for number, key in t.rows("store.hash_keys")]
            screen.hashers = [Keys(key) for _, key in known]
            screen._pads = pads(known)
            for key, old in t.rows("rights.old_company_names"):
                screen.before.setdefault(key, []).append(old)
        return screen

    def sift(self, staged: StagedFile, owner_id: int | None) -> None:
        """Take everything about erased people out of ``staged``; rows count as refused."""
        if not self.hashes:
            return
        gone = {
            name: self._hits(name, table, _SIGNS[name], owner_id)
            for name, table in staged.tables.items()
            if name in _SIGNS
        }
        self._spread(staged, gone)
        patterns = Patterns(_words(staged, gone))
        self._refuse(staged, gone)
        self._blank(staged, owner_id)
        for table, column in _FREE:
            _map_text(staged, table, column, patterns.blank)
        staged.file = patterns.blank(staged.file)
        staged.warnings = [patterns.blank(text) for text in staged.warnings]
        staged.rejects = [
            replace(one, cells=())
            if patterns.speaks(" ".join(map(str, one.cells))) or self._tells(one.cells)
            else one
            for one in staged.rejects
        ]

    # What a table tells -----------------------------------------------------------------------

    def _hits(
        self,
        name: str,
        table: pa.Table,
        signs: tuple[tuple[str, ...], str | None, tuple[str, ...], str | None],
        owner_id: int | None,
    ) -> Bools:
        """Which rows of ``table`` bear a sign of somebody erased."""
        urls, email, names, company = signs
        found = np.zeros(table.num_rows, dtype=np.bool_)
        if not table.num_rows:
            return found
        seek: list[tuple[str, list[str | None]]] = []
        known = np.zeros(table.num_rows, dtype=np.bool_)
        for column in urls:
            keys = identity_keys.profile_keys(_texts(table, column))
            known |= np.array([key is not None for key in keys], dtype=np.bool_)
            seek.append(("url", [loose_url(key) if key else None for key in keys]))
        if email is not None:
            mails = identity_keys.email_keys(_texts(table, email))
            seek.append(("email_loose", [loose_email(key) if key else None for key in mails]))
        if names:
            people = self._name_keys(table, names)
            if company is not None:
                firms = self.keys.company_keys(_texts(table, company))
                for known_as in self._company_keys(firms):
                    pairs = list(zip(people, known_as, strict=True))
                    loose = [loose_name(p, c) if p and c else None for p, c in pairs]
                    seek.append(("name_company", loose))
                    exact = [f"{p}|{c}" if p and c else None for p, c in pairs]
                    seek.append(("name_company", exact))
            if owner_id is not None and name not in {"contacts", "clients"} | {"owner_profile"}:
                # A name alone tells of one person within a network, where no address does.
                seek.append(
                    (
                        IN_NETWORK,
                        [
                            in_network(owner_id, p) if p and not k else None
                            for p, k in zip(people, known.tolist(), strict=True)
                        ],
                    )
                )
        for kind, texts in seek:
            if kind in self.hashes:
                found |= self._listed(kind, texts)
        return found

    def _company_keys(self, firms: Sequence[str | None]) -> list[list[str | None]]:
        """The keys of the rows' companies, and those that older programs gave the companies."""
        out: list[list[str | None]] = [list(firms)]
        met = [self.before.get(firm, []) if firm else [] for firm in firms]
        for place in range(max(map(len, met), default=0)):
            out.append([olds[place] if place < len(olds) else None for olds in met])
        return out

    def _name_keys(self, table: pa.Table, names: tuple[str, ...]) -> list[str | None]:
        columns = [_texts(table, column) for column in names]
        none: list[str | None] = [None] * table.num_rows
        first, last, full = {
            1: lambda: (none, none, columns[0]),
            2: lambda: (columns[0], columns[1], none),
            3: lambda: (columns[0], columns[1], columns[2]),
        }[len(columns)]()
        return list(identity_keys.name_keys(first, last, full))

    def _listed(self, kind: str, texts: Sequence[str | None]) -> Bools:
        """Which of ``texts`` are on the list under ``kind``; hashed in the engine."""
        column = pa.chunked_array([pa.array(texts, pa.string())])
        encoded = pc.dictionary_encode(column.combine_chunks())
        values = encoded.dictionary
        out = np.zeros(len(texts), dtype=np.bool_)
        if not len(values) or self._pads is None:
            return out
        sought = pa.table({"at": pa.array(np.arange(len(values))), "v": values})
        with self.t.lend("sought", sought), self.t.lend("hash_pads", self._pads):
            hits = [int(row[0]) for row in self.t.rows("rights.screen", {"kind": kind})]
        if hits:
            places = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
            out |= np.isin(places, hits)
        return out

    # What becomes of it -----------------------------------------------------------------------

    @staticmethod
    def _spread(staged: StagedFile, gone: dict[str, Bools]) -> None:
        """Widen to other rows of the same lines, and to rows that bear the name of one who went
        and nothing else, where nobody who stays bears it."""
        lines: set[tuple[Any, Any]] = set()
        went: set[str] = set()
        stay: set[str] = set()
        for name in ("contacts", "clients"):
            table = staged.tables.get(name)
            if table is None or not gone[name].any():
                continue
            places = _places(table)
            names = identity_keys.name_keys(
                *(_texts(table, column) for column in ("first_name", "last_name", "full_name"))
            )
            for place, key, hit in zip(places, names, gone[name].tolist(), strict=True):
                if hit:
                    lines.add(place)
                if key:
                    (went if hit else stay).add(key)
        if not lines:
            return
        went -= stay
        for name in gone.keys() - {"contacts", "clients", "owner_profile", "owner_emails"}:
            table = staged.tables[name]
            urls, _, names_of, _ = _SIGNS[name]
            if name in {"positions", "education"}:
                same = [place in lines for place in _places(table)]
                gone[name] |= np.array(same, dtype=np.bool_)
            bare = np.array(
                [not any(row) for row in zip(*(_texts(table, u) for u in urls), strict=True)]
                if urls
                else [True] * table.num_rows,
                dtype=np.bool_,
            )
            keys = identity_keys.name_keys(
                [None] * table.num_rows, [None] * table.num_rows, _texts(table, names_of[0])
            )
            named = np.array([key in went if key else False for key in keys], dtype=np.bool_)
            gone[name] |= bare & named

    @staticmethod
    def _refuse(staged: StagedFile, gone: Mapping[str, Bools]) -> None:
        dropped: set[tuple[Any, Any]] = set()
        for name, hits in gone.items():
            if hits.any():
                table = staged.tables[name]
                dropped.update(
                    place for place, hit in zip(_places(table), hits.tolist(), strict=True) if hit
                )
                staged.tables[name] = table.filter(pa.array(~hits))
        if not dropped:
            return
        for table in staged.tables.values():
            dropped.difference_update(_places(table))
        order = sorted(dropped, key=lambda place: (str(place[0] or ""), place[1] or 0))
        count = min(len(order), staged.stored)
        staged.stored -= count
        staged.rejects += [
            Reject(line or 0, REASON, MEND, (), member) for member, line in order[:count]
        ]

    def _blank(self, staged: StagedFile, owner_id: int | None) -> None:
        for name, signs, columns in _MENTIONS:
            table = staged.tables.get(name)
            if table is None:
                continue
            have = [column for column in columns if column in table.column_names]
            if not any(table[column].null_count < table.num_rows for column in have):
                continue
            hits = self._mentions(name, table, signs, owner_id)
            if not hits.any():
                continue
            names = [
                text for text, hit in zip(_texts(table, signs[2][0]), hits, strict=True) if hit
            ]
            for column in have:
                at = table.schema.get_field_index(column)
                none = pa.scalar(None, table.schema.field(at).type)
                table = table.set_column(
                    at, column, pc.if_else(pa.array(hits), none, table[column])
                )
            staged.tables[name] = table
            patterns = Patterns(
                _named(part.partition("(")[0].strip())
                for text in names
                if text
                for part in text.split(";")
            )
            for other, column in _FREE:
                _map_text(staged, other, column, patterns.blank)

    def _mentions(
        self,
        name: str,
        table: pa.Table,
        signs: tuple[tuple[str, ...], str | None, tuple[str, ...], str | None],
        owner_id: int | None,
    ) -> Bools:
        if name != "deals":
            return self._hits("mention", table, signs, owner_id)
        # "Ann Lee (ann@acme.example); Ben Ford (ben@…)": each by itself.
        at: list[int] = []
        parts: dict[str, list[str | None]] = {"contact": [], "contact_email": [], "company": []}
        columns = (_texts(table, column) for column in ("contact", "contact_email", "company"))
        for row, (contact, email, company) in enumerate(zip(*columns, strict=True)):
            for part in (contact or "").split(";"):
                at.append(row)
                parts["contact"].append(part.strip() or None)
                parts["contact_email"].append(part if "@" in part else email)
                parts["company"].append(company)
        split = pa.table({key: pa.array(values, pa.string()) for key, values in parts.items()})
        found = self._hits("mention", split, signs, owner_id)
        out = np.zeros(table.num_rows, dtype=np.bool_)
        np.logical_or.at(out, np.array(at, dtype=np.int64), found)
        return out

    def _tells(self, cells: Sequence[str]) -> bool:
        """Whether the cells of a refused row may speak of somebody erased; better one too many."""
        texts = [str(cell).strip() for cell in cells]
        texts = [text for text in texts if text and len(text) <= _LONGEST][:_MOST_CELLS]
        for text in texts:
            url = identity_keys.profile_key(text) if "/" in text else None
            mail = identity_keys.email_key(text) if "@" in text else None
            if url and self._has("url", loose_url(url)):
                return True
            if mail and self._has("email_loose", loose_email(mail)):
                return True
        pairs: list[tuple[str | None, str | None, str | None]] = [(None, None, t) for t in texts]
        pairs += [(one, two, None) for one, two in pairwise(texts)]
        return any(
            self._has(NAME, loose_name(key))
            for first, last, full in pairs
            if (key := identity_keys.name_key(first, last, full))
        )

    def _has(self, kind: str, text: str) -> bool:
        listed = self.hashes.get(kind, set())
        return any(hasher.digest(text) in listed for hasher in self.hashers if listed)


def in_network(owner_id: int, name_key: str) -> str:
    """The sign of a name within the network of ``owner_id``."""
    return f"{owner_id}|{loose_name(name_key)}"


def _texts(table: pa.Table, column: str) -> list[str | None]:
    if column not in table.column_names:
        return [None] * table.num_rows
    values: list[str | None] = table[column].to_pylist()
    return values


def _places(table: pa.Table) -> list[tuple[str | None, int | None]]:
    """Member and line of each row."""
    lines = table["line"].to_pylist() if "line" in table.column_names else [None] * table.num_rows
    return list(zip(_texts(table, "member"), lines, strict=True))


def _named(name: str) -> dict[str, Any]:
    first, _, last = name.partition(" ")
    none = {"url": None, "url_key": None, "email": None}
    return {"name": name, "first_name": first or None, "last_name": last or None, **none}


def _words(staged: StagedFile, gone: Mapping[str, Bools]) -> Iterable[dict[str, Any]]:
    """By what texts of the file may speak of those who go."""
    for name in ("contacts", "clients"):
        if name not in gone or not gone[name].any():
            continue
        table = staged.tables[name].filter(pa.array(gone[name]))
        whole = {f.name: _texts(table, f.name) for f in SCHEMAS[name] if f.type == pa.string()}
        for at in range(table.num_rows):
            row = {column: values[at] for column, values in whole.items()}
            first, last = row["first_name"], row["last_name"]
            yield {
                "name": row["full_name"] or " ".join(part for part in (first, last) if part),
                "first_name": first, "last_name": last, "url": row["url"], "email": row["email"],
                "url_key": identity_keys.profile_key(row["url"]),
            }  # fmt: skip


def _map_text(staged: StagedFile, name: str, column: str, change: Callable[[str], str]) -> None:
    table = staged.tables.get(name)
    if table is None or column not in table.column_names:
        return
    old = _texts(table, column)
    new = [change(text) if text else text for text in old]
    if new != old:
        at = table.schema.get_field_index(column)
        staged.tables[name] = table.set_column(at, column, pa.array(new, pa.string()))


def forget_names(t: Transaction, keys: Keys) -> list[tuple[str, str]]:
    """The further signs of those in the table ``gone_row``: kinds and hashes."""
    out = {
        (NAME, keys.digest(form))
        for (name,) in t.rows("rights.gone_names")
        if name
        for form in loose_names(name)
    }
    out |= {
        (IN_NETWORK, keys.digest(in_network(int(owner), name)))
        for owner, name in t.rows("rights.gone_network_names")
        if name
    }
    return sorted(out)
