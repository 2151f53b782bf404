"""Files as they come: renamed, cut off, empty, protected, hostile. Each gives a sentence."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from prospecting.exports import ImportCancelled, Progress, StagedFile, read_bytes, read_path
from prospecting.exports.limits import MAX_COLUMNS

HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
GOOD = "Ben,Weber,,,Arends,CFO,08 Feb 2026\n"
CONNECTIONS = (HEAD + GOOD).encode()
SAMPLES = Path(__file__).resolve().parent / "samples"


def zipped(
    members: dict[str, bytes], *, change: Callable[[zipfile.ZipInfo], None] | None = None
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if change:
                change(info)
            archive.writestr(info, data)
    return out.getvalue()


def refused(staged: StagedFile, *words: str) -> None:
    """The file is refused as a whole, in one sentence that names it."""
    assert staged.error is not None
    assert staged.error.startswith(staged.file + ": ")
    assert "could not be read (" not in staged.error
    assert not staged.tables
    assert staged.stored == 0
    for word in words:
        assert word in staged.error


def test_an_empty_file() -> None:
    refused(read_bytes("Connections.csv", b""), "empty")
    refused(read_bytes("Connections.csv", b"\n \n"), "empty")


def test_headers_without_a_row_are_an_error() -> None:
    refused(read_bytes("Connections.csv", HEAD.encode()), "No row")


def test_a_file_of_which_no_row_can_be_stored_names_the_first_reason() -> None:
    staged = read_bytes("Connections.csv", (HEAD + ",,,,,,07 Jun 2026\n").encode())
    refused(staged, "Line 2", "hidden")
    assert (staged.rows, staged.rejected) == (1, 1)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "picture"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20, "picture"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "PDF"),
        (b"\x7fELF" + bytes(range(256)) * 20, "program"),
        (b"PAR1" + bytes(2000), "Parquet"),
        (bytes(5000), "no readable text"),
        (zlib.compress(b"x" * 100_000) * 30, "text"),
    ],
)
def test_what_is_no_table_is_named(data: bytes, what: str) -> None:
    refused(read_bytes("Connections.csv", data), what)


def test_a_table_nobody_knows_lists_its_columns() -> None:
    refused(read_bytes("x.csv", b"foo,bar\n1,2\n"), "foo, bar", "mapping")


def test_a_client_list_without_names_says_so_and_what_is_good_is_kept() -> None:
    staged = read_bytes("clients.csv", b"Email,Company,Client since\na@b.example,Acme,2020-01-01\n")
    refused(staged, "no column with names", "Email, Company, Client since")
    some = read_bytes(
        "clients.csv",
        b"Name,Email,Company,Client since\n,a@b.example,Acme,2020-01-01\nCarla,c@d.example,Acme,2020-01-01\n",
    )
    assert (some.stored, some.rejects[0].line, some.rejects[0].mend != "") == (1, 2, True)
    forced = read_bytes("kunden.csv", b"Email,Company\na@b.example,Acme\n", as_kind="clients")
    refused(forced, "names", "Email, Company")


def test_a_kind_that_is_not_there_is_refused_with_what_is() -> None:
    refused(read_bytes("Connections.csv", CONNECTIONS, as_kind="nonsense"), "linkedin-connections")
    refused(read_bytes("Connections.csv", CONNECTIONS, as_kind="hubspot-deals"), "Deal Name")


def test_too_many_columns() -> None:
    names = ",".join(f"c{number}" for number in range(MAX_COLUMNS + 1))
    refused(read_bytes("wide.csv", f"Name,{names}\n1,{names}\n".encode()), "columns")


def test_a_truncated_archive() -> None:
    whole = zipped({"Connections.csv": CONNECTIONS * 50, "messages.csv": b"x" * 5000})
    refused(read_bytes("export.zip", whole[: len(whole) // 2]), "not complete")
    refused(read_bytes("export.zip", b"not an archive"), "none")


def test_a_damaged_member_is_left_out_and_the_rest_kept() -> None:
    whole = bytearray(
        zipped({"Connections.csv": CONNECTIONS, "Invitations.csv": bytes(range(256)) * 40})
    )
    place = whole.index(b"Invitations.csv") + 200
    whole[place : place + 20] = bytes(20)
    staged = read_bytes("export.zip", bytes(whole))
    assert staged.stored == 1
    assert any("Invitations.csv" in text for text in staged.warnings)


def test_an_archive_with_a_password() -> None:
    data = bytearray(zipped({"Connections.csv": CONNECTIONS}))
    data[6] |= 1
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    refused(read_bytes("export.zip", bytes(data)), "password")


@pytest.mark.parametrize(
    "name",
    [
        "../Connections.csv",
        "/etc/Connections.csv",
        "a/../../Connections.csv",
        "C:/Connections.csv",
        "..\\Connections.csv",
    ],
)
def test_a_path_that_leads_out(name: str) -> None:
    refused(read_bytes("export.zip", zipped({name: CONNECTIONS})), "leads out")


def test_a_link_in_an_archive() -> None:
    def link(info: zipfile.ZipInfo) -> None:
        info.create_system = 3
        info.external_attr = 0o120777 << 16

    refused(
        read_bytes("export.zip", zipped({"Connections.csv": b"/etc/passwd"}, change=link)), "link"
    )


def test_too_many_members() -> None:
    refused(read_bytes("export.zip", zipped({f"{n}.csv": b"a" for n in range(201)})), "201 files")


def test_a_bomb_by_its_ratio() -> None:
    refused(read_bytes("export.zip", zipped({"Connections.csv": bytes(30_000_000)})), "100 times")


def test_a_bomb_that_lies_about_its_size_is_contained() -> None:
    data = bytearray(zipped({"Connections.csv": CONNECTIONS + b"x" * 20_000_000}))
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = (100).to_bytes(4, "little")
    staged = read_bytes("export.zip", bytes(data))
    assert staged.rows < 3
    assert staged.error is not None


def test_entries_that_overlap() -> None:
    data = bytearray(zipped({"a.csv": CONNECTIONS, "b.csv": CONNECTIONS}))
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    refused(read_bytes("export.zip", bytes(data)), "overlap")


def test_an_archive_in_an_archive_stays_closed_and_is_said() -> None:
    inner = zipped({"messages.csv": b"x"})
    staged = read_bytes("export.zip", zipped({"Connections.csv": CONNECTIONS, "inner.zip": inner}))
    assert staged.stored == 1
    assert any("inner.zip" in text for text in staged.warnings)


def test_two_endings_and_folders_inside() -> None:
    data = zipped({"Complete_LinkedInDataExport_01-02-2026/Connections.csv": CONNECTIONS})
    staged = read_bytes("Complete_LinkedInDataExport_01-02-2026.zip.zip", data)
    assert (staged.format, staged.stored, staged.error) == ("linkedin-archive", 1, None)
    assert staged.tables["contacts"]["member"].to_pylist() == [
        "Complete_LinkedInDataExport_01-02-2026/Connections.csv"
    ]


def test_the_networks_of_two_people_in_one_archive_are_refused() -> None:
    other = (HEAD + "Eva,Evans,,,Evans,Owner,08 Feb 2026\n").encode()
    data = zipped({"Carla Keller/Connections.csv": CONNECTIONS, "Ben Weber/Connections.csv": other})
    refused(read_bytes("all.zip", data), "Ben Weber", "Carla Keller")


def test_a_member_twice_is_read_once() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Connections.csv", CONNECTIONS)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("Connections.csv", CONNECTIONS)
    staged = read_bytes("export.zip", out.getvalue())
    assert staged.stored == 1
    copies = read_bytes(
        "export.zip", zipped({"a/Connections.csv": CONNECTIONS, "b/Connections.csv": CONNECTIONS})
    )
    assert copies.stored == 1


def test_private_files_are_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    original = zipfile.ZipFile.open

    def watched(self: zipfile.ZipFile, name: object, *args: object, **kwargs: object) -> object:
        opened.append(getattr(name, "filename", str(name)))
        return original(self, name, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(zipfile.ZipFile, "open", watched)
    private = ["Logins.csv", "Receipts_v2.csv", "Ad_Targeting.csv", "Inferences_about_you.csv",
               "Private_identity_asset.csv", "Security Challenges.csv", "Jobs/Job Applications.csv",
               "Verifications/Verifications.csv", "PhoneNumbers.csv", "guide_messages.csv",
               "LearningCoachMessages.csv", "Comments_123456.csv"]  # fmt: skip
    data = zipped(
        {"Connections.csv": CONNECTIONS, **dict.fromkeys(private, b"secret,values\n1,2\n")}
    )
    opened.clear()
    staged = read_bytes("Basic_LinkedInDataExport_01-02-2026.zip", data)
    assert staged.stored == 1
    assert opened == ["Connections.csv"]


def test_a_zip_of_crm_files_joins_them() -> None:
    members = {
        name: (SAMPLES / folder / name).read_bytes()
        for folder, name in [
            ("salesforce-contacts", "Contact.csv"),
            ("salesforce-accounts", "Account.csv"),
            ("salesforce-opportunities", "Opportunity.csv"),
        ]
    }
    staged = read_bytes("WE_00D.zip", zipped(members))
    assert staged.format == "archive"
    assert set(staged.tables) == {"contacts", "companies", "deals"}
    assert not staged.needs_owner
    assert staged.rows == staged.stored + staged.rejected == 6


@pytest.mark.parametrize("cut", [10, 300, 3000])
def test_a_damaged_workbook(cut: int) -> None:
    whole = (SAMPLES / "client-list" / "clients.xlsx").read_bytes()
    refused(read_bytes("clients.xlsx", whole[:cut]))


def test_a_workbook_without_its_ending_and_a_table_with_a_wrong_one() -> None:
    whole = (SAMPLES / "client-list" / "clients.xlsx").read_bytes()
    assert read_bytes("clients", whole).stored == 3
    assert read_bytes("Connections.xls", CONNECTIONS).stored == 1


def test_a_folder_is_walked_in_order_and_an_unpacked_archive_is_one_file(tmp_path: Path) -> None:
    for name in ("Carla Keller/Connections.csv", "Ben/Complete_LinkedInDataExport_1/Connections.csv",
                 "Ben/Complete_LinkedInDataExport_1/Logins.csv", "clients.csv", ".hidden.csv", "notes.docx", "offer.pdf", "desktop.ini", "Thumbs.db", "~$clients.xlsx", "profile.toml",
                 "__MACOSX/clients.csv", "Ben/Complete_LinkedInDataExport_1/Rich_Media/me.jpg"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(CONNECTIONS)
    (tmp_path / "clients.csv").write_text(
        "Name,Email,Company,Client since\nA,a@b.example,C,2020-01-01\n"
    )
    (tmp_path / "link.csv").symlink_to(tmp_path / "clients.csv")
    seen: list[Progress] = []
    everything = list(read_path(tmp_path, progress=seen.append))
    found = [f for f in everything if not f.error]
    refused_ones = [f for f in everything if f.error]
    assert [(f.file, f.format) for f in found] == [
        ("clients.csv", "client-list"),
        ("Ben/Complete_LinkedInDataExport_1", "linkedin-archive"),
        ("Carla Keller/Connections.csv", "linkedin-connections"),
    ]
    assert [f.file for f in refused_ones] == ["notes.docx", "offer.pdf"]
    assert all("is no table" in str(f.error) for f in refused_ones)
    assert found[1].owner_hints[0].name == "Ben"
    assert found[2].owner_hints[0].name == "Carla Keller"
    assert (seen[-1].done, seen[-1].files, seen[-1].rows) == (5, 5, 3)


def test_cancelling_stops_before_the_next_file(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.csv").write_bytes(CONNECTIONS)
    done: list[str] = []
    with pytest.raises(ImportCancelled):
        for staged in read_path(tmp_path, cancelled=lambda: len(done) == 2):
            done.append(staged.file)
    assert done == ["0.csv", "1.csv"]


def test_a_path_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError):
        list(read_path("/no/such/path.csv"))


def test_addresses_stay_out_of_refused_rows_of_a_network() -> None:
    text = HEAD + GOOD + "Eva,Evans,eva@example.org,+49 89 1234567\n"
    staged = read_bytes("Connections.csv", text.encode())
    assert "eva@example.org" not in str(staged.rejects)
    assert "1234567" not in str(staged.rejects)
    kept = read_bytes("Connections.csv", text.encode(), keep_contact_data=True)
    assert "eva@example.org" in str(kept.rejects)


def test_the_words_of_messages_are_kept_nowhere() -> None:
    path = SAMPLES / "linkedin-messages" / "messages-2026.csv"
    broken = path.read_bytes() + b'"c9","","Ann","","Secret plan","x"\n'
    staged = read_bytes("messages.csv", broken)
    everything = str(staged.rejects) + str([t.to_pylist() for t in staged.tables.values()])
    for words in ("Buy now", "Dear Carla", "Lunch", "Fine, thanks", "Secret plan"):
        assert words not in everything
    assert staged.rejected == 3


def test_a_large_archive_is_read_by_its_members(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = zipped({"Connections.csv": CONNECTIONS, "Rich_Media/film.mp4": bytes(range(256)) * 200})
    (tmp_path / "Complete_LinkedInDataExport_1.zip").write_bytes(data)
    monkeypatch.setattr("prospecting.exports.MAX_BYTES", 1000)
    (staged,) = list(read_path(tmp_path))
    assert (staged.format, staged.stored, staged.error) == ("linkedin-archive", 1, None)
    assert staged.sha256 == read_bytes("x.zip", data).sha256
    (tmp_path / "big.csv").write_bytes(CONNECTIONS * 20)
    (big,) = list(read_path(tmp_path / "big.csv"))
    refused(big, "more than")


def test_one_long_file_is_stopped_between_the_steps_of_reading_it(tmp_path: Path) -> None:
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    row = "Ben,Weber,https://www.linkedin.com/in/ben-weber,,Arends,CFO,08 Feb 2026\n"
    (tmp_path / "Connections.csv").write_text(head + row * 25_000, "utf-8")
    whole = [next(read_path(tmp_path / "Connections.csv"))]
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return False

    assert list(read_path(tmp_path / "Connections.csv", cancelled=count)) == whole
    assert asked > 5
    for stop_at in (1, asked // 2, asked - 1):
        seen = iter(range(1, asked + 1))
        with pytest.raises(ImportCancelled):
            list(read_path(tmp_path, cancelled=lambda s=seen, at=stop_at: next(s) >= at))
