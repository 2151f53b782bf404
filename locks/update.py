"""Writes the lock files anew from pyproject.toml: ``python locks/update.py`` (needs uv).

One resolution for Linux, macOS and Windows, from Python 3.11 on, each file with the hashes of all
its wheels and no address of a registry. ``--upgrade`` takes newer releases.

``main.txt``       the app
``dev.txt``        the app with the tools of its tests
``semantic.txt``   what the embedding needs besides PyTorch
``torch.txt``      PyTorch as PyPI serves it, on Linux with its GPU packages
``torch-cpu.txt``  checksums of known CPU builds for Linux; kept by hand
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent / "pyproject.toml"
OPTIONS = [
    *("--universal", "--python-version", "3.11", "--fork-strategy", "fewest"),
    *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"),
    *("--no-header", "--no-annotate", "--no-config", "--quiet"),
]
TORCH = "torch==2.13.0"


def names(lock: Path) -> set[str]:
    """Names of the packages that a lock file pins."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return {line.split("==")[0] for line in lines if "==" in line and line[0].isalnum()}


def compile_lock(target: Path, sources: list[str], *options: str) -> None:
    """Resolves ``sources`` into the lock file ``target``."""
    command = [sys.executable, "-m", "uv", "pip", "compile", *sources, *OPTIONS, *options]
    subprocess.run([*command, "-o", str(target)], check=True, cwd=HERE.parent)


def main() -> int:
    """Writes the four generated lock files."""
    more = [option for option in sys.argv[1:] if option == "--upgrade"]
    main_lock, dev, semantic, torch = (
        HERE / f"{name}.txt" for name in ("main", "dev", "semantic", "torch")
    )
    project = [str(PROJECT)]
    compile_lock(main_lock, project, "--extra", "build", *more)
    compile_lock(dev, project, "--extra", "build", "--extra", "dev", "-c", str(main_lock), *more)
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "torch.in"
        wanted.write_text(TORCH + "\n", encoding="utf-8")
        compile_lock(torch, [str(wanted)], "-c", str(dev), *more)
    # PyTorch and what only its GPU builds need stay out, so that a CPU build can stand in for it.
    gpu = [n for n in names(torch) if n.startswith(("torch", "triton", "nvidia-", "cuda-"))]
    without = [part for name in sorted(gpu) for part in ("--no-emit-package", name)]
    compile_lock(semantic, project, "--extra", "semantic", "-c", str(dev), *without, *more)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
