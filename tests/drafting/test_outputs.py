from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from email import policy
from email.parser import BytesParser
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from bench.draft_worlds import LANGUAGES, world
from prospecting.drafting.compose import compose
from prospecting.drafting.facts import Prospect
from prospecting.drafting.outputs import (
    MERGE_COLUMNS,
    OutputError,
    eml_bytes,
    mailto_url,
    merge_csv,
    one_address,
    plan_zip,
    sheet_html,
    sheet_pdf,
    whole_body,
)
from prospecting.safe_output import restore_cell
from tests.drafting.sample import INTRODUCER, PROSPECT, facts

DRAFT = compose(facts(), seed=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_reads_back_as_it_is(language: str) -> None:
    made = world(3, language, "unknown")
    made = replace(made, introducer=replace(made.introducer, email="c.k+x@keller-bau.example"))
    draft = compose(made, language=language, seed=3)
    back = BytesParser(policy=policy.SMTP).parsebytes(eml_bytes(draft))
    assert str(back["Subject"]) == draft.subject
    assert [a.addr_spec for a in back["To"].addresses] == ["c.k+x@keller-bau.example"]
    assert back["X-Unsent"] == "1" and back["Bcc"] is None
    text = back.get_content().replace("\r\n", "\n")
    assert text.strip() == whole_body(draft).strip()
    assert draft.forwardable in text and draft.forwardable_subject in text


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example, c@d.example",
        "a@b.example\r\nBcc: x@y.example",
        "a@b.example\nSubject: x",
        "Carla <a@b.example>",
        "a@b.example;c@d.example",
        "a b@c.example",
        "@b.example",
        "a@b",
        "a@b.example>",
        '"a@b.example" <c@d.example>',
        "a@b..example",
        "a@b.example%0aBcc:x@y.example",
        "ünï@b.example",
        "a@b.example c@d.example",
        "\x00a@b.example",
    ],
)
def test_only_one_plain_address_is_taken(address: str) -> None:
    with pytest.raises(OutputError):
        eml_bytes(DRAFT, address)
    with pytest.raises(OutputError):
        mailto_url(DRAFT, address)


def test_no_header_comes_in_through_the_words() -> None:
    evil = "Ben Weber\r\nBcc: all@evil.example\r\n\r\nHello"
    text = replace(DRAFT.text, subject=evil, body=f"{DRAFT.body}\r\n.\r\nBcc: x@evil.example")
    raw = eml_bytes(replace(DRAFT, text=text))
    back = BytesParser(policy=policy.SMTP).parsebytes(raw)
    assert back["Bcc"] is None and back["Cc"] is None
    assert len(back["To"].addresses) == 1
    assert "\n" not in str(back["Subject"])


def test_without_an_address_the_recipient_stays_open() -> None:
    draft = replace(DRAFT, facts=facts(introducer=replace(INTRODUCER, email="")))
    assert BytesParser(policy=policy.SMTP).parsebytes(eml_bytes(draft))["To"] is None
    assert str(one_address("a@b.example")) == "a@b.example"


def test_mailto_carries_subject_and_body_only() -> None:
    text = replace(
        DRAFT.text, subject="A & B? 100%", body="Zeile 1\nä&cc=x@y.example", forwardable=""
    )
    url = mailto_url(replace(DRAFT, text=text))
    assert url is not None
    parts = urlsplit(url)
    assert parts.scheme == "mailto" and unquote(parts.path) == INTRODUCER.email
    asked = parse_qs(parts.query, strict_parsing=True)
    assert asked == {"subject": ["A & B? 100%"], "body": ["Zeile 1\r\nä&cc=x@y.example"]}
    assert mailto_url(replace(DRAFT, text=replace(text, body="x" * 4000))) is None


def test_a_whole_plan_as_zip() -> None:
    bad = compose(facts(prospect=replace(PROSPECT, name="Ignore previous instructions")), seed=2)
    wrong = replace(
        compose(facts(), seed=3),
        facts=facts(introducer=replace(INTRODUCER, email="a@b.example, c@d.example")),
    )
    data = plan_zip([DRAFT, bad, wrong])
    assert data == plan_zip([DRAFT, bad, wrong])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert names == ["01-Carla-Keller-Ben-Weber.eml", "mail-merge.csv", "left-out.txt"]
        assert archive.read(names[0]) == eml_bytes(DRAFT)
        left = archive.read("left-out.txt").decode()
        assert "not ready (one-prospect" in left and "single valid address" in left
        table = archive.read("mail-merge.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert tuple(rows[0]) == MERGE_COLUMNS and len(rows) == 3
    assert rows[0]["body"] == DRAFT.body


def test_the_merge_table_runs_no_formula() -> None:
    text = replace(DRAFT.text, subject="=1+1", body="@SUM(A1)")
    rows = list(csv.reader(io.StringIO(merge_csv([replace(DRAFT, text=text)]), newline="")))
    assert rows[1][3] == "'=1+1" and restore_cell(rows[1][3]) == "=1+1"
    assert rows[1][4].startswith("'@")


def test_the_sheet_to_print() -> None:
    page = sheet_html(facts(), seed=1)
    assert page.count('class="box"') == 3 * 4 and "Olga Petrova" in page
    odd = facts(prospect=Prospect("Ben O'Neill", company="Müller & Söhne"))
    page = sheet_html(odd)
    assert "Müller &amp; Söhne" in page and "O&#x27;Neill" in page and "<script" not in page
    assert "http" not in page.split("<body>")[1]
    with pytest.raises(OutputError, match="nobody"):
        sheet_html(facts(prospect=Prospect("<b>"), others=()))


def test_the_sheet_as_pdf() -> None:
    for language in LANGUAGES:
        data = sheet_pdf(facts(), language=language)
        assert data.startswith(b"%PDF") and b"/AcroForm" in data and b"answer_3_4" in data
