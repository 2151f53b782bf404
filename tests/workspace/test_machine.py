"""Any order of import, undo, withdrawal, merge, split, suppression, erasure and restore, beside a
model in plain Python: which profiles are there, who is one person, who is never suggested."""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from prospecting.workspace import Workspace
from tests.workspace.build import CLIENTS, TODAY, contact, contents, network, sql, take_in

C, D = "carla@keller.example", "dan@ode.example"
NAMES = ("Ben Ford", "Eva Lind", "Ann Lee", "Tom Zorn", "Ida Holm", "Kim Berg")
SLUGS = tuple(name.split()[0].lower() for name in NAMES)


def _row(slug: str, since: str) -> dict[str, object]:
    return contact(NAMES[SLUGS.index(slug)], url=slug, company=f"{slug} AG", since=since)


FILES = {
    "c1.csv": (C, "2024-01-01", ("ben", "eva", "ann", "tom")),
    "c2.csv": (C, "2025-01-01", ("ben", "ann", "ida")),
    "d1.csv": (D, "2024-06-01", ("eva", "tom", "kim")),
    "m1.csv": ("me", "2023-01-01", ("ben", "kim")),
}


@dataclass
class Model:
    """What should be."""

    files: dict[str, set[str]] = field(default_factory=dict)
    imports: dict[str, int] = field(default_factory=dict)
    groups: dict[str, frozenset[str]] = field(
        default_factory=lambda: {slug: frozenset({slug}) for slug in SLUGS}
    )
    suppressed: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    withdrawn: dict[int, str] = field(default_factory=dict)

    @property
    def present(self) -> set[str]:
        return set().union(*self.files.values())

    def people(self) -> set[frozenset[str]]:
        return {self.groups[slug] & self.present for slug in self.present}

    def regroup(self, *parts: Iterable[str]) -> None:
        for part in map(frozenset, parts):
            for slug in part:
                self.groups[slug] = part

    def erase(self, slugs: frozenset[str]) -> None:
        for rows in self.files.values():
            rows.difference_update(slugs)
        self.suppressed |= slugs
        self.erased |= slugs
        for slug in slugs:
            self.regroup(self.groups[slug] - {slug}, {slug})


