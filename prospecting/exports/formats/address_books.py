"""Address books as CSV: Google old and new, Outlook in its languages, Thunderbird."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar, Final

import pyarrow as pa

from prospecting.exports.base import NO_PERSON, Context, Outcome, Reader, blank_rows, row_count
from prospecting.exports.columns import Column, column, first_filled, read_columns, stage, text
from prospecting.exports.headers import aliases, key
from prospecting.exports.sheet import Sheet

_PROFILE: Final = re.compile(r"linkedin\.com/(?:in|pub)/", re.IGNORECASE)
#: What Outlook writes into cells that hold nothing.
_FILLERS: Final = frozenset({"unspecified", "normal", "low", "0/0/00"})
_PEOPLE: Final = ("first_name", "last_name", "full_name", "email")


class AddressBook(Reader):
    """People whose addresses somebody keeps."""

    needs_owner = True

    def links(self, sheet: Sheet) -> list[int]:
        """Positions of the columns that may hold a profile link."""
        return [
            place
            for place, name in enumerate(sheet.keys)
            if name.startswith(("website", "webpage", "url", "webseite", "pageweb", "sitoweb"))
        ]

    def finish(self, sheet: Sheet, fields: dict[str, Any]) -> dict[str, Any]:
        """Fields that need several columns."""
        return fields

    def read(self, sheet: Sheet, context: Context) -> Outcome:
        """One contact a row; entries without a person (a firm's switchboard) are refused."""
        rows = row_count(sheet)
        places = [
            place
            for entry in self.columns
            if entry.field in _PEOPLE and (place := sheet.find(entry.headers)) is not None
        ]
        nobody = blank_rows(sheet, places) if places else set(range(len(sheet.rows)))
        sheet = sheet.keep(dict.fromkeys(nobody, NO_PERSON))
        fields = self.finish(sheet, read_columns(sheet, self.columns, hint=context.order_hint))
        profiles = [
            text([cell if _PROFILE.search(cell) else "" for cell in sheet.columns[place]])
            for place in self.links(sheet)
        ]
        if profiles:
            fields["url"] = first_filled(*profiles)
        fields["relation"] = pa.repeat("address book", len(sheet.rows))
        return self.outcome(rows, sheet, {"contacts": stage("contacts", sheet, fields)})


def _first_of(values: Any) -> Any:
    """The first of several values that Google joins with " ::: "."""
    return text([(cell or "").split(" ::: ")[0] for cell in values.to_pylist()])


def _relation(sheet: Sheet) -> list[str | None] | None:
    """Who referred a person, from Google's pairs "Relation n - Label" and "- Value"."""
    out: list[str | None] = [None] * len(sheet.rows)
    found = False
    for number in range(1, 10):
        labels = sheet.column(f"relation{number}label", f"relation{number}type")
        values = sheet.column(f"relation{number}value")
        if labels is None or values is None:
            break
        for place, (label, value) in enumerate(zip(labels, values, strict=True)):
            if key(label) == "referredby" and value.strip():
                out[place] = value.strip()
                found = True
    return out if found else None


class GoogleContacts(AddressBook):
    """Google Contacts, the layout since 2024."""

    kind = "google-contacts"
    label = "Google Contacts"
    required: ClassVar[Sequence[str]] = (
        "First Name",
        "Last Name",
        "Organization Name",
        "Organization Title",
    )
    any_of: ClassVar[Sequence[Sequence[str]]] = (
        ("Labels", "File As", "Phonetic First Name", "E-mail 1 - Value", "E-mail 1 - Label"),
    )
    columns: ClassVar[Sequence[Column]] = (
        column("first_name", "First Name"),
        column("last_name", "Last Name"),
        column("email", "E-mail 1 - Value"),
        column("phone", "Phone 1 - Value"),
        column("company", "Organization Name"),
        column("title", "Organization Title"),
        column("function_label", "Organization Department"),
        column("location", "Address 1 - City"),
        column("country", "Address 1 - Country"),
    )

    def finish(self, sheet: Sheet, fields: dict[str, Any]) -> dict[str, Any]:
        """The first of several values in a cell, and the relation "referred by"."""
        for name in ("email", "phone", "company", "title", "function_label"):
            if name in fields:
                fields[name] = _first_of(fields[name])
        if relation := _relation(sheet):
            fields["referred_by"] = relation
        return fields


class GoogleContactsOld(GoogleContacts):
    """Google Contacts, the layout before 2024."""

    kind = "google-contacts-old"
    label = "Google Contacts (before 2024)"
    required = ("Given Name", "Family Name")
    any_of = (("Yomi Name", "Group Membership", "Given Name Yomi", "E-mail 1 - Value"),)
    columns = (
        column("first_name", "Given Name"),
        column("last_name", "Family Name"),
        column("full_name", "Name"),
        column("email", "E-mail 1 - Value"),
        column("phone", "Phone 1 - Value"),
        column("company", "Organization 1 - Name"),
        column("title", "Organization 1 - Title", "Occupation"),
        column("function_label", "Organization 1 - Department"),
        column("location", "Address 1 - City"),
        column("country", "Address 1 - Country"),
    )


#: Parts of the headers that only Outlook writes, by language.
_MARKS: Final = tuple(
    key(word)
    for word in (
        "geschäftlich", "Business Street", "Business City", "Business Phone", "Home Street",
        "Home City", "(bureau)", "(domicile)", "del trabajo", "de trabajo", "particular",
        "Werkadres", "Huisadres", "endereço comercial", "endereço residencial", "służbowy",
        "рабочий адрес", "домашний адрес", "E-mail Type", "E-Mail-Typ", "Type de messagerie",
        "Tipo de correo", "Tipo posta elettronica", "E-mailtype", "Tipo de email", "Typ adresu e-mail",
        "E-mail 2 Address", "E-Mail 2: Adresse", "Adresse de messagerie 2", "E-mail 2, adres",
        "Dirección de correo electrónico 2", "Indirizzo posta elettronica 2",
        "Endereço de email 2", "Endereço de correio eletrónico 2",
        "Nom complet de l'adresse de messagerie", "E-Mail: Angezeigter Name",
        "E-posttyp", "E-postvisningsnamn", "E-mailtype", "Vist navn for e-mail", "E-posttype",
        "Visningsnavn for e-post", "Sähköpostin laji", "Sähköpostin näyttönimi",
        "Тип эл. почты", "Краткое имя эл. почты", "Typ e-mailu", "Zobrazované jméno e-mailu",
        "E-mail típusa", "E-posta türü", "E-posta görünen adı", "電子メールの種類",
    )
)  # fmt: skip
#: Words for work and home that stand at the end, in brackets, often shortened.
_ENDINGS: Final = (
    "uff", "abit", "ab", "arb", "hem", "arbejde", "hjem", "arbeid", "privat", "tyo", "koti",
    key("раб. адрес"), key("дом. адрес"), key("zaměstnání"), key("domů"), key("práca"),
    key("hivatali"), key("iş"), key("ev"), key("会社"), key("自宅"),
)  # fmt: skip


def _is_mark(name: str) -> bool:
    return any(mark in name for mark in _MARKS) or name.endswith(_ENDINGS)


class OutlookContacts(AddressBook):
    """Outlook's CSV, whose headers are in the language of the program."""

    kind = "outlook-contacts"
    label = "Outlook contacts"
    columns = (
        column("first_name", family="person"),
        column("last_name", family="person"),
        column("email", "E-mail Address", "E-Mail-Adresse", "Adresse de messagerie",
               "Dirección de correo electrónico", "Indirizzo posta elettronica", "E-mailadres",
               "Endereço de email", "Endereço de correio eletrónico", family="person"),
        column("company", family="person"),
        column("title", "Job Title", "Position", "Profession", "Poste", "Puesto", "Posizione",
               "Functie", "Cargo", "Stanowisko", "Befattning", "Stilling", "Tehtävänimike",
               "Должность", "Pozice", "Pracovní zařazení", "Funkce", "Beosztás", "İş Unvanı", "Görev", "役職"),
        column("function_label", "Department", "Abteilung", "Service", "Departamento", "Reparto", "Afdeling",
               "Avdelning", "Avdeling", "Dział", "Osasto", "Отдел", "Oddělení", "部署"),
        column("phone", "Mobile Phone", "Mobiltelefon", "Tél. mobile", "Teléfono móvil", "Cellulare",
               "Mobiele telefoon", "Celular", "Business Phone", "Telefon geschäftlich",
               "Téléphone (bureau)", "Teléfono del trabajo", "Telefono (uff.)", "Telefoon op werk"),
        column("location", "Business City", "Ort geschäftlich", "Ville (bureau)", "Ciudad de trabajo",
               "Città (uff.)", "Werkadres, plaats", "Cidade do endereço comercial", "Ort (arb)",
               "By (arbejde)", "Sted (arbeid)", "Poststed (arbeid)", "Kaupunki (työ)",
               "Город (раб. адрес)", "Adres służbowy - miejscowość", "Miejscowość (służbowy)",
               "Město (zaměstnání)"),
        column("country", "Business Country/Region", "Business Country", "Land/Region geschäftlich",
               "Pays/Région (bureau)", "País o región del trabajo", "Paese/Regione (uff.)",
               "Paese (uff.)", "Werkadres, land/regio", "País/Região do endereço comercial",
               "Land/region (arb)", "Land/område (arbejde)", "Land/område (arbeid)",
               "Maa tai alue (työ)", "Страна или регион (раб. адрес)",
               "Adres służbowy - kraj/region", "Země/oblast (zaměstnání)"),
        column("referred_by", "Referred By", "Empfohlen von", "Recommandé par", "Recomendado por",
               "Referenze", "Doorverwezen door", "Indicado por"),
    )  # fmt: skip

    def claims(self, sheet: Sheet) -> int:
        """Names and an address under headers that only Outlook has, in whatever language."""
        if len(sheet.keys) < 6 or sheet.has("firstname", "primaryemail"):
            return 0
        if sheet.find(aliases("connection", "connected_on")) is not None:
            return 0
        if sheet.find((*aliases("person", "url"), *aliases("firm", "size"))) is not None:
            return 0  # a list of leads: an address book knows no profile links and no headcounts
        if sheet.keys[:1] == ["first"] or sheet.has("phoneticfirstname"):
            return 0
        if (
            "company" in sheet.index
            and sheet.index["company"] == 29
            and sheet.keys[5] == "emailaddress"
        ):
            return 0  # LinkedIn's own export in Outlook's columns, before 2017
        first, email = sheet.find(self.columns[0].headers), sheet.find(self.columns[2].headers)
        if first is None or email is None:
            return 0
        marks = sum(map(_is_mark, sheet.keys))
        return 60 + min(marks, 20) if marks >= 2 or (marks and len(sheet.keys) <= 12) else 0

    def missing(self, sheet: Sheet) -> list[str]:
        """A column of names or addresses."""
        known = any(sheet.find(entry.headers) is not None for entry in self.columns[:3])
        return [] if known else ["First Name"]

    def finish(self, sheet: Sheet, fields: dict[str, Any]) -> dict[str, Any]:
        """Fillers are nothing."""
        for name in ("title", "location", "country", "referred_by"):
            if name in fields:
                fields[name] = text(
                    [
                        "" if (cell or "").lower() in _FILLERS else (cell or "")
                        for cell in fields[name].to_pylist()
                    ]
                )
        return fields


class ThunderbirdContacts(AddressBook):
    """Thunderbird's address book."""

    kind = "thunderbird-contacts"
    label = "Thunderbird address book"
    required = ("First Name", "Last Name", "Display Name", "Primary Email")
    columns = (
        column("first_name", "First Name"),
        column("last_name", "Last Name"),
        column("full_name", "Display Name"),
        column("email", "Primary Email"),
        column("phone", "Mobile Number", "Work Phone"),
        column("company", "Organization"),
        column("title", "Job Title"),
        column("function_label", "Department"),
        column("location", "Work City"),
        column("country", "Work Country"),
    )
