"""A newer program on an older workspace: companies become one, ids, asks and decisions hold."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from prospecting.identity import keys
from prospecting.workspace import Cancelled, Workspace, keyed, migrate, renewing
from tests.workspace.build import CLIENTS, TODAY, contact, contents, network, people, sql, take_in

GOLDEN = Path(__file__).parents[1] / "golden" / "workspace" / "schema-5.duckdb.gz"
C, D = "carla@keller.example", "dan@ode.example"


def older(values: Sequence[str | None]) -> list[str | None]:
    """A rule that knows no legal forms."""
    return [value.lower().strip() if value else None for value in values]


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace that an older program wrote."""
    path = tmp_path / "old.duckdb"
    with monkeypatch.context() as patch:
        patch.setattr(keyed, "_company_keys", older)
        patch.setattr("prospecting.workspace.keep.derived_version", lambda: "older")
        with Workspace.open(path) as ws:
            take_in(
                ws, CLIENTS,
                network("c.csv", C,
                        contact("Ben Ford", company="Acme GmbH", title="CFO"),
                        contact("Ben Ford", company="Acme", title="CFO"),
                        contact("Eva Lind", company="Acme Ltd", url="eva"),
                        contact("Zoe Gray", company="Zorn GmbH"),
                        contact("Uwe Noll", company="Zorn GmbH & Co. KG"),
                        contact("Ida Moss", company="Moss GmbH"),
                        contact("Ola Berg", company="Nova Inc.", url="ola")),
            )  # fmt: skip
    return path


def ids(ws: Workspace) -> dict[str, list[int]]:
    return {name: sorted(found) for name, found in people(ws).items()}


