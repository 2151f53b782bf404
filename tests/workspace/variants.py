"""People who objected, and ten thousand ways in which files may write them again."""

from __future__ import annotations

import csv
import io
import random
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote

_FIRST = ("José", "Zoë", "Jürgen", "Søren", "Łukasz", "Anaïs", "Björn", "Chloé", "Ximena", "Radek",
          "Ingrid", "Pieter", "Marlene", "Oğuz", "Tomás", "Hélène", "Aoife", "Wiebke", "Dario", "Ulla")  # fmt: skip
_LAST = ("Müller", "Østergård", "Brückner", "Nuñez", "Kowalczyk", "Dvořák", "Lefèvre", "Åkesson",
         "Quartermain", "Öztürk", "van Dijk", "O'Shea", "Schäfer", "Peñalver", "Lindqvist",
         "Zimmermann", "Fontaine", "Hrubý", "Castellano", "Moerman", "Ravenscroft", "Tveit",
         "Weißbach", "Ostrowski", "Delacroix")  # fmt: skip
_FIRMS = ("Oxbow Pulleys", "Wickgate Möbel", "Stavby", "Marvsen Lebensmittel", "Zellhol Textil",
          "Ilmhof Werke", "Xantquist Optik", "Tarnbeck Logistics")  # fmt: skip
_FORMS = ("GmbH", "Ltd", "AG", "S.A.", "B.V.", "Inc.")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who objected by one ``sign``: url, email or name."""

    number: int
    first: str
    last: str
    company: str
    slug: str
    email: str
    sign: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


def crowd(count: int) -> list[Person]:
    """Distinct people; a third each objects by profile, by e-mail, by name with company."""
    out = []
    for n in range(count):
        first = _FIRST[n % len(_FIRST)]
        last = _LAST[n // len(_FIRST) % len(_LAST)]
        firm = f"{_FIRMS[n % len(_FIRMS)]} {n} {_FORMS[n % len(_FORMS)]}"
        plain = f"{first}.{last}".replace(" ", "").replace("'", "").lower()
        ascii_ = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
        slug = f"{plain.replace('.', '-')}-{n:05x}"
        email = f"{ascii_}{n}@{'gmail.com' if n % 7 == 0 else f'firma{n}.example'}"
        out.append(Person(n, first, last, firm, slug, email, ("url", "email", "name")[n % 3]))
    return out


def url_form(person: Person, rng: random.Random) -> str:
    """One of the forms of a profile's address."""
    slug = rng.choice(
        (person.slug, quote(person.slug), person.slug.upper(),
         unicodedata.normalize("NFD", person.slug), quote(quote(person.slug)))
    )  # fmt: skip
    host = rng.choice(
        ("https://www.linkedin.com", "http://linkedin.com", "linkedin.com", "www.linkedin.com",
         "https://de.linkedin.com", "HTTPS://NL.LinkedIn.com", "https://m.linkedin.com",
         "//www.linkedin.com")
    )  # fmt: skip
    tail = rng.choice(
        ("", "/", "?trk=contact-info", "/?originalSubdomain=de", "/en", "#about",
         "/detail/contact-info/", "/?miniProfileUrn=urn%3Ali%3Afs")
    )  # fmt: skip
    return f"{host}/in/{slug}{tail}"


def email_form(person: Person, rng: random.Random) -> str:
    """One of the forms of an e-mail address."""
    local, _, host = person.email.partition("@")
    local = rng.choice(
        (local, local.upper(), f"{local}+news", f"{local}+2026.x", local.replace(".", ""),
         f"{local[0]}.{local[1:]}", local.title())
    )  # fmt: skip
    if host == "gmail.com":
        host = rng.choice((host, "googlemail.com", "GMAIL.com"))
    address = f"{local}@{rng.choice((host, host.upper()))}"
    wide = address.translate({c: c + 0xFEE0 for c in range(0x61, 0x7B)})
    return rng.choice(
        (address, address, f" {address} ", f"mailto:{address}", f"{person.first} <{address}>",
         f"<{address}>", f"{address}.", f"'{address}'", f"{address};", wide)
    )  # fmt: skip


def name_form(person: Person, rng: random.Random) -> str:
    """One of the forms of a whole name."""
    first, last = person.first, person.last
    name = rng.choice(
        (f"{first} {last}", f"{last}, {first}", f"{last} {first}", f"{first}  {last}",
         f"{first} M. {last}", f"{first.upper()} {last.upper()}", f"{first} {last}".lower())
    )  # fmt: skip
    name = rng.choice(
        (name, unicodedata.normalize("NFD", name), name.replace("ü", "ue"),
         name.translate({c: c + 0xFEE0 for c in range(0x61, 0x7B)}), name.replace("ü", "u"))
    )  # fmt: skip
    if "," in name:
        return name
    return rng.choice(
        (name, f"Dr. {name}", f"{name}, PhD", f"{name}, MBA", f"{name} 🚀", f"Prof. Dr. {name}",
         f"{name} (he/him)")
    )  # fmt: skip


