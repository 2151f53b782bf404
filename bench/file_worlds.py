"""A planted world written as the files people really send, and what became of a plan made on it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path

import numpy as np

from bench.file_texts import COUNTRIES, INDUSTRIES, as_spelled
from bench.file_truth import TODAY, Truth

_NOTE = (
    'Notes:\n"When exporting your connection data, you may notice that some of the email addresses '
    'are missing."\n\n'
)
_BANDS = (1, 11, 51, 201, 501, 1001, 5001, 10_001)


def _table(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def client_email(truth: Truth, client: int) -> str:
    """The address that ties a client's files together."""
    return f"client{client:03d}@firm{client:03d}.example"


def write_files(truth: Truth, folder: Path) -> None:
    """Everything the seller has: clients, survey, past asks, companies, networks, a profile."""
    rng = np.random.default_rng([11, truth.seed])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "profile.toml").write_text(_profile(truth), "utf-8")
    (folder / "clients.csv").write_text(_clients(truth), "utf-8")
    surveyed = [
        (client_email(truth, c), int(truth.nps[c]), (TODAY - timedelta(days=40 + c)).isoformat())
        for c in range(truth.sort.clients)
        if truth.has_nps[c]
    ]
    (folder / "nps.csv").write_text(_table(("Email", "Score", "Date"), surveyed), "utf-8")
    (folder / "asks.csv").write_text(_past(truth), "utf-8")
    (folder / "companies.csv").write_text(_companies(truth), "utf-8")
    spelled = [as_spelled(truth.firm_name[k], rng) for k in truth.company]
    owners = []
    for client in range(truth.sort.clients):
        edges = np.flatnonzero(truth.who == client)
        connections = _connections(truth, edges, spelled)
        place = Path("networks") / f"client{client:03d}"
        (folder / place).mkdir(parents=True, exist_ok=True)
        if truth.archive[client]:
            name = place / "Complete_LinkedInDataExport_06-20-2026.zip"
            members = _archive(truth, client, edges, connections, spelled, rng)
            _pack(folder / name, members)
            if truth.sort.wide and client % 2:
                # What was asked for once before holds the same talk up to then.
                earlier = place / "Basic_LinkedInDataExport_12-20-2025.zip"
                _pack(folder / earlier, _before(members, "2025-12-20"))
                owners.append((earlier.as_posix(), client_email(truth, client)))
        else:
            name = place / "Connections.csv"
            (folder / name).write_text(connections, "utf-8")
        owners.append((name.as_posix(), client_email(truth, client)))
    (folder / "owners.csv").write_text(_table(("file", "client_email"), owners), "utf-8")


def _profile(truth: Truth) -> str:
    wanted = truth.wanted

    def texts(values: Iterable[str]) -> str:
        return "[" + ", ".join(f'"{v}"' for v in values) + "]"

    lines = [
        'name = "Wanted"',
        f"industries = {texts(wanted.industries)}",
        f"functions = {texts(wanted.functions)}",
        f"seniorities = {texts(wanted.levels)}",
    ]
    if wanted.countries:
        lines.append(f"countries = {texts(wanted.countries)}")
    if wanted.size:
        low, high = (int(x) for x in wanted.size)
        lines.append(f"company_size = {{ min = {low}, max = {high} }}")
    return "\n".join(lines) + "\n"


def _clients(truth: Truth) -> str:
    rows = []
    for c in range(truth.sort.clients):
        firm = int(truth.client_firm[c])
        rows.append(
            (
                truth.client_first[c],
                truth.client_last[c],
                client_email(truth, c),
                truth.firm_name[firm],
                "Head of Operations",
                (TODAY - timedelta(days=int(truth.months[c] * 30.44))).isoformat(),
                (TODAY - timedelta(days=int(truth.touch[c]))).isoformat(),
                "Active",
                COUNTRIES[truth.firm_country[firm]][0],
                INDUSTRIES[truth.firm_industry[firm]],
                "Client",
                "invoice was wrong" if truth.complaint[c] else "",
            )
        )
    header = (
        *("First Name", "Last Name", "E-mail", "Company", "Job Title", "Client Since"),
        *("Last Contact", "Status", "Country", "Industry", "Type", "Open Complaint"),
    )
    return _table(header, rows)