def test_companies_become_one_and_ids_hold(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(keyed, "_company_keys", older)
        patch.setattr("prospecting.workspace.keep.derived_version", lambda: "older")
        with Workspace.open(old) as ws:
            before = ids(ws)
            assert len(before["Ben Ford"]) == 2  # as the older rule had it
            firms = {c["key"]: c["company_id"] for c in ws.load_companies().to_pylist()}
            assert {"acme gmbh", "acme", "acme ltd"} <= firms.keys()
            carla = ws.find_client(C)
            for number, ben in enumerate(before["Ben Ford"]):
                ws.record(ben, carla, "asked", on_date=TODAY, user="me", key=f"k{number}")
            [zoe], [ida] = before["Zoe Gray"], before["Ida Moss"]
            ws.suppress(person_id=zoe, user="me")
            ws.suppress(company="Zorn GmbH & Co. KG", user="me")
            ws.erase(person_id=ida, user="me")
    said: list[str] = []
    with Workspace.open(old, progress=lambda text, *_: said.append(text)) as ws:
        now = ids(ws)
        assert said[:2] == [renewing.KEYS, "finding who is who"]
        # Two people of one name at one company are one, under the elder id; the asks are his.
        [ben] = now.pop("Ben Ford")
        elder, younger = before["Ben Ford"]
        assert ben == elder
        assert ws.current_person(younger) == elder
        assert {ws.current_person(p) for p in ws.load_asks()["person_id"].to_pylist()} == {ben}
        assert len(ws.load_asks()) == 2
        assert now == {n: i for n, i in before.items() if n not in {"Ben Ford", "Ida Moss"}}
        # One company, under the eldest of its ids.
        found = {c["key"]: c["company_id"] for c in ws.load_companies().to_pylist()}
        assert found["acme"] == min(firms["acme gmbh"], firms["acme"], firms["acme ltd"])
        assert found["nova"] == firms["nova inc."]
        assert not found.keys() & {"acme gmbh", "acme ltd", "nova inc."}
        assert len(sql(ws, "SELECT company_id FROM company_ledger")) == len(
            set(sql(ws, "SELECT company_id FROM company_ledger"))
        )
        # Who is left alone stays so, and who was erased is kept out, though their keys changed.
        assert ws.is_suppressed(person_id=zoe)
        assert ws.is_suppressed(person_id=now["Uwe Noll"][0])
        take_in(ws, network("e.csv", D, contact("Ada Lind", company="ACME AG"),
                            contact("Ida Moss", company="Zorn")))  # fmt: skip
        assert ws.load_people().num_rows == sum(map(len, now.values())) + 2 + 1
        assert people(ws)["Ada Lind"]
        [company] = {
            p["company_id"] for p in ws.load_people().to_pylist() if p["name"] == "Ada Lind"
        }
        assert company == found["acme"]
        derived = contents(ws)
        ws.derive_everything(user="me")
        assert contents(ws) == derived
    said.clear()
    with Workspace.open(old, progress=lambda text, *_: said.append(text)) as ws:
        assert contents(ws) == derived
    assert said == []  # nothing is due any more


def test_an_erased_person_stays_out_under_an_older_name_of_the_company(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(keyed, "_company_keys", older)
        patch.setattr("prospecting.workspace.keep.derived_version", lambda: "older")
        with Workspace.open(old) as ws:
            ws.erase(person_id=people(ws)["Uwe Noll"][0], user="me")
            take_in(ws, network("f.csv", C, contact("Max Ode", company="Zorn GmbH & Co. KG")))
    with Workspace.open(old) as ws:
        [result] = take_in(ws, network("g.csv", D, contact("Uwe Noll", company="Zorn GmbH & Co. KG"),
                                       contact("Kim Ode", company="Zorn")))  # fmt: skip
        assert (result.stored, result.rejected) == (1, 1)
        assert "Uwe Noll" not in people(ws)


def test_the_same_as_imported_anew(old: Path, tmp_path: Path) -> None:
    """Apart from ids, an older workspace brought up to date is what a new one would be."""
    with Workspace.open(old) as ws, Workspace.open(tmp_path / "new.duckdb") as new:
        take_in(new, CLIENTS,
                network("c.csv", C,
                        contact("Ben Ford", company="Acme GmbH", title="CFO"),
                        contact("Ben Ford", company="Acme", title="CFO"),
                        contact("Eva Lind", company="Acme Ltd", url="eva"),
                        contact("Zoe Gray", company="Zorn GmbH"),
                        contact("Uwe Noll", company="Zorn GmbH & Co. KG"),
                        contact("Ida Moss", company="Moss GmbH"),
                        contact("Ola Berg", company="Nova Inc.", url="ola")))  # fmt: skip
        said = "SELECT name, title, company, sources FROM person ORDER BY ALL"
        assert sql(ws, said) == sql(new, said)
        said = "SELECT key, name FROM company ORDER BY ALL"
        assert sql(ws, said) == sql(new, said)


def test_what_is_stopped_changes_nothing(old: Path) -> None:
    with pytest.raises(Cancelled):
        Workspace.open(old, cancelled=lambda: True)
    with Workspace.open(old) as ws:  # and the next opening does it
        assert len(people(ws)["Ben Ford"]) == 1


def test_a_renewal_ended_in_the_midst_is_done_at_the_next_opening(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("prospecting.workspace.renewing.Derivation.run", fails)
        with pytest.raises(MemoryError):
            Workspace.open(old)
    with Workspace.open(old) as ws:
        assert len(people(ws)["Ben Ford"]) == 1


def test_a_program_killed_in_the_midst_leaves_the_renewal_to_the_next_opening(
    tmp_path: Path,
) -> None:
    """Killed as the system kills, in one step after the other of the same file."""
    data = gzip.decompress(GOLDEN.read_bytes())
    path, quiet = tmp_path / "w.duckdb", tmp_path / "quiet.duckdb"
    path.write_bytes(data)
    quiet.write_bytes(data)
    program = (
        "import os, signal, sys\nfrom prospecting.workspace import Workspace\n"
        "Workspace.open(sys.argv[1], progress=lambda text, *_: "
        "os.kill(os.getpid(), 9 if text == sys.argv[2] else 0))"
    )
    for step in (migrate.TABLES, renewing.KEYS, "comparing people"):
        command = [sys.executable, "-c", program, str(path), step]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode not in (0, 1), (step, done.stderr)
    said: list[str] = []
    with (
        Workspace.open(path, progress=lambda text, *_: said.append(text)) as ws,
        Workspace.open(quiet) as other,
    ):
        assert renewing.KEYS in said
        assert contents(ws) == contents(other)
        assert ws.facts()["people"] == 5
        assert all(f.ok for f in ws.doctor() if f.name != "room")
    said.clear()
    Workspace.open(path, progress=lambda text, *_: said.append(text)).close()
    assert said == []


def test_a_decision_holds_under_the_new_key(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(keyed, "_company_keys", older)
        patch.setattr("prospecting.workspace.keep.derived_version", lambda: "older")
        with Workspace.open(old) as ws:
            [eva], [ola] = people(ws)["Eva Lind"], people(ws)["Ola Berg"]
            [zoe], [uwe] = people(ws)["Zoe Gray"], people(ws)["Uwe Noll"]
            ws.merge_people(zoe, uwe, user="me")
            ws.merge_people(eva, ola, user="me")
    with Workspace.open(old) as ws:
        assert ws.current_person(uwe) == ws.current_person(zoe)
        assert ws.current_person(ola) == ws.current_person(eva)
        assert all(f.ok for f in ws.doctor() if f.name != "room")


def test_a_rule_that_tells_more_apart_gives_new_ids_to_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.duckdb"
    with monkeypatch.context() as patch:
        patch.setattr(
            keyed,
            "_company_keys",
            lambda values: [v.lower().split()[0] if v else None for v in values],
        )
        patch.setattr("prospecting.workspace.keep.derived_version", lambda: "older")
        with Workspace.open(path) as ws:
            take_in(ws, CLIENTS, network("c.csv", C, contact("Ben Ford", company="Acme Steel"),
                                         contact("Ben Ford", company="Acme Paper")))  # fmt: skip
            [both] = people(ws)["Ben Ford"]
            [firm] = sql(ws, "SELECT company_id FROM company WHERE key = 'acme'")
    with Workspace.open(path) as ws:
        assert sorted(people(ws)["Ben Ford"])[0] == both
        assert len(people(ws)["Ben Ford"]) == 2
        assert sql(ws, "SELECT company_id FROM company WHERE key = 'acme steel'") == [firm]
        assert sql(ws, "SELECT company_id FROM company WHERE key = 'acme paper'") != [firm]


def test_other_rules_are_another_version() -> None:
    """Who changes what keys come out raises the number, so that stored keys are computed anew."""
    names = ["Ørsted GmbH", "Müller & Söhne GmbH", "AT&T Inc.", "3M", "The Acme Company"]
    people_ = [("Jürgen", "Müller"), ("José", "de la Cruz"), ("Sean", "O’Brien"), ("Wei", "王"),
               ("太郎様", "田中"), ("산들", "남궁")]  # fmt: skip
    urls = ["https://de.linkedin.com/in/Jürgen-Müller-1/", "linkedin.com/pub/a/b/1/2",
            "https://www.linkedin.com/in/ACoAAB1", "xing.com/profile/A_B"]  # fmt: skip
    found = repr(
        (
            keys.company_keys(names),
            keys.profile_keys(urls),
            keys.name_keys([a for a, _ in people_], [b for _, b in people_], [None] * 6),
        )
    )
    assert (renewing.CODE, zlib.crc32(found.encode())) == (2, 536149023)
