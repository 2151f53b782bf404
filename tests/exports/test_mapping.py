"""Tables nobody knows: proposals, mappings as TOML, and lists of companies read in batches."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospecting.exports import (
    SCHEMAS,
    CompanyStream,
    FileRefused,
    ImportCancelled,
    Mapping,
    fields_of,
    load_mapping,
    read_bytes,
    read_company_batches,
    read_path,
    shape_key,
    suggest_mapping,
)
from prospecting.exports.mapping import TABLES

ODD = "Quarterly overview\n\nWer;Wo;Adr;Start;Wert\nCarla Keller;Keller Pumpen;carla@example.com;04.05.2019;9\n;Nobody;x;04.05.2019;1\n"
TOML = """
table = "clients"
order = "dmy"

[columns]
Wer = "full_name"
Wo = "company"
Adr = "email"
Start = "since"
Wert = "nps"

[constants]
kind = "partner"
language = "German"
"""


def test_a_mapping_reads_what_no_reader_knows() -> None:
    assert read_bytes("odd.csv", ODD.encode()).error is not None
    staged = read_bytes("odd.csv", ODD.encode(), mapping=Mapping.from_toml(TOML))
    assert (staged.format, staged.rows, staged.stored) == ("mapped", 2, 1)
    (row,) = staged.tables["clients"].to_pylist()
    assert row["full_name"] == "Carla Keller"
    assert row["since"] == date(2019, 5, 4)
    assert (row["kind"], row["language"], row["nps"]) == ("partner", "de", 9)
    assert staged.rejects[0].line == 5


def test_a_mapping_survives_its_own_toml() -> None:
    mapping = Mapping.from_toml(TOML)
    assert Mapping.from_toml(mapping.to_toml()) == mapping


@given(
    st.sampled_from(TABLES),
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
        st.integers(0, 50),
        min_size=1,
        max_size=5,
    ),
)
def test_any_mapping_survives_its_own_toml(table: str, headers: dict[str, int]) -> None:
    fields = fields_of(table)
    mapping = Mapping(table, {header: fields[n % len(fields)] for header, n in headers.items()})
    assert Mapping.from_toml(mapping.to_toml()) == mapping


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("table = ", "TOML"),
        ('table = "nothing"\n[columns]\na = "name"', "clients"),
        ('table = "clients"\n[columns]\na = "no_such_field"', "no_such_field"),
        ('table = "clients"', "no column"),
        ('table = "clients"\norder = "ymd"\n[columns]\na = "full_name"', "dmy"),
        ('table = "clients"\nother = 1\n[columns]\na = "full_name"', "other"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(text: str, word: str) -> None:
    with pytest.raises(FileRefused, match=word):
        Mapping.from_toml(text)


def test_a_mapping_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileRefused):
        load_mapping(tmp_path / "none.toml")
    (tmp_path / "m.toml").write_text(TOML, encoding="utf-8")
    assert load_mapping(tmp_path / "m.toml").table == "clients"
    assert read_bytes("odd.csv", ODD.encode(), mapping=tmp_path / "m.toml").stored == 1
    refused = read_bytes("odd.csv", ODD.encode(), mapping=tmp_path / "none.toml")
    assert refused.error is not None
    assert "mapping" in refused.error


def test_a_mapping_for_another_file_is_refused() -> None:
    staged = read_bytes("x.csv", b"a,b\n1,2\n", mapping=Mapping.from_toml(TOML))
    assert staged.error is not None
    assert "a, b" in staged.error


def test_a_proposal_names_fields_with_confidence_and_what_they_become() -> None:
    text = "Ansprechpartner;Firma;Kontakt-Mail;Kunde seid;Groesse;Bemerkung\nCarla Keller;Keller Pumpen;c@d.example;04.05.2019;51-200;nett\n"
    proposal = suggest_mapping("odd.csv", text.encode())
    assert proposal.table == "clients"
    by_header = {column.header: column for column in proposal.columns}
    assert by_header["Ansprechpartner"].field == "full_name"
    assert by_header["Firma"].field == "company"
    assert by_header["Kontakt-Mail"].field == "email"
    assert by_header["Kunde seid"].field == "since"
    assert by_header["Kunde seid"].becomes == ("2019-05-04",)
    assert 0.5 < by_header["Kunde seid"].confidence < by_header["Firma"].confidence <= 1
    assert by_header["Groesse"].field == "size"
    assert by_header["Groesse"].becomes == ("51 to 200",)
    assert by_header["Bemerkung"].samples == ("nett",)
    staged = read_bytes("odd.csv", text.encode(), mapping=proposal.mapping())
    assert staged.stored == 1


def test_a_proposal_never_gives_one_field_twice() -> None:
    proposal = suggest_mapping(
        "x.csv", b"Email,E-mail,Mail,Name\na@b.example,c@d.example,e@f.example,Anna\n"
    )
    fields = [column.field for column in proposal.columns if column.field]
    assert len(fields) == len(set(fields))


def test_files_of_one_shape_have_one_key() -> None:
    assert shape_key(["Name", "E-Mail"]) == shape_key(["email", " name "])
    assert shape_key(["Name", "E-Mail"]) != shape_key(["Name", "Phone"])


def companies(count: int) -> list[list[str]]:
    return [
        [
            str(n),
            f"firm {n}",
            f"firm{n}.example",
            "2001",
            "machinery",
            "51 - 200",
            "utrecht, utrecht, netherlands",
            "netherlands",
            f"linkedin.com/company/{n}",
            "60",
            "90",
        ]
        for n in range(count)
    ]


PDL = [
    "",
    "name",
    "domain",
    "year founded",
    "industry",
    "size range",
    "locality",
    "country",
    "linkedin url",
    "current employee estimate",
    "total employee estimate",
]


def as_csv(rows: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([PDL, *rows])
    return out.getvalue()


def test_batches_from_csv_and_parquet_are_the_same(tmp_path: Path) -> None:
    rows = companies(60_000)
    rows[7][1] = ""
    (tmp_path / "c.csv").write_text(as_csv(rows), encoding="utf-8")
    columns = {name or "index": [row[place] for row in rows] for place, name in enumerate(PDL)}
    pq.write_table(pa.table(columns), tmp_path / "c.parquet", row_group_size=20_000)
    tables = []
    for name in ("c.csv", "c.parquet"):
        stream = CompanyStream(tmp_path / name)
        batches = list(stream)
        assert len(batches) >= 2
        assert all(batch.schema == SCHEMAS["companies"] for batch in batches)
        assert (stream.rows, stream.stored, stream.rejected) == (60_000, 59_999, 1)
        assert stream.format == "pdl-companies"
        tables.append(pa.Table.from_batches(batches).drop_columns(["line"]))
    assert tables[0].equals(tables[1])
    assert (
        pa.Table.from_batches(list(read_company_batches(tmp_path / "c.csv")))["line"][8].as_py()
        == 11
    )


def test_a_parquet_file_by_its_path_comes_as_a_stream(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"Company": ["Arends", None], "Employees": [320.0, 5.0], "Country": ["NL", "DE"]}),
        tmp_path / "list.parquet",
    )
    (staged,) = list(read_path(tmp_path / "list.parquet"))
    assert (staged.error, staged.format, staged.rows, staged.stored) == (None, "company-list", 2, 1)
    assert staged.tables["companies"].to_pylist()[0]["size_min"] == 320


def test_a_large_list_comes_in_parts_of_one_file(tmp_path: Path) -> None:
    rows = companies(60_000)
    rows[7][1] = ""
    columns = {name or "index": [row[place] for row in rows] for place, name in enumerate(PDL)}
    pq.write_table(pa.table(columns), tmp_path / "c.parquet", row_group_size=20_000)
    parts = list(read_path(tmp_path))
    assert [part.part for part in parts] == list(range(len(parts)))
    assert len({(part.file, part.sha256, part.format) for part in parts}) == 1
    assert sum(part.rows for part in parts) == 60_000
    assert sum(part.rejected for part in parts) == 1
    assert all(part.rows == part.stored + part.rejected for part in parts)
    assert all(part.tables["companies"].num_rows == part.stored <= 50_000 for part in parts)


def test_only_companies_come_as_a_stream(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"First Name": ["A"], "Last Name": ["B"], "Connected On": ["08 Feb 2026"]}),
        tmp_path / "p.parquet",
    )
    (staged,) = list(read_path(tmp_path / "p.parquet"))
    assert staged.error is not None
    assert "companies" in staged.error
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 and then nothing")
    (bad,) = list(read_path(tmp_path / "bad.parquet"))
    assert bad.error is not None


def test_a_stream_can_be_stopped(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(as_csv(companies(60_000)), encoding="utf-8")
    stream = CompanyStream(tmp_path / "c.csv", cancelled=lambda: True)
    with pytest.raises(ImportCancelled):
        list(stream)


def test_a_large_table_of_another_kind_is_read_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prospecting.exports.large.STREAM_FROM", 100)
    text = "Company,Industry,Employees,Email,Name\n" + "Arends,Retail,5,a@b.example,Ann\n" * 20
    (tmp_path / "c.csv").write_text(text, encoding="utf-8")
    (whole,) = list(read_path(tmp_path, as_kind="client-list"))
    assert (whole.format, whole.stored) == ("client-list", 20)
    (tmp_path / "c.csv").write_text(as_csv(companies(30)), encoding="utf-8")
    (streamed,) = list(read_path(tmp_path))
    assert (streamed.format, streamed.stored, streamed.part) == ("pdl-companies", 30, 0)
    mapping = Mapping("deals", {"name": "name"})
    (mapped,) = list(read_path(tmp_path, mapping=mapping))
    assert set(mapped.tables) == {"deals"}
