"""A whole LinkedIn archive of one client: who he is, and the traces of whom he really knows."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Final

from prospecting.samples.chance import between, mix, pick, roll
from prospecting.samples.connections import connections_bytes
from prospecting.samples.network import Client, Tie
from prospecting.samples.world import Person, World

_MESSAGES_2026: Final = (
    "CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO",
    "RECIPIENT PROFILE URLS", "DATE", "SUBJECT", "CONTENT", "FOLDER", "ATTACHMENTS",
)  # fmt: skip
#: Since then every field is quoted and drafts are left out; before, two columns mark them.
_QUOTED_FROM: Final = date(2026, 3, 15)
_TALK: Final = {
    "en": (
        "Good to see you at the fair. Shall we talk next week?",
        "Thanks, that helped a lot.",
        "Do you have ten minutes on Thursday?\n\nBest",
        "Congratulations on the new role! Lunch is on me.",
        "I will send you the numbers tonight, as promised.",
        "Here is the contact you asked for.",
        "Happy birthday!",
    ),
    "de": (
        "Schön, dass wir uns auf der Messe gesehen haben. Telefonieren wir nächste Woche?",
        "Danke, das hat sehr geholfen.",
        "Hast du am Donnerstag zehn Minuten?\n\nViele Grüße",
        "Glückwunsch zur neuen Aufgabe!",
        "Ich schicke dir die Zahlen heute Abend, wie versprochen.",
    ),
    "nl": (
        "Leuk je weer te spreken. Bellen we volgende week?",
        "Dank, daar had ik echt wat aan.",
        "Gefeliciteerd met je nieuwe baan!",
    ),
    "fr": (
        "Merci pour votre retour, on se rappelle la semaine prochaine ?",
        "Félicitations pour votre nouveau poste !",
        "Je vous envoie les chiffres ce soir, comme promis.",
    ),
    "es": ("Gracias, me ayudó mucho.", "¡Enhorabuena por el nuevo puesto!", "¿Hablamos el jueves?"),
    "it": ("Grazie, mi è stato molto utile.", "Complimenti per il nuovo ruolo!"),
}
_COLD: Final = (
    "Hi, I came across your profile and would love to connect about our platform.",
    "We help companies like yours save 30 %. Open to a quick call?",
    "Thanks for connecting!",
)
_SKILLS: Final = ("Negotiation", "Controlling", "Procurement", "SAP", "Leadership", "Lean",
                  "Project Management", "Sales", "Supply Chain", "Change Management")  # fmt: skip
_PRAISE: Final = (
    "We worked side by side for years. Reliable, quick and good to be around.",
    "Keeps calm when everybody else does not. I would work together again at once.",
    "Knows the trade from the shop floor up, and explains it well.",
)


def write_archive(path: Path, world: World, client: Client, ties: Sequence[Tie]) -> None:
    """Writes the archive of ``client`` to ``path`` with fixed times, so that it repeats exactly."""
    chance = roll(world.seed, 41, client.index)
    members = {
        "Connections.csv": connections_bytes(
            world, client.person.number, ties, client.exported_on, "2023"
        ),
        "messages.csv": _messages(chance, world, client, ties),
        "Invitations.csv": _invitations(chance, client, ties),
        "Recommendations_Received.csv": _recommendations(chance, client, ties, given=False),
        "Recommendations_Given.csv": _recommendations(chance, client, ties, given=True),
        "Endorsement_Received_Info.csv": _endorsements(chance, client, ties, given=False),
        "Endorsement_Given_Info.csv": _endorsements(chance, client, ties, given=True),
        "Positions.csv": _positions(client),
        "Education.csv": _education(world, client),
        "Profile.csv": _profile(client),
        "Email Addresses.csv": _table(
            ("Email Address", "Confirmed", "Primary", "Updated On"),
            [
                (client.email, "Yes", "Yes", "Not Available"),
                (client.private_email, "Yes", "No", "1/12/19, 9:05 AM"),
            ],
        ),
        "Company Follows.csv": _follows(chance, world, client),
        "learning_coach_messages.csv": b"No conversations found\n",
    }
    stamp = (client.exported_on.year, client.exported_on.month, client.exported_on.day, 9, 30, 0)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3  # else the bytes differ between Windows and the rest
            archive.writestr(info, content, compresslevel=6)


def _table(header: Iterable[str], rows: Iterable[Iterable[object]], quote: bool = False) -> bytes:
    out = io.StringIO()
    writer = csv.writer(
        out, lineterminator="\n", quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL
    )
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def _moment(day: int, chance: Random) -> datetime:
    seconds = between(chance, 7 * 3600, 21 * 3600)
    return datetime.combine(date.fromordinal(day), time()) + timedelta(seconds=seconds)


def _messages(chance: Random, world: World, client: Client, ties: Sequence[Tie]) -> bytes:
    owner, own_url = client.name, client.person.url
    exported = client.exported_on.toordinal()
    rows: list[tuple[str, ...]] = []

    def write(
        key: int, others: Sequence[Person], moment: datetime, out: bool, text: str, title: str = ""
    ) -> None:
        names = ", ".join(other.name for other in others)
        urls = ",".join(other.url for other in others)
        if out:
            sender, sender_url, to, to_urls = owner, own_url, names, urls
        else:
            sender, sender_url = others[0].name, others[0].url
            rest = [other.name for other in others[1:]]
            to = ", ".join([owner, *rest])
            to_urls = ",".join([own_url, *(other.url for other in others[1:])])
        identity = f"2-{mix(world.seed ^ mix(key + client.index * 65_537)):016x}"
        when = moment.strftime("%Y-%m-%d %H:%M:%S UTC")
        rows.append((identity, title, sender, sender_url, to, to_urls, when, "", text, "INBOX", ""))

    close: list[Tie] = []
    for tie in ties:
        person = tie.person
        if person.hidden:
            continue
        talk = _TALK.get(person.company.language, _TALK["en"])
        start = max(tie.connected_on, exported - 2200)
        span = exported - start
        if tie.closeness > 0.3 and chance.random() < 0.9:
            close.append(tie)
            strong = tie.closeness > 0.62
            count = between(chance, 6, 26) if strong else between(chance, 2, 7)
            # Some ties sleep: they were close and fell silent, which says less, not nothing.
            asleep = chance.random() < (0.15 if strong else 0.4)
            until = exported - between(chance, 400, 1100) if asleep else exported - 1
            if until <= start:
                until = exported - 1
            recent = 1.0 if not strong else 2.2
            for _ in range(count):
                day = until - int((until - start) * chance.random() ** recent)
                out = chance.random() < 0.5
                write(person.number, [person], _moment(day, chance), out, pick(chance, talk))
        elif chance.random() < 0.09:
            day = start + int(span * chance.random())
            out = chance.random() < 0.2
            write(person.number, [person], _moment(day, chance), out, pick(chance, _COLD))
    for group in range(min(3, len(close) // 3)):
        others = [close[int(chance.random() * len(close))].person for _ in range(2)]
        if others[0].number == others[1].number:
            continue
        for _ in range(between(chance, 2, 5)):
            day = exported - between(chance, 5, 600)
            text = pick(chance, _TALK["en"])
            out = chance.random() < 0.4
            write(-group - 1, others, _moment(day, chance), out, text, "Reunion, next steps")
    for _ in range(between(chance, 2, 5)):
        when = _moment(exported - between(chance, 3, 300), chance)
        stamp = when.strftime("%Y-%m-%d %H:%M:%S UTC")
        identity = f"2-{int(chance.random() * 2**53):016x}"
        text = '<p class="spinmail-quill-editor__spin-break">A special offer for you</p>'
        rows.append((identity, "", "Example Ads", "", owner, own_url, stamp, "Offer", text,
                     "INBOX", ""))  # fmt: skip
    rows.append((f"2-{client.index:016x}", "", "LinkedIn Member", "", owner, own_url,
                 _moment(exported - 50, chance).strftime("%Y-%m-%d %H:%M:%S UTC"), "",
                 "Thank you!", "ARCHIVE", ""))  # fmt: skip
    rows.sort(key=lambda row: (row[6], row[0], row[8]), reverse=True)
    if client.exported_on >= _QUOTED_FROM:
        return _table(_MESSAGES_2026, rows, quote=True)
    marked = [(*row, "No", "No") for row in rows]
    if close:
        # A draft was never sent and must count for nothing.
        person = close[0].person
        draft = (f"2-{client.index + 77:016x}", "", owner, own_url, person.name, person.url,
                 f"{client.exported_on - timedelta(days=1)} 08:00:00 UTC", "", "Dear", "", "", "Yes",
                 "No")  # fmt: skip
        marked.insert(0, draft)
    return _table((*_MESSAGES_2026, "IS MESSAGE DRAFT", "IS CONVERSATION DRAFT"), marked)


def _invitations(chance: Random, client: Client, ties: Sequence[Tie]) -> bytes:
    header = ("From", "To", "Sent At", "Message", "Direction", "inviterProfileUrl",
              "inviteeProfileUrl")  # fmt: skip
    rows = []
    for tie in ties[: max(12, len(ties) // 6)]:
        if tie.person.hidden:
            continue
        moment = _moment(tie.connected_on - between(chance, 0, 9), chance)
        hour = moment.hour % 12 or 12
        half = "AM" if moment.hour < 12 else "PM"
        when = f"{moment.month}/{moment.day}/{moment.year % 100:02d}, {hour}:{moment:%M} {half}"
        text = "Nice to have met you!" if tie.closeness > 0.4 and chance.random() < 0.5 else ""
        if chance.random() < 0.5:
            rows.append((client.name, tie.person.name, when, text, "OUTGOING", client.person.url,
                         tie.person.url))  # fmt: skip
        else:
            rows.append((tie.person.name, client.name, when, text, "INCOMING", tie.person.url,
                         client.person.url))  # fmt: skip
    return _table(header, rows)


def _recommendations(chance: Random, client: Client, ties: Sequence[Tie], *, given: bool) -> bytes:
    header = ("First Name", "Last Name", "Company", "Job Title", "Text", "Creation Date",
              "Status")  # fmt: skip
    rows = []
    exported = client.exported_on.toordinal()
    for tie in ties:
        if tie.closeness < 0.7 or tie.person.hidden or chance.random() > 0.18:
            continue
        day = tie.connected_on + int((exported - tie.connected_on) * chance.random())
        moment = _moment(day, chance)
        company, title = tie.person.at(day)
        status = "VISIBLE" if chance.random() < 0.9 else "HIDDEN"
        rows.append((tie.person.first_name, tie.person.last_name, company.short_name, title,
                     pick(chance, _PRAISE), moment.strftime("%m/%d/%y, %I:%M %p"),
                     status))  # fmt: skip
    return _table(header, rows)


def _endorsements(chance: Random, client: Client, ties: Sequence[Tie], *, given: bool) -> bytes:
    who = "Endorsee" if given else "Endorser"
    header = ("Endorsement Date", "Skill Name", f"{who} First Name", f"{who} Last Name",
              f"{who} Public Url", "Endorsement Status")  # fmt: skip
    rows = []
    exported = client.exported_on.toordinal()
    for tie in ties:
        if tie.person.hidden or chance.random() > 0.02 + 0.3 * tie.closeness**2:
            continue
        day = tie.connected_on + int((exported - tie.connected_on) * chance.random())
        moment = _moment(day, chance)
        # Here the address has the characters themselves and no scheme.
        rows.append((f"{moment:%Y/%m/%d %H:%M:%S} UTC", pick(chance, _SKILLS),
                     tie.person.first_name, tie.person.last_name,
                     f"www.linkedin.com/in/{tie.person.raw_slug}", "ACCEPTED"))  # fmt: skip
    return _table(header, rows)


def _positions(client: Client) -> bytes:
    header = ("Company Name", "Title", "Description", "Location", "Started On", "Finished On")
    person = client.person
    rows = [
        (person.company.name, person.title, "", person.company.city,
         f"{client.former_until:%b %Y}", ""),
        (client.former.name, person.earlier_title, "", client.former.city,
         f"{client.former_from:%b %Y}", f"{client.former_until:%b %Y}"),
    ]  # fmt: skip
    return _table(header, rows)


def _education(world: World, client: Client) -> bytes:
    header = ("School Name", "Start Date", "End Date", "Notes", "Degree Name", "Activities")
    start = client.former_from.year - 5
    school = world.school_name(client.person.school)
    return _table(header, [(school, start, start + 4, "", "Diploma", "")])


def _profile(client: Client) -> bytes:
    header = ("First Name", "Last Name", "Maiden Name", "Address", "Birth Date", "Headline",
              "Summary", "Industry", "Zip Code", "Geo Location", "Twitter Handles", "Websites",
              "Instant Messengers")  # fmt: skip
    person = client.person
    place = f"{person.company.city}, {person.company.country_name}"
    row = (person.first_name, person.last_name, "", "", "", f"{person.title}", "",
           person.company.industry, "", place, "", f"[COMPANY:https://{person.company.domain}]",
           "")  # fmt: skip
    return _table(header, [row])


def _follows(chance: Random, world: World, client: Client) -> bytes:
    rows = []
    numbers = world.all_companies()
    for _ in range(8):
        company = world.company(numbers[int(len(numbers) * chance.random())])
        day = client.exported_on.toordinal() - between(chance, 20, 1500)
        moment = _moment(day, chance)
        rows.append((company.short_name, f"{moment:%a %b %d %H:%M:%S} UTC {moment.year}"))
    return _table(("Organization", "Followed On"), rows)
