"""Looks over everything that the lock files pin: ``python locks/audit.py [--online]``.

Without the network: every package has a version and checksums; the lock files agree; the page on
dependencies says of each package asked for why it is needed, under which licence, and when its
release came out; the licences of all that is installed are permissive; what is old is named.

With ``--online`` also: known security holes of these releases, asked of the OSV database
(``--advisories`` names another service that speaks its interface), and whether the makers took a
release back, asked of the package index that pip is configured with. What could not be looked up is
said, and counts as a failure, so that silence never passes for a clean answer.

Exit status: 0 nothing found, 1 something to mend, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
ADVISORIES: Final = "https://api.osv.dev/v1/querybatch"
LOCKS: Final = ("main", "serve", "dev", "semantic", "torch", "torch-cpu", "model", "model-build")
#: Releases older than this are named: perhaps nobody looks after the package any more (chosen).
OLD_YEARS: Final = 3
PERMISSIVE: Final = re.compile(
    r"\bMIT|BSD|Apache|\bISC\b|PSF|Python Software Foundation|Zlib|CC0|Unlicense|HPND|BSL-1\.0"
)
COPYLEFT: Final = re.compile(r"\b[AL]?GPL|General Public|Affero|SSPL|Business Source")
#: Under the Mozilla Public License: it covers changes to their own files, and nothing of ours.
MOZILLA: Final = {
    "certifi": "a list of certificates",
    "hypothesis": "runs tests, never shipped",
    "pathspec": "part of mypy, never shipped",
    "tqdm": "progress bars of the embedding",
}
_PIN: Final = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.M)
_BATCH: Final = 500

Fetch = Callable[[str, bytes], bytes]
Run = Callable[[Sequence[str]], subprocess.CompletedProcess[str]]


@dataclass
class Audit:
    """What was found: ``wrong`` must be mended, ``remarks`` are to be thought about."""

    wrong: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)


def writer() -> ModuleType:
    """The script beside this one that writes the lock files, for what it knows of packages."""
    spec = importlib.util.spec_from_file_location("locks_update", HERE / "update.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(HERE / "update.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def blocks(text: str) -> Iterator[str]:
    """The requirements of a lock file, each with its lines of checksums."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    own: list[str] = []
    for line in lines:
        if own and not line[0].isspace():
            yield "\n".join(own)
            own = []
        own.append(line)
    if own:
        yield "\n".join(own)


def check_locks(texts: Mapping[str, str], found: Audit) -> dict[str, str]:
    """Pins and checksums of every lock file; name to version of all that is pinned."""
    versions: dict[str, dict[str, str]] = {}
    for lock, text in texts.items():
        for block in blocks(text):
            pin = _PIN.match(block)
            if pin is None:
                found.wrong.append(f"{lock}.txt: not pinned to one release: {block[:60]!r}")
                continue
            if not re.search(r"--hash=sha256:[0-9a-f]{64}(?![0-9a-f])", block):
                found.wrong.append(f"{lock}.txt: {pin[1]} has no checksum")
            if "://" in block or " @ " in block:
                found.wrong.append(f"{lock}.txt: {pin[1]} comes from an address of its own")
            versions.setdefault(pin[1], {})[lock] = pin[2].partition("+")[0]
    for name, places in sorted(versions.items()):
        if len(set(places.values())) > 1:
            said = ", ".join(f"{version} in {lock}.txt" for lock, version in places.items())
            found.wrong.append(f"{name} is pinned differently: {said}")
    found.counted["pinned"] = len(versions)
    return {name: next(iter(places.values())) for name, places in versions.items()}


def check_page(
    page: str, needs: Sequence[Any], versions: Mapping[str, str], today: dt.date, found: Audit
) -> None:
    """Reason, licence and day of the release of each package that the project asks for."""
    rows = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 5:
            rows[cells[0]] = cells
    for need in needs:
        row = rows.get(need.name)
        if row is None:
            found.wrong.append(f"{need.name} is not on docs/dependencies.md")
            continue
        _, version, day, terms, reason = row
        if version != versions.get(need.name):
            found.wrong.append(
                f"{need.name}: {version} on the page, {versions.get(need.name)} locked"
            )
        if not (reason and terms):
            found.wrong.append(f"{need.name}: docs/dependencies.md lacks its reason or licence")
        try:
            age = (today - dt.date.fromisoformat(day)).days / 365.25
        except ValueError:
            found.wrong.append(f"{need.name}: nobody knows when {version} came out")
            continue
        if age > OLD_YEARS:
            found.remarks.append(
                f"{need.name} {version} is {age:.1f} years old: is it looked after?"
            )
    found.counted["asked for"] = len(needs)


