"""Drafts as files: `.eml`, `mailto:`, a ZIP with a mail-merge table, a meeting sheet.

Nothing here sends anything. A header can only hold what its one address and one line hold:
every message is read back and compared before it is given out.
"""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from urllib.parse import quote

from prospecting.drafting.cards import labels, line_of, sheet_people
from prospecting.drafting.context import build
from prospecting.drafting.draft import Draft
from prospecting.drafting.facts import AskFacts
from prospecting.drafting.language import formality_for, language_for, load
from prospecting.drafting.untrusted import strip_hidden
from prospecting.safe_output import safe_row

MAILTO_LIMIT = 1800  # longer addresses are cut by some mail programs and browsers
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)
# Between the ask and the note, as in a mail that is to be forwarded in part.
NOTE_LINE = "-" * 30


class OutputError(ValueError):
    """A draft cannot be written out safely; the text says why, for the user."""


def whole_body(draft: Draft) -> str:
    """The ask, and below a line the note with its subject."""
    if not draft.forwardable:
        return draft.body
    return f"{draft.body}\n\n{NOTE_LINE}\n{draft.forwardable_subject}\n\n{draft.forwardable}\n"


def one_address(text: str) -> Address:
    """The one address in `text`.

    Raises:
        OutputError: it is none, or more than one, or holds anything else.
    """
    plain = text.strip()
    if not _ADDRESS.fullmatch(plain) or ".." in plain or plain.startswith("."):
        raise OutputError("The e-mail address of the introducer is not a single valid address.")
    try:
        return Address(addr_spec=plain)
    except (ValueError, IndexError) as error:
        raise OutputError("The e-mail address of the introducer is not valid.") from error


def _one_line(text: str) -> str:
    return strip_hidden(text)[:200]


def eml_bytes(draft: Draft, to: str | None = None) -> bytes:
    """The draft as a message file that mail programs open for editing, unsent.

    `to` is the introducer's address; None takes it from the facts; with none at all the
    recipient stays open. For the kind "opt-in" too the recipient is the introducer.

    Raises:
        OutputError: the address is not one address, or the message reads back differently.
    """
    recipient = (to if to is not None else draft.facts.introducer.email).strip()
    message = EmailMessage(policy=policy.SMTP.clone(max_line_length=76))
    subject = _one_line(draft.subject)
    message["Subject"] = subject
    address = one_address(recipient) if recipient else None
    if address is not None:
        message["To"] = address
    message["X-Unsent"] = "1"
    message.set_content(_plain_text(whole_body(draft)), cte="quoted-printable")
    raw = message.as_bytes()
    _compare(raw, subject, address, draft)
    return raw


def _plain_text(text: str) -> str:
    return "".join(
        c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c in "\n\t" or ord(c) >= 32
    )


def _compare(raw: bytes, subject: str, address: Address | None, draft: Draft) -> None:
    back = BytesParser(policy=policy.SMTP).parsebytes(raw)
    allowed = {
        "subject",
        "to",
        "x-unsent",
        "content-type",
        "content-transfer-encoding",
        "mime-version",
    }
    names = [name.lower() for name in back]
    if len(names) != len(set(names)) or not set(names) <= allowed:
        raise OutputError("The message would carry headers that are not meant; it was not written.")
    if str(back["Subject"]) != subject:
        raise OutputError("The subject does not survive as it is; shorten it to plain words.")
    found = [a.addr_spec for a in back["To"].addresses] if back["To"] is not None else []
    if found != ([address.addr_spec] if address is not None else []):
        raise OutputError("The recipient does not survive as one address; it was not written.")
    body = back.get_content()
    if body.replace("\r\n", "\n").rstrip() != _plain_text(whole_body(draft)).rstrip():
        raise OutputError("The text does not survive as it is; it was not written.")


def mailto_url(draft: Draft, to: str | None = None) -> str | None:
    """A `mailto:` address with subject and body only; None when it would be too long.

    Raises:
        OutputError: the address is not one address.
    """
    recipient = (to if to is not None else draft.facts.introducer.email).strip()
    address = one_address(recipient).addr_spec if recipient else ""
    body = _plain_text(whole_body(draft)).replace("\n", "\r\n")
    url = (
        f"mailto:{quote(address, safe='@')}?subject={quote(_one_line(draft.subject), safe='')}"
        f"&body={quote(body, safe='')}"
    )
    return url if len(url) <= MAILTO_LIMIT else None


