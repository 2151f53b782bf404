"""What does not come as one file in memory: unpacked archives, large archives, large lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from prospecting.exports import archive
from prospecting.exports.company_stream import CompanyStream
from prospecting.exports.intake import fill_archive, guarded, refuse, settle
from prospecting.exports.limits import MAX_BYTES, FileRefused, stopped_by, unreadable
from prospecting.exports.linkedin_bundle import fill_linkedin
from prospecting.exports.opening import TABLES
from prospecting.exports.options import Options, file_hash
from prospecting.exports.registry import ARCHIVE_KIND
from prospecting.exports.staging import StagedFile

#: From this size on a company list is read in batches.
STREAM_FROM: Final = 32 * 1024**2


def read_folder_archive(name: str, files: Sequence[Path], options: Options) -> StagedFile:
    """An unpacked LinkedIn archive as one file; its hash is made from those of its members."""
    members: list[tuple[str, bytes]] = []
    closed: list[str] = []
    for file in files:
        try:
            if file.stat().st_size <= MAX_BYTES:
                members.append((file.name, file.read_bytes()))
        except OSError as error:
            closed.append(f"{file.name} was left out: {unreadable(error)}")
    mark = "\n".join(f"{file_hash(data)} {member}" for member, data in sorted(members))
    staged = StagedFile(name, file_hash(mark.encode()), ARCHIVE_KIND)
    staged.warnings += closed
    return guarded(
        staged,
        lambda: fill_linkedin(staged, archive.distinct(members), options),
        f"{name}/archive",
        options,
    )


def read_large_archive(name: str, path: str, file: Path, options: Options) -> StagedFile:
    """A ZIP archive that is not loaded as a whole: only the members that are read."""
    with stopped_by(options.cancelled):
        mark = file_hash(file)
    staged = StagedFile(name, mark, options.as_kind or "unknown")

    def fill() -> None:
        fill_archive(staged, path, archive.unpack(name, file), options)

    return guarded(staged, fill, path, options)


def looks_large(file: Path, size: int, options: Options) -> bool:
    """Whether a file is read in batches: Parquet, or a text too large to hold twice in memory."""
    if file.suffix.lower() == ".parquet":
        return True
    if size <= STREAM_FROM or file.suffix.lower() not in TABLES:
        return False
    if options.mapping is not None and options.mapping.table != "companies":
        return False
    try:
        CompanyStream(file, as_kind=options.as_kind, mapping=options.mapping)
    except FileRefused:
        return False
    return True


def read_streamed(
    name: str, path: str, file: Path, options: Options, cancelled: Callable[[], bool] | None
) -> Iterator[StagedFile]:
    """A company list in parts of one file, which have its name and hash; each fits into memory.

    What goes wrong on the way ends the file with a part that says so.

    Raises:
        ImportCancelled: ``cancelled`` said so.
    """
    mark = ""
    try:
        with stopped_by(cancelled):
            mark = file_hash(file)
        if options.refusal is not None:
            raise options.refusal
        stream = CompanyStream(
            file, as_kind=options.as_kind, mapping=options.mapping, cancelled=cancelled
        )
        number = 0
        for outcome in stream.outcomes():
            staged = StagedFile(name, mark, stream.format, part=number)
            staged.encoding, staged.delimiter = stream.encoding, stream.delimiter
            staged.rows, staged.rejects = outcome.rows, outcome.rejects
            staged.stored = outcome.rows - len(outcome.rejects)
            staged.tables = outcome.tables
            staged.warnings = outcome.warnings if number == 0 else []
            if number == 0 and staged.stored == 0:
                settle(staged)
            yield staged
            number += 1
        if number == 0:
            raise FileRefused("The file holds no row.", "Export it again.")
    except (FileRefused, OSError) as refusal:
        staged = StagedFile(name, mark, options.as_kind or "unknown")
        refuse(staged, str(refusal if isinstance(refusal, FileRefused) else unreadable(refusal)))
        yield staged
