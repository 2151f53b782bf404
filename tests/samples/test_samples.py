"""The sample world: in the real formats, the same every time, and consistent with itself."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tomllib
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from prospecting.exports.intake import Options, read_content
from prospecting.pipeline.stages import STAGES, AskEvent, derive_state, validate_move
from prospecting.samples import SHIPPED, sample_dir, write_sample
from prospecting.samples.connections import PREAMBLE
from prospecting.samples.network import contacts, make_clients
from prospecting.samples.world import World

AS_OF = date(2026, 10, 1)
NEW_HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
OLD_HEADER = "First Name,Last Name,Email Address,Company,Position,Connected On"
DAY = re.compile(r"^\d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}$")


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, clients=16, per_client=60, seed=4, as_of=AS_OF, truth=True)
    return folder


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def member(path: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        text = archive.read(name).decode()
    if name == "Connections.csv":
        assert text.startswith(PREAMBLE)
        text = text.removeprefix(PREAMBLE)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files
    }


def test_same_numbers_give_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    made = [
        write_sample(tmp_path / name, clients=5, per_client=30, seed=seed, as_of=AS_OF)
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    ]
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    assert digests(tmp_path / "a") != digests(tmp_path / "c")
    assert sorted(p.relative_to(tmp_path / "a").as_posix() for p in made[0]) == sorted(
        digests(tmp_path / "a")
    )


def test_the_shipped_sample_is_what_the_generator_makes(tmp_path: Path) -> None:
    write_sample(tmp_path, **SHIPPED)
    names = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    shipped = sample_dir()
    assert names == sorted(p.relative_to(shipped) for p in shipped.rglob("*") if p.is_file())
    for name in names:
        if name.suffix == ".zip":
            # Compression differs between builds of zlib; what is inside does not.
            with zipfile.ZipFile(tmp_path / name) as new, zipfile.ZipFile(shipped / name) as old:
                assert new.namelist() == old.namelist()
                assert all(new.read(n) == old.read(n) for n in new.namelist()), name
        else:
            assert (tmp_path / name).read_bytes() == (shipped / name).read_bytes(), name
    assert sum(p.stat().st_size for p in shipped.rglob("*") if p.is_file()) < 1_500_000


def test_every_client_has_one_file_and_owners_says_whose(world: Path) -> None:
    clients = rows_of(world / "clients.csv")
    owners = rows_of(world / "owners.csv")
    assert len(clients) == 16
    emails = [row["E-mail"] for row in clients]
    assert len(set(emails)) == 16
    assert Counter(row["client_email"] for row in owners) == Counter([*emails, "me"])
    assert all((world / row["file"]).is_file() for row in owners)


def test_each_era_has_its_own_form_and_the_rows_asked_for(world: Path) -> None:
    headers = Counter()
    for row in rows_of(world / "owners.csv"):
        path = world / row["file"]
        if path.suffix == ".zip" or row["client_email"] == "me":
            continue
        text = path.read_bytes().decode()
        if text.startswith('"Title","First Name"'):
            headers["outlook"] += 1
            body = list(csv.reader(io.StringIO(text, newline="")))
            assert body[0][1] == "First Name" and body[0][3] == "Last Name"
            assert body[0][5] == "E-mail Address"
            assert body[0][29] == "Company" and body[0][31] == "Job Title"
        elif text.startswith("\ufeff"):
            headers["saved again"] += 1
            assert "\r\n" in text
            body = list(csv.reader(io.StringIO(text, newline="")))
        else:
            preamble = text.startswith(PREAMBLE)
            table = text.removeprefix(PREAMBLE)
            first = table.split("\n", 1)[0]
            assert first in (NEW_HEADER, OLD_HEADER)
            headers[(preamble, first == NEW_HEADER)] += 1
            assert not text.endswith("\n")
            body = list(csv.reader(io.StringIO(table, newline="")))
            assert all(DAY.match(line[-1]) for line in body[1:])
        assert len(body) == 61
    assert headers[(True, True)] and headers[(True, False)] and headers[(False, False)]
    assert headers["outlook"] == 1 and headers["saved again"] == 2


def test_archives_agree_with_themselves(world: Path) -> None:
    owners = {row["client_email"]: row["file"] for row in rows_of(world / "owners.csv")}
    clients = {row["E-mail"]: row for row in rows_of(world / "clients.csv")}
    archives = [(email, world / f) for email, f in owners.items() if f.endswith(".zip")]
    assert len(archives) == 6
    for email, path in archives:
        client = clients[email]
        (profile,) = member(path, "Profile.csv")
        assert (profile["First Name"], profile["Last Name"]) == (
            client["First Name"], client["Last Name"],
        )  # fmt: skip
        assert email in {row["Email Address"] for row in member(path, "Email Addresses.csv")}
        connections = member(path, "Connections.csv")
        urls = {row["URL"] for row in connections}
        names = {(row["First Name"], row["Last Name"].split(",")[0]) for row in connections}
        messages = member(path, "messages.csv")
        own = {r["SENDER PROFILE URL"] for r in messages} - urls - {""}
        assert len(own) == 1, "the only sender outside the connections is the owner"
        talked = Counter(row["SENDER PROFILE URL"] in own for row in messages)
        assert talked[True] and talked[False]
        assert any(row["SENDER PROFILE URL"] == "" for row in messages)
        for row in member(path, "Recommendations_Received.csv"):
            assert any(first == row["First Name"] for first, _ in names)
        assert all(row["Direction"] in ("INCOMING", "OUTGOING")
                   for row in member(path, "Invitations.csv"))  # fmt: skip
        assert len(member(path, "Positions.csv")) == 2
        exported = re.search(r"(\d\d)-(\d\d)-(\d{4})", path.name)
        assert exported is not None
        month, day, year = (int(part) for part in exported.groups())
        last = date(year, month, day).isoformat()
        assert last <= AS_OF.isoformat()
        assert all(row["DATE"] <= last for row in messages)


def test_messages_follow_the_hidden_truth(world: Path) -> None:
    truth: dict[tuple[str, str], float] = {}
    for row in rows_of(world / "truth.csv"):
        truth[row["client_email"], row["prospect_url"]] = float(row["closeness"])
    spoken, silent = [], []
    for row in rows_of(world / "owners.csv"):
        if not row["file"].endswith(".zip"):
            continue
        path = world / row["file"]
        heard = Counter(m["SENDER PROFILE URL"] for m in member(path, "messages.csv"))
        for connection in member(path, "Connections.csv"):
            if connection["URL"]:
                known = truth[row["client_email"], connection["URL"]]
                (spoken if heard[connection["URL"]] else silent).append(known)
    assert len(spoken) > 20
    assert sum(spoken) / len(spoken) > 3 * sum(silent) / len(silent)


def test_past_asks_tell_a_legal_story_in_order(world: Path) -> None:
    asks = rows_of(world / "asks.csv")
    clients = {row["E-mail"] for row in rows_of(world / "clients.csv")}
    assert {row["stage"] for row in asks} <= set(STAGES)
    assert {row["client_email"] for row in asks} <= clients
    assert max(row["happened_on"] for row in asks) <= AS_OF.isoformat()
    assert min(row["happened_on"] for row in asks) >= "2024-10-01"
    per_ask: dict[tuple[str, str], list[str]] = {}
    for row in asks:
        per_ask.setdefault((row["client_email"], row["prospect_url"]), []).append(row["stage"])
    assert len(per_ask) >= 35
    assert len({url for _, url in per_ask}) == len(per_ask), "one introducer for each prospect"
    assert all(stages[0] in ("asked", "introduced") for stages in per_ask.values())
    won = [row for row in asks if row["stage"] == "won"]
    assert won and all(float(row["amount"]) > 0 and row["currency"] for row in won)


def test_prospects_of_the_history_stand_in_their_clients_files() -> None:
    place = World(4, 16, 60, AS_OF)
    known = {
        client.email: {tie.person.url for tie in contacts(place, client, 60)}
        for client in make_clients(place, 16)
    }
    # Compare with the written history through a small world of the same numbers.
    asked = rows_of(sample_dir() / "asks.csv")
    shipped = World(SHIPPED["seed"], SHIPPED["clients"], SHIPPED["per_client"], SHIPPED["as_of"])
    mine = {
        client.email: {tie.person.url for tie in contacts(shipped, client, SHIPPED["per_client"])}
        for client in make_clients(shipped, SHIPPED["clients"])
    }
    assert all(row["prospect_url"] in mine[row["client_email"]] for row in asked)
    assert all(len(urls) == 60 for urls in known.values())


def test_nobody_is_real_and_no_address_leads_anywhere(world: Path) -> None:
    for path in (world / "clients.csv", world / "companies.csv", world / "me/Connections.csv"):
        text = path.read_text(encoding="utf-8")
        for found in re.findall(r"[\w.]+@([\w.]+)|https://www\.([\w.-]+)", text):
            host = found[0] or found[1]
            assert host.endswith(".example") or host.startswith("linkedin.com"), host


def test_networks_overlap_with_a_heavy_tail() -> None:
    place = World(1, 60, 200, AS_OF)
    seen: Counter[int] = Counter()
    for client in make_clients(place, 60):
        numbers = [tie.person.number for tie in contacts(place, client, 200)]
        assert len(set(numbers)) == 200 and client.person.number not in numbers
        seen.update(numbers)
    share = len(seen) / (60 * 200)
    assert 0.42 < share < 0.58
    assert max(seen.values()) >= 8 and Counter(seen.values())[1] > len(seen) / 3


def test_exports_of_different_years_show_job_changes() -> None:
    place = World(1, 20, 100, AS_OF)
    changed = [
        person
        for number in range(800)
        if (person := place.person(number)).changed_on and person.company != person.earlier_company
    ]
    assert 80 < len(changed) < 320
    someone = changed[0]
    assert someone.at(someone.changed_on - 1)[0] != someone.at(someone.changed_on)[0]


def test_companies_have_names_of_their_own() -> None:
    place = World(9, 200, 200, AS_OF)
    domains = [place.company(number).domain for number in place.all_companies()]
    assert len(domains) > 3000 and len(set(domains)) == len(domains)


def test_seller_and_profile_are_complete(world: Path) -> None:
    seller = tomllib.loads((world / "seller.toml").read_text(encoding="utf-8"))
    assert set(seller) == {
        "name", "company", "offer", "proof", "language", "country", "currency", "greeting",
        "sign_off", "offer_in", "proof_in",
    }  # fmt: skip
    profile = tomllib.loads((world / "profile.toml").read_text(encoding="utf-8"))
    assert profile["functions"] and profile["weights"] == {"role": 0.5, "company": 0.5}


def test_numbers_below_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one client"):
        write_sample(tmp_path, clients=0, as_of=AS_OF)


def test_one_client_with_a_huge_network_is_possible(tmp_path: Path) -> None:
    write_sample(tmp_path, clients=1, per_client=3000, as_of=AS_OF, archives=False)
    (row,) = [r for r in rows_of(tmp_path / "owners.csv") if r["client_email"] != "me"]
    text = (tmp_path / row["file"]).read_text(encoding="utf-8")
    assert text.removeprefix(PREAMBLE).count("\n") == 3000


def test_past_asks_are_moves_that_the_pipeline_allows(world: Path) -> None:
    for folder in (world, sample_dir()):
        states: dict[tuple[str, str], list[AskEvent]] = {}
        for row in rows_of(folder / "asks.csv"):
            events = states.setdefault((row["client_email"], row["prospect_url"]), [])
            on = date.fromisoformat(row["happened_on"])
            problem = validate_move(derive_state(events), row["stage"], on)
            assert problem is None, (row, problem)
            events.append(AskEvent("a", len(events) + 1, row["stage"], on))


def test_every_export_is_read_by_a_reader_and_no_row_is_lost(world: Path) -> None:
    kinds = Counter()
    for path in sorted(world.rglob("*")):
        if path.suffix not in (".csv", ".zip") or path.name in ("owners.csv", "truth.csv"):
            continue
        name = path.relative_to(world).as_posix()
        staged = read_content(name, path.read_bytes(), Options())
        assert staged.error is None, (name, staged.error)
        assert staged.rows == staged.stored + staged.rejected and staged.stored > 0, name
        kinds[staged.format] += 1
        if name.startswith("clients/"):
            assert staged.owner_hints, f"{name} does not tell whose it is"
    assert kinds["linkedin-archive"] == 6 and sum(kinds.values()) == 16 + 6


def test_messages_have_the_form_of_their_time(tmp_path: Path) -> None:
    widths = {}
    for year in (2024, 2026):
        folder = tmp_path / str(year)
        write_sample(folder, clients=1, per_client=80, as_of=date(year, 12, 1))
        (path,) = folder.rglob("*.zip")
        with zipfile.ZipFile(path) as archive:
            text = archive.read("messages.csv").decode()
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        widths[year] = len(rows[0])
        assert text.startswith('"CONVERSATION ID"') == (year == 2026)
        drafts = [row for row in rows if row.get("IS MESSAGE DRAFT") == "Yes"]
        assert len(drafts) == (1 if year == 2024 else 0)
        staged = read_content(path.name, path.read_bytes(), Options())
        assert staged.error is None and staged.rows == staged.stored + staged.rejected
    assert widths == {2024: 13, 2026: 11}


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_any_seed_has_enough_of_everything_to_show(tmp_path: Path, seed: int) -> None:
    write_sample(tmp_path, clients=8, per_client=150, seed=seed, as_of=AS_OF)
    stages = Counter(row["stage"] for row in rows_of(tmp_path / "asks.csv"))
    assert stages["asked"] >= 30 and stages["introduced"] >= 8 and stages["declined"] >= 4
    assert stages["meeting"] and stages["won"] and stages["thanked"] >= 8
    scores = [row["NPS"] for row in rows_of(tmp_path / "clients.csv")]
    assert any(s and int(s) >= 9 for s in scores) and any(s and int(s) <= 6 for s in scores)
    quarters = {row["Submit Date (UTC)"][:7] for row in rows_of(tmp_path / "nps.csv")}
    assert len(quarters) >= 6
    recent = [r for r in rows_of(tmp_path / "asks.csv") if r["happened_on"] >= "2026-08-20"]
    assert len(recent) >= 3


def test_partners_suppliers_and_friends_can_introduce_too(tmp_path: Path) -> None:
    write_sample(tmp_path, clients=24, per_client=20, as_of=AS_OF)
    kinds = Counter(row["Type"] for row in rows_of(tmp_path / "clients.csv"))
    assert set(kinds) == {"Client", "Partner", "Supplier", "Friend"} and kinds["Client"] >= 18
