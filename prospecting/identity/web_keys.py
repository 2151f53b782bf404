"""Keys of what is unique by nature: profile addresses, e-mail addresses, phone numbers, domains."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from scoring.reference import load_text

PUBLIC, OPAQUE, LEAD = "linkedin.com/in/", "linkedin-id:", "linkedin-lead:"
"""How the three kinds of LinkedIn keys begin: public address, member id, Sales Navigator lead."""

_FAST = re.compile(
    r"(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/in/([a-z0-9\-_]{3,100})/?(?:\?.*)?", re.ASCII
).fullmatch
_SCHEME = re.compile(r"^(?:https?:/{0,3}|[a-z][a-z0-9+\-]*://|//|mailto:)", re.IGNORECASE)
_LINKEDIN = re.compile(r"^(?:[a-z0-9\-]+\.)*linkedin\.(?:com|cn)(?::\d+)?$", re.IGNORECASE)
_MEMBER_ID = re.compile(
    r"^A(?:Cw|Co|CU|C0|Dw|EM|e)AA[A-Za-z0-9_\-]{8,}$|^A[A-Z][A-Za-z]AA[A-Za-z0-9_\-]{20,}$"
)
_XING = re.compile(r"^(?:[a-z]+\.)?xing\.com$", re.IGNORECASE)


def _decoded(text: str) -> str:
    """``text`` percent-decoded until nothing is left to decode (exports encode twice)."""
    for _ in range(3):
        if "%" not in text:
            break
        raw = unquote_to_bytes(text)
        try:
            decoded = raw.decode("utf-8")
        except UnicodeDecodeError:
            decoded = raw.decode("cp1252", "replace")
        if decoded == text:
            break
        text = decoded
    return text


def profile_key(url: str | None) -> str | None:
    """The join key of a profile address, or None where it names no person's profile.

    ``linkedin.com/in/<slug>`` for a public profile (decoded, lower case, composed characters, no
    scheme, host prefix, query or trailing slash); ``linkedin-id:<id>`` for an opaque member id and
    ``linkedin-lead:<id>`` for a Sales Navigator lead, both in their own case; ``xing.com/profile/…``
    for a Xing profile. Keys of different kinds never say that two people differ. A key is its own
    key.
    """
    if not isinstance(url, str) or not url:
        return None
    fast = _FAST(url)
    if fast:
        return PUBLIC + fast[1]
    return _profile_key(url)


def _profile_key(url: str) -> str | None:
    text = unicodedata.normalize("NFC", url.strip().strip("<>\"'"))
    for prefix in (OPAQUE, LEAD):
        if text.startswith(prefix):
            ident = re.split(r"[,?#/\s]", text[len(prefix) :])[0]
            return prefix + ident if ident else None
    if text.lower().startswith("urn:li:"):
        ident = text.rsplit(":", 1)[-1].strip("()").split(",")[0]
        return OPAQUE + ident if _MEMBER_ID.match(ident) else None
    text = _SCHEME.sub("", text)
    query = text.partition("?")[2]
    text = re.split(r"[?#]", text, maxsplit=1)[0]
    if re.match(r"^/?in/", text, re.IGNORECASE):
        host, path = "linkedin.com", text.lstrip("/")
    else:
        host, _, path = text.partition("/")
    host = host.rpartition("@")[2]
    parts = [part for part in (_slug(piece) for piece in path.split("/")) if part]
    if not parts:
        return None
    if _XING.match(host):
        return _xing_key(parts)
    if not _LINKEDIN.match(host):
        return None
    return _linkedin_key(parts, query)


def _slug(piece: str) -> str:
    text = unicodedata.normalize("NFC", _decoded(piece))
    return re.split(r"[?#/\\\s<>\"']", text.strip(), maxsplit=1)[0]


def _lowered(slug: str) -> str:
    # Lower case may decompose (a dotted capital I), so compose once more.
    return unicodedata.normalize("NFC", slug.lower())


def _xing_key(parts: list[str]) -> str | None:
    if len(parts) < 2 or parts[0].lower() not in {"profile", "profiles"}:
        return None
    return "xing.com/profile/" + _lowered(parts[1])


def _linkedin_key(parts: list[str], query: str) -> str | None:
    head = parts[0].lower()
    # A two-letter folder is the language of a mobile page.
    if len(head) == 2 and head != "in" and len(parts) > 1:
        parts, head = parts[1:], parts[1].lower()
    if head == "in" and len(parts) > 1:
        slug = parts[1].split(",")[0]
        if _MEMBER_ID.match(slug):
            return OPAQUE + slug
        return PUBLIC + _lowered(slug) if slug else None
    if head == "pub" and len(parts) > 1:
        # Old public addresses: /pub/jane-doe/1/2b3/4c5 became /in/jane-doe-4c52b31.
        name, tail = parts[1], parts[2:5]
        if len(tail) == 3:
            name = f"{name}-{tail[2].zfill(3)}{tail[1].zfill(3)}{tail[0]}"
        return PUBLIC + _lowered(name)
    if head in {"sales", "talent", "recruiter"} and len(parts) > 2:
        ident = parts[2].split(",")[0]
        known = parts[1].lower() in {"lead", "people", "profile"}
        return LEAD + ident if known and ident else None
    if head == "profile":
        found = re.search(r"(?:^|&)id=([A-Za-z0-9_\-]+)", query)
        return OPAQUE + found[1] if found else None
    return None


# --- e-mail -------------------------------------------------------------------------------------

_MAIL = re.compile(
    r"([^\s@<>\"(),:;\[\]\\]{1,64})@((?:[^\s@<>\"(),:;\[\]\\./_]{1,63}\.)+[^\W\d_][^\s@<>\"(),:;\[\]\\./_]{1,62})\.?"
)
_FAST_MAIL = re.compile(
    r"[a-z0-9_\-.]{1,64}@(?:[a-z0-9\-]{1,63}\.)+[a-z]{2,24}", re.ASCII
).fullmatch
_GMAIL = frozenset({"gmail.com", "googlemail.com"})


def email_key(email: str | None) -> str | None:
    """The join key of an e-mail address, or None where the text holds no valid one.

    Lower case; taken out of ``mailto:`` and ``Name <address>``; the first of several; plus-tags
    dropped; dots dropped at Gmail, where they mean nothing, and googlemail.com is gmail.com;
    international domains in their ASCII form.
    """
    if not isinstance(email, str) or "@" not in email:
        return None
    text = email.strip().lower()
    if not _FAST_MAIL(text):
        if text.startswith("mailto:"):
            text = _decoded(text[7:].partition("?")[0])
        text = unicodedata.normalize("NFC", text)
        found = _MAIL.search(text)
        if not found:
            return None
        text = f"{found[1]}@{_ascii_domain(found[2])}"
    local, _, host = text.partition("@")
    local = local.strip(".'`")
    if "+" in local and not local.startswith("+"):
        local = local.partition("+")[0].rstrip(".")
    if ".." in local:
        local = re.sub(r"\.{2,}", ".", local)
    if host in _GMAIL:
        local, host = local.replace(".", ""), "gmail.com"
    if not local or ".." in host or host.startswith("-"):
        return None
    return f"{local}@{host}"


@lru_cache(maxsize=65536)
def _ascii_domain(domain: str) -> str:
    domain = domain.rstrip(".").lower()
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def email_domain(email: str | None) -> str | None:
    """The domain of a valid address, None where there is none."""
    key = email_key(email)
    return key.rpartition("@")[2] if key else None


@lru_cache(maxsize=1)
def free_mail_domains() -> frozenset[str]:
    """Domains whose addresses say nothing of an employer (Gmail, GMX, providers at home)."""
    return _word_list("names/free_mail.txt")


@lru_cache(maxsize=1)
def shared_mailboxes() -> frozenset[str]:
    """Local parts that are read by several people (``info``, ``sales``, ``kontakt``)."""
    return _word_list("names/shared_mailboxes.txt")


def _word_list(name: str) -> frozenset[str]:
    lines = (line.partition("#")[0].strip() for line in load_text(name).splitlines())
    return frozenset(line for line in lines if line)


# --- domains ------------------------------------------------------------------------------------

_HOST = re.compile(r"(?:[^\W_](?:[\w\-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}")


def domain_key(text: str | None) -> str | None:
    """The host of a website or e-mail address without ``www.``, or None where it holds none.

    ``https://www.Acme.com/de?x=1``, ``acme.com`` and ``sales@acme.com`` give ``acme.com``.
    Free-mail domains are given too; :func:`free_mail_domains` tells them.
    """
    if not isinstance(text, str) or "." not in text:
        return None
    host = _SCHEME.sub("", text.strip().lower()).lstrip("/")
    host = re.split(r"[/?#]", host, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].rstrip(".")
    if not _HOST.fullmatch(host):
        return None
    host = _ascii_domain(re.sub(r"^(?:www\d?|m)\.(?=.+\.)", "", host))
    return host or None


# --- phone --------------------------------------------------------------------------------------

_EXTENSION = re.compile(
    r"(?:\s*(?:ext|extension|x|durchwahl|poste)\.?\s*:?\s*|#|;ext=)\d{1,6}\s*$", re.I
)
_BARE_PHONE = re.compile(r"[0-9+()/\- ]+", re.ASCII).fullmatch
_EXPONENT = re.compile(r"\d[eE]\+\d").search
_AROUND = re.compile(r"^(?:tel:|phone:)|\.0$", re.I)
_INTERNATIONAL = re.compile(r"^\W*(?:\+|00)").match
_NO_DIGIT = re.compile(r"\D")
# Calling codes of one and two digits; all others have three.
_CALLING_CODES = frozenset(
    {"1", "7", "20", "27", "30", "31", "32", "33", "34", "36", "39"}
    | {str(code) for code in (*range(40, 50), *range(51, 59), *range(60, 67), *range(90, 96))}
    | {"81", "82", "84", "86", "98"}
) - {"42"}


def phone_key(phone: str | None) -> str | None:
    """The last nine digits of the number within its country, or None below six digits.

    Calling code, trunk zero, extension and marks are dropped, so ``+49 (0)171 123-4567`` and
    ``0171 1234567`` are one; numbers of two countries that end alike are one too, so a phone key
    is evidence and no proof. Fillers such as ``0000000`` and ``123456789`` give None.
    """
    if not isinstance(phone, str):
        return None
    text = phone.strip()
    if text.isascii() and text.isdigit() and len(text) == 10 and text[0] not in "01":
        digits = text
    else:
        if not _BARE_PHONE(text):
            text = unicodedata.normalize("NFKC", text)
            if _EXPONENT(text):  # what a spreadsheet made of a long number
                return None
            text = _EXTENSION.sub("", _AROUND.sub("", text))
        international = bool(_INTERNATIONAL(text))
        digits = _NO_DIGIT.sub("", text.replace("(0)", ""))
        if international:
            digits = _national(digits.lstrip("0"))
        elif len(digits) == 11 and digits[0] in "17":
            digits = digits[1:]
        digits = digits.lstrip("0")
    if len(digits) < 6 or len(digits) > 15 or _filler(digits):
        return None
    return digits[-9:]


def _national(digits: str) -> str:
    for length in (1, 2):
        if digits[:length] in _CALLING_CODES:
            return digits[length:]
    return digits[3:]


def _filler(digits: str) -> bool:
    return len(set(digits)) == 1 or digits in "01234567890123456789" or digits in "9876543210"
