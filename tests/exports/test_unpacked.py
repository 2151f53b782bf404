"""What makes a folder or a ZIP an archive of LinkedIn: its content, not the names of its files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from prospecting.exports import StagedFile, read_bytes, read_path

CONNECTIONS = (
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Ann,Lee,https://www.linkedin.com/in/ann,,Acme,CFO,08 Feb 2026\n"
)
CRM = "Name,Email,Company,Client since\nCarla Keller,carla@keller.example,Keller AG,2020-01-01\n"
IMPORTED = (
    "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers,CreatedAt,Addresses,Sites,"
    "InstantMessageHandles,FullName,Birthday,Location,BookmarkedAt,Profiles\n"
    "GOOGLE_CONTACTS,Ben,Ford,Nova,CFO,ben@nova.example,,,,,,Ben Ford,,,,\n"
)
PROFILE = "First Name,Last Name,Maiden Name,Headline,Summary\nDan,Ode,,Founder,\n"


def _folder(tmp_path: Path, files: dict[str, str | bytes]) -> list[StagedFile]:
    for name, text in files.items():
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_path(tmp_path))


def _zip(files: dict[str, str]) -> StagedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name, text in files.items():
            zipped.writestr(name, text)
    return read_bytes("of-a-client.zip", out.getvalue())


@pytest.mark.parametrize("name", ["contacts.csv", "messages.csv", "profile.csv", "education.csv"])
def test_a_file_of_the_same_name_from_elsewhere_is_read_by_itself(
    name: str, tmp_path: Path
) -> None:
    found = {f.file: f for f in _folder(tmp_path, {"Connections.csv": CONNECTIONS, name: CRM})}
    assert found["Connections.csv"].format == "linkedin-connections"
    assert found[name].format == "client-list"
    assert found[name].tables["clients"].num_rows == 1
    zipped = _zip({"Connections.csv": CONNECTIONS, name: CRM})
    assert zipped.format == "archive"
    assert {table: found.num_rows for table, found in zipped.tables.items()} == {
        "contacts": 1,
        "clients": 1,
    }


@pytest.mark.parametrize("other", [("contacts.csv", IMPORTED), ("Profile.csv", PROFILE)])
def test_linkedins_own_files_make_an_archive(other: tuple[str, str], tmp_path: Path) -> None:
    files = {"Connections.csv": CONNECTIONS, other[0]: other[1]}
    [folder] = _folder(tmp_path, dict(files))
    assert folder.format == _zip(files).format == "linkedin-archive"


def test_a_file_saved_anew_by_excel_is_known_too(tmp_path: Path) -> None:
    again = PROFILE.replace(",", "\t").encode("utf-16")
    [folder] = _folder(tmp_path, {"Connections.csv": CONNECTIONS, "Profile.csv": again})
    assert folder.format == "linkedin-archive"


def test_connections_of_several_people_are_no_archive(tmp_path: Path) -> None:
    found = _folder(tmp_path, {"Connections.csv": CONNECTIONS, "Connections (1).csv": CONNECTIONS})
    assert [f.format for f in found] == ["linkedin-connections"] * 2


def test_what_is_left_of_a_mapping_breaks_nothing(tmp_path: Path) -> None:
    found = _folder(
        tmp_path,
        {"Connections.csv": CONNECTIONS, "crm.toml": "[columns]\nx = 'name'\n", "m.toml": "= ["},
    )
    assert [(f.file, f.format) for f in found] == [("Connections.csv", "linkedin-connections")]