def _past(truth: Truth) -> str:
    """Answers of a year ago and older, about people nobody asks about again."""
    rows = []
    for c, answers in enumerate(truth.answers):
        for n, yes in enumerate(answers):
            on = TODAY - timedelta(days=400 + 61 * n + c)
            name = f"Former Prospect{c:03d}x{n}"
            rows.append((client_email(truth, c), name, "asked", on.isoformat()))
            later = (on + timedelta(days=4)).isoformat()
            rows.append((client_email(truth, c), name, "introduced" if yes else "declined", later))
    return _table(("client_email", "prospect_name", "stage", "happened_on"), rows)


def _companies(truth: Truth) -> str:
    rows = []
    for k in np.flatnonzero(truth.firm_known):
        band = int(np.searchsorted(_BANDS, truth.firm_size[k], side="right")) - 1
        low = _BANDS[band]
        size = f"{low}+" if band == len(_BANDS) - 1 else f"{low}-{_BANDS[band + 1] - 1}"
        rows.append(
            (
                truth.firm_name[k],
                INDUSTRIES[truth.firm_industry[k]],
                size,
                COUNTRIES[truth.firm_country[k]][0],
            )
        )
    return _table(("Company", "Industry", "Employees", "Country"), rows)


def _connections(truth: Truth, edges: np.ndarray, spelled: list[str]) -> str:
    rows = []
    for edge in edges.tolist():
        p = int(truth.person[edge])
        on = TODAY - timedelta(days=int(truth.years[edge] * 365.25))
        rows.append(
            (
                truth.first[p],
                truth.last[p],
                truth.url[p],
                "",
                spelled[p],
                truth.title[p],
                on.strftime("%d %b %Y"),
            )
        )
    header = (
        *("First Name", "Last Name", "URL", "Email Address", "Company", "Position"),
        "Connected On",
    )
    return _NOTE + _table(header, rows)


def _pack(path: Path, members: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 6, 20, 9, 0, 0)), text)


def _before(members: dict[str, str], day: str) -> dict[str, str]:
    """The archive of an earlier day: the same connections, the messages up to then."""
    header, *rows = list(csv.reader(io.StringIO(members["messages.csv"])))
    at = header.index("DATE")
    early = _table(header, [row for row in rows if row[at] < day])
    return {"Connections.csv": members["Connections.csv"], "messages.csv": early}


def _group_rows(
    truth: Truth, client: int, own: tuple[str, str], rng: np.random.Generator
) -> list[tuple[str, ...]]:
    """Messages of the client's groups: anybody writes, all others receive."""
    rows = []
    mine = [members for who, members in truth.wide.groups if who == client]
    for number, members in enumerate(mine):
        people = [own] + [
            (f"{truth.first[p]} {truth.last[p]}", truth.url[p])
            for p in truth.person[members].tolist()
        ]
        begun = rng.uniform(30, 700)
        for _ in range(int(rng.integers(8, 45))):
            sender = 0 if rng.random() < 0.25 else int(rng.integers(1, len(people)))
            to = [one for n, one in enumerate(people) if n != sender]
            ago = float(rng.uniform(1, begun))
            when = datetime.combine(TODAY, time(8)) - timedelta(days=ago)
            rows.append(
                (
                    f"2-g{client:03d}{number}", f"Group {number}", *people[sender],
                    ", ".join(name for name, _ in to), ",".join(url for _, url in to),
                    when.strftime("%Y-%m-%d %H:%M:%S UTC"), "", "Who is coming?", "INBOX", "",
                )
            )  # fmt: skip
    return rows