MERGE_COLUMNS = (
    "file",
    "to",
    "first_name",
    "subject",
    "body",
    "forwardable_subject",
    "forwardable",
    "language",
    "ready",
)


def merge_csv(drafts: Sequence[Draft]) -> str:
    """A table for a mail merge, one row a draft, safe to open in a spreadsheet; CRLF lines."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(MERGE_COLUMNS)
    for number, draft in enumerate(drafts, 1):
        introducer = draft.facts.introducer
        first = introducer.first_name or introducer.name.split(" ")[0]
        writer.writerow(
            safe_row(
                (
                    file_name(number, draft),
                    introducer.email,
                    strip_hidden(first),
                    draft.subject,
                    draft.body,
                    draft.forwardable_subject,
                    draft.forwardable,
                    draft.language,
                    draft.ready,
                )
            )
        )
    return out.getvalue()


def file_name(number: int, draft: Draft) -> str:
    """A file name of plain letters, in the order of the plan."""
    from anyascii import anyascii

    who = draft.facts.prospect.name if draft.facts.prospect else draft.kind
    plain = re.sub(r"[^A-Za-z0-9]+", "-", anyascii(f"{draft.facts.introducer.name} {who}"))
    return f"{number:02d}-{plain.strip('-')[:60] or 'draft'}.eml"


def plan_zip(drafts: Sequence[Draft]) -> bytes:
    """A ZIP of every ready draft as `.eml`, and `mail-merge.csv` with all of them.

    A draft whose message cannot be written safely is left out, and `left-out.txt` says why.
    """
    out = io.BytesIO()
    left_out: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, draft in enumerate(drafts, 1):
            name = file_name(number, draft)
            if not draft.ready:
                failed = ", ".join(c.name for c in draft.failed(hard=True))
                left_out.append(f"{name}: not ready ({failed})")
                continue
            try:
                _put(archive, name, eml_bytes(draft))
            except OutputError as error:
                left_out.append(f"{name}: {error}")
        _put(archive, "mail-merge.csv", b"\xef\xbb\xbf" + merge_csv(drafts).encode("utf-8"))
        if left_out:
            _put(archive, "left-out.txt", ("\n".join(left_out) + "\n").encode("utf-8"))
    return out.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    # A fixed time, so that the same plan gives the same file.
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a meeting sheet."""

    title: str
    lead: str
    question: str
    people: tuple[str, ...]
    boxes: tuple[str, ...]
    why: str
    notes: str
    language: str


def meeting_sheet(facts: AskFacts, *, language: str | None = None, seed: int = 0) -> Sheet:
    """The sheet for one client: three to five people, with boxes to tick.

    Raises:
        OutputError: fewer than one person whose name can be used.
    """
    tongue = load(language_for(facts.seller, facts.introducer, language))
    formality = formality_for(facts.seller, facts.introducer, tongue)
    people = sheet_people(facts)
    if not people:
        raise OutputError("There is nobody for this sheet whose name can be used.")
    context = build(facts, tongue, formality)
    names = labels(tongue, "meeting", formality)
    known = frozenset(context.values)

    def sentence(kind: str, slot: str) -> str:
        options = tongue.book.options(kind, slot, known)
        return options[seed % len(options)].render(formality, context.values) if options else ""

    return Sheet(
        sentence("meeting", "title") or names[0],
        sentence("meeting", "lead"),
        names[1],
        tuple(line_of(tongue, someone) for someone in people),
        names[2:6],
        sentence("who-else", "look"),
        names[8],
        tongue.code,
    )


