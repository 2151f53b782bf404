"""The project's own source as the tests on its shape see it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Import:
    """One import: the module's full name, its line, and whether it runs when the file is loaded."""

    module: str
    line: int
    at_load: bool


@dataclass(frozen=True)
class Module:
    """One Python file, by its path from the project's folder with slashes."""

    path: str

    @cached_property
    def text(self) -> str:
        """Its source."""
        return (ROOT / self.path).read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def name(self) -> str:
        """Its dotted name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def imports(self) -> tuple[Import, ...]:
        """All its imports; relative ones by their full name, names of packages too."""
        return self._imports

    @cached_property
    def _imports(self) -> tuple[Import, ...]:
        package = self.name if self.path.endswith("__init__.py") else self.name.rpartition(".")[0]
        return tuple(_imports(self.tree.body, package, at_load=True))

    def calls(self) -> Iterator[tuple[str, int]]:
        """Dotted name as written, and line, of everything it calls."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node.lineno


def _imports(body: list[ast.stmt], package: str, *, at_load: bool) -> Iterator[Import]:
    for node in body:
        if isinstance(node, ast.Import):
            yield from (Import(name.name, node.lineno, at_load) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                start = ".".join(parts[: len(parts) - node.level + 1])
                base = f"{start}.{base}".strip(".")
            for name in node.names:
                yield Import(f"{base}.{name.name}", node.lineno, at_load)
        else:
            typing_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            later = at_load and not inside and not typing_only
            blocks = [getattr(node, field, []) for field in ("body", "orelse", "finalbody")]
            blocks += [part.body for part in getattr(node, "handlers", [])]
            blocks += [part.body for part in getattr(node, "cases", [])]
            for block in blocks:
                yield from _imports(block, package, at_load=later)


@lru_cache(maxsize=1)
def tracked_files() -> tuple[str, ...]:
    """Every file of the project, from git, or from the folder where there is no git."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        hidden = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
        listed = [
            path.relative_to(ROOT).as_posix()
            for path in ROOT.rglob("*")
            if path.is_file() and not hidden.intersection(path.relative_to(ROOT).parts)
        ]
    return tuple(sorted(name for name in listed if name and (ROOT / name).is_file()))


def modules(*folders: str) -> list[Module]:
    """The Python files under these folders (or these files), all of the product by default."""
    wanted = folders or ("prospecting/", "scoring/", "app.py")
    return [
        _module(name)
        for name in tracked_files()
        if name.endswith(".py") and name.startswith(wanted)
    ]


@lru_cache(maxsize=1024)
def _module(name: str) -> Module:
    # Read and parsed once for all the rules.
    return Module(name)


def is_of(module: str, *packages: str) -> bool:
    """Whether a dotted name is one of these packages or inside one."""
    return any(module == package or module.startswith(package + ".") for package in packages)