def company_form(person: Person, rng: random.Random) -> str:
    """One of the forms of the company's name."""
    base = person.company.rpartition(" ")[0]
    return rng.choice(
        (person.company, base, person.company.upper(), f"{base} GmbH & Co. KG", f"{base}, Inc.",
         unicodedata.normalize("NFD", person.company), f" {base}  Limited ")
    )  # fmt: skip


@dataclass(slots=True)
class Variant:
    """One row to be: only the sign that the person objected by still leads to him."""

    full: str
    first: str
    last: str
    company: str
    url: str
    email: str


def variant(person: Person, rng: random.Random, number: int) -> Variant:
    """A row about ``person`` that keeps his sign in another form; the rest may be new."""
    other = f"Newfirm {number} Ltd"
    full = name_form(person, rng)
    first, last = rng.choice(((person.first, person.last), (person.last, person.first)))
    if person.sign == "name":
        keeps = company_form(person, rng)
        return Variant(full, first, last, keeps, "", f"new{number}@else.example")
    if person.sign == "email":
        company = rng.choice((person.company, other))
        return Variant(full, first, last, company, "", email_form(person, rng))
    company = rng.choice((person.company, other))
    mail = rng.choice(("", f"new{number}@else.example"))
    return Variant(full, first, last, company, url_form(person, rng), mail)


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([header, *rows])
    return out.getvalue()


def linkedin(rows: list[Variant]) -> bytes:
    head = ("First Name", "Last Name", "URL", "Email Address", "Company", "Position",
            "Connected On")  # fmt: skip
    body = [(r.first, r.last, r.url, r.email, r.company, "CFO", "08 Feb 2026") for r in rows]
    return ('Notes:\n"When exporting …"\n\n' + _table(head, body)).encode()


def hubspot(rows: list[Variant]) -> bytes:
    head = ("Record ID", "First Name", "Last Name", "Email", "Phone Number", "Contact owner",
            "Lifecycle Stage", "Company Name", "Job Title", "LinkedIn URL")  # fmt: skip
    body = [(str(n), r.first, r.last, r.email, "", "me", "Lead", r.company, "CFO", r.url)
            for n, r in enumerate(rows, 900)]  # fmt: skip
    return _table(head, body).encode("utf-8-sig")


def google(rows: list[Variant]) -> bytes:
    head = ("First Name", "Middle Name", "Last Name", "Phonetic First Name", "Name Prefix",
            "Name Suffix", "Nickname", "File As", "Organization Name", "Organization Title",
            "Labels", "E-mail 1 - Label", "E-mail 1 - Value", "Website 1 - Label",
            "Website 1 - Value")  # fmt: skip
    body = [(r.first, "", r.last, "", "", "", "", "", r.company, "CFO", "* myContacts", "Work",
             r.email, "Profile", r.url) for r in rows]  # fmt: skip
    return _table(head, body).encode()


def vcards(rows: list[Variant]) -> bytes:
    cards = []
    for r in rows:
        lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{r.full.replace(',', chr(92) + ',')}",
                 f"N:{r.last};{r.first};;;", f"ORG:{r.company.strip().replace(',', chr(92) + ',')}"]  # fmt: skip
        if r.email:
            lines.append(f"EMAIL;TYPE=WORK:{r.email}")
        if r.url:
            lines.append(f"URL:{r.url}")
        cards.append("\r\n".join([*lines, "END:VCARD"]))
    return ("\r\n".join(cards) + "\r\n").encode()


def phantombuster(rows: list[Variant]) -> bytes:
    head = ("profileUrl", "fullName", "firstName", "lastName", "companyName", "title", "location",
            "connectionDegree", "vmid", "linkedInProfileUrl", "defaultProfileUrl", "query",
            "timestamp")  # fmt: skip
    body = [("", r.full, r.first, r.last, r.company, "CFO", "Berlin", "2nd", "", "", r.url, "q",
             "2026-02-08T10:00:00Z") for r in rows]  # fmt: skip
    return _table(head, body).encode()


def outlook(rows: list[Variant]) -> bytes:
    head = ("Vorname", "Nachname", "Firma", "Position", "E-Mail-Adresse", "Webseite")
    return _table(
        head, [(r.first, r.last, r.company, "CFO", r.email, r.url) for r in rows], ";"
    ).encode("utf-8-sig")


def leads(rows: list[Variant]) -> bytes:
    head = ("Full Name", "Job Title", "Company", "LinkedIn URL", "Email")
    body = [(r.full, "CFO", r.company, r.url, r.email) for r in rows]
    return _table(head, body, "\t").encode("utf-16")


FORMATS = {
    "Connections.csv": linkedin, "hubspot.csv": hubspot, "google.csv": google,
    "cards.vcf": vcards, "search.csv": phantombuster, "outlook.csv": outlook, "leads.csv": leads,
}  # fmt: skip
#: Formats that hold a profile's address where the readers look for it.
WITH_URL = ("Connections.csv", "hubspot.csv", "cards.vcf", "search.csv", "leads.csv")
WITH_EMAIL = ("Connections.csv", "hubspot.csv", "google.csv", "cards.vcf", "outlook.csv",
              "leads.csv")  # fmt: skip