def _wide_members(
    truth: Truth, client: int, edges: np.ndarray, spelled: list[str]
) -> dict[str, str]:
    """Earlier posts and the address book of a client."""
    jobs: list[tuple[str, ...]] = []
    for firm, begun, ended in truth.wide.jobs[client]:
        first, last = (TODAY - timedelta(days=y * 365.25) for y in (begun, ended))
        span = (first.strftime("%b %Y"), last.strftime("%b %Y"))
        jobs.append((truth.firm_name[firm], "Head of Operations", "", "", *span))
    kept = [
        ("MOBILE", truth.first[p], truth.last[p], spelled[p], "", "", "", "2/3/20, 4:05 PM")
        for p in truth.person[edges[truth.wide.in_book[edges]]].tolist()
    ]
    return {
        "Positions.csv": _table(
            ("Company Name", "Title", "Description", "Location", "Started On", "Finished On"), jobs
        ),
        "ImportedContacts.csv": _table(
            (
                *("Source", "FirstName", "LastName", "Companies", "Title", "Emails"),
                *("PhoneNumbers", "CreatedAt"),
            ),
            kept,
        ),
    }


def _archive(
    truth: Truth,
    client: int,
    edges: np.ndarray,
    connections: str,
    spelled: list[str],
    rng: np.random.Generator,
) -> dict[str, str]:
    own = f"{truth.client_first[client]} {truth.client_last[client]}"
    own_url = f"https://www.linkedin.com/in/client-{client:03d}"
    messages: list[tuple[str, ...]] = []
    given: list[tuple[str, ...]] = []
    received: list[tuple[str, ...]] = []
    endorsed: dict[str, list[tuple[str, ...]]] = {"Received": [], "Given": []}
    for edge in edges.tolist():
        p = int(truth.person[edge])
        name, url = f"{truth.first[p]} {truth.last[p]}", truth.url[p]
        directions = [False] * int(truth.received[edge]) + [True] * int(truth.sent[edge])
        for n, out in enumerate(directions):
            ago = truth.newest[edge] + (rng.exponential(120.0) if n else 0.0)
            when = datetime.combine(TODAY, time(8)) - timedelta(days=1 + min(ago, 2500.0))
            ends = (own, own_url, name, url) if out else (name, url, own, own_url)
            stamp = when.strftime("%Y-%m-%d %H:%M:%S UTC")
            messages.append(
                (f"2-{client:03d}{p:06d}", "", *ends, stamp, "", "See you soon", "INBOX", "")
            )
        praise = (
            truth.first[p], truth.last[p], spelled[p], truth.title[p], "Great to work with.",
            "08/30/24, 05:51 PM", "VISIBLE",
        )  # fmt: skip
        if truth.recommended[edge] & 1:
            given.append(praise)
        if truth.recommended[edge] & 2:
            received.append(praise)
        for bit, kind in ((1, "Received"), (2, "Given")):
            if truth.endorsed[edge] & bit:
                endorsed[kind].append(
                    ("2024/07/28 13:20:49 UTC", "Negotiation", truth.first[p], truth.last[p],
                     url.removeprefix("https://"), "ACCEPTED")
                )  # fmt: skip
    messages += _group_rows(truth, client, (own, own_url), rng)
    header = (
        *("CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO"),
        *("RECIPIENT PROFILE URLS", "DATE", "SUBJECT", "CONTENT", "FOLDER", "ATTACHMENTS"),
    )
    praised = (
        *("First Name", "Last Name", "Company", "Job Title", "Text", "Creation Date"),
        "Status",
    )
    members = {
        "Connections.csv": connections,
        "messages.csv": _table(header, messages),
        "Recommendations_Given.csv": _table(praised, given),
        "Recommendations_Received.csv": _table(praised, received),
        "Profile.csv": _table(
            ("First Name", "Last Name", "Headline"),
            [(truth.client_first[client], truth.client_last[client], "Head of Operations")],
        ),
        "Email Addresses.csv": _table(
            ("Email Address", "Confirmed", "Primary", "Updated On"),
            [(client_email(truth, client), "Yes", "Yes", "1/12/19, 9:05 AM")],
        ),
    }
    for kind, role in (("Received", "Endorser"), ("Given", "Endorsee")):
        members[f"Endorsement_{kind}_Info.csv"] = _table(
            (
                *("Endorsement Date", "Skill Name", f"{role} First Name", f"{role} Last Name"),
                *(f"{role} Public Url", "Endorsement Status"),
            ),
            endorsed[kind],
        )
    if truth.sort.wide:
        members |= _wide_members(truth, client, edges, spelled)
    return members
