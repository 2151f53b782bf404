"""The kit for asking a client for his export: words ready to send, in five languages.

The words stand in ``data/kit``, one file a language: a subject line, an empty line, the text, with
the names in braces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Final

from prospecting.errors import Refused
from prospecting.services.clients import find_client
from prospecting.services.sellers import get_seller
from prospecting.services.session import Session
from scoring.reference import load_text

LANGUAGES: Final = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "nl": "Nederlands",
}
_SIGN_OFF: Final = {
    "en": "Best regards",
    "de": "Herzliche Grüße",
    "fr": "Bien à vous",
    "es": "Un saludo cordial",
    "nl": "Hartelijke groet",
}
_BLANK: Final = {
    "en": ("there", "our firm"),
    "de": ("zusammen", "unserer Firma"),
    "fr": ("", "notre entreprise"),
    "es": (", buenos días", "nuestra empresa"),
    "nl": ("", "ons bedrijf"),
}
_FIELD: Final = re.compile(r"\{(first_name|client|seller|company|sign_off)\}")


@dataclass(frozen=True, slots=True)
class KitText:
    """A message that asks for an export: ``language`` a code of ``LANGUAGES``, ``to`` the client's
    e-mail address, "" where none is known."""

    language: str
    subject: str
    body: str
    to: str = ""


def language_of(session: Session, client: str | int | None) -> str:
    """The language the client is written to in: his own where we have it, else the seller's."""
    wanted = ""
    if client is not None:
        wanted = str(find_client(session, client)["language"] or "")
    wanted = (wanted or str(get_seller(session)["language"] or "en"))[:2].lower()
    return wanted if wanted in LANGUAGES else "en"


def kit(session: Session, client: str | int | None, language: str | None = None) -> KitText:
    """The message to a client, or to nobody in particular where ``client`` is None.

    Raises:
        NotFound: no such client.
        KeyError: no such language.
    """
    chosen = language or language_of(session, client)
    seller = get_seller(session)
    row = find_client(session, client) if client is not None else None
    nobody, our_firm = _BLANK[chosen]
    name = str(row["name"] or "").strip() if row else ""
    first = (str(row["first_name"] or "").strip() if row else "") or name.split(" ")[0]
    own = seller["language"] == chosen
    values = {
        "first_name": first or nobody,
        "client": name or nobody,
        "seller": str(seller["name"] or ""),
        "company": str(seller["company"] or our_firm),
        "sign_off": (str(seller["sign_off"] or "") if own else "") or _SIGN_OFF[chosen],
    }
    text = load_text(f"kit/{chosen}.md")
    if not name:
        text = text.replace(", {first_name}", "")
    head, _, body = text.partition("\n")
    subject = _filled(head.removeprefix("Subject:"), values)
    to = str(row["email"] or "").strip() if row else ""
    return KitText(chosen, _tidy(subject), _tidy(_filled(body, values)), to)


def eml(words: KitText) -> bytes:
    """The message as a file that mail programs open for editing, unsent.

    Raises:
        Refused: the client's address is not one address.
    """
    from prospecting.drafting.outputs import OutputError, one_address

    subject = " ".join(words.subject.split())
    message = EmailMessage(policy=policy.SMTP.clone(max_line_length=76))
    message["Subject"] = subject
    if words.to:
        try:
            message["To"] = one_address(words.to)
        except OutputError as error:
            raise Refused(str(error)) from None
    message["X-Unsent"] = "1"
    message.set_content(words.body, cte="quoted-printable")
    raw = message.as_bytes()
    back = BytesParser(policy=policy.SMTP).parsebytes(raw)
    if back["Subject"] != subject or (back["To"] or "") != (message["To"] or ""):
        raise Refused("the message reads back differently: copy the words instead")
    return raw


def _filled(text: str, values: dict[str, str]) -> str:
    # One pass, so that braces in a name stay what they are.
    return _FIELD.sub(lambda found: values[found.group(1)], text)


def _tidy(text: str) -> str:
    """Without the gaps and commas that an empty name leaves behind."""
    lines = [
        re.sub(r"\s+([,.])", r"\1", re.sub(r" {2,}", " ", line)).rstrip()
        for line in text.splitlines()
    ]
    kept = "\n".join(lines).strip()
    return re.sub(r",\s*(:)", r"\1", kept)
