"""Suggestions for tables nobody knows: by header and cells, and what is remembered of a shape."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from prospecting.exports import Mapping, MappingProposal, read_bytes, suggest_mapping
from prospecting.services.mappings import suggested_toml

TABLES = Path(__file__).resolve().parents[2] / "bench" / "data" / "mappings.toml"

HEADLESS = (
    "Ute Sander;Sander Logistik GmbH;Prokuristin;ute@sander.example;+49 40 1234567\n"
    "Rolf Pieper;Pieper AG;Leiter Einkauf;pieper@pieper.example;+49 511 998877\n"
    "Gesa Holm;Holm Feinkost e.K.;Owner;gesa@holm.example;+49 4321 7788\n"
)


def fields(proposal: MappingProposal) -> list[str | None]:
    return [column.field for column in proposal.columns]


@pytest.mark.parametrize("name", ["first", "fresh", "last"])
def test_most_columns_of_tables_kept_by_hand_are_suggested_rightly(name: str) -> None:
    right = total = sure = surely_right = 0
    for one in tomllib.loads(TABLES.read_text(encoding="utf-8"))["file"]:
        if one["set"] != name:
            continue
        data = one["text"].lstrip("\n").encode()
        table = one["table"].split("|")[0]
        for column, truth in zip(
            suggest_mapping(one["name"], data, table).columns, one["columns"], strict=True
        ):
            good = (column.field or "") in truth.split("|")
            total, right = total + 1, right + good
            if column.field and column.confidence >= 0.9:
                sure, surely_right = sure + 1, surely_right + good
    assert right >= 0.9 * total
    assert surely_right >= 0.98 * sure


def test_a_table_without_headers_is_read_from_its_first_row() -> None:
    proposal = suggest_mapping("x.csv", HEADLESS.encode())
    assert proposal.headless
    assert proposal.rows == 3
    assert fields(proposal) == ["full_name", "company", "title", "email", "phone"]
    mapping = Mapping.from_toml(proposal.mapping().to_toml())
    assert mapping.headless
    staged = read_bytes("x.csv", HEADLESS.encode(), mapping=mapping)
    assert (staged.rows, staged.stored) == (3, 3)
    assert staged.tables[mapping.table]["full_name"].to_pylist()[0] == "Ute Sander"


def test_tables_without_headers_are_of_one_shape_only_where_their_cells_are() -> None:
    proposal = suggest_mapping("x.csv", HEADLESS.encode())
    more = HEADLESS + "Bernd Ihde;Ihde Bau KG;Bauleiter;b@ihde.example;+49 4101 55667\n"
    turned = "\n".join(";".join(reversed(row.split(";"))) for row in HEADLESS.splitlines())
    assert suggest_mapping("y.csv", more.encode()).shape == proposal.shape
    assert suggest_mapping("z.csv", turned.encode()).shape != proposal.shape


def test_a_word_in_a_cell_is_no_header() -> None:
    text = "a;b;c\nGesa Holm;Holm Feinkost;Owner\nUte Sander;Sander Logistik GmbH;Clerk\n"
    proposal = suggest_mapping("x.csv", text.encode())
    assert [column.header for column in proposal.columns] == ["a", "b", "c"]
    assert proposal.rows == 2


def test_headers_below_a_title_and_an_empty_line_are_found() -> None:
    text = (
        "Messe;;\nStand: 12.03.2026;;\n;;\nZuname;Rufname;Elektr. Post\nTimm;Heike;t@timm.example\n"
    )
    proposal = suggest_mapping("x.csv", text.encode())
    assert [column.header for column in proposal.columns] == ["Zuname", "Rufname", "Elektr. Post"]
    assert fields(proposal) == ["last_name", "first_name", "email"]


def test_headers_in_two_lines_are_told_apart_by_the_upper_one() -> None:
    text = (
        "Person;;Unternehmen;\nName;Rolle;Name;Sitz\nWolf Adler;Werkleiter;Adler Guss GmbH;Siegen\n"
    )
    proposal = suggest_mapping("x.csv", text.encode())
    assert [column.header for column in proposal.columns] == [
        "Person Name", "Rolle", "Unternehmen Name", "Sitz"
    ]  # fmt: skip
    assert fields(proposal) == ["full_name", "title", "company", "location"]
    assert read_bytes("x.csv", text.encode(), mapping=proposal.mapping()).stored == 1


def test_a_column_of_dashes_is_empty() -> None:
    text = "Wer;Mail;Notiz\nUte Sander;u@sander.example;-\nRolf Pieper;r@pieper.example;-\n"
    proposal = suggest_mapping("x.csv", text.encode())
    assert fields(proposal) == ["full_name", "email", None]
    told = Mapping("clients", {"Wer": "full_name", "Mail": "email", "Notiz": "note"})
    table = read_bytes("x.csv", text.encode(), mapping=told).tables["clients"]
    assert table["note"].to_pylist() == [None, None]


def test_cells_that_contradict_their_header_make_it_doubtful() -> None:
    text = "E-Mail;Kunde seit\nUte Sander;gut\nRolf Pieper;sehr gut\n"
    proposal = suggest_mapping("x.csv", text.encode())
    assert proposal.columns[0].field == "full_name"
    assert proposal.columns[1].confidence < 0.65


def test_columns_in_another_order_are_the_same_shape_and_read_the_same() -> None:
    one = "Wer;Boite;Elektr. Post\nUte Sander;Sander AG;u@sander.example\n"
    two = "Elektr. Post;Wer;Boite\nu@sander.example;Ute Sander;Sander AG\n"
    first, second = (suggest_mapping("x.csv", text.encode()) for text in (one, two))
    assert first.shape == second.shape
    mapping = first.mapping()
    rows = [
        read_bytes("x.csv", text.encode(), mapping=mapping).tables[mapping.table].to_pylist()
        for text in (one, two)
    ]
    assert rows[0] == rows[1]


def test_a_reader_by_meaning_passes_over_no_column_whose_cells_are_plain() -> None:
    text = (
        "Nom famille;Prénom(s);Employeur actuel;Occupation;@\n"
        "Quéméner;Loïc;Chantiers Quéméner SAS;Chef d'atelier;loic@chantiers.example\n"
        "Besson;Aminata;Besson Traiteur SARL;Responsable commerciale;aminata@besson.example\n"
    )
    staged = read_bytes("fournisseurs et amis.csv", text.encode())
    row = staged.tables["contacts"].to_pylist()[0]
    assert staged.format == "lead-list"
    assert (row["first_name"], row["last_name"]) == ("Loïc", "Quéméner")
    assert (row["company"], row["email"]) == ("Chantiers Quéméner SAS", "loic@chantiers.example")
    assert any("'Employeur actuel' as company" in warning for warning in staged.warnings)


def test_a_suggestion_as_a_file_is_a_mapping_whatever_the_headers_hold() -> None:
    text = 'Wer;"Mail ""neu""";#\u2028x\nUte Sander;u@sander.example;q\x07\nRolf Pieper;r@p.example;w\n'
    proposal = suggest_mapping("x.csv", text.encode())
    written = suggested_toml("x\n.csv", proposal)
    assert Mapping.from_toml(written) == proposal.mapping()
    assert "# sure: u@sander.example" in written
    assert "not known" in written
