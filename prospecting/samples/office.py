"""What the seller has himself: client list, survey, deals, company list, who he is, whom he wants."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from prospecting.samples.chance import between, mix, pick, roll
from prospecting.samples.network import Client
from prospecting.samples.world import World

SELLER_TOML: Final = """\
name = "Robin Tesselaar"
company = "Quellwerk Analytics"
offer = "We show mid-sized manufacturers where they pay too much, from the invoices they have."
proof = [
  "A packaging maker with 900 people found 4 % of its spend in the first eight weeks.",
  "Nine of ten clients are still with us after three years.",
]
language = "en"
country = "Germany"
currency = "EUR"
greeting = "Hi"
sign_off = "Best regards"

[offer_in]
de = "Wir zeigen Herstellern anhand der eigenen Rechnungen, wo sie zu viel bezahlen."
fr = "Nous montrons aux fabricants où ils paient trop cher, à partir de leurs propres factures."
es = "Mostramos a los fabricantes dónde pagan de más, a partir de sus propias facturas."
nl = "Wij laten fabrikanten aan de hand van hun eigen facturen zien waar ze te veel betalen."

[proof_in]
de = ["Ein Hersteller von Verpackungen mit 900 Leuten fand in acht Wochen 4 % seiner Ausgaben."]
fr = ["Un fabricant d'emballages de 900 personnes a trouvé 4 % de ses dépenses en huit semaines."]
es = ["Un fabricante de envases de 900 personas encontró el 4 % de su gasto en ocho semanas."]
nl = ["Een maker van verpakkingen met 900 mensen vond in acht weken 4 % van zijn uitgaven."]
"""

PROFILE_TOML: Final = """\
name = "Spend owners, mid-market industry"
industries = [
  "Machinery Manufacturing",
  "Industrial Machinery Manufacturing",
  "Automation Machinery Manufacturing",
  "Motor Vehicle Parts Manufacturing",
  "Chemical Manufacturing",
  "Plastics Manufacturing",
  "Packaging and Containers Manufacturing",
  "Food and Beverage Manufacturing",
  "Furniture and Home Furnishings Manufacturing",
  "Retail",
  "Wholesale",
]
company_size = { min = 80, max = 5000 }
countries = ["Germany", "Netherlands", "Austria", "Switzerland", "Belgium"]
functions = ["Finance", "Purchasing", "Operations"]
seniorities = ["CXO", "VP", "Director"]
titles = []
keywords = []
include = { companies = [], people = [] }
exclude = { companies = [], titles = ["Interim"], industries = ["Government Administration"] }
weights = { role = 0.5, company = 0.5 }
deal_value = 25000
"""

_CURRENCY: Final = {"GB": "GBP", "US": "USD", "CH": "CHF"}
_COMMENTS: Final = {
    "good": (
        "Quick answers, real savings.",
        "You listen first. That is rare.",
        "Angenehme Zusammenarbeit, klare Zahlen.",
        "",
        "The monthly call is worth it.",
    ),
    "so": ("Fine so far.", "", "Onboarding took longer than planned."),
    "bad": ("Support was slow in spring.", "Report arrived late twice.", ""),
}


def currency_of(country: str) -> str:
    """The currency a client in ``country`` (two letters) pays in."""
    return _CURRENCY.get(country, "EUR")


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Iterable[object]]) -> Path:
    """A CSV in UTF-8 with line feeds."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def write_clients(path: Path, world: World, clients: Sequence[Client]) -> Path:
    """The client list, as a CRM would give it out."""
    header = ("First Name", "Last Name", "E-mail", "Company", "Job Title", "LinkedIn URL",
              "Client Since", "Last Contact", "Revenue", "Currency", "Deals Won", "NPS",
              "NPS Date", "Status", "Language", "Country", "Industry", "Employees", "Type",
              "Account Owner", "Open Complaint", "Referred Before", "Note")  # fmt: skip

    def rows() -> Iterable[Sequence[object]]:
        for client in clients:
            chance = roll(world.seed, 53, client.index)
            person, company = client.person, client.person.company
            answers = survey_answers(world, client)
            yield (
                person.first_name,
                person.last_name,
                client.email,
                company.name,
                person.title.split(" @ ", maxsplit=1)[0],
                person.url if chance.random() < 0.7 else "",
                client.since.isoformat(),
                client.last_contact.isoformat(),
                client.revenue if client.kind == "Client" else "",
                currency_of(company.country) if client.kind == "Client" else "",
                between(chance, 1, 5) if client.kind == "Client" else "",
                "" if client.nps is None else client.nps,
                answers[-1][0].isoformat() if answers else "",
                client.status,
                company.language,
                company.country_name,
                company.industry,
                company.size,
                client.kind,
                pick(chance, ("Robin Tesselaar", "Robin Tesselaar", "Noor Wiegers")),
                client.complaint,
                "yes" if client.warmth > 0.6 else "",
                client.note,
            )

    return write_rows(path, header, rows())


