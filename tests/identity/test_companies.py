"""Company names: spellings of one firm meet, relatives and lookalikes do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospecting.identity import CompanyMatch, match_companies


def p(one: str, two: str) -> float:
    found = match_companies([one], [two])
    return found[0].probability if found else 0.0


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Quastenflosser GmbH & Co. KG", "QUASTENFLOSSER"),
        ("Müller Zahnrad AG", "Mueller Zahnrad"),
        ("Müller Zahnrad AG", "Muller Zahnrad"),
        ("Ørsund A/S", "Orsund"),
        ("Weißbach Söhne", "Weissbach & Soehne OHG"),
        ("International Widget Makers Corp.", "IWM"),
        ("Norddeutsche Zahnradfabrik (NZF)", "NZF"),
        ("Quastenflosser Group", "Quastenflosser"),
        ("Quastenflosser Deutschland GmbH", "Quastenflosser"),
        ("quastenflosser.com", "Quastenflosser Ltd"),
        ("https://www.quastenflosser.de/kontakt", "Quastenflosser"),
        ("jane@quastenflosser.de", "Quastenflosser AG"),
        ("Quastenfloser", "Quastenflosser Inc."),
        ("Bluebird (formerly Quastenflosser)", "Quastenflosser"),
        ("Quasten Flosser", "Quastenflosser"),
        ("The Quasten & Flosser Company", "Quasten and Flosser"),
        ("ООО Яндекс", "Yandeks"),
    ],
)
def test_one_company(one: str, two: str) -> None:
    assert p(one, two) >= 0.5
    assert p(two, one) >= 0.5


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Arends Beheer", "Roosendaal Beheer"),
        ("Siemens", "Siemens Energy"),
        ("Quastenflosser", "Quastenflosser Bank"),
        ("Quastenflosser Stiftung", "Quastenflosser GmbH"),
        ("Acme Germany", "Acme France"),
        ("Müller Transporte", "Müller Immobilien"),
        ("Global Consulting Services", "Universal Consulting Services"),
        ("Studio 54", "Studio 45"),
        ("Deutsche Bank", "Deutsche Bahn"),
        ("Lidl", "Lindt"),
        ("gmail.com", "Gmail Marketing Partners"),
        ("", ""),
        ("", "Acme"),
    ],
)
def test_two_companies(one: str, two: str) -> None:
    assert p(one, two) < 0.5
    assert p(two, one) < 0.5


def test_the_same_spelling_is_nearly_certain() -> None:
    for name in ("Arends Beheer", "Siemens AG", "3M", "UBS", "Deutsche Bank", "SE"):
        assert p(name, name) > 0.9


def test_the_best_of_several_wins_and_then_the_first() -> None:
    right = ["Siemens Energy AG", "SIEMENS", "Siemens AG", "Siemens AG", "Bosch"]
    assert [
        m.right for m in match_companies(["Siemens AG", "Siemens Energy", "Nobody"], right)
    ] == [2, 0]
    assert match_companies(["Siemens AG", "Siemens AG"], right)[1].left == 1


def test_the_order_of_the_right_list_does_not_matter() -> None:
    names = [
        "Arends Beheer BV",
        "Roosendaal Beheer",
        "Quasten GmbH",
        "Quasten Bank",
        "Flosser Deutschland",
    ]
    left = ["Arends Beheer", "Quasten", "Flosser"]
    one = {(m.left, names[m.right], m.probability) for m in match_companies(left, names)}
    turned = names[::-1]
    two = {(m.left, turned[m.right], m.probability) for m in match_companies(left, turned)}
    assert one == two


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=25), max_size=6), st.lists(st.text(max_size=25), max_size=6))
def test_any_text_is_taken(left: list[str], right: list[str]) -> None:
    found = match_companies(left, right)
    assert found == match_companies(left, right)
    assert [m.left for m in found] == sorted({m.left for m in found})
    for match in found:
        assert isinstance(match, CompanyMatch)
        assert 0 <= match.right < len(right)
        assert 0.5 <= match.probability <= 1.0


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet="abcdefghijkl mnopqrstuvwxyzäöü&.", min_size=2, max_size=25).filter(
        lambda t: any(c.isalpha() for c in t)
    )
)
def test_a_company_is_itself(name: str) -> None:
    assert match_companies([name], [name])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Kongsberg Gruppen ASA", "Kongsberg Group"),
        ("Société nationale des chemins de fer français", "SNCF"),
        ("Hoffmann Elektrotechnik Inh. Peter Hoffmann e.K.", "Hoffmann Elektrotechnik"),
        ("Pixelworks Studio - We're hiring!", "Pixelworks Studio"),
        ("Compagnie Générale des Établissements Michelin SCA", "Michelin"),
    ],
)
def test_what_stands_beside_a_name_does_not_part_a_firm(one: str, two: str) -> None:
    assert [(m.left, m.right) for m in match_companies([one], [two])] == [(0, 0)]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Müller Holding GmbH", "Möller Holding GmbH"),
        ("Krones AG", "Kronos Inc."),
        ("Schmidt Bau GmbH", "Schmitt Bau GmbH"),
        ("Hoffmann Group", "Hofmann Engineering"),
    ],
)
def test_founders_of_like_names_are_two_firms(one: str, two: str) -> None:
    assert match_companies([one], [two]) == []


def test_a_slip_is_found_among_many_names_with_the_same_initials() -> None:
    heads = [f"D{a}n{b}{c}gor" for a in "aeiou" for b in "bdfgklmnprst" for c in "aeiou"]
    names = [f"{head} Logistik GmbH" for head in heads]
    slips = [f"{head[:5]}{head[6:]} Logistik" for head in heads]
    found = {m.left: m.right for m in match_companies(slips, names)}
    assert len(found) == len(slips)
    assert match_companies(["Dulfagor Logistik"], ["Dulfasgor Logistik B.V.", *names])[0].right == 0


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("株式会社クアステンフロ", "Quastenfuro Inc."),  # by its sound
        ("パナソニック株式会社", "Panasonic Corporation"),
        ("华为技术有限公司", "Huawei Technologies Co., Ltd."),
        ("Софарма АД", "Sopharma AD"),
        ("Βιοχάλκο Α.Ε.", "Viohalko"),
        ("Εθνική Τράπεζα της Ελλάδος", "Ethniki Trapeza tis Ellados"),
        ("Εθνική Τράπεζα της Ελλάδος", "National Bank of Greece"),
        ("LG전자", "LG Electronics"),
        ('אלביט מערכות בע"מ', "Elbit Systems Ltd"),
        ("Công ty Cổ phần Quastenflosser", "Quastenflosser Corp."),
        ("Robert Quastenflosser GmbH", "Quastenflosser Gruppe"),
        ("Quastenflosser AG - Corporate Banking", "Quastenflosser"),
        ("Quastenflosser, Supply Chain", "Quastenflosser plc"),
        ("Quasten Landeswerke", "QLW"),
        ("QFB Quasten Flosser Brauerei", "QFB"),
        ("Quastenflosser (now Bluebird Labs)", "Bluebird Labs"),
        ("Quasten Holding & Company", "Quasten Companies"),
        ("1&1 AG", "1und1"),
        ("Quastenflosser Deutschland", "Quastenflosser Germany"),
        ("Universität Quasten", "University of Quasten"),
        ("QuastBank", "Quast Bank"),
        ("Accentrue", "Accenture"),
        ("Banco Quastenflosser", "Quastenflosser"),
        ("Q & F", "Quasten & Flosser"),
        ("TD Bank", "Toronto-Dominion Bank"),
        ("Quastenflosser, spol. s r.o.", "Quastenflosser"),
    ],
)
def test_other_scripts_departments_and_letters(one: str, two: str) -> None:
    assert p(one, two) >= 0.5
    assert p(two, one) >= 0.5


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Quastenflosser", "Quastenflosser Helicopters"),
        ("Quastenflosser AG", "Quastenflosser Nordwind"),
        ("Quastenflosser Consulting", "Quastenflosser"),
        ("Windpark Quasten 3 GmbH", "Windpark Quasten 5 GmbH"),
        ("Steuerberater Quasten", "Rechtsanwälte Quasten"),
        ("Otto Quasten", "Otto Group"),
        ("三菱電機株式会社", "三菱商事株式会社"),
        ("Service Now", "Service"),
        ("H. Müller GmbH", "K. Müller GmbH"),
        ("Becker Holzwerk GmbH", "Becker Hydraulik"),
        ("Grupo México", "General Motors (GM)"),
        ("Лукойл", "إعمار العقارية"),
        ("A.O. Smith Corporation", "Smith"),
        ("Koninklijke Flosser N.V.", "KFN"),  # no letter of a legal form's abbreviation
    ],
)
def test_sisters_and_trades_are_two_firms(one: str, two: str) -> None:
    assert p(one, two) < 0.5
    assert p(two, one) < 0.5


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Quastenflosser", "Quastenflosser Bank AG"),  # as registers write it
        ("Quastenflosser", "Quastenflosser Wind Systems A/S"),
        ("Quastenflosser", "Quastenflosser Brauerei Bernhard Zwirnau GmbH & Co. KG"),
        ("Quastenflosser", "Assicurazioni Quastenflosser S.p.A."),
        ("Quastenflosser", "Quastenflosser & Zwirnau"),  # by the first of the partners
        ("Quastenflosser", "Quastenflosser Zwirnau Meerkotter LLP"),
        ("Quasten Flosser", "Quastenfloser AG"),  # run together, and a slip
        ("Ludwig-Quasten-Universität Zwirnau München", "LQUZ"),
        ("Quastenflosser", "Quastenflosser S.à r.l."),
        ("Q. Flosser Melsungen AG", "Q. Flosser"),  # where it sits
        ("Quastenflosser", "Quastenflosser Gesellschaft zur Förderung des Segelns e.V."),
        ("C&A Mode GmbH & Co. KG", "C & A"),  # not California
        ("Quastenflosser & C. S.p.A.", "Quastenflosser"),
        ("Zwirnau Grumman", "Zwirnau Grumann Corp."),
    ],
)
def test_an_everyday_name_is_the_registered_one(one: str, two: str) -> None:
    assert p(one, two) >= 0.5
    assert p(two, one) >= 0.5


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Quastenflosser", "Quastenflosser Leasing SE"),
        ("Quastenflosser", "Quastenflosser Digital GmbH"),
        ("Quastenflosser", "Quastenflosser Ventures LLC"),
        ("Quastenflosser", "Quastenflosser Lounge GmbH"),
        ("Quastenflosser AG", "Quastenflosser Bank AG"),
        ("Allianz", "Allianz Bank AG"),
        ("Schneider", "Schneider & Zwirnau"),
        ("Tata", "Tata Steel Ltd"),
        ("Quastenflosser Berlin", "Quastenflosser Hamburg"),
        ("Schneider Berlin", "Schneider"),
        ("Quastenflosser & Zwirnau", "Quastenflosser Austria"),
    ],
)
def test_a_registered_subsidiary_is_a_firm_of_its_own(one: str, two: str) -> None:
    assert p(one, two) < 0.5
    assert p(two, one) < 0.5


def test_a_registered_name_is_never_joined_unasked_for_its_trade_alone() -> None:
    assert p("Quastenflosser", "Quastenflosser Bank AG") < 0.95


def test_a_second_name_behind_a_rare_one_is_asked_about() -> None:
    assert 0.5 <= p("Quastenflosser", "Quastenflosser Zwirnau Group plc") < 0.95
    assert p("Quastenflosser plc", "Quastenflosser Zwirnau Group plc") < 0.5
    assert p("Quastenflosser", "Quastenflosser & Zwirnau") < 0.95


def test_of_a_firm_and_its_bank_in_one_list_the_firm_is_meant() -> None:
    right = ["Quastenflosser Bank AG", "Quastenflosser AG"]
    assert [m.right for m in match_companies(["Quastenflosser", "Quastenflosser Bank"], right)] == [
        1,
        0,
    ]


def test_two_letters_with_a_sign_are_two_partners() -> None:
    assert p("Q&F", "Quasten & Flosser") > 0.95
    assert p("Q&G", "Quasten Group") < 0.95


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Quastenflosser Inc", "QUASTENFLOSSER INC/RI"),
        ("Quastenflosser", "QUASTENFLOSSER CORP /DE/"),
        ("Quastenflosser Acquisition Corp", "Quastenflosser Acquisition Corp/Cayman Islands"),
        ("QuastenflosserAG", "Quastenflosser AG"),
        ("Quastenflosser", "QUASTENFLOSSER COM INC"),
        ("A. O. Quasten", "QUASTEN A O CORP"),
        ("Quastenflosser plc", "QUASTENFLOSSER PUBLIC LTD CO"),
        ("Quasten Manufacturing", "QUASTEN MFG CO"),
        ("Quastenflosser Wholesale Corp.", "Quastenflosser"),
        ("International Labour Organization", "International Labor Organization"),
        ("7-Quasten", "Seven Quasten"),
        ("Freie Universität Quasten", "Free University of Quasten"),
        ("Hapag-Loyd", "Hapag-Lloyd"),
        ("Celons", "Celonis"),
        ("Celonis", "Celons"),
        ("Abbott Laboratories", "Abbott Labs"),
        ("Volvo Car AB", "Volvo Cars"),
        ("Quasten York Life Insurance Company", "Quasten York Life"),
    ],
)
def test_how_registers_and_hasty_people_write_a_name(one: str, two: str) -> None:
    assert p(one, two) >= 0.5


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Intercont (Cayman) Limited", "Quasten Holdings (Cayman) Limited"),
        ("Alpine (Quasten) AG", "Beskid (Quasten) AG"),
        ("National Bank of Greece", "Bank of Greece"),
        ("Royal Bank of Flosser", "National Bank of Flosser"),
        ("University of Flosser", "Flosser State University"),
        ("Sumitomo Corporation", "Sumitomo Chemical"),
        ("Marathon Oil", "Marathon Petroleum"),
        ("NORD/LB", "NORD"),
        ("Merck KGaA", "Merck & Co., Inc."),
        ("Universiteit van Flosser", "Vrije Universiteit Flosser"),
        ("Keller Druck", "Kellner Druck"),
        ("Mercedes-Benz AG", "Mercedes-Benz Bank AG"),
    ],
)
def test_what_parts_names_that_share_much(one: str, two: str) -> None:
    assert p(one, two) < 0.5
    assert p(two, one) < 0.5
