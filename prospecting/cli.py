"""The command line: ``prospector`` or ``python -m prospecting``."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path

DONE, REFUSED, USAGE = 0, 1, 2


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a date: write it as 2026-03-31"
        ) from None


def _positive(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return value


def _whole(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = -1
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 on")
    return value


def _score(text: str) -> int:
    value = _whole(text)
    if value > 10:
        raise argparse.ArgumentTypeError(f"{text!r} is not a score from 0 to 10")
    return value


def _common(into: argparse.ArgumentParser, *, top: bool) -> None:
    """The options every command takes, before or after its name."""

    def default(value: object) -> object:
        return value if top else argparse.SUPPRESS

    into.add_argument(
        "--workspace",
        metavar="FILE",
        type=Path,
        default=default(None),
        help="the workspace file (default: PROSPECTOR_WORKSPACE, else your data folder)",
    )
    into.add_argument(
        "--as-of",
        metavar="DATE",
        type=_date,
        default=default(None),
        help="the day to reckon from, as 2026-03-31 (default: today)",
    )
    into.add_argument(
        "--format",
        choices=("text", "json"),
        default=default("text"),
        help="text for people, json for programs",
    )
    into.add_argument(
        "--user", metavar="NAME", default=default(None), help="who does it, for the record"
    )


def _target(
    into: argparse.ArgumentParser, *, client: bool = True
) -> argparse._MutuallyExclusiveGroup:
    group = into.add_mutually_exclusive_group(required=True)
    group.add_argument("--prospect", metavar="ID", help="a contact's id")
    group.add_argument("--url", metavar="U", help="a profile URL")
    group.add_argument("--email", metavar="E", help="an e-mail address")
    if client:
        group.add_argument("--client", metavar="ID", help="a client's id or e-mail address")
    return group


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="prospector",
        description="Finds whom to ask for which introduction, from files you already have. "
        "Everything stays on this machine.",
    )
    _common(parser, top=True)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        _common(made, top=False)
        return made

    def sub(of: argparse.ArgumentParser, dest: str) -> _Nested:
        return _Nested(of.add_subparsers(dest=dest, metavar="WHAT", required=True))

    one = command("sample", "write synthetic exports to try the program with")
    one.add_argument("directory", metavar="DIR", type=Path, help="the folder to write to")
    one.add_argument("--clients", type=_positive, default=8, metavar="N", help="how many clients")
    one.add_argument(
        "--per-client", type=_positive, default=150, metavar="N", help="connections of each"
    )
    one.add_argument(
        "--seed", type=_whole, default=1, metavar="N", help="another number, another world"
    )
    one.add_argument("--truth", action="store_true", help="also write who really knows whom")

    one = command("import", "read files, folders and archives, in any order")
    one.add_argument(
        "paths", metavar="PATH", type=Path, nargs="+", help="files, folders or archives"
    )
    whose = one.add_mutually_exclusive_group()
    whose.add_argument("--owner", metavar="EMAIL|me", help="whose connections these files are")
    whose.add_argument("--owners", metavar="FILE.csv", type=Path, help="a CSV file,client_email")
    one.add_argument("--as", dest="as_kind", metavar="KIND", help="read every file as this format")
    one.add_argument("--mapping", metavar="FILE.toml", type=Path, help="which column is what")
    one.add_argument(
        "--keep-contact-data",
        action="store_true",
        help="keep e-mails and phone numbers of second-degree people",
    )
    one.add_argument(
        "--permission",
        type=_date,
        metavar="DATE",
        help="when the client allowed his file to be used for introductions",
    )
    one.add_argument("--purpose", metavar="TEXT", help="what the data is used for")

    nested = sub(command("seller", "who we are: offer, proof and voice"), "action")
    one = nested.command("set", "take it from a TOML file")
    one.add_argument("file", metavar="FILE.toml", type=Path, help="the TOML file")
    nested.command("show", "show it")

    nested = sub(command("profile", "ideal client profiles: whom we want"), "action")
    one = nested.command("set", "add or replace a profile from a TOML file, and use it")
    one.add_argument("file", metavar="FILE.toml", type=Path, help="the TOML file")
    nested.command("list", "all profiles")
    one = nested.command("show", "one profile")
    one.add_argument("name", metavar="NAME", nargs="?", help="its name; the one in use by default")
    one = nested.command("use", "choose the profile in use")
    one.add_argument("name", metavar="NAME", help="its name")
    nested.command("learn", "propose a profile from the best clients")

    nested = sub(command("client", "clients and what is known of them"), "action")
    nested.command("list", "all clients with their readiness")
    one = nested.command("note", "note what the files do not say")
    one.add_argument("client", metavar="EMAIL", help="the client's e-mail address or id")
    one.add_argument("--nps", type=_score, metavar="N", help="a score from 0 to 10")
    one.add_argument("--moment", metavar="TEXT", help="something good that happened")
    one.add_argument("--complaint", metavar="TEXT", help="an open complaint; 'none' closes it")
    one.add_argument("--favour", metavar="TEXT", help="something we did for them")
    one.add_argument("--touch", action="store_true", help="we were in touch")
    one.add_argument(
        "--do-not-ask",
        metavar="UNTIL",
        nargs="?",
        const="",
        default=None,
        help="leave alone, for good or until a date; 'off' ends it",
    )
    one.add_argument("--budget", type=_whole, metavar="N", help="asks per period for this client")
    one.add_argument(
        "--on", type=_date, metavar="DATE", help="the day it happened (default: the day of --as-of)"
    )

    one = command("know", "the introducer's own answer: how well do they know each other?")
    one.add_argument(
        "--client", required=True, metavar="ID|EMAIL", help="the client's id or e-mail address"
    )
    one.add_argument(
        "--prospect",
        required=True,
        metavar="ID",
        help="the contact's id, as plan, prospects and who show it",
    )
    answer = one.add_mutually_exclusive_group(required=True)
    for word in ("well", "little", "not"):
        answer.add_argument(
            f"--{word}", dest="answer", action="store_const", const=word, help=f"they said: {word}"
        )
    one.add_argument(
        "--on", type=_date, metavar="DATE", help="the day it happened (default: the day of --as-of)"
    )

    one = command("add", "a contact by hand, as mentioned by a client")
    one.add_argument(
        "--client", required=True, metavar="ID|EMAIL", help="the client's id or e-mail address"
    )
    one.add_argument("--name", required=True, help="the contact's name")
    one.add_argument("--title", help="their job title")
    one.add_argument("--company", help="where they work")
    one.add_argument("--url", help="their profile URL")

    one = command("who", "everyone who may know that person, or someone at that company")
    one.add_argument("query", metavar="NAME_OR_COMPANY", help="a name or a company, or part of one")
    one.add_argument("--limit", type=_positive, default=20, metavar="N", help="how many at most")

    one = command("plan", "whom to ask for which introduction now, and who waits")
    one.add_argument("--limit", type=_positive, default=50, metavar="N", help="how many at most")
    one.add_argument(
        "--per-client",
        type=_positive,
        default=None,
        metavar="N",
        help="asks of one client in the period (default: your settings, else 2)",
    )
    one.add_argument(
        "--per-days",
        type=_positive,
        default=None,
        metavar="N",
        help="the period in days (default: your settings, else 90)",
    )

    one = command("prospects", "the second-degree contacts that fit, best first")
    one.add_argument("--limit", type=_positive, default=50, metavar="N", help="how many at most")

    one = command("pin", "keep this prospect (with this client) in every plan")
    one.add_argument(
        "--prospect",
        required=True,
        metavar="ID",
        help="the contact's id, as plan, prospects and who show it",
    )
    one.add_argument("--client", metavar="ID", help="only through this client")
    one = command("refuse", "leave this prospect (with this client) out of every plan")
    one.add_argument(
        "--prospect",
        required=True,
        metavar="ID",
        help="the contact's id, as plan, prospects and who show it",
    )
    one.add_argument("--client", metavar="ID", help="only through this client")

    one = command("draft", "the words for an ask")
    one.add_argument("--prospect", metavar="ID", help="the contact's id")
    one.add_argument("--client", metavar="ID", help="only through this client")
    one.add_argument("--rank", type=_positive, metavar="N", help="an ask of the last plan")
    one.add_argument(
        "--kind",
        default="first",
        help="first, opt-in, follow-up-1, follow-up-2, stop, thanks-intro, thanks-outcome, mention, who-else, review, case-study or reply-to-no",
    )
    one.add_argument(
        "--channel", default=None, help="email, linkedin, linkedin-note, phone or meeting"
    )
    one.add_argument(
        "--language", metavar="xx", help="en, de, fr, es or nl (default: the client's)"
    )
    one.add_argument("--out", metavar="DIR", type=Path, help="write .eml and text there")

    one = command("ask", "record what happened to an ask")
    one.add_argument(
        "--prospect",
        required=True,
        metavar="ID",
        help="the contact's id, as plan, prospects and who show it",
    )
    one.add_argument(
        "--client", required=True, metavar="ID", help="the client's id or e-mail address"
    )
    one.add_argument(
        "--stage",
        required=True,
        help="the stage reached, such as asked, agreed, introduced, won or declined",
    )
    one.add_argument(
        "--on", type=_date, metavar="DATE", help="the day it happened (default: the day of --as-of)"
    )
    one.add_argument("--note", metavar="TEXT", help="a remark")
    one.add_argument(
        "--amount", type=float, metavar="N", help="what the deal is worth, in your currency"
    )

    one = command("todo", "what is due: asks, follow-ups, thanks, outcomes to report")
    one.add_argument("--ics", metavar="FILE", type=Path, help="write it as a calendar file")
    command("report", "the funnel, the clients, the revenue")
    one = command("export", "people, asks, the plan, files for a CRM and more, as CSV or XLSX")
    one.add_argument(
        "what",
        metavar="WHAT",
        help="people, clients, prospects, asks, events, plan, report or mail-merge; deals for "
        "hubspot, salesforce or pipedrive, their people alone with hubspot-contacts, "
        "salesforce-contacts or pipedrive-contacts",
    )
    one.add_argument(
        "--out", required=True, metavar="FILE", type=Path, help="a file ending in .csv or .xlsx"
    )
    one.add_argument("--raw", action="store_true", help="without the guard against formulas")

    one = command("imports", "the files read so far")
    one = command("undo-import", "take back what one import brought")
    one.add_argument("import_id", metavar="ID", help="the id that prospector imports shows")
    one = command("permission", "note the day on which a client allowed a file to be used")
    one.add_argument("import_id", metavar="ID", help="the id that prospector imports shows")
    day = one.add_mutually_exclusive_group()
    day.add_argument(
        "--on", type=_date, metavar="DATE", help="the day it happened (default: the day of --as-of)"
    )
    day.add_argument("--none", action="store_true", help="take the day noted back")
    one = command("withdraw", "a client withdraws permission: the file's contacts leave")
    one.add_argument("import_id", metavar="ID", help="the id that prospector imports shows")

    one = command("suppress", "never suggest this person again")
    whom = _target(one)
    whom.add_argument("--company", metavar="C", help="everybody at a company; with --name one")
    whom.add_argument("--file", metavar="FILE.csv", type=Path, help="a file of objections")
    one.add_argument("--name", metavar="N", help="a name, at the company given")
    one = command("erase", "remove every trace of this person")
    _target(one)
    one.add_argument("--yes", action="store_true", help="do not ask")
    one = command("about", "all that is known of this person")
    _target(one)
    one.add_argument(
        "--out", metavar="FILE.html", type=Path, help="write it as a page that can be sent"
    )
    one = command("retention", "whose data is due to go")
    one.add_argument("--days", type=_positive, metavar="N", help="set the period in days")
    one.add_argument("--purge", action="store_true", help="remove what is due")
    one.add_argument("--yes", action="store_true", help="do not ask")
    one = command("audit", "who did what")
    one.add_argument("--limit", type=_positive, default=100, metavar="N", help="how many at most")

    one = command("backup", "copy the workspace to a file")
    one.add_argument("file", metavar="FILE", type=Path, help="the file")
    one = command("restore", "put a backup in the workspace's place")
    one.add_argument("file", metavar="FILE", type=Path, help="the file")
    one.add_argument("--yes", action="store_true", help="do not ask")
    one = command("doctor", "check the workspace and the installation")
    one.add_argument("--mend", action="store_true", help="mend what is safe to mend")
    one.add_argument(
        "--report", metavar="FILE", type=Path, help="write a report without personal data, to send"
    )

    one = command("app", "open the app in the browser")
    one.add_argument(
        "--port",
        type=_whole,
        default=0,
        metavar="N",
        help="the port to listen on (default: the first free one from 8501)",
    )
    one.add_argument(
        "--address",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="where to listen; one that others can reach needs sign-in (docs/deploy.md)",
    )
    one.add_argument("--sample", action="store_true", help="fill an empty workspace with samples")
    one.add_argument("--no-browser", action="store_true", help="do not open a browser")
    return parser


class _Nested:
    """The second word of a command such as ``profile list``."""

    def __init__(self, actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        self.actions = actions

    def command(self, name: str, text: str) -> argparse.ArgumentParser:
        made = self.actions.add_parser(name, help=text, description=text)
        _common(made, top=False)
        return made


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 done, 1 refused in whole or in part, 2 usage."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = build_parser()
    try:
        args = parser.parse_args(argv)
    except SystemExit as stop:
        return USAGE if stop.code else DONE
    from prospecting.commands import run  # after parsing, so that --help waits for nothing

    args.day_named = args.as_of is not None
    if args.as_of is None:
        args.as_of = dt.datetime.now().astimezone().date()
    try:
        return run(args, parser)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except KeyboardInterrupt:
        sys.stderr.write("Stopped; nothing half-done was kept.\n")
        return REFUSED


if __name__ == "__main__":
    raise SystemExit(main())