def survey_answers(world: World, client: Client) -> list[tuple[date, int, str]]:
    """Day, score and comment of each survey a client answered in two years, oldest first."""
    if client.nps is None:
        return []
    chance = roll(world.seed, 59, client.index)
    answers = []
    first = max(world.today - 730, client.since.toordinal() + 20)
    days = list(range(world.today - 40, first, -91))[::-1]
    for place, start in enumerate(days):
        last = place == len(days) - 1
        if not last and chance.random() > 0.55:
            continue
        drift = 0 if last else between(chance, -2, 1)
        score = max(0, min(10, client.nps + drift))
        mood = "good" if score >= 9 else "so" if score >= 7 else "bad"
        day = date.fromordinal(start + between(chance, 0, 12))
        answers.append((day, score, pick(chance, _COMMENTS[mood])))
    return answers


def write_survey(path: Path, world: World, clients: Sequence[Client]) -> Path:
    """The answers to the survey, in the form of a Typeform export."""
    header = (
        "#", "On a scale of 0 to 10, how likely are you to recommend us to a colleague?",
        "What is the main reason for your score?", "Email", "Name", "Company", "Response Type",
        "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags",
    )  # fmt: skip
    rows = []
    for client in clients:
        for day, score, comment in survey_answers(world, client):
            token = mix(world.seed ^ mix(client.index * 4099 + day.toordinal()))
            minutes = timedelta(minutes=480 + token % 500)
            start = datetime.combine(day, time()) + minutes
            end = start + timedelta(seconds=45 + token % 90)
            rows.append((f"{token:016x}", score, comment, client.email, client.name,
                         client.person.company.short_name, "completed", start.isoformat(" "), "",
                         end.isoformat(" "), f"{token >> 24:010x}", ""))  # fmt: skip
    rows.sort(key=lambda row: (row[9], row[0]))
    return write_rows(path, header, rows)


def write_deals(path: Path, world: World, clients: Sequence[Client]) -> Path:
    """Deals in the form of a HubSpot export: what clients bought, and what is still open."""
    header = ("Record ID", "Deal Name", "Deal Stage", "Amount", "Currency", "Pipeline",
              "Close Date", "Associated Company IDs", "Associated Company",
              "Associated Contact IDs", "Associated Contact")  # fmt: skip

    def rows() -> Iterable[Sequence[object]]:
        number = 70_001
        for client in clients:
            if client.kind != "Client":
                continue
            chance = roll(world.seed, 61, client.index)
            company = client.person.company
            contact = f"{client.name} ({client.email})"
            left = client.revenue
            for place in range(between(chance, 1, 3)):
                part = left if place == 2 else int(left * (0.4 + 0.3 * chance.random()))
                left -= part
                day = client.since + timedelta(days=int(
                    (world.today - client.since.toordinal()) * chance.random() * 0.9
                ))  # fmt: skip
                yield (number, f"{company.short_name} – year {place + 1}", "Closed Won", part,
                       currency_of(company.country), "Sales Pipeline", f"{day} 10:00",
                       9001 + company.number, company.name, 5001 + client.index,
                       contact)  # fmt: skip
                number += 1
            if chance.random() < 0.3:
                day = date.fromordinal(world.today + between(chance, 10, 120))
                stage = pick(chance, ("Appointment Scheduled", "Qualified To Buy", "Contract Sent"))
                yield (number, f"{company.short_name} – extension", stage,
                       between(chance, 5, 40) * 1000, currency_of(company.country),
                       "Sales Pipeline", f"{day} 10:00", 9001 + company.number, company.name,
                       5001 + client.index, contact)  # fmt: skip
                number += 1

    def prospects() -> Iterable[Sequence[object]]:
        # A few companies that we already talk to without anybody's help.
        chance = roll(world.seed, 67)
        numbers = world.all_companies()
        taken = {client.person.company.number for client in clients}
        for place in range(max(2, min(40, len(clients) // 3))):
            company = world.company(numbers[int(len(numbers) * chance.random())])
            if company.number in taken:
                continue
            day = date.fromordinal(world.today + between(chance, 10, 120))
            yield (90_001 + place, f"{company.short_name} – first project", "Qualified To Buy",
                   between(chance, 8, 60) * 1000, currency_of(company.country), "Sales Pipeline",
                   f"{day} 10:00", 9001 + company.number, company.name, "", "")  # fmt: skip

    def both() -> Iterable[Sequence[object]]:
        yield from rows()
        yield from prospects()

    return write_rows(path, header, both())


def write_companies(path: Path, world: World) -> Path:
    """A list of about seven tenths of the companies, with industry, size and country."""
    header = ("Company", "Website", "Industry", "Employees", "Country", "City")

    def rows() -> Iterable[Sequence[object]]:
        for number in world.all_companies():
            if mix(world.seed ^ mix(number * 11 + 9)) % 100 >= 72:
                continue
            company = world.company(number)
            yield (company.name, f"https://www.{company.domain}", company.industry,
                   company.size_band, company.country_name, company.city)  # fmt: skip

    return write_rows(path, header, rows())
