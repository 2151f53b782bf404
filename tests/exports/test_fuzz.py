"""Files broken at random: each is an answer, none an exception, and no row is lost."""

from __future__ import annotations

import random

import pytest

from prospecting.exports import StagedFile
from prospecting.exports.intake import Options, _fill, settle
from prospecting.exports.limits import FileRefused
from tests.exports.golden import samples

PIECES = [
    b"", b"\x00", b"\xff\xfe", b'"', b"\r", b"\n", b",,,,", b";", b"\t", b"PK\x03\x04", b"\xc3", b"'=",
    b"BEGIN:VCARD\n", b"=1+1", b"\xe2\x80\xae", b"Grand Totals", b"9" * 400, b"-", b"2026-13-45",
    b"\xef\xbb\xbf", b"1e999", b"NaN", b"31/31/3131", b"99999999999999999999",
]  # fmt: skip


def broken(draw: random.Random, data: bytes) -> bytes:
    """The data with a few wounds: bytes changed, cut out, doubled, or foreign ones put in."""
    out = bytearray(data)
    for _ in range(draw.randint(1, 6)):
        place = draw.randrange(len(out) + 1)
        span = draw.randint(1, 40)
        match draw.randrange(6):
            case 0:
                out[place : place + span] = draw.randbytes(span)
            case 1:
                del out[place : place + span]
            case 2:
                out[place:place] = draw.choice(PIECES)
            case 3:
                out[place:place] = out[place : place + span] * draw.randint(1, 4)
            case 4:
                del out[place:]
            case _:
                for _ in range(span):
                    if out:
                        out[draw.randrange(len(out))] = draw.randrange(256)
        if not out:
            break
    return bytes(out)


def read_without_net(name: str, data: bytes) -> StagedFile:
    """As ``read_bytes``, but what no reader foresaw is raised."""
    staged = StagedFile(name, "", "unknown")
    try:
        _fill(staged, name, data, Options())
    except FileRefused as refusal:
        staged.error = str(refusal)
        return staged
    settle(staged)
    return staged


def run(count: int, seed: int) -> None:
    draw = random.Random(seed)
    sources = [(path.name, path.read_bytes()) for _, path in samples() if path.is_file()]
    for number in range(count):
        name, data = draw.choice(sources)
        wounded = broken(draw, data)
        if draw.random() < 0.1:
            name = draw.choice(sources)[0]
        try:
            staged = read_without_net(name, wounded)
        except Exception as error:
            raise AssertionError(f"file {number} of seed {seed} ({name})") from error
        assert staged.error or staged.rows == staged.stored + staged.rejected
        for table in staged.tables.values():
            table.validate(full=True)


def test_five_hundred_broken_files() -> None:
    run(500, seed=11)


@pytest.mark.campaign
def test_five_thousand_broken_files() -> None:
    run(5000, seed=23)
