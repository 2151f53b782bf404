"""Docs that cannot drift: commands, settings, dependencies and links."""

from __future__ import annotations

import argparse
import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from docs.generate import PAGE, commands, is_group, page
from locks.update import GROUPS, licence, needs, pinned
from tests.project.source import tracked_files


def documents(root: Path) -> str:
    """README and docs as one text."""
    pages = [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def test_the_page_on_commands_is_what_the_program_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python docs/generate.py"


def test_every_command_and_option_is_documented() -> None:
    text = PAGE.read_text(encoding="utf-8")
    every = list(commands())
    assert len(every) > 20
    for name, parser, words in every:
        assert is_group(parser) or f"### `prospector {name}`\n" in text
        assert words, f"{name} says nothing of what it does"
        for action in parser._actions:
            hidden = action.help == argparse.SUPPRESS
            for option in action.option_strings:
                assert hidden or option in ("-h", "--help") or f"`{option}" in text, (name, option)


def test_every_argument_says_what_it_is_for() -> None:
    silent = [
        f"{name} {action.dest}"
        for name, parser, _ in commands()
        for action in parser._actions
        if action.option_strings and not action.help and action.dest != "help"
    ]
    assert not silent, f"no help: {silent}"


@pytest.mark.parametrize("config", ["data/scoring.toml"])
def test_every_weight_is_explained_where_it_stands_or_in_the_docs(root: Path, config: str) -> None:
    text = (root / config).read_text(encoding="utf-8")
    docs = documents(root)
    missing = []
    for section, table in tomllib.loads(text).items():
        for key in table if isinstance(table, dict) else []:
            line = re.search(rf"^{re.escape(key)}\s*=.*$", text, flags=re.M)
            before = re.search(rf"#[^\n]*\n{re.escape(key)}\s*=", text)
            explained = (line and "#" in line[0]) or before or f"`{key}`" in docs
            if not explained:
                missing.append(f"[{section}] {key}")
    assert not missing, f"{config}: nothing says what these are: {missing}"


def test_every_dependency_has_its_reason_licence_and_release(root: Path) -> None:
    page = (root / "docs" / "dependencies.md").read_text(encoding="utf-8")
    versions = pinned("dev.txt", "semantic.txt", "torch.txt")
    rows = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line]
    wanted = list(needs())
    assert len(rows) - len(GROUPS) == len(wanted)
    for need in wanted:
        row = next((row for row in rows if row.startswith(f"| {need.name} |")), None)
        assert row is not None, f"{need.name} is not on docs/dependencies.md: run locks/update.py"
        _, name, version, day, terms, reason, _ = [cell.strip() for cell in row.split("|")]
        assert (name, version, reason) == (need.name, versions[need.name], need.reason)
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", day)
        try:
            assert terms == licence(need.name)
        except metadata.PackageNotFoundError:
            assert need.group == "semantic", f"{need.name} is not installed"


def test_every_licence_is_permissive(root: Path) -> None:
    fine = re.compile(r"MIT|BSD|Apache|ISC|PSF|0BSD|Zlib|CC0|Unlicense|HPND|BSL-1.0")
    # Used to run the tests, never shipped or linked: its licence covers changes to its own files.
    tools = {"hypothesis"}
    for need in needs():
        try:
            terms = licence(need.name)
        except metadata.PackageNotFoundError:
            continue
        assert fine.search(terms) or need.name in tools, f"{need.name}: {terms}"
        assert not re.search(r"\bA?GPL", terms), f"{need.name}: {terms}"


def test_what_is_installed_is_what_is_locked() -> None:
    for need in needs():
        try:
            installed = metadata.version(need.name)
        except metadata.PackageNotFoundError:
            assert need.group == "semantic", f"{need.name} is not installed"
            continue
        locked = pinned("dev.txt", "semantic.txt", "torch.txt")[need.name]
        assert installed.split("+")[0] == locked, need.name


def test_links_between_pages_lead_somewhere(root: Path) -> None:
    pages = [name for name in tracked_files() if name.endswith(".md")]
    broken = []
    for name in pages:
        page = root / name
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{name}: {target}")
    assert not broken


@pytest.mark.parametrize("name", ["README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md"])
def test_what_every_project_has(root: Path, name: str) -> None:
    assert (root / name).read_text(encoding="utf-8").strip()


def test_the_readme_says_the_two_commands(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    assert re.search(r"python3 start\.py(?! *[a-z-])", text)
    assert "python3 start.py test" in text
    assert "python3 start.py test" in (root / ".ci" / "run").read_text(encoding="utf-8")
