"""Writes the golden workspace of the present schema: run once, when a schema is released.

    python -m tests.workspace.make_golden

The file of a schema that was released is never written again.
"""

from __future__ import annotations

import datetime as dt
import gzip
import tempfile
from pathlib import Path

from prospecting.exports.staging import Reject
from prospecting.workspace import Workspace
from prospecting.workspace.migrate import known
from tests.workspace.build import CLIENTS, TODAY, contact, network, people, staged, take_in

FOLDER = Path(__file__).resolve().parent.parent / "golden" / "workspace"
C = "carla@keller.example"


def fill(ws: Workspace) -> None:
    """One of everything."""
    archive = network(
        "c.zip", C,
        contact("Ben Ford", url="ben", company="Acme", title="Controller", since="2024-01-01"),
        contact("Ann Lee", url="ann", company="Lind AB", email="ann@lee.example"),
        messages=[{"outgoing": True, "other_url": "https://www.linkedin.com/in/ben",
                   "sent_at": dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC), "people": 2, "words": 5}],
    )  # fmt: skip
    archive.rejects, archive.rows = [Reject(9, "no name", "add one", ["", "x"])], archive.rows + 1
    newer = network("c2.csv", C, contact("Ben Ford", url="ben", company="Nova", title="CFO",
                                         since="2026-03-01"))  # fmt: skip
    asks = staged("asks.csv", {"past_asks": [
        {"client_email": C, "prospect_name": "Ben Ford", "prospect_url": "linkedin.com/in/ben",
         "stage": "introduced", "happened_on": TODAY}]}, format="past-asks")  # fmt: skip
    nps = staged("nps.csv", {"surveys": [{"email": C, "score": 9, "answered_on": TODAY}]})
    companies = staged("list.csv", {"companies": [{"name": "Nova", "industry": "Retail"}]})
    won = staged("deals.csv", {"deals": [{"name": "One", "status": "won", "amount": 5.0,
                                          "contact_email": C}]})  # fmt: skip
    take_in(ws, CLIENTS, archive, newer, asks, nps, companies, won)
    ben, carla = people(ws)["Ben Ford"][0], ws.find_client(C)
    ws.add_contact(owner_id=carla, name="Eva Lind", company="Lind AB", user="me", as_of=TODAY)
    ws.record(ben, carla, "meeting", on_date=TODAY, user="me", note="went well", key="k")
    ws.note_client(carla, "moment", text="renewed", on_date=TODAY, user="me")
    ws.answer_knows(carla, ben, "well", on_date=TODAY, user="me")
    ws.wish("pin", ben, on_date=TODAY, user="me")
    ws.set_setting("seller", {"name": "Robin"}, user="me")
    ws.save_profile("P", {"functions": ["Finance"]}, user="me")
    ws.suppress(person_id=people(ws)["Ann Lee"][0], reason="letter", user="me")
    ws.save_plan({"asks": []}, profile_id=None, as_of=TODAY, user="me")


def main() -> None:
    target = FOLDER / f"schema-{known()[-1][0]}.duckdb.gz"
    if target.exists():
        raise SystemExit(f"{target} is released: it is never written again.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.duckdb"
        with Workspace.open(path) as ws:
            fill(ws)
            ws.rewrite()
        target.write_bytes(gzip.compress(path.read_bytes(), mtime=0))


if __name__ == "__main__":
    main()
