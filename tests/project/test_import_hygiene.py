"""What a fresh process has loaded after the first thing a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.test_walls import LEAVES

HEAVY = ("torch", "sentence_transformers", "sklearn", "transformers")

HELP = "from prospecting.cli import main; assert main(['--help']) == 0"
FIRST_PAGE = """
from streamlit import config
config.set_option("client.showErrorDetails", "full")
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=120).run()
assert not app.exception, [one.message for one in app.exception]
assert app.main.children, "the first page is empty"
"""
SCORING = f"""
import pkgutil, importlib, scoring
for found in pkgutil.walk_packages(scoring.__path__, "scoring."):
    if found.name not in {sorted(LEAVES)!r}:
        importlib.import_module(found.name)
"""


def loaded_after(code: str, root: Path, workspace: Path) -> set[str]:
    """Top-level modules that a fresh Python has loaded after running ``code``."""
    report = "\nimport sys; print('\\n' + ' '.join({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code + report],
        cwd=root,
        env=_environment(workspace),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return set(done.stdout.splitlines()[-1].split())


def _environment(workspace: Path) -> dict[str, str]:
    return {**os.environ, "PROSPECTOR_WORKSPACE": str(workspace), "PYTHONUTF8": "1"}


def test_help_loads_next_to_nothing(root: Path, tmp_path: Path) -> None:
    loaded = loaded_after(HELP, root, tmp_path / "w.duckdb")
    assert "argparse" in loaded
    slow = {*HEAVY, "scipy", "streamlit", "pandas", "duckdb", "numpy", "openai"}
    assert not loaded & slow


def test_the_first_page_loads_no_model(root: Path, tmp_path: Path) -> None:
    if not (root / "app.py").exists():
        pytest.fail("app.py is missing")
    loaded = loaded_after(FIRST_PAGE, root, tmp_path / "w.duckdb")
    assert "streamlit" in loaded
    assert not loaded & set(HEAVY)


def test_loading_all_of_scoring_brings_no_screen_no_database_no_model(
    root: Path, tmp_path: Path
) -> None:
    loaded = loaded_after(SCORING, root, tmp_path / "w.duckdb")
    assert "scoring" in loaded
    assert not loaded & {*HEAVY, "scipy", "streamlit", "duckdb", "openai", "prospecting"}
