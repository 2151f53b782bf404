"""Firms that are called like their site, and cells that want to be a link."""

from __future__ import annotations

import re
from dataclasses import replace
from email import policy
from email.parser import BytesParser

import pytest

from prospecting.drafting import outputs
from prospecting.drafting.compose import compose
from prospecting.drafting.facts import CHANNELS
from prospecting.drafting.untrusted import clean_company
from tests.drafting.sample import PROSPECT, facts


@pytest.mark.parametrize(
    "cell",
    ["Monday.com", "Booking.com", "Check24.de", "Amazon.com, Inc.", "Node.js Foundation", "E.ON SE",
     "J.P. Morgan", "Dr.Oetker", "S.p.A. Motori", "Müller GmbH & Co.KG", "Müller GmbH & Co.kg",
     "C.H. Robinson", "St.Gallen Bank"],
)  # fmt: skip
def test_a_firm_called_like_its_site_keeps_its_name(cell: str) -> None:
    assert clean_company(cell) == cell


@pytest.mark.parametrize(
    "cell",
    ["evil.com/login", "Evil.com/login", "https://evil.com", "http:evil.com", "//evil.com",
     "www.evil.com", "Evil.com?x=1", "Evil.com#a", "Evil.com:8080", "Evil.com.evil.com",
     "Login.evil.com", "Evil.zip", "Evil.bank", "Evil.jp", "Evil.store Ltd", "Evil .com", "Evil.kim",
     "Evil.xn--p1ai", "Evil.рф", "Acme / evil.io", "evil。com", "bit.ly/x", "user@evil.com",
     "Evil.com GmbH"],
)  # fmt: skip
def test_a_cell_that_wants_to_be_a_link_is_refused(cell: str) -> None:
    assert clean_company(cell) is None
    for channel in CHANNELS:
        draft = compose(facts(prospect=replace(PROSPECT, company=cell)), channel=channel, seed=1)
        everything = f"{draft.subject}\n{draft.body}\n{draft.forwardable}"
        assert not re.search(r"evil|bit\.ly|://|www\.", everything, re.I), everything


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "nl"])
def test_nothing_that_goes_out_makes_a_link_of_it(language: str) -> None:
    known = facts(prospect=replace(PROSPECT, company="Monday.com"))
    draft = compose(known, language=language, seed=2)
    assert draft.ready and "Monday.com" in draft.body + draft.forwardable
    mail = BytesParser(policy=policy.default).parsebytes(outputs.eml_bytes(draft))
    kinds = {part.get_content_type() for part in mail.walk()}
    assert kinds <= {"text/plain"}, "a mail of plain text has nothing that could be a link"
    assert "://" not in mail.get_content() and "www." not in mail.get_content()
    page = outputs.sheet_html(known, language=language)
    assert "Monday.com" in page
    assert not re.search(r"<a[\s>]|href|src=|url\(", page, re.I)
    pdf = outputs.sheet_pdf(known, language=language)
    assert b"/URI" not in pdf and b"/Link" not in pdf
