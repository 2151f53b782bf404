"""The same files in any order, and an import taken back and done again, give the same workspace."""

from __future__ import annotations

import random
from pathlib import Path

from prospecting.exports import Mapping
from prospecting.services.importing import import_paths
from prospecting.workspace import Workspace
from tests.workspace.build import TODAY, sql

HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"

#: What the workspace says, without the numbers that things were given in the order they came in.
VIEWS = {
    "people": """SELECT name, url_key, title, company, country, location, seniority_label,
        function_label, lifecycle, email_known, first_seen, last_seen FROM person""",
    "connections": """SELECT coalesce(l.email, l.name, 'me'), p.name, p.url_key, c.connected_on,
        c.relation, c.first_seen, c.last_seen, c.export_code IS NULL
        FROM connection c JOIN person p USING (person_id)
        LEFT JOIN client l ON l.client_id = c.owner_id""",
    "clients": "SELECT c.* EXCLUDE (client_id, person_id, company_id, email_hash) FROM client c",
    "companies": "SELECT key, name, domain, industry, size_min, size_max, country FROM company",
    "jobs": """SELECT p.name, j.old_title, j.old_company, j.new_title, j.new_company, j.seen_on
        FROM job_change j JOIN person p USING (person_id)""",
    "surveys": """SELECT l.name, s.score, s.answered_on FROM survey_answer s
        LEFT JOIN client l USING (client_id)""",
    "deals": """SELECT p.name, c.key FROM open_deal d LEFT JOIN person p USING (person_id)
        LEFT JOIN company c ON c.company_id = d.company_id""",
    "won": """SELECT l.name, w.amount, w.currency, w.closed_on FROM won_deal w
        LEFT JOIN client l USING (client_id)""",
}


def _views(ws: Workspace) -> dict[str, list[str]]:
    return {name: sorted(map(str, sql(ws, text))) for name, text in VIEWS.items()}


FILES = {
    "clients.csv": "Name,Email,Company,Country,Client since,Revenue\n"
    "Carla Keller,carla@keller.example,Keller AG,Germany,2020-01-01,5000\n"
    "Dan Ode,dan@ode.example,Ode Ltd,France,2021-01-01,7000\n",
    "Connections - Carla Keller.csv": HEAD
    + "Zoe,Zorn,https://www.linkedin.com/in/zoe-zorn,,Acme,Controller,08 Feb 2024\n"
    "Uta,Rot,https://www.linkedin.com/in/uta-rot,,Rot SE,Buyer,08 Mar 2023\n"
    "Gone,Away,https://www.linkedin.com/in/gone-away,,Rot SE,Buyer,08 Mar 2023\n",
    "newer/Connections - Carla Keller.csv": HEAD
    + "Zoe,Zorn,https://www.linkedin.com/in/zoe-zorn,,Nova,CFO,08 Feb 2024\n"
    "Uta,Rot,https://www.linkedin.com/in/uta-rot,,Rot SE,Buyer,08 Mar 2023\n"
    "New,Comer,https://www.linkedin.com/in/new-comer,,Nova,CEO,08 Feb 2026\n",
    "Connections - Dan Ode.csv": HEAD
    + "Zoe,Zorn,https://www.linkedin.com/in/zoe-zorn,,Nova,CFO,09 Feb 2026\n"
    "Ann,Lee,https://www.linkedin.com/in/ann-lee,,Acme,CEO,08 Feb 2022\n",
    "companies.csv": "Company,Industry,Employees,Country\nAcme,Retail,300,Germany\n"
    "Nova,Banking,51-200,France\n",
    "deals.csv": "Deal name,Company,Contact,Amount,Status,Close date\n"
    "Big,Keller AG,Carla Keller,500,won,2025-03-01\nNext,Nova,New Comer,50,open,2026-09-01\n",
    "nps.csv": "Email,Score,Date\ncarla@keller.example,9,2026-01-05\ndan@ode.example,4,2026-02-05\n",
    "leads.csv": "Full Name,Job Title,Company,LinkedIn URL,Country\n"
    "Uta Rot,Buyer,Rot SE,https://www.linkedin.com/in/uta-rot,Germany\n",
    "cards.vcf": "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nN:Lee;Ann;;;\nORG:Acme\n"
    "EMAIL:ann@acme.example\nEND:VCARD\n",
    "table.csv": "Wer;Haus\nUta Rot;Rot SE\nKim Sand;Nova\n",
}
MAPPED = Mapping(table="contacts", columns={"Wer": "full_name", "Haus": "company"})
#: Whose the files are whose rows do not say it.
MINE = ("leads.csv", "cards.vcf", "table.csv")


def _take(ws: Workspace, folder: Path, name: str) -> int:
    mapping = MAPPED if name == "table.csv" else None
    owner = "me" if name in MINE else None
    if "Connections" in name:
        owner = "dan@ode.example" if "Dan" in name else "carla@keller.example"
    [one] = import_paths(ws, [folder / name], owner=owner, mapping=mapping, user="me", as_of=TODAY)
    assert one.status == "stored", (name, one.error)
    return int(one.import_id or 0)


def test_any_order_and_undo_and_again(tmp_path: Path) -> None:
    (tmp_path / "newer").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    expected: dict[str, list[str]] = {}
    for seed in range(2):
        order = [name for name in FILES if name != "clients.csv"]
        random.Random(seed).shuffle(order)
        with Workspace.open(tmp_path / f"{seed}.duckdb") as ws:
            taken = {name: _take(ws, tmp_path, name) for name in ("clients.csv", *order)}
            found = _views(ws)
            assert all(found.values()), [name for name, rows in found.items() if not rows]
            expected = expected or found
            for view, rows in expected.items():
                assert found[view] == rows, (view, order)
            again = order[seed::3]
            for name in again:
                ws.undo_import(taken[name], user="me")
            for name in reversed(again):
                _take(ws, tmp_path, name)
            for view, rows in _views(ws).items():
                assert rows == expected[view], (view, again)