def check_licences(names: Sequence[str], licence: Callable[[str], str], found: Audit) -> list[str]:
    """Licences of what is installed; the names of what is not, which could not be looked at."""
    absent = []
    for name in names:
        try:
            terms = licence(name)
        except metadata.PackageNotFoundError:
            absent.append(name)
            continue
        if COPYLEFT.search(terms) and not PERMISSIVE.search(terms):
            found.wrong.append(f"{name}: {terms} is not permissive")
        elif not PERMISSIVE.search(terms) and name not in MOZILLA:
            found.wrong.append(f"{name}: {terms or 'no licence named'} is not known as permissive")
    found.counted["licences read"] = len(names) - len(absent)
    return absent


# ---- with the network ----------------------------------------------------------------------------


def fetch(url: str, body: bytes) -> bytes:
    """The answer of a service to a JSON question."""
    request = urllib.request.Request(  # noqa: S310 - https, or what the user named
        url, data=body, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        data: bytes = answer.read()
    return data


def check_advisories(
    versions: Mapping[str, str], url: str, found: Audit, ask: Fetch = fetch
) -> None:
    """Known security holes of the releases pinned, by the identifiers of their advisories."""
    pins = sorted(versions.items())
    looked = 0
    for start in range(0, len(pins), _BATCH):
        part = pins[start : start + _BATCH]
        queries = [
            {"package": {"ecosystem": "PyPI", "name": name}, "version": version}
            for name, version in part
        ]
        try:
            results = json.loads(ask(url, json.dumps({"queries": queries}).encode()))["results"]
            if len(results) != len(part):
                raise ValueError(f"{len(results)} answers to {len(part)} questions")
        except (OSError, ValueError, KeyError, TypeError) as error:
            reason = getattr(error, "reason", error)
            found.wrong.append(f"security holes could not be looked up at {url}: {reason}")
            return
        looked += len(part)
        for (name, version), result in zip(part, results, strict=True):
            holes = [str(one["id"]) for one in (result or {}).get("vulns") or []]
            if holes:
                found.wrong.append(f"{name} {version} has known holes: {', '.join(holes)}")
    found.counted["looked up for holes"] = looked


def run_pip(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """pip of this environment."""
    return subprocess.run(
        [sys.executable, "-m", "pip", *arguments], capture_output=True, text=True, check=False
    )


def check_withdrawn(versions: Mapping[str, str], found: Audit, run: Run = run_pip) -> None:
    """Releases that their makers took back, as the index says that pip is configured with.

    Nothing is installed; pip reads what it would read for an installation on this machine.
    """
    with tempfile.TemporaryDirectory() as folder:
        wanted, report = Path(folder) / "pins.txt", Path(folder) / "report.json"
        pins = "\n".join(f"{name}=={version}" for name, version in sorted(versions.items()))
        wanted.write_text(pins + "\n", encoding="utf-8")
        done = run(
            [
                *("install", "--dry-run", "--no-deps", "--ignore-installed", "--quiet"),
                *("--no-input", "--only-binary", ":all:", "--report", str(report)),
                *("-r", str(wanted)),
            ]
        )
        if done.returncode or not report.is_file():
            last = (done.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
            found.wrong.append(f"whether releases were taken back could not be looked up: {last}")
            return
        answered = json.loads(report.read_text(encoding="utf-8"))["install"]
    for one in answered:
        if one.get("is_yanked"):
            name, version = one["metadata"]["name"], one["metadata"]["version"]
            found.wrong.append(f"{name} {version} was taken back by its makers")
    found.counted["looked up for being taken back"] = len(answered)


# ---- the command ---------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None, today: dt.date | None = None) -> int:
    """The command line; 0 where nothing is to be mended."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--online", action="store_true", help="ask for holes and releases taken back"
    )
    parser.add_argument(
        "--advisories", metavar="URL", default=ADVISORIES, help="whom to ask for holes"
    )
    options = parser.parse_args(arguments)
    tools = writer()
    found = Audit()
    texts = {name: (HERE / f"{name}.txt").read_text(encoding="utf-8") for name in LOCKS}
    versions = check_locks(texts, found)
    day = today or dt.datetime.now(dt.UTC).date()
    page = Path(tools.TABLE).read_text(encoding="utf-8")
    check_page(page, list(tools.needs()), versions, day, found)
    absent = check_licences(sorted(versions), tools.licence, found)
    if options.online:
        check_advisories(versions, options.advisories, found)
        used = {name: versions[name] for name in sorted(tools.pinned("serve.txt"))}
        check_withdrawn({name: v for name, v in used.items() if name not in absent}, found)
    for line in found.remarks:
        print(f"note: {line}")
    for line in found.wrong:
        print(f"to mend: {line}", file=sys.stderr)
    print(", ".join(f"{count} {what}" for what, count in found.counted.items()) + ".")
    if absent:
        print(f"Not installed here, so their licences were not read: {', '.join(absent)}.")
    if not options.online:
        print("Security holes and releases taken back were not looked up: --online does.")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
