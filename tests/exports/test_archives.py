"""Directions in messages, owners of archives, and LinkedIn's files in other languages."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from typing import Any

import pytest

from prospecting.exports import StagedFile, read_bytes

HEAD = ["CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO",
        "RECIPIENT PROFILE URLS", "DATE", "SUBJECT", "CONTENT", "FOLDER"]  # fmt: skip
ME = ("Carla Keller", "https://www.linkedin.com/in/carla-keller")
BEN = ("Ben Weber", "https://www.linkedin.com/in/ben-weber")
EVA = ("Eva Evans", "https://www.linkedin.com/in/eva-evans")
PROFILE = "First Name,Last Name,Maiden Name,Headline,Summary\nCarla,Keller,,CFO,x\n"
INVITATIONS = (
    "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
    f'Carla Keller,Pat Lee,"1/29/26, 2:37 PM",,OUTGOING,{ME[1]},https://www.linkedin.com/in/pat\n'
)


def table(header: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def message(
    conversation: str,
    sender: tuple[str, str],
    *to: tuple[str, str],
    text: str = "Hi there",
    folder: str = "INBOX",
) -> list[str]:
    return [
        conversation,
        "",
        *sender,
        ", ".join(name for name, _ in to),
        ",".join(url for _, url in to),
        "2025-06-01 14:03:22 UTC",
        "",
        text,
        folder,
    ]


def archive(**members: str) -> StagedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name, text in members.items():
            zipped.writestr(f"{name}.csv", text)
    return read_bytes("Basic_LinkedInDataExport_01-02-2026.zip", out.getvalue())


def rows_of(staged: StagedFile, name: str = "messages") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = staged.tables[name].to_pylist()
    return found


def test_the_owner_is_in_most_conversations() -> None:
    rows = [
        message("1", ME, BEN),
        message("1", BEN, ME),
        message("2", EVA, ME),
        message("3", BEN, ME),
    ]
    staged = read_bytes("messages.csv", table(HEAD, rows).encode())
    assert [row["outgoing"] for row in rows_of(staged)] == [True, False, False, False]
    assert [row["other_name"] for row in rows_of(staged)] == [
        "Ben Weber",
        "Ben Weber",
        "Eva Evans",
        "Ben Weber",
    ]
    assert [row["people"] for row in rows_of(staged)] == [2, 2, 2, 2]
    assert staged.owner_hints[0].url == ME[1]


def test_where_two_may_be_the_owner_nothing_is_guessed() -> None:
    staged = read_bytes(
        "messages.csv", table(HEAD, [message("1", ME, BEN), message("1", BEN, ME)]).encode()
    )
    assert [row["outgoing"] for row in rows_of(staged)] == [None, None]
    assert [row["people"] for row in rows_of(staged)] == [2, 2]
    assert not [hint for hint in staged.owner_hints if hint.source == "messages"]


@pytest.mark.parametrize("told", [{"Profile": PROFILE}, {"Invitations": INVITATIONS}])
def test_the_profile_or_an_invitation_settles_it(told: dict[str, str]) -> None:
    staged = archive(messages=table(HEAD, [message("1", ME, BEN), message("1", BEN, ME)]), **told)
    assert [row["outgoing"] for row in rows_of(staged)] == [True, False]
    assert {row["other_url"] for row in rows_of(staged)} == {BEN[1]}


def test_a_profile_gets_the_link_that_the_messages_tell() -> None:
    staged = archive(Profile=PROFILE, messages=table(HEAD, [message("1", ME, BEN)]))
    assert rows_of(staged, "owner_profile")[0]["url"] == ME[1]
    assert staged.owner_hints[0].name == "Carla Keller"


def test_a_group_counts_its_people_and_names_the_sender_only() -> None:
    rows = [
        message("g", ME, BEN, EVA),
        message("g", BEN, ME, EVA),
        message("2", ME, EVA),
        message("3", BEN, ME),
    ]
    found = rows_of(read_bytes("messages.csv", table(HEAD, rows).encode()))
    assert [row["people"] for row in found] == [3, 3, 2, 2]
    assert [row["other_name"] for row in found] == [None, "Ben Weber", "Eva Evans", "Ben Weber"]


def test_slugs_are_compared_without_host_case_and_query() -> None:
    mine = ("Carla Keller", "https://de.linkedin.com/in/Carla-Keller/?trk=x")
    rows = [message("1", ME, BEN), message("2", mine, EVA)]
    found = rows_of(read_bytes("messages.csv", table(HEAD, rows).encode()))
    assert [row["outgoing"] for row in found] == [True, True]


def test_what_is_no_letter_of_a_person_is_refused_with_its_reason() -> None:
    spin = '<p class="spinmail-quill-editor__spin-break">Dear</p>'
    rows = [
        message("1", ME, BEN),
        message("2", ("Shop", ""), ME, text=spin),
        message("3", EVA, ME, folder="SPAM"),
    ]
    head = [*HEAD, "IS MESSAGE DRAFT"]
    full = [[*row, "No"] for row in rows] + [[*message("4", ME, EVA), "Yes"]]
    staged = read_bytes("messages.csv", table(head, full).encode())
    assert (staged.rows, staged.stored) == (4, 1)
    assert [reject.reason.split(",")[0] for reject in staged.rejects] == [
        "sponsored mail", "in the spam folder", "a draft",
    ]  # fmt: skip


def test_the_first_of_two_archives_holds_the_profile_only() -> None:
    staged = archive(
        Profile=PROFILE,
        **{
            "Email Addresses": "Email Address,Confirmed,Primary,Updated On\nc@k.example,Yes,Yes,x\n"
        },
    )
    assert (staged.format, staged.stored, staged.error) == ("linkedin-archive", 2, None)


def test_headers_only_are_no_error_beside_a_file_with_rows() -> None:
    staged = archive(messages=table(HEAD, []), Profile=PROFILE, Invitations=INVITATIONS)
    assert staged.error is None
    assert set(staged.tables) == {"owner_profile", "invitations"}


def test_a_file_of_another_name_in_the_archive_is_found_or_said() -> None:
    staged = archive(
        Kontakte="Vorname,Nachname,URL,E-Mail-Adresse,Firma,Position,Verbunden am\nBen,Weber,,,Arends,CFO,8. Feb. 2026\n",
        Profile=PROFILE,
        Invitations=INVITATIONS,
        Other="a,b\n1,2\n",
    )
    assert staged.tables["contacts"].num_rows == 1
    assert any("Other.csv" in text for text in staged.warnings)


LOCAL = {
    "de": (
        "Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am",
        "08. März 2026",
    ),
    "de-2": ("Vorname,Nachname,URL,E-Mail-Adresse,Firma,Position,Kontakt seit", "8. Mär. 2026"),
    "fr": ("Prénom,Nom,URL,Adresse e-mail,Entreprise,Poste,Date de connexion", "8 mars 2026"),
    "es": (
        "Nombre,Apellidos,URL,Dirección de correo electrónico,Empresa,Cargo,Fecha de conexión",
        "8 de marzo de 2026",
    ),
    "pt": ("Nome,Sobrenome,URL,Endereço de e-mail,Empresa,Cargo,Conectado em", "8 de mar. de 2026"),
    "it": (
        "Nome,Cognome,URL,Indirizzo e-mail,Azienda,Posizione,Data di collegamento",
        "8 marzo 2026",
    ),
    "nl": ("Voornaam,Achternaam,URL,E-mailadres,Bedrijf,Functie,Verbonden op", "8 mrt. 2026"),
    "pl": ("Imię,Nazwisko,URL,Adres e-mail,Firma,Stanowisko,Połączono", "8 marca 2026"),
    "sv": ("Förnamn,Efternamn,URL,E-postadress,Företag,Befattning,Ansluten den", "8 mars 2026"),
    "ru": ("Имя,Фамилия,URL,Адрес эл. почты,Компания,Должность,Дата контакта", "8 мар. 2026 г."),
    "ja": ("名,姓,URL,メールアドレス,会社,役職,つながった日", "2026年3月8日"),
    "unknown": ("Xa,Xb,Xc,Xd,Xe,Xf,Xg", "8 Mar 2026"),
}


@pytest.mark.parametrize("language", sorted(LOCAL))
def test_connections_in_other_languages(language: str) -> None:
    header, day = LOCAL[language]
    text = f'Notiz:\n"Vorspann, in einer anderen Sprache"\n\n{header}\nZoë,Łukasz,https://www.linkedin.com/in/zoe,z@x.example,Żubr,Chief Buyer,{day}\n'
    staged = read_bytes("export.csv", text.encode())
    assert (staged.format, staged.error) == ("linkedin-connections", None)
    (row,) = rows_of(staged, "contacts")
    assert (row["first_name"], row["last_name"], row["company"], row["title"]) == (
        "Zoë",
        "Łukasz",
        "Żubr",
        "Chief Buyer",
    )
    assert (row["url"], row["email"]) == ("https://www.linkedin.com/in/zoe", "z@x.example")
    assert row["connected_on"] == dt.date(2026, 3, 8)


@pytest.mark.parametrize(
    "cell",
    ["9" * 30_000, " " * 30_000 + "1", "1 " * 15_000, "a@" * 15_000, "-1" * 15_000, "1." * 15_000],
)
def test_no_cell_keeps_the_reader_busy(cell: str) -> None:
    # A pattern that goes back and forth over such a cell would not come back for hours.
    header = "Name,Email,Company,Client since,Revenue,NPS,Status,Employees,Phone"
    text = (
        f"{header}\n" + ",".join(["Ann"] + [cell] * 8) + "\n" + ",".join([""] + [cell] * 8) + "\n"
    )
    for kind in (
        None,
        "lead-list",
        "company-list",
        "nps-survey",
        "linkedin-connections",
        "deal-list",
    ):
        staged = read_bytes("clients.csv", text.encode(), as_kind=kind)
        assert staged.rows == staged.stored + staged.rejected
