"""Connections.csv in the forms it has had over the years, with the dirt of real files.

Forms and quirks as in the format notes: the preamble of mid-2021, the profile address of
mid-2023, the Outlook file from before 2017, rows of members who closed their profile, missing
e-mails, credentials and emoji in names, files saved again by Excel.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Final

from prospecting.samples.chance import mix
from prospecting.samples.network import Tie
from prospecting.samples.world import Company, World

PREAMBLE: Final = (
    "Notes:\n"
    '"When exporting your connection data, you may notice that some of the email addresses are '
    "missing. You will only see email addresses for connections who have allowed their "
    "connections to see or download their email address using this setting "
    "https://www.linkedin.com/psettings/privacy/email. You can learn more here "
    'https://www.linkedin.com/help/linkedin/answer/261"\n'
    "\n"
)
_NEW: Final = ("First Name", "Last Name", "URL", "Email Address", "Company", "Position",
               "Connected On")  # fmt: skip
_OLD: Final = tuple(name for name in _NEW if name != "URL")
_OUTLOOK: Final = (
    "Title", "First Name", "Middle Name", "Last Name", "Suffix", "E-mail Address",
    "E-mail 2 Address", "E-mail 3 Address", "Business Street", "Business Street 2",
    "Business Street 3", "Business City", "Business State", "Business Postal Code",
    "Business Country", "Home Street", "Home Street 2", "Home Street 3", "Home City",
    "Home State", "Home Postal Code", "Home Country", "Other Street", "Other Street 2",
    "Other Street 3", "Other City", "Other State", "Other Postal Code", "Other Country",
    "Company", "Department", "Job Title", "Assistant's Phone", "Business Fax",
    "Business Phone", "Business Phone 2", "Callback", "Car Phone", "Company Main Phone",
    "Home Fax", "Home Phone", "Home Phone 2", "ISDN", "Mobile Phone", "Other Fax",
    "Other Phone", "Pager", "Primary Phone", "Radio Phone", "TTY/TDD Phone", "Telex",
    "Account", "Anniversary", "Assistant's Name", "Billing Information", "Birthday",
    "Categories", "Children", "Directory Server", "E-mail Display Name", "E-mail Type",
    "Web Page",
)  # fmt: skip
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                  "Dec")  # fmt: skip

#: The forms ``connections_bytes`` writes.
FORMS: Final = ("2023", "2021", "2018", "outlook", "excel", "semicolon")


def day_words(ordinal: int) -> str:
    """A date as LinkedIn writes it: ``08 Feb 2026``."""
    day = date.fromordinal(ordinal)
    return f"{day.day:02d} {_MONTHS[day.month - 1]} {day.year}"


def company_as_written(company: Company, bits: int) -> str:
    """The company's name as somebody typed it into his profile."""
    point = bits % 100
    if point < 58:
        return company.short_name
    if point < 90:
        return company.name
    if point < 93:
        return company.short_name.upper()
    if point < 95:
        return company.name.replace(".", "")
    if point < 97:
        return f"{company.short_name} Group"
    return company.short_name.lower()


def connections_bytes(
    world: World, owner: int, ties: Iterable[Tie], exported: date, form: str
) -> bytes:
    """A whole Connections file of ``owner`` (his number) in one of ``FORMS``.

    Raises:
        ValueError: an unknown form.
    """
    if form not in FORMS:
        raise ValueError(f"unknown form {form!r}: one of {', '.join(FORMS)}")
    out = io.StringIO()
    line = "\r\n" if form in ("outlook", "excel", "semicolon") else "\n"
    if form == "outlook":
        writer = csv.writer(out, lineterminator=line, quoting=csv.QUOTE_ALL)
        writer.writerow(_OUTLOOK)
        writer.writerows(_outlook_rows(world, ties, exported.toordinal()))
        return out.getvalue().encode()
    delimiter = ";" if form == "semicolon" else ","
    writer = csv.writer(out, lineterminator=line, delimiter=delimiter)
    with_url = form in ("2023", "excel", "semicolon")
    if form in ("2023", "2021"):
        out.write(PREAMBLE)
    writer.writerow(_NEW if with_url else _OLD)
    writer.writerows(_rows(world, owner, ties, exported.toordinal(), with_url, form == "excel"))
    text = out.getvalue()
    if line == "\n":
        # LinkedIn ends the file without a line break.
        return text.removesuffix("\n").encode()
    return ("\ufeff" + text).encode()


def _rows(
    world: World,
    owner: int,
    ties: Iterable[Tie],
    exported: int,
    with_url: bool,
    excel_dates: bool,
) -> Iterable[list[str]]:
    salt = mix(world.seed ^ owner)
    words: dict[int, str] = {}
    for tie in ties:
        person = tie.person
        on = words.get(tie.connected_on)
        if on is None:
            on = words[tie.connected_on] = (
                _excel_day(tie.connected_on) if excel_dates else day_words(tie.connected_on)
            )
        if person.hidden:
            yield ["", "", "", "", "", "", on] if with_url else ["", "", "", "", "", on]
            continue
        bits = mix(salt ^ person.number)
        company, title = person.at(exported)
        written = company_as_written(company, bits)
        dirt = (bits >> 8) % 1000
        if dirt < 18:
            written = ""
        elif dirt < 34:
            title = ""
        elif dirt < 50:
            written = title = ""
        first, last = person.first_name, person.shown_last_name
        if dirt > 995:
            last = f'{last} "{first[:3]}"'
        email = person.private_email if person.shows_email else ""
        row = [first, last, email, written, title, on]
        if with_url:
            row.insert(2, "" if dirt == 500 else person.url)
        yield row


def _outlook_rows(world: World, ties: Iterable[Tie], exported: int) -> Iterable[list[str]]:
    for tie in ties:
        person = tie.person
        company, title = person.at(exported)
        row = [""] * len(_OUTLOOK)
        row[1], row[3] = person.first_name, person.shown_last_name
        # In those days everybody's address was in the file.
        row[5] = person.private_email
        row[29] = company_as_written(company, mix(world.seed ^ person.number))
        row[31] = title
        yield row


def _excel_day(ordinal: int) -> str:
    day = date.fromordinal(ordinal)
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year % 100:02d}"
