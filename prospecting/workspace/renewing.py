"""A newer program on older rows: their keys computed anew, and everything derived anew.

Keys and what is derived are functions of the rows and of the program. A version of both stands in
the workspace; where the program's is another one, the next opening brings the file up to it in one
transaction. Ids are the ledgers', which go on under the new keys.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from importlib import metadata, resources
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from prospecting.exports.staging import SCHEMAS
from prospecting.workspace import migrate
from prospecting.workspace.connection import Transaction
from prospecting.workspace.derive import STEPS, Derivation, Say, silent
from prospecting.workspace.keyed import Keys
from scoring.reference import load_text

#: Grows when the code may give the same text another key, or derive something else from a row.
CODE: Final = 2
#: What keys are computed with, beside the code.
_DATA: Final = (
    "companies_forms.csv", "companies_scripts.csv", "companies_none.txt", "names/free_mail.txt",
    "names/honorifics.txt", "names/particles.txt", "names/credentials.txt",
    "names/nicknames.csv", "names/common_names.csv", "names/east_asian_surnames.txt",
)  # fmt: skip
_STATEMENTS: Final = ("derive", "identity", "customers")
#: Columns that can be computed from what is kept of a row; hashes of e-mail addresses cannot,
#: since most addresses are not kept.
_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "contacts": ("url_key", "other_key", "name_key", "company_key", "domain_key"),
    "clients": ("url_key", "other_key", "name_key", "company_key", "domain_key"),
    "past_asks": ("url_key", "other_key", "name_key", "company_key", "client_name_key"),
    "companies": ("company_key", "domain_key"),
    "deals": ("company_key",),
    "surveys": ("name_key", "company_key"),
    "messages": ("url_key", "name_key"),
    "invitations": ("url_key", "name_key"),
    "endorsements": ("url_key", "name_key"),
    "recommendations": ("name_key", "company_key"),
    "positions": ("url_key", "name_key", "company_key"),
    "education": ("url_key", "name_key", "school_key"),
    "follows": ("company_key",),
    "owner_profile": ("url_key", "name_key"),
    "answers": ("url_key", "name_key"),
}
_MAILS: Final = frozenset({"email", "prospect_email", "client_email", "contact_email"})
_PIECE: Final = 100_000
#: What is said on the way, in this order.
KEYS: Final = "computing keys anew"
RENEWAL: Final = (
    *migrate.STEPS, KEYS, *STEPS, "comparing names of companies", "comparing people",
)  # fmt: skip


@lru_cache(maxsize=1)
def derived_version() -> str:
    """Another text whenever keys or what is derived may come out otherwise: of the code's number,
    the data that keys are computed with, and the statements that derive."""
    sql = resources.files("prospecting.workspace").joinpath("sql")
    parts = [load_text(name) for name in _DATA]
    for name in _STATEMENTS:
        text = re.sub(r"--(?! name:).*", "", sql.joinpath(f"{name}.sql").read_text("utf-8"))
        parts.append(" ".join(text.split()))
    parts.append(metadata.version("anyascii"))
    return f"{CODE}-{zlib.crc32(chr(0).join(parts).encode()):08x}"


def renew(t: Transaction, say: Say = silent) -> None:
    """Compute the keys of all rows anew, carry ids and decisions over, derive everything."""
    say(KEYS)
    for name in ("keys_before", "listed_before", "suppressed_before"):
        t.run(f"renew.{name}")
    keys = Keys(b"")  # no address is hashed here, so a lost key is no hindrance
    changed = sum([_rows(t, keys, name) for name in _KEYS])
    derivation = Derivation(t, say)
    derivation.everything()
    if changed:
        # Rows that tell their company's id only have its name through the list's key.
        t.run("identity.clear_all_company_names")
        t.run("identity.enter_company_names")
        _ledgers(t)
    derivation.run()


def _rows(t: Transaction, keys: Keys, name: str) -> int:
    """Compute the keys of one table's rows; how many rows have other keys now."""
    after, changed = -1, 0
    while True:
        rows = t.table(f"renew.rows_{name}", {"after": after, "most": _PIECE})
        if not rows.num_rows:
            return changed
        after = pc.max(rows["row_id"]).as_py()
        staged = pa.table(
            {
                field.name: pa.nulls(rows.num_rows, field.type)
                if field.name in _MAILS
                else rows[field.name]
                for field in SCHEMAS[name]
            }
        )
        computed = keys.columns(name, staged)
        found = pa.table({"row_id": rows["row_id"]})
        other = pa.chunked_array([pa.nulls(rows.num_rows, pa.bool_()).fill_null(False)])
        for column in _KEYS[name]:
            fresh = computed[column]
            if column == "domain_key":
                # Else of an e-mail address that is not kept.
                fresh = pc.coalesce(fresh, rows[column])
            found = found.append_column(column, fresh.cast(pa.string()))
            other = pc.or_(other, _differs(rows[column], found[column]))
        found = found.filter(other)
        if found.num_rows:
            changed += found.num_rows
            with t.lend("staged", found):
                t.run(f"renew.set_{name}")


def _differs(one: pa.ChunkedArray, two: pa.ChunkedArray) -> pa.ChunkedArray:
    same = pc.fill_null(pc.equal(one, two), False)
    return pc.invert(pc.or_(same, pc.and_(pc.is_null(one), pc.is_null(two))))


def _ledgers(t: Transaction) -> None:
    """Let ids, decisions and links go on under the new keys."""
    for name in (
        "overrides", "moves", "rename_keys", "swaps", "swap_people", "keep_first_days", "move_heirs", "enter_heirs",
        "move_decisions", "drop_empty_partings",
        "company_moves", "company_heirs", "drop_moved_companies", "enter_moved_companies",
        "move_old_companies", "enter_old_companies", "drop_own_names",
        "links_anew", "drop_links", "enter_links", "drop_former",
    ):  # fmt: skip
        t.run(f"renew.{name}")
