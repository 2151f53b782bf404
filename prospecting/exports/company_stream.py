"""Company lists of millions of rows, by path: read in batches, never whole.

CSV by Python's own parser, Parquet by pyarrow. Only company lists are read so: everything else a
person imports fits into memory.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import pyarrow as pa

from prospecting.exports.base import Context, Outcome, Reader, row_count
from prospecting.exports.decode import decode
from prospecting.exports.formats.company_list import CompanyReader
from prospecting.exports.limits import (
    MAX_CELL,
    MAX_STREAM_BYTES,
    MAX_STREAM_ROWS,
    FileRefused,
    ImportCancelled,
)
from prospecting.exports.mapping import Mapping, read_mapped
from prospecting.exports.parse import sniff
from prospecting.exports.registry import READERS, choose, reader_of
from prospecting.exports.sheet import Sheet, build_sheet, find_header
from prospecting.exports.staging import Reject

BATCH: Final = 20_000
#: Rejects kept with their cells; more are counted only, or they would fill the memory.
KEPT_REJECTS: Final = 10_000
_HEAD: Final = 1 << 18
_CODECS: Final = {
    "UTF-8": "utf-8", "UTF-8 with BOM": "utf-8-sig", "UTF-16": "utf-16", "UTF-32": "utf-32",
    "Windows-1252": "cp1252", "Mac Roman": "mac_roman", "ISO-8859-1": "latin-1",
}  # fmt: skip


def is_parquet(path: Path) -> bool:
    """Whether the file is Parquet, by its first bytes."""
    with path.open("rb") as stream:
        return stream.read(4) == b"PAR1"


class CompanyStream:
    """Batches of the staged table ``companies`` from one file.

    Iterate once; ``rows``, ``rejected``, ``rejects`` (the first ten thousand) and ``warnings``
    are complete when the iteration has ended. ``rows == stored + rejected``.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        as_kind: str | None = None,
        mapping: Mapping | None = None,
        cancelled: Callable[[], bool] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Open the file and find its format.

        Raises:
            FileRefused: not a company list, or past the limits.
            OSError: the file cannot be opened.
        """
        self._path = Path(path)
        self._mapping = mapping
        self._cancelled = cancelled
        self._progress = progress
        self.rows = 0
        self.rejected = 0
        self.rejects: list[Reject] = []
        self.warnings: list[str] = []
        self.encoding: str | None = None
        self.delimiter: str | None = None
        if self._path.stat().st_size > MAX_STREAM_BYTES:
            raise FileRefused("The file has more than 4 GB.", "Split it.")
        self._parquet = is_parquet(self._path)
        self._open = self._open_parquet if self._parquet else self._open_text
        head = next(self._open(1000), None)
        if head is None:
            raise FileRefused("The file holds no row.", "Export it again.")
        if mapping is not None:
            self._reader: Reader | None = None
            self.format = "mapped"
        else:
            self._reader = reader_of(as_kind) if as_kind else choose(head, READERS)
            if not isinstance(self._reader, CompanyReader):
                raise FileRefused(
                    "Only lists of companies may be this large or be Parquet (found: "
                    + ", ".join(head.header[:12])
                    + ").",
                    "Split the file, or say with a mapping that it is a list of companies.",
                )
            self.format = self._reader.kind

    @property
    def stored(self) -> int:
        """Rows given out."""
        return self.rows - self.rejected

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """The batches, with the columns of ``SCHEMAS["companies"]``."""
        for outcome in self.outcomes():
            self.rejects += outcome.rejects[: KEPT_REJECTS - len(self.rejects)]
            self.warnings += [w for w in outcome.warnings if w not in self.warnings][:20]
            table = outcome.tables.get("companies")
            if table is not None:
                yield from table.combine_chunks().to_batches()

    def outcomes(self) -> Iterator[Outcome]:
        """What each piece of the file holds, with its own rejects."""
        for sheet in self._open(BATCH):
            if self._cancelled is not None and self._cancelled():
                raise ImportCancelled
            count = row_count(sheet)
            self.rows += count
            if self.rows > MAX_STREAM_ROWS:
                raise FileRefused(f"The file has more than {MAX_STREAM_ROWS:,} rows.", "Split it.")
            if self._mapping is not None:
                outcome = read_mapped(sheet, self._mapping, Context())
            else:
                assert self._reader is not None
                outcome = self._reader.read(sheet, Context())
            self.rejected += len(outcome.rejects)
            if self._progress is not None:
                self._progress(self.rows)
            yield outcome

    def _open_text(self, batch: int) -> Iterator[Sheet]:
        with self._path.open("rb") as raw:
            head = raw.read(_HEAD)
        if not head.strip():
            raise FileRefused("The file is empty.", "Export it again.")
        cut = head.rfind(b"\n") + 1 if len(head) == _HEAD else len(head)
        decoded = decode(head[: cut or len(head)])
        self.encoding = decoded.encoding
        codec = _CODECS.get(decoded.encoding, "utf-8")
        self.delimiter = sniff(decoded.text)
        with self._path.open(encoding=codec, errors="replace", newline="") as stream:
            yield from self._sheets(stream, self.delimiter, batch)

    def _sheets(self, stream: Iterable[str], delimiter: str, batch: int) -> Iterator[Sheet]:
        lines = _Lines(stream)
        reader = csv.reader(lines, delimiter=delimiter)
        header: list[str] | None = None
        while True:
            begin = reader.line_num
            rows = _take(reader, batch)
            if not rows:
                return
            if reader.line_num - begin == len(rows):
                numbers: Sequence[int] = range(begin + 1, begin + 1 + len(rows))
            else:  # line breaks inside cells
                numbers = _numbers(rows, begin)
                lines.is_odd = True
            if lines.is_odd:
                rows = [[cell[:MAX_CELL] for cell in row] for row in rows]
                lines.is_odd = False
            if header is None:
                place = find_header(rows) or 0
                header, rows, numbers = rows[place], rows[place + 1 :], numbers[place + 1 :]
            if rows:
                yield _piece(self._path.name, header, rows, numbers, delimiter)

    def _open_parquet(self, batch: int) -> Iterator[Sheet]:
        import pyarrow.parquet as pq

        try:
            file = pq.ParquetFile(self._path)
        except (FileNotFoundError, PermissionError):
            raise
        except (pa.ArrowException, OSError):
            raise FileRefused(
                "The Parquet file is damaged or not complete.", "Download it again."
            ) from None
        header = [field.name for field in file.schema_arrow if _is_plain(field.type)]
        if len(header) > 500:
            raise FileRefused("The table has more than 500 columns.", "Leave some out.")
        self.encoding = "Parquet"
        line = 1
        for part in file.iter_batches(batch_size=batch, columns=header, use_threads=False):
            columns = [_strings(part.column(place)) for place in range(part.num_columns)]
            rows = [list(row) for row in zip(*columns, strict=True)]
            lines = range(line + 1, line + 1 + len(rows))
            line += len(rows)
            if rows:
                yield _piece(self._path.name, header, rows, lines, None)


def read_company_batches(
    path: Path | str,
    *,
    as_kind: str | None = None,
    mapping: Mapping | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[pa.RecordBatch]:
    """Batches of the staged table ``companies``; see ``CompanyStream`` for the counts.

    Raises:
        FileRefused: not a company list, or past the limits.
    """
    yield from CompanyStream(path, as_kind=as_kind, mapping=mapping, cancelled=cancelled)


class _Lines:
    """The lines of a text without NUL; notes whether one is longer than a cell may be."""

    def __init__(self, stream: Iterable[str]) -> None:
        self._stream = stream
        self.is_odd = False

    def __iter__(self) -> Iterator[str]:
        for line in self._stream:
            if len(line) > MAX_CELL:
                self.is_odd = True
            yield line.replace("\0", "") if "\0" in line else line


def _take(reader: Iterator[list[str]], count: int) -> list[list[str]]:
    """The next records; one that the parser cannot read comes as an empty row."""
    rows: list[list[str]] = []
    while len(rows) < count:
        try:
            rows.extend(islice(reader, count - len(rows)))
            break
        except csv.Error:
            rows.append([""])
    return rows


def _numbers(rows: list[list[str]], begin: int) -> list[int]:
    """The line each record begins on, from the line breaks inside its cells."""
    numbers = []
    line = begin + 1
    for row in rows:
        numbers.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)
    return numbers


def _piece(
    name: str, header: list[str], rows: list[list[str]], lines: Sequence[int], delimiter: str | None
) -> Sheet:
    return build_sheet(
        name,
        [header, *rows],
        range(lines.start - 1, lines.stop) if isinstance(lines, range) else [0, *lines],
        delimiter=delimiter,
        header_at=0,
    )


def _is_plain(kind: pa.DataType) -> bool:
    return not pa.types.is_nested(kind) and not pa.types.is_binary(kind)


def _strings(column: pa.Array) -> list[str]:
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if pa.types.is_floating(column.type):
            return ["" if v is None else f"{v:g}" for v in column.to_pylist()]
        column = column.cast(pa.string())
    return [value or "" for value in column.to_pylist()]
