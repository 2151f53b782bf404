"""The fixed interface of the command line: JSON keys, exit status, which stream says what."""

from __future__ import annotations

import csv
import datetime as dt
import email
import email.policy
from pathlib import Path

import pytest

from tests.cli.conftest import AS_OF, Run, call

ASK_KEYS = {
    "rank",
    "prospect_id",
    "prospect_name",
    "prospect_url",
    "prospect_title",
    "prospect_company",
    "client_id",
    "client_name",
    "client_email",
    "fit",
    "tie",
    "tie_evidence",
    "willingness",
    "p_intro",
    "value",
    "reasons",
    "next_best",
}
IMPORT_KEYS = {
    "import_id",
    "file",
    "format",
    "owner",
    "status",
    "rows",
    "stored",
    "rejected",
    "rejects_file",
    "encoding",
    "delimiter",
    "warnings",
    "error",
}
DRAFT_KEYS = {
    "subject",
    "body",
    "forwardable",
    "forwardable_subject",
    "channel",
    "kind",
    "language",
    "source",
    "facts",
    "checks",
}


def test_plan_has_its_keys_and_keeps_its_promises(run: Run) -> None:
    plan = run("plan", "--format", "json").json
    assert plan["asks"] and {"asks", "waiting"} <= set(plan)
    for ask in plan["asks"]:
        assert set(ask) >= ASK_KEYS
        assert 0 <= ask["fit"] <= 1 and 0 <= ask["tie"] <= 1 and 0 <= ask["p_intro"] <= 1
        assert ask["tie_evidence"] in ("unknown", "potential", "likely", "confirmed")
        assert ask["reasons"] and all(isinstance(r, str) for r in ask["reasons"])
        assert all(set(n) >= {"client_id", "client_name", "p_intro"} for n in ask["next_best"])
    assert [ask["rank"] for ask in plan["asks"]] == list(range(1, len(plan["asks"]) + 1))
    prospects = [ask["prospect_id"] for ask in plan["asks"]]
    assert len(prospects) == len(set(prospects)), "one introducer a prospect"
    clients = [ask["client_id"] for ask in plan["asks"]]
    assert max(clients.count(one) for one in clients) <= 2
    for entry in plan["waiting"]:
        assert {"client_id", "client_name", "client_email", "state", "until", "reasons"} <= set(
            entry
        )
        assert entry["state"] in ("warm first", "do not ask", "budget spent")
        assert entry["until"] is None or dt.date.fromisoformat(entry["until"]) > dt.date(
            2026, 11, 20
        )


def test_limits_of_the_plan(run: Run) -> None:
    plan = run("plan", "--limit", "3", "--per-client", "1", "--format", "json").json
    clients = [ask["client_id"] for ask in plan["asks"]]
    assert len(clients) <= 3 and len(set(clients)) == len(clients)


def test_options_stand_before_or_after_the_command(filled: Path) -> None:
    before = call("--workspace", filled, "--as-of", AS_OF, "--format", "json", "prospects")
    after = call("prospects", "--workspace", filled, "--as-of", AS_OF, "--format", "json")
    assert before.code == after.code == 0
    assert before.json == after.json and len(before.json) > 10
    first = before.json[0]
    assert set(first) >= {
        "prospect_id",
        "name",
        "url",
        "title",
        "company",
        "fit",
        "fit_parts",
        "coverage",
        "introducers",
    }
    fits = [one["fit"] for one in before.json]
    assert fits == sorted(fits, reverse=True)


def test_import_tells_of_each_file(run: Run, exports: Path, tmp_path: Path) -> None:
    again = run("import", exports, "--owners", exports / "owners.csv", "--format", "json")
    assert again.code == 0
    assert {one["status"] for one in again.json} == {"duplicate"}
    assert all(set(one) >= IMPORT_KEYS for one in again.json)
    picture = tmp_path / "list.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    good = tmp_path / "more.csv"
    good.write_text("Name,Email,Company\nVera Quist,vera@quist.example,Quist B.V.\n")
    mixed = run("import", picture, good, "--as", "client-list", "--format", "json")
    assert mixed.code == 1, "refused in part"
    status = {one["file"]: one["status"] for one in mixed.json}
    assert status["list.csv"] == "refused" and status["more.csv"] == "stored"
    assert "list.csv" in mixed.err
    for one in mixed.json:
        assert one["rows"] == one["stored"] + one["rejected"]


