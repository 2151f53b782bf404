"""The list that says whose each file is: a CSV with the columns ``file`` and ``client_email``."""

from __future__ import annotations

from pathlib import Path

from prospecting.exports.decode import decode
from prospecting.exports.limits import FileRefused
from prospecting.exports.parse import parse


def read_owners(path: Path) -> dict[str, str]:
    """The list of owners: file → e-mail, id or ``me``.

    Raises:
        FileRefused: it cannot be read, or lacks a column.
    """
    try:
        rows = parse(decode(path.read_bytes()).text).rows
    except OSError as error:
        raise FileRefused(
            f"The list of owners {path} cannot be read: {error.strerror or error}.", ""
        ) from error
    except FileRefused as refused:
        raise FileRefused(
            f"The list of owners {path} cannot be read: {refused.reason}", refused.mend
        ) from refused
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    if "file" not in head or "client_email" not in head:
        raise FileRefused(
            f"The list of owners {path} needs the columns “file” and “client_email”; "
            f"it has {', '.join(head) or 'none'}.",
            "",
        )
    at_file, at_owner = head.index("file"), head.index("client_email")
    return {
        row[at_file].strip().replace("\\", "/"): row[at_owner].strip()
        for row in rows[1:]
        if len(row) > max(at_file, at_owner) and row[at_file].strip()
    }