class Machine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="machine"))
        self.ws = Workspace.open(self.folder / "w.duckdb")
        take_in(self.ws, CLIENTS)
        self.model = Model()
        self.saved: Model | None = None

    def teardown(self) -> None:
        if hasattr(self, "ws"):
            before = contents(self.ws, without=("probability",))
            self.ws.derive_everything(user="me")
            after = contents(self.ws, without=("probability",))
            self.ws.close()
            shutil.rmtree(self.folder)
            for table in before:
                if table != "review_pair":
                    assert after[table] == before[table], table

    def ids(self) -> dict[frozenset[str], int]:
        """People with a profile address, by their slugs."""
        rows = sql(self.ws, """
            SELECT p.person_id, list(DISTINCT split_part(r.url_key, '/', 3))
            FROM person_row r JOIN row_person p ON p.row_id = r.row_id
            WHERE r.url_key IS NOT NULL GROUP BY p.person_id""")  # fmt: skip
        return {frozenset(slugs): person for person, slugs in rows}

    # What users do --------------------------------------------------------------------------

    @rule(file=st.sampled_from(sorted(FILES)))
    def bring(self, file: str) -> None:
        owner, since, slugs = FILES[file]
        [result] = take_in(
            self.ws, network(file, owner, *[_row(slug, since) for slug in slugs]), owner=owner
        )
        if file in self.model.files:
            assert result.status == "duplicate"
            return
        if file in self.model.withdrawn.values():
            assert (result.status, result.import_id) == ("refused", None)
            return
        kept = set(slugs) - self.model.erased
        if not kept:
            assert (result.status, result.import_id) == ("refused", None)
            return
        assert (result.status, result.stored) == ("stored", len(kept))
        assert result.rejected == len(slugs) - len(kept)
        self.model.files[file] = kept
        self.model.imports[file] = result.import_id

    @precondition(lambda self: self.model.files)
    @rule(data=st.data(), withdrawn=st.booleans())
    def take_back(self, data: st.DataObject, withdrawn: bool) -> None:
        file = data.draw(st.sampled_from(sorted(self.model.files)))
        number = self.model.imports.pop(file)
        if withdrawn:
            self.model.withdrawn[number] = file
            self.ws.withdraw_permission(number, on=TODAY, user="me")
        else:
            self.ws.undo_import(number, user="me")
        del self.model.files[file]

    @precondition(lambda self: len(self.model.people()) > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        people = sorted(self.model.people(), key=sorted)
        one, two = data.draw(st.permutations(people))[:2]
        ids = self.ids()
        kept = self.ws.merge_people(ids[one], ids[two], user="me")
        assert {self.ws.current_person(ids[one]), self.ws.current_person(ids[two])} == {kept}
        a, b = next(iter(one)), next(iter(two))
        self.model.regroup(self.model.groups[a] | self.model.groups[b])

    def _splittable(self) -> list[frozenset[str]]:
        groups = {self.model.groups[slug] for slug in self.model.present}
        return sorted((g for g in groups if len(g) > 1 and g <= self.model.present), key=sorted)

    @precondition(lambda self: self._splittable())
    @rule(data=st.data())
    def split(self, data: st.DataObject) -> None:
        group = data.draw(st.sampled_from(self._splittable()))
        slug = data.draw(st.sampled_from(sorted(group)))
        person = self.ids()[group]
        rows = [
            row["row_id"]
            for row in self.ws.person_rows(person).to_pylist()
            if str(row["url"]).endswith(f"/{slug}")
        ]
        assert self.ws.split_person(person, rows, user="me") != person or len(group) > 1
        self.model.regroup({slug}, group - {slug})

    @precondition(lambda self: self.model.present)
    @rule(data=st.data(), erase=st.booleans())
    def leave_alone(self, data: st.DataObject, erase: bool) -> None:
        person = data.draw(st.sampled_from(sorted(self.model.people(), key=sorted)))
        if erase:
            self.ws.erase(person_id=self.ids()[person], user="me")
            self.model.erase(person)
        else:
            self.ws.suppress(person_id=self.ids()[person], user="me")
            self.model.suppressed |= person

    @rule()
    def back_up(self) -> None:
        self.ws.backup(self.folder / "copy.duckdb")
        self.saved = copy.deepcopy(self.model)

    @precondition(lambda self: self.saved is not None)
    @rule()
    def restore(self) -> None:
        assert self.saved is not None
        self.ws.restore(self.folder / "copy.duckdb", user="me")
        newer, self.model = self.model, copy.deepcopy(self.saved)
        self.model.suppressed |= newer.suppressed
        self.model.erased |= newer.erased
        self.model.withdrawn |= newer.withdrawn
        for file, number in list(self.model.imports.items()):
            if number in self.model.withdrawn:
                del self.model.files[file], self.model.imports[file]
        for person in self.model.people():
            if person & self.model.erased:
                self.model.erase(person)

    # What holds -----------------------------------------------------------------------------

    @invariant()
    def people_are_the_models(self) -> None:
        if hasattr(self, "ws"):
            assert set(self.ids()) == self.model.people()

    @invariant()
    def nobody_who_objected_is_suggested(self) -> None:
        if not hasattr(self, "ws"):
            return
        flagged = {
            row["person_id"] for row in self.ws.load_people().to_pylist() if row["is_suppressed"]
        }
        for slugs, person in self.ids().items():
            assert (person in flagged) == bool(slugs & self.model.suppressed), slugs

    @invariant()
    def connections_are_those_of_the_files(self) -> None:
        if not hasattr(self, "ws"):
            return
        names = {person: slugs for slugs, person in self.ids().items()}
        owners = {0: "me", self.ws.find_client(C): C, self.ws.find_client(D): D}
        found = {
            (owners[row["owner_id"]], names[row["person_id"]])
            for row in self.ws.load_connections(current=False).to_pylist()
        }
        expected = {
            (FILES[file][0], self.model.groups[slug] & self.model.present)
            for file, slugs in self.model.files.items()
            for slug in slugs
        }
        assert found == expected


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=4, stateful_step_count=12, deadline=None)
