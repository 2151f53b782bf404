"""Golden files: what each sample must give, beside the sample.

python tests/exports/golden.py          writes those that are missing
python tests/exports/golden.py --all    writes all of them anew: look at the difference
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
SAMPLES = ROOT / "samples"
sys.path.insert(0, str(ROOT.parent.parent))

from prospecting.exports import StagedFile, read_path  # noqa: E402


def samples() -> list[tuple[str, Path]]:
    """Every sample with its kind, which is the name of its folder."""
    found = []
    for folder in sorted(SAMPLES.iterdir()):
        for path in sorted(folder.iterdir()):
            if not path.name.endswith(".golden.json"):
                found.append((folder.name, path))
    return found


def golden_of(path: Path) -> Path:
    """The golden file beside a sample."""
    return path.with_name(path.name + ".golden.json")


def read(path: Path) -> StagedFile:
    """The sample read; a folder is an unpacked archive and gives one file."""
    (staged,) = list(read_path(path))
    return staged


def as_json(staged: StagedFile) -> dict[str, Any]:
    """What a golden file holds: all but the hash, empty cells left out."""
    return {
        "format": staged.format,
        "rows": staged.rows,
        "stored": staged.stored,
        "encoding": staged.encoding,
        "delimiter": staged.delimiter,
        "needs_owner": staged.needs_owner,
        "error": staged.error,
        "warnings": staged.warnings,
        "owner_hints": [
            {
                name: value
                for name in ("source", "name", "email", "url")
                if (value := getattr(h, name))
            }
            for h in staged.owner_hints
            if h.source != "folder name"
        ],
        "rejects": [
            {"line": r.line, "member": r.member, "reason": r.reason, "cells": list(r.cells)}
            for r in staged.rejects
        ],
        "tables": {
            name: [
                {column: _plain(value) for column, value in row.items() if value is not None}
                for row in table.to_pylist()
            ]
            for name, table in sorted(staged.tables.items())
        },
    }


def _plain(value: Any) -> Any:
    if isinstance(value, float) and math.isinf(value):
        return "infinity"
    return value if isinstance(value, int | float | bool | str) else str(value)


def main() -> None:
    """Write golden files."""
    for _, path in samples():
        golden = golden_of(path)
        if golden.exists() and "--all" not in sys.argv:
            continue
        text = json.dumps(as_json(read(path)), ensure_ascii=False, indent=1, sort_keys=True)
        golden.write_text(text + "\n", encoding="utf-8")
        print(golden.relative_to(ROOT))


if __name__ == "__main__":
    main()
