"""What a client's LinkedIn archives say of a tie: in numbers once, and in words as it was."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from prospecting.exports import read_bytes
from prospecting.services import reasons
from prospecting.services.judging import judge
from prospecting.services.planning import make_plan
from prospecting.services.session import Session
from scoring.ties import LEVELS
from tests.services.small import GOOD, TODAY, client, filled, person
from tests.workspace.build import take_in

MAIL = "marit@soervik.example"
ME = ("Marit Hovland", "https://www.linkedin.com/in/marit-hovland")
NAMES = {
    "two-way": "Aksel Brenna",
    "out-only": "Birgit Dahl",
    "in-group": "Dagny Foss",
    "recommends": "Einar Grøtan",
    "endorsed": "Johanne Lie",
    "shipyard": "Knut Moen",
    "noted": "Magnus Opdal",
    "silent": "Nora Prestegard",
}
FULL = (
    "CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO",
    "RECIPIENT PROFILE URLS", "DATE", "SUBJECT", "CONTENT", "FOLDER", "ATTACHMENTS",
)  # fmt: skip
OLD = tuple(name for name in FULL if name not in {"RECIPIENT PROFILE URLS", "ATTACHMENTS"})


def url(slug: str) -> str:
    return ME[1] if slug == "me" else f"https://www.linkedin.com/in/{slug}"


def name(slug: str) -> str:
    return ME[0] if slug == "me" else NAMES[slug]


def message(talk: str, sender: str, to: Sequence[str], moment: str) -> dict[str, str]:
    """One row of messages.csv."""
    return {
        "CONVERSATION ID": talk, "FROM": name(sender), "SENDER PROFILE URL": url(sender),
        "TO": ", ".join(map(name, to)), "RECIPIENT PROFILE URLS": ",".join(map(url, to)),
        "DATE": f"{moment} UTC", "CONTENT": "Hei, takk for sist", "FOLDER": "INBOX",
    }  # fmt: skip


GROUP = ("me", "recommends", "endorsed", "silent")
MESSAGES = [
    *(message("a", "me", ["two-way"], f"2026-0{m}-11 09:00:00") for m in (2, 3, 4)),
    *(message("a", "two-way", ["me"], f"2026-0{m}-12 10:00:00") for m in (2, 3)),
    *(message("b", "me", ["out-only"], f"2025-0{m}-11 09:00:00") for m in (2, 3)),
    *(message("c", "in-group", GROUP, f"2026-0{m}-20 10:00:00") for m in (1, 2, 3)),
]


def table(*rows: Sequence[str]) -> str:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    return "\n".join(lines)


def messages(header: Sequence[str], rows: Sequence[dict[str, str]]) -> str:
    return table(header, *([row.get(column, "") for column in header] for row in rows))


CONNECTIONS = table(
    ("First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"),
    *(
        (*full.split(" "), url(slug), "", "Kongsvik Verft" if slug == "shipyard" else f"{slug} AS",
         "Chief Financial Officer", "10 Oct 2014")
        for slug, full in NAMES.items()
    ),
)  # fmt: skip
REST = {
    "Profile.csv": table(
        ("First Name", "Last Name", "Maiden Name", "Headline", "Summary"),
        ("Marit", "Hovland", "Aasen", "Managing Director", ""),
    ),
    "Invitations.csv": table(
        ("From", "To", "Sent At", "Message", "Direction", "inviterProfileUrl", "inviteeProfileUrl"),
        (ME[0], NAMES["noted"], "1/18/26, 2:37 PM", "Takk for sist", "OUTGOING", ME[1],
         url("noted")),
        (NAMES["silent"], ME[0], "1/19/26, 2:37 PM", "", "INCOMING", url("silent"), ME[1]),
    ),
    "Recommendations_Received.csv": table(
        ("First Name", "Last Name", "Company", "Job Title", "Text", "Creation Date", "Status"),
        ("Einar", "Grøtan", "x", "CFO", "Great", "03/29/26, 01:00 PM", "VISIBLE"),
        ("Nora", "Prestegard", "x", "CFO", "Great", "03/29/26, 01:00 PM", "PENDING"),
    ),
    "Endorsement_Given_Info.csv": table(
        ("Endorsement Date", "Skill Name", "Endorsee First Name", "Endorsee Last Name",
         "Endorsee Public Url", "Endorsement Status"),
        ("2023/01/28 13:20:49 UTC", "Audit", "Johanne", "Lie", url("endorsed")[8:], "ACCEPTED"),
    ),
    "Positions.csv": table(
        ("Company Name", "Title", "Description", "Location", "Started On", "Finished On"),
        ("Soervik Maskin AS", "Managing Director", "", "", "Apr 2019", ""),
        ("Kongsvik Verft AS", "Head of Sales", "", "", "Jan 2012", "Mar 2019"),
    ),
    "Company Follows.csv": table(
        ("Organization", "Followed On"), ("silent AS", "Wed Jun 24 12:43:42 UTC 2026")
    ),
    "ImportedContacts.csv": table(
        ("Source", "FirstName", "LastName", "Companies", "Title", "Emails", "PhoneNumbers",
         "CreatedAt"),
        ("MOBILE", "Petra", "Vik", "Vik Bakeri", "CFO", "petra@vik.example", "", "2/3/20, 4:05 PM"),
    ),
}  # fmt: skip


def archive(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for path, text in files.items():
            packed.writestr(path, text)
    return out.getvalue()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = filled(tmp_path, [client("Marit Hovland", MAIL, **GOOD)], {})
    yield made
    made.ws.close()


def bring(session: Session, file: str, files: dict[str, str]) -> None:
    (result,) = take_in(session.ws, read_bytes(file, archive(files)), owner=MAIL)
    assert result.status == "stored", result


def told(session: Session, slug: str) -> tuple[str, str]:
    """The evidence level of the tie to somebody, and what is said of it."""
    judged = judge(session)
    frame = judged.frame
    at = {int(p): i for i, p in enumerate(frame.people.column("person_id").to_pylist())}
    (edge,) = frame.edges_of(at[person(session, NAMES.get(slug, slug))])
    words = " ".join(reasons.tie_reasons(judged, int(edge)))
    return LEVELS[int(frame.ties.level[edge])], words.replace("Marit Hovland", "Marit")


def test_each_file_of_an_archive_tells_what_it_shows(session: Session) -> None:
    whole = {"Connections.csv": CONNECTIONS, "messages.csv": messages(FULL, MESSAGES), **REST}
    bring(session, "Complete_LinkedInDataExport_05-02-2026.zip", whole)
    level, words = told(session, "two-way")
    assert level == "likely" and "(3 sent, 2 received)" in words and "April 2026" in words
    level, words = told(session, "recommends")
    assert level == "likely" and "This person has recommended Marit." in words
    level, words = told(session, "endorsed")
    assert level == "potential" and "Marit has endorsed this person." in words
    level, words = told(session, "shipyard")
    assert level == "potential" and "They connected while Marit worked at the company" in words
    level, words = told(session, "in-group")
    assert level == "unknown" and "Writes in a group with Marit, but not" in words
    assert "has written so far" not in words
    level, words = told(session, "noted")
    assert level == "unknown" and "came with a note of its own" in words
    level, words = told(session, "silent")
    assert level == "unknown" and "No message between the two in Marit's archive." in words
    assert "Marit follows the company on LinkedIn." in words
    level, words = told(session, "Petra Vik")
    assert level == "unknown" and "is unknown. Is in Marit's address book." in words
    assert "No message" not in words and "Lets Marit see" not in words
    assert {ask.prospect_name for ask in make_plan(session, per_client=20).asks} == {
        *NAMES.values(), "Petra Vik",
    }  # fmt: skip


def test_two_archives_of_one_person_tell_each_message_once(session: Session) -> None:
    # The first in the layout of 2022, before others joined the group.
    early = [dict(row) for row in MESSAGES[:-2]]
    early[-1] |= {"TO": ME[0], "RECIPIENT PROFILE URLS": ME[1]}
    before = {"Connections.csv": CONNECTIONS, "messages.csv": messages(OLD, early)}
    bring(session, "Basic_LinkedInDataExport_05-01-2026.zip", before)
    whole = {"Connections.csv": CONNECTIONS, "messages.csv": messages(FULL, MESSAGES), **REST}
    bring(session, "Complete_LinkedInDataExport_05-02-2026.zip", whole)
    assert "(3 sent, 2 received)" in told(session, "two-way")[1]
    edges = {row["person_id"]: row for row in session.ws.load_tie_evidence(TODAY).to_pylist()}
    alone = edges[person(session, NAMES["out-only"])]
    assert (alone["messages_in"], alone["messages_out"]) == (0, 2)
    group = edges[person(session, NAMES["in-group"])]
    assert (group["messages_in"], group["group_messages"]) == (0, 3)