def test_an_unknown_owner_is_asked_for(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "Connections.csv"
    file.write_text(
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Ines,Okafor,https://www.linkedin.com/in/ines-okafor-x1,,Lumo GmbH,CFO,19 Nov 2026\n"
    )
    refused = run("import", file, "--format", "json")
    assert refused.code == 1
    assert refused.json[0]["status"] == "needs_owner" and refused.json[0]["stored"] == 0
    client = run("client", "list", "--format", "json").json[0]
    done = run("import", file, "--owner", client["email"], "--format", "json")
    assert done.code == 0 and done.json[0]["owner"] == client["email"]
    found = run("who", "Okafor", "--format", "json").json
    assert [way["client_id"] for way in found[0]["introducers"]] == [client["client_id"]]
    assert found[0]["introducers"][0]["tie_evidence"] == "unknown"
    number = done.json[0]["import_id"]
    assert run("undo-import", str(number)).code == 0
    assert run("who", "Okafor", "--format", "json").json == []


def test_draft_by_rank_and_by_pair(run: Run, tmp_path: Path) -> None:
    ask = run("plan", "--format", "json").json["asks"][0]
    by_rank = run("draft", "--rank", "1", "--language", "en", "--format", "json")
    pair = ("--prospect", str(ask["prospect_id"]), "--client", str(ask["client_id"]))
    by_pair = run("draft", *pair, "--language", "en", "--out", tmp_path, "--format", "json")
    assert by_rank.code == by_pair.code == 0, by_rank.err
    draft = by_pair.json
    assert set(draft) >= DRAFT_KEYS and draft["source"] == "template"
    assert by_rank.json["body"] == draft["body"]
    for check in draft["checks"]:
        assert set(check) >= {"name", "hard", "passed", "detail", "marks"}
        assert check["passed"] in (True, False, None)
        assert not (check["hard"] and check["passed"] is False)
    files = [Path(name) for name in draft["files"]]
    mail = next(one for one in files if one.suffix == ".eml")
    message = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    assert len(message["To"].addresses) == 1 and message["Subject"] == draft["subject"]
    assert run("draft", "--rank", "999").code == 1
    assert run("draft", "--rank", "1", "--prospect", "1").code == 2
    assert run("draft", *pair, "--kind", "shout").code == 2


def test_an_ask_moves_through_the_pipeline(run: Run) -> None:
    ask = run("plan", "--format", "json").json["asks"][0]
    pair = ("--prospect", str(ask["prospect_id"]), "--client", str(ask["client_id"]))
    first = run("ask", *pair, "--stage", "asked", "--on", "2026-11-10", "--format", "json").json
    assert {"ask_id", "stage", "event_id"} <= set(first) and first["stage"] == "asked"
    won = run("ask", *pair, "--stage", "won", "--amount", "12000", "--format", "json").json
    assert won["ask_id"] == first["ask_id"] and won["event_id"] != first["event_id"]
    back = run("ask", *pair, "--stage", "asked")
    assert back.code == 1 and back.err
    assert run("ask", *pair, "--stage", "sold").code == 2
    report = run("report", "--format", "json").json
    assert set(report) >= {
        "funnel",
        "rates",
        "clients",
        "revenue_total",
        "revenue_by_client",
        "currency",
    }
    assert all(set(row) >= {"stage", "count"} for row in report["funnel"])
    mine = [r for r in report["revenue_by_client"] if r["client_id"] == ask["client_id"]]
    assert mine and mine[0]["revenue"] >= 12000
    after = run("plan", "--format", "json").json
    assert ask["prospect_id"] not in [one["prospect_id"] for one in after["asks"]]


def test_wishes_hold(run: Run) -> None:
    plan = run("plan", "--format", "json").json["asks"]
    first, last = plan[0], plan[-1]
    assert run("refuse", "--prospect", str(first["prospect_id"])).code == 0
    now = run("plan", "--format", "json").json["asks"]
    assert first["prospect_id"] not in [one["prospect_id"] for one in now]
    people = run("prospects", "--limit", "500", "--format", "json").json
    planned = {one["prospect_id"] for one in now}
    ready = {
        one["client_id"]
        for one in run("client", "list", "--format", "json").json
        if one["state"] == "ready"
    }
    far = next(
        p
        for p in reversed(people)
        if p["prospect_id"] not in planned
        and any(w["client_id"] in ready and not w["note"] for w in p["introducers"])
    )
    assert run("pin", "--prospect", str(far["prospect_id"])).code == 0
    pinned = run("plan", "--format", "json").json["asks"]
    assert far["prospect_id"] in [one["prospect_id"] for one in pinned]
    assert last["prospect_id"] != first["prospect_id"]


def test_the_introducers_word_overrides(run: Run) -> None:
    ask = run("plan", "--format", "json").json["asks"][0]
    pair = ("--client", str(ask["client_id"]), "--prospect", str(ask["prospect_id"]))
    assert run("know", *pair, "--well").code == 0
    now = run("plan", "--format", "json").json["asks"]
    same = next(
        one
        for one in now
        if one["prospect_id"] == ask["prospect_id"] and one["client_id"] == ask["client_id"]
    )
    assert same["tie"] == pytest.approx(0.9) and same["tie_evidence"] == "confirmed"
    assert run("know", *pair, "--not").code == 0
    later = run("plan", "--format", "json").json["asks"]
    assert (ask["prospect_id"], ask["client_id"]) not in [
        (one["prospect_id"], one["client_id"]) for one in later
    ]


def test_notes_change_readiness(run: Run) -> None:
    ready = next(
        one for one in run("client", "list", "--format", "json").json if one["state"] == "ready"
    )
    assert run("client", "note", ready["email"], "--do-not-ask", "2027-01-15").code == 0
    waiting = run("plan", "--format", "json").json["waiting"]
    mine = next(one for one in waiting if one["client_id"] == ready["client_id"])
    assert mine["state"] == "do not ask" and mine["until"] == "2027-01-15" and mine["reasons"]
    assert run("client", "note", ready["email"], "--do-not-ask", "off").code == 0
    again = run("client", "list", "--format", "json").json
    assert next(o for o in again if o["client_id"] == ready["client_id"])["state"] == "ready"
    assert run("client", "note", ready["email"]).code == 1
    assert run("client", "note", "nobody@nowhere.example", "--touch").code == 1


def test_a_contact_by_hand_and_who(run: Run) -> None:
    client = run("client", "list", "--format", "json").json[0]
    made = run(
        "add",
        "--client",
        client["email"],
        "--name",
        "Benno Zwaan",
        "--title",
        "CFO",
        "--company",
        "Zwaan Groep B.V.",
        "--format",
        "json",
    )
    assert made.code == 0
    by_name = run("who", "zwaan benno", "--format", "json").json
    by_company = run("who", "Zwaan Groep", "--format", "json").json
    assert by_name[0]["prospect_id"] == made.json["prospect_id"] == by_company[0]["prospect_id"]
    assert by_name[0]["introducers"][0]["client_id"] == client["client_id"]


def test_seller_and_profiles(run: Run, tmp_path: Path) -> None:
    seller = run("seller", "show", "--format", "json").json
    assert set(seller) >= {
        "name",
        "company",
        "offer",
        "proof",
        "language",
        "country",
        "currency",
        "greeting",
        "sign_off",
    }
    other = tmp_path / "other.toml"
    other.write_text('name = "Shops"\nindustries = ["Retail"]\nfunctions = ["Sales"]\n')
    assert run("profile", "set", other).code == 0
    listed = run("profile", "list", "--format", "json").json
    assert [one["name"] for one in listed if one["in_use"]] == ["Shops"] and len(listed) == 2
    first = next(one["name"] for one in listed if not one["in_use"])
    assert run("profile", "use", first).code == 0
    assert run("profile", "show", "Shops", "--format", "json").json["industries"] == ["Retail"]
    assert run("profile", "show", "Nobody").code == 1
    other.write_text('name = "Bad"\nindustrys = ["Retail"]\n')
    bad = run("profile", "set", other)
    assert bad.code == 1 and "industries" in bad.err
    other.write_text("name = ")
    assert run("profile", "set", other).code == 1


def test_backup_restore_doctor_export(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    assert run("backup", copy).code == 0 and copy.stat().st_size > 100_000
    before = run("prospects", "--format", "json").json
    first = str(before[0]["prospect_id"])
    assert run("refuse", "--prospect", first).code == 0
    assert run("prospects", "--format", "json").json != before
    assert run("restore", copy, "--yes").code == 0
    assert run("prospects", "--format", "json").json == before
    assert run("restore", copy).code == 1, "nobody can answer here"
    checked = run("doctor", "--format", "json")
    assert checked.code == 0 and checked.json["ok"]
    for what in ("people", "clients", "prospects", "asks", "events", "plan", "report"):
        out = tmp_path / f"{what}.csv"
        assert run("export", what, "--out", out).code == 0
        with out.open(encoding="utf-8", newline="") as file:
            assert len(list(csv.reader(file))) > 1
    assert run("export", "plan", "--out", tmp_path / "plan.xlsx").code == 0
    assert run("export", "secrets", "--out", tmp_path / "x.csv").code == 2
    assert run("export", "plan", "--out", tmp_path / "none" / "x.csv").code == 1


def test_suppressed_people_are_never_suggested(run: Run) -> None:
    ask = run("plan", "--format", "json").json["asks"][0]
    number = str(ask["prospect_id"])
    assert run("about", "--prospect", number, "--format", "json").code == 0
    assert run("suppress", "--prospect", number).code == 0
    later = run("plan", "--format", "json").json
    assert ask["prospect_id"] not in [one["prospect_id"] for one in later["asks"]]
    assert run("draft", "--prospect", number, "--client", str(ask["client_id"])).code == 1
    assert run("erase", "--prospect", number).code == 1, "nobody can answer here"
    assert run("erase", "--prospect", number, "--yes").code == 0
    assert run("about", "--prospect", number).code == 1
    assert any(row["action"] for row in run("audit", "--format", "json").json)


def test_usage_and_help() -> None:
    assert call("--help").code == 0
    assert call("plan", "--help").code == 0
    assert call().code == 2
    assert call("plan", "--limit", "none").code == 2
    assert call("plan", "--as-of", "yesterday").code == 2
    assert call("dance").code == 2


def test_empty_workspace_says_what_to_do(tmp_path: Path) -> None:
    where = ("--workspace", tmp_path / "new.duckdb", "--as-of", AS_OF)
    plan = call("plan", *where, "--format", "json")
    assert plan.code == 0 and plan.json["asks"] == [] and plan.json["waiting"] == []
    assert "client list" in plan.err
    assert call("prospects", *where, "--format", "json").json == []
    assert call("client", "list", *where, "--format", "json").json == []
    assert call("draft", "--rank", "1", *where).code == 1
    assert call("report", *where, "--format", "json").json["revenue_total"] == 0
    assert call("undo-import", "7", *where).code == 1


def test_a_folder_explains_itself(exports: Path, tmp_path: Path) -> None:
    where = ("--as-of", AS_OF, "--format", "json")
    listed = call("import", exports, "--workspace", tmp_path / "a.duckdb", *where)
    assert listed.code == 0, "the list of owners in the folder is used"
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("clients.csv",):
        (alone / name).write_bytes((exports / name).read_bytes())
    (alone / "me").mkdir()
    mine = (exports / "me" / "Connections.csv").read_bytes()
    (alone / "me" / "Connections.csv").write_bytes(mine)
    answer = call("import", alone, "--workspace", tmp_path / "b.duckdb", *where)
    owners = {one["file"]: one["owner"] for one in answer.json}
    assert answer.code == 0 and owners["me/Connections.csv"] == "me"


def test_what_every_user_would_mend_by_hand(tmp_path: Path) -> None:
    """A register's order of names, and a folder without files."""
    file = tmp_path / "clients.csv"
    file.write_text(
        "Name;E-Mail;Firma;NPS\n"
        '"Müller, Jörg";jm@anlagen.example;Anlagen GmbH;9\n'
        '"van Dijk, Anna";ad@bouw.example;Bouw B.V.;9\n',
        encoding="utf-8",
    )
    where = ("--workspace", tmp_path / "w.duckdb", "--as-of", AS_OF, "--format", "json")
    assert call("import", file, *where).code == 0
    found = {one["email"]: one for one in call("client", "list", *where).json}
    assert found["jm@anlagen.example"]["name"] == "Jörg Müller"
    assert found["ad@bouw.example"]["name"] == "Anna van Dijk"
    (tmp_path / "empty").mkdir()
    nothing = call("import", tmp_path / "empty", *where)
    assert nothing.code == 1 and nothing.json[0]["status"] == "refused"


def test_what_speaks_against_an_ask_is_said(run: Run, tmp_path: Path) -> None:
    ask = run("plan", "--format", "json").json["asks"][0]
    pair = ("--prospect", str(ask["prospect_id"]), "--client", str(ask["client_id"]))
    assert run("client", "note", ask["client_email"], "--complaint", "late report").code == 0
    notices = run("draft", *pair, "--language", "en", "--format", "json").json["notices"]
    assert any("should not be asked now" in one for one in notices)
    own = tmp_path / "seller.toml"
    own.write_text(f'company = "{ask["prospect_company"]}"\n', encoding="utf-8")
    assert run("seller", "set", own).code == 0
    people = run("prospects", "--limit", "1000", "--format", "json").json
    assert ask["prospect_id"] not in [one["prospect_id"] for one in people], "our own firm"
