"""People who objected, written again in every form: none reaches a plan, a draft or an export."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from prospecting.errors import Refused
from prospecting.services import drafts, exporting, importing, planning, sellers
from prospecting.services.session import Session
from prospecting.workspace import NotFound, Workspace
from tests.workspace import variants
from tests.workspace.build import CLIENTS, TODAY, take_in

OWNER = "carla@keller.example"
#: Nobody of these objected: that they are there shows that the rest was looked at.
CONTROLS = [
    variants.Variant(f"Control {word}", "Control", word, f"Control {word} AG",
                     f"https://www.linkedin.com/in/control-{word.lower()}", "")
    for word in ("Ankersmit", "Bellweather", "Corvinus")
]  # fmt: skip


def _suppress(ws: Workspace, people: list[variants.Person]) -> None:
    for person in people:
        if person.sign == "url":
            ws.suppress(url=f"https://www.linkedin.com/in/{person.slug}", user="me")
        elif person.sign == "email":
            ws.suppress(email=person.email, user="me")
        else:
            ws.suppress(name=person.name, company=person.company, user="me")


def _files(
    people: list[variants.Person], count: int, seed: int
) -> dict[str, list[variants.Variant]]:
    rng = random.Random(seed)
    out: dict[str, list[variants.Variant]] = {name: [] for name in variants.FORMATS}
    places = {"url": variants.WITH_URL, "email": variants.WITH_EMAIL,
              "name": tuple(variants.FORMATS)}  # fmt: skip
    for number in range(count):
        person = people[number % len(people)]
        out[rng.choice(places[person.sign])].append(variants.variant(person, rng, number))
    return out


def _campaign(ws: Workspace, folder: Path, many: int, count: int) -> None:
    people = variants.crowd(many)
    take_in(ws, CLIENTS)
    _suppress(ws, people)
    files = _files(people, count, seed=many)
    files["Connections.csv"] += CONTROLS
    folder.mkdir()
    for name, rows in files.items():
        (folder / name).write_bytes(variants.FORMATS[name](rows))
    session = Session(ws=ws, as_of=TODAY)
    results = importing.import_paths(ws, [folder], owner=OWNER, user="me", as_of=TODAY)
    assert [(r.file, r.status, r.error) for r in results if r.status != "stored"] == []
    assert sum(r.rows for r in results) == count + len(CONTROLS)
    assert sum(r.stored for r in results) == count + len(CONTROLS)

    known = {"Carla Keller", "Dan Ode", *(one.full for one in CONTROLS)}
    leaked = [
        (row["name"], row["company"], row["url"])
        for row in ws.load_people().to_pylist()
        if not row["is_suppressed"] and row["name"] not in known
    ]
    assert leaked == [], f"{len(leaked)} of {count}"
    assert {p.name for p in planning.list_prospects(session, limit=1000)} == {
        one.full for one in CONTROLS
    }
    planned = {ask.prospect_name for ask in planning.make_plan(session, per_client=50).asks}
    assert planned
    assert planned <= known
    for what in ("people", "prospects", "plan"):
        exporting.export(session, what, folder / f"{what}.csv")
        text = (folder / f"{what}.csv").read_text("utf-8")
        assert "Control Ankersmit" in text
        assert text.count("\n") <= 1 + len(known), what
    sellers.set_seller(session, {"name": "Me", "company": "Mine", "offer": "good things"})
    hidden = [r["person_id"] for r in ws.load_people().to_pylist() if r["is_suppressed"]]
    assert len(hidden) >= many
    client = ws.find_client(OWNER)
    for person in random.Random(1).sample(hidden, 10):
        with pytest.raises((Refused, NotFound)):
            drafts.draft(session, prospect=person, client=client)


def test_nobody_of_fifty_comes_back_in_a_thousand_forms(ws: Workspace, tmp_path: Path) -> None:
    _campaign(ws, tmp_path / "files", 50, 1_000)


@pytest.mark.campaign
def test_nobody_of_five_hundred_comes_back_in_ten_thousand_forms(
    ws: Workspace, tmp_path: Path
) -> None:
    _campaign(ws, tmp_path / "files", 500, 10_000)
