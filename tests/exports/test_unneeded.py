"""Tables of known programs that are not read: said what they are, and never taken for others."""

from __future__ import annotations

import io
import zipfile

import pytest

from prospecting.exports import read_bytes

USERS = b"Id,Username,LastName,FirstName,Email\n0055g,rosa@x.example,Lind,Rosa,rosa@x.example\n"
NOTES = (
    b"Note - Content,Note - Add time,Person - Name,Organization - Name,Deal - Title\n"
    b"Likes fish,2026-03-04 10:00:00,Jytte Holm,Holm Fisk ApS,\n"
)
LINKEDIN_NOTES = (
    b"Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On,Edited On\n"
    b"Jytte,Holm,https://www.linkedin.com/in/jytte,hello,2026-01-02,\n"
)
ZOHO_TASKS = (
    b"Record Id,Task Owner,Subject,Due Date,Contact Name.id,Contact Name,Related To,Status\n"
    b"zcrm_1,Sam,Send offer,2026-11-30,zcrm_1,Carla Keller,Pumps,Completed\n"
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (USERS, "Salesforce's list of its users"),
        (NOTES, "Pipedrive's list of notes"),
        (ZOHO_TASKS, "Zoho's list of tasks"),
        (LINKEDIN_NOTES, "LinkedIn's list of your private notes"),
    ],
)
def test_a_table_that_is_not_needed_is_named(data: bytes, words: str) -> None:
    staged = read_bytes("x.csv", data)
    assert (staged.format, staged.stored) == ("not-needed", 0)
    assert words in (staged.error or "")


def test_an_archive_says_of_each_table_why_it_was_left_out() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("User.csv", USERS)
        archive.writestr(
            "Contact.csv",
            "Id,IsDeleted,AccountId,LastName,FirstName,Email\n1,0,,Keller,Carla,c@k.example\n",
        )
    staged = read_bytes("export.zip", out.getvalue())
    assert set(staged.tables) == {"contacts"}
    assert staged.rows == staged.stored == 1
    assert any("User.csv" in text and "its users" in text for text in staged.warnings)
