"""Keys: one thing written in many ways has one key, and what has none gets none."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from prospecting.identity.company_names import several_names
from prospecting.identity.keys import (
    company_key,
    company_keys,
    domain_key,
    email_domain,
    email_key,
    email_keys,
    free_mail_domains,
    is_shared_mailbox,
    name_key,
    name_keys,
    parse_name,
    phone_key,
    phone_keys,
    profile_key,
    profile_keys,
)
from prospecting.identity.names import short_forms
from scoring.reference import load_rows


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.linkedin.com/in/Jane-Doe/", "linkedin.com/in/jane-doe"),
        ("http://de.linkedin.com/in/jane-doe?trk=x#about", "linkedin.com/in/jane-doe"),
        ("linkedin.com/in/jane-doe/details/experience/", "linkedin.com/in/jane-doe"),
        ("https://m.linkedin.com/in/jane-doe/de", "linkedin.com/in/jane-doe"),
        ("in/jane-doe", "linkedin.com/in/jane-doe"),
        ("https://www.linkedin.com/in/jos%C3%A9-p%C3%A9rez", "linkedin.com/in/josé-pérez"),
        ("https://www.linkedin.com/in/jos%25C3%25A9-pe\u0301rez", "linkedin.com/in/josé-pérez"),
        ("https://www.linkedin.com/in/max%C2%AE", "linkedin.com/in/max®"),
        ("https://www.linkedin.com/pub/jane-doe/1/2b3/4c5", "linkedin.com/in/jane-doe-4c52b31"),
        ("https://www.linkedin.com/in/ACwAAABcDeFgHiJk", "linkedin-id:ACwAAABcDeFgHiJk"),
        ("urn:li:fsd_profile:ACoAAABcDeFgHiJk", "linkedin-id:ACoAAABcDeFgHiJk"),
        ("https://www.linkedin.com/sales/lead/ACwAAABcDe,NAME_SEARCH,x1", "linkedin-lead:ACwAAABcDe"),
        ("https://www.xing.com/profile/Jane_Doe2/cv", "xing.com/profile/jane_doe2"),
    ],
)  # fmt: skip
def test_profile_key(url: str, key: str) -> None:
    assert profile_key(url) == key


@pytest.mark.parametrize(
    "url",
    [
        None, "", "  ", "jane-doe", "https://www.linkedin.com/company/acme", "javascript:alert(1)",
        "https://www.linkedin.com/in/", "https://linkedin.com.evil.example/in/jane", "=HYPERLINK(1)",
        "https://www.linkedin.com/", "https://acme.example/team/jane", "data:text/html,/in/x",
    ],
)  # fmt: skip
def test_no_profile_key(url: str | None) -> None:
    assert profile_key(url) is None


def test_the_kinds_of_profile_keys_never_meet() -> None:
    ident = "ACwAAABcDeFgHiJk"
    keys = {
        profile_key(f"https://www.linkedin.com/in/{ident}"),
        profile_key(f"https://www.linkedin.com/sales/lead/{ident},x"),
        profile_key(f"https://www.linkedin.com/in/{ident.lower()}"),
    }
    assert len(keys) == 3
    assert None not in keys


@given(
    st.text(max_size=40),
    st.sampled_from(["", "https://www.linkedin.com/in/", "linkedin.com/sales/lead/"]),
)
def test_a_profile_key_is_its_own_key(text: str, start: str) -> None:
    key = profile_key(start + text)
    assert key is None or profile_key(key) == key


@pytest.mark.parametrize(
    ("email", "key"),
    [
        ("Jane.Doe+news@GoogleMail.com", "janedoe@gmail.com"),
        ("jane.doe@gmail.com", "janedoe@gmail.com"),
        ("  Jane.Doe@Acme.DE ", "jane.doe@acme.de"),
        ("jane+x@acme.de", "jane@acme.de"),
        ("Jane Doe <JANE@acme.de>", "jane@acme.de"),
        ("mailto:jane@acme.de?subject=hi", "jane@acme.de"),
        ("jane@acme.de; j@b.com", "jane@acme.de"),
        ("jane@müller.de", "jane@xn--mller-kva.de"),
        ("jane@acme.de.", "jane@acme.de"),
    ],
)
def test_email_key(email: str, key: str) -> None:
    assert email_key(email) == key
    assert email_key(key) == key


@pytest.mark.parametrize(
    "email", [None, "", "jane", "jane@", "@acme.de", "jane@acme", "a b", "jane@-x.de"]
)
def test_no_email_key(email: str | None) -> None:
    assert email_key(email) is None


@given(st.emails())
def test_an_email_key_is_its_own_key(email: str) -> None:
    key = email_key(email)
    assert key is None or email_key(key) == key


def test_mail_domains() -> None:
    assert email_domain("Jane@ACME.de") == "acme.de"
    assert {"gmail.com", "gmx.de", "web.de", "orange.fr", "qq.com"} <= free_mail_domains()
    assert "acme.de" not in free_mail_domains()
    assert is_shared_mailbox("Info@acme.de")
    assert is_shared_mailbox("sales2@acme.de")
    assert not is_shared_mailbox("jane@acme.de")
    assert domain_key("https://www.Acme.com/de?x=1") == "acme.com"
    assert domain_key("sales@acme.com") == "acme.com"
    assert domain_key("acme.com:443") == "acme.com"
    assert domain_key("Acme Inc.") is None
    assert domain_key("St. Gobain") is None
    assert domain_key(None) is None


def test_phone_key() -> None:
    ways = [
        "+49 (0)171 123-4567",
        "0171 1234567",
        "0049 171/1234567",
        "+49171 1234567 ext. 12",
        "tel:+491711234567",
    ]
    assert {phone_key(way) for way in ways} == {"711234567"}
    assert (
        phone_key("(212) 555-0142") == phone_key("1-212-555-0142") == phone_key("+1 212 555 0142")
    )
    assert phone_key("+45 33 12 66 78") == phone_key("33126678")
    for nothing in (None, "", "n/a", "000000000", "1234567890", "12345", "4.9E+11"):
        assert phone_key(nothing) is None


@pytest.mark.parametrize(
    ("first", "last", "full", "key"),
    [
        ("Jane", "Doe, PhD", "", "jane doe"),
        ("", "", "Doe, Jane", "jane doe"),
        ("", "", "Dr. Jane Q. Doe MBA, PMP®", "jane doe"),
        ("Robert (Bob)", "Smith Jr.", "", "robert smith"),
        ("", "", "🚀 Jan van der Berg | Sales", "jan van der berg"),
        ("Jack", "Ma", "", "jack ma"),
        ("", "", "Jack Ma", "jack ma"),
        ("José", "Müller", "", "jose mueller"),
        ("Иван", "Петров", "", "ivan petrov"),
        ("𝗝𝗼𝗵𝗻", "O'Brien 🎯", "", "john obrien"),
        ("Jane (she/her)", "Doe", "", "jane doe"),
        ("JANE", "DOE MBA", "", "jane doe"),
        ("J. Peter", "Smith", "", "peter smith"),
        ("Jane", "S.", "", None),
        ("LinkedIn", "Member", "", None),
        ("Jane", "", "", None),
        ("", "", "n/a", None),
    ],
)
def test_name_key(first: str, last: str, full: str, key: str | None) -> None:
    assert name_key(first, last, full) == key


def test_a_name_taken_apart() -> None:
    name = parse_name('Mary "Molly"', "Smith (Jones) Jr.")
    assert (name.given, name.family, name.suffix) == (("mary",), ("smith",), "jr")
    assert set(name.other) == {"molly", "jones"}
    assert parse_name("", "", "Prof. Dr.-Ing. Hans-Peter Meier").given == ("hans", "peter")
    assert parse_name("", "", "Anna Müller-Schmidt").family == ("mueller", "schmidt")
    assert parse_name("Martin Luther", "King III").suffix == "3"


def test_short_forms_go_both_ways_and_not_round_a_corner() -> None:
    forms = short_forms()
    for one, two in (
        ("robert", "bob"),
        ("elizabeth", "liz"),
        ("johannes", "hans"),
        ("malgorzata", "gosia"),
        ("francisco", "paco"),
    ):
        assert two in forms[one]
        assert one in forms[two]
    assert "albert" not in forms["robert"]
    assert all(name not in others for name, others in forms.items())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Müller GmbH & Co. KG", "mueller"),
        ("Mueller gmbh & co kg", "mueller"),
        ("The Acme Company, Inc.", "acme company"),
        ("A.P. Møller - Mærsk A/S", "ap moller maersk"),
        ("Société Générale S.A.", "societe generale"),
        ("株式会社トヨタ", "toyota"),
        ("ООО Яндекс", "yandex"),
        ("PT Bank Central Asia Tbk", "bank central asia"),
        ("Grupo Bimbo, S.A.B. de C.V.", "grupo bimbo"),
        ("Marks and Spencer plc", "marks spencer"),
        ("MARKS & SPENCER", "marks spencer"),
        ("Siemens Energy AG", "siemens energy"),
        ("GmbH", "gmbh"),
        ("The", "the"),
        ("!!!", "!!!"),
        ("", None),
        (None, None),
    ],
)
def test_company_key(name: str | None, key: str | None) -> None:
    assert company_key(name) == key


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Acme, Inc., Beta GmbH", ["Acme, Inc.", "Beta GmbH"]),
        ("['Acme', 'Beta AG']", ["Acme", "Beta AG"]),
        ('["Acme","Acme"]', ["Acme"]),
        ("Acme | Beta; Gamma", ["Acme", "Beta", "Gamma"]),
        (" ", []),
        (None, []),
    ],
)
def test_several_names_in_a_cell(cell: str | None, names: list[str]) -> None:
    assert several_names(cell) == names


def test_legal_forms_of_many_countries_are_known() -> None:
    countries = {
        code for row in load_rows("companies_forms.csv") for code in row["countries"].split(";")
    }
    assert len(countries) >= 25
    for row in load_rows("companies_forms.csv"):
        if row["where"] != "start":
            assert company_key(f"Quastenflosser {row['form']}") == "quastenflosser"


@given(st.text(min_size=1, max_size=40))
def test_a_company_never_collapses_to_nothing(name: str) -> None:
    key = company_key(name)
    assert (key is None) == (not name.split() and not name.strip())
    assert key != ""


CELLS = st.lists(
    st.one_of(
        st.none(), st.text(max_size=20), st.emails(), st.sampled_from(["Acme GmbH", "in/a-b"])
    )
)


@given(CELLS)
@example(["Ann\x1fLee"])
def test_columns_give_what_single_values_give(values: list[str | None]) -> None:
    assert profile_keys(values) == [profile_key(value) for value in values]
    assert email_keys(values) == [email_key(value) for value in values]
    assert phone_keys(values) == [phone_key(value) for value in values]
    assert company_keys(values) == [company_key(value) for value in values]
    assert name_keys(values, values) == [name_key(value, value) for value in values]
    assert name_keys(values, None, values) == [name_key(value, None, value) for value in values]
