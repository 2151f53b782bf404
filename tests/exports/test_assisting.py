"""Columns read by what stands in them: only what no reader knows, and only what it looks like."""

from __future__ import annotations

from typing import Any

from prospecting.exports import StagedFile, read_bytes


def read(header: str, cell: str) -> StagedFile:
    lines = [f"First Name,Last Name,Email,Company,{header}"]
    for i in range(20):
        row = (f"Ann{chr(97 + i)}", f"Lee{chr(97 + i)}", f"a{i}@b{i}.example", f"Firm {i}")
        lines.append(",".join((*row, cell.format(i=i, n=7_543_219 + 12_345 * i))))
    return read_bytes("clients.csv", "\n".join(lines).encode())


def filled(staged: StagedFile, column: str) -> list[Any]:
    return [cell for cell in staged.tables["clients"][column].to_pylist() if cell is not None]


def test_a_column_that_another_reader_knows_means_what_it_means_there() -> None:
    staged = read("linkedinSchoolDateRange", "2003 - 20{i:02}")
    assert not filled(staged, "size_min") and not filled(staged, "phone")
    assert staged.warnings == []


def test_years_from_and_to_are_no_number_of_employees() -> None:
    for cell in ("2003 - 20{i:02}", "1998 – 2004", "19{i:02} to 2010"):
        staged = read("Zeitraum der Betreuung", cell)
        assert not filled(staged, "size_min") and not filled(staged, "phone"), cell


def test_what_is_counted_or_weighed_is_no_telephone() -> None:
    for cell in ("0.{n}", "-0.{n}", "{n}.{n}"):
        assert not filled(read("willingness", cell), "phone"), cell


def test_telephones_are_read_whatever_their_column_is_called() -> None:
    for cell in ("+49 40 {n}", "040/{n}", "(212) 555-10{i:02}"):
        staged = read("Durchwahl Zentrale", cell)
        assert len(filled(staged, "phone")) == 20, cell
        assert "by what stands in them" in staged.warnings[0]