_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#1c2330;max-width:46rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem;margin:0 0 .5rem}table{border-collapse:collapse;width:100%;margin:1.2rem 0}
th{font-weight:600;text-align:center;font-size:.85rem;padding:.3rem}th:first-child{text-align:left}
td{border-top:1px solid #c9d0da;padding:.7rem .3rem;text-align:center}td:first-child{text-align:left}
.box{display:inline-block;width:1rem;height:1rem;border:1.5px solid #1c2330;border-radius:3px}
.notes{border-top:1px solid #c9d0da;min-height:7rem;padding-top:.4rem;color:#5a6577}
@media print{body{margin:0}}
"""


def sheet_html(facts: AskFacts, *, language: str | None = None, seed: int = 0) -> str:
    """The sheet as one printable page; every text is escaped, nothing is loaded from elsewhere."""
    sheet = meeting_sheet(facts, language=language, seed=seed)
    say = html.escape
    head = "".join(f"<th>{say(b)}</th>" for b in sheet.boxes)
    boxes = '<td><span class="box" role="img" aria-label="☐"></span></td>' * len(sheet.boxes)
    rows = "".join(
        f"<tr><td>{number}. {say(who)}</td>{boxes}</tr>"
        for number, who in enumerate(sheet.people, 1)
    )
    return (
        f'<!doctype html><html lang="{say(sheet.language)}"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>{say(sheet.title)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{say(sheet.title)}</h1><p>{say(sheet.lead)}</p>"
        f"<table><thead><tr><th>{say(sheet.question)}</th>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table><p>{say(sheet.why)}</p>"
        f'<div class="notes">{say(sheet.notes)}</div></body></html>'
    )


def sheet_pdf(facts: AskFacts, *, language: str | None = None, seed: int = 0) -> bytes:
    """The sheet as a PDF of one A4 page, the boxes to be ticked on screen or on paper."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import simpleSplit
    from reportlab.pdfgen.canvas import Canvas

    sheet = meeting_sheet(facts, language=language, seed=seed)
    font, bold = _fonts()
    out = io.BytesIO()
    page = Canvas(out, pagesize=A4, invariant=1)
    page.setTitle(sheet.title)
    width, height = A4
    left, right, top = 56.0, width - 56.0, height - 64.0

    def write(text: str, size: float, face: str, room: float) -> None:
        nonlocal top
        page.setFont(face, size)
        for line in simpleSplit(text, face, size, room):
            page.drawString(left, top, line)
            top -= size * 1.4

    write(sheet.title, 17, bold, right - left)
    top -= 4
    write(sheet.lead, 11, font, right - left)
    top -= 18
    step = 62.0
    first = right - step * len(sheet.boxes) + step / 2
    page.setFont(bold, 9)
    page.drawString(left, top, sheet.question)
    for index, label in enumerate(sheet.boxes):
        page.drawCentredString(first + index * step, top, label[:16])
    top -= 10
    for number, who in enumerate(sheet.people, 1):
        page.setLineWidth(0.5)
        page.line(left, top, right, top)
        top -= 22
        lines = simpleSplit(f"{number}. {who}", font, 11, first - step / 2 - left - 8)[:3]
        page.setFont(font, 11)
        for offset, line in enumerate(lines):
            page.drawString(left, top - offset * 14, line)
        for index in range(len(sheet.boxes)):
            page.acroForm.checkbox(
                name=f"answer_{number}_{index + 1}",
                x=first + index * step - 7,
                y=top - 4,
                size=14,
                borderWidth=1,
                buttonStyle="check",
                forceBorder=True,
            )
        top -= 14 * len(lines) + 6
    page.line(left, top, right, top)
    top -= 24
    write(sheet.why, 11, font, right - left)
    top -= 10
    write(sheet.notes, 9, bold, right - left)
    page.rect(left, max(top - 120, 60), right - left, 112, stroke=1, fill=0)
    page.save()
    return out.getvalue()


def _fonts() -> tuple[str, str]:
    """A font with all European letters where the machine has one, else PDF's own Helvetica."""
    from pathlib import Path

    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    places = (
        (
            "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
            "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
        ),
        ("C:/Windows/Fonts/arial.ttf", "C:/Windows/Fonts/arialbd.ttf"),
        (
            "/System/Library/Fonts/Supplemental/Arial.ttf",
            "/System/Library/Fonts/Supplemental/Arial Bold.ttf",
        ),
    )
    for plain, bold in places:
        if Path(plain).exists() and Path(bold).exists():
            try:
                pdfmetrics.registerFont(TTFont("Sheet", plain))
                pdfmetrics.registerFont(TTFont("SheetBold", bold))
            except TTFError:
                continue
            return "Sheet", "SheetBold"
    return "Helvetica", "Helvetica-Bold"
