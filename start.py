#!/usr/bin/env python3
"""Sets everything up and starts the program, or runs all its tests.

    python3 start.py                 set up, fill a sample workspace, open the app in the browser
    python3 start.py install         only set up the environment in .venv
    python3 start.py test            set up and run every test, with those in a browser
    python3 start.py test --model    these, and the drafts with a real language model

Needs nothing but Python 3.11 or newer. What is installed is pinned with checksums in locks/.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

OLDEST = (3, 11)
TRIED_UP_TO = (3, 14)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
# The language model of the tests: an environment of its own, as it needs none of ours.
MODEL_VENV = VENV / "model"
LOCKS = ROOT / "locks"
TORCH = "2.13.0"
SYSTEM = str(sys.platform)

PLAIN_TESTS, BROWSER_TESTS = "tests", "tests in the browser"
CHECKED_FOLDERS = ("scoring", "prospecting", "app.py", "start.py")


class Trouble(Exception):  # noqa: N818 - a state of the machine, told to the user
    """Something is missing or went wrong; the message is for the user."""


def say(words: str) -> None:
    """One line for the user, at once."""
    print(words, flush=True)


def venv_python() -> Path:
    """The Python of the project's own environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def environment() -> dict[str, str]:
    """Environment of every child: nothing of another Python, pip or virtual environment."""
    strange = {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"}
    kept = {name: value for name, value in os.environ.items() if name not in strange}
    return {**kept, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0"}


def works(python: Path) -> bool:
    """Whether the environment's Python runs and is the version of the one we were started with."""
    if not python.exists():
        return False
    code = "import sys, pip; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [str(python), "-c", code],
            env=environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def make_environment() -> None:
    """Makes ``.venv`` where there is none that works.

    Raises:
        Trouble: Python's own ``venv`` or ``pip`` is missing, or the folder cannot be written.
    """
    if works(venv_python()):
        return
    say("Making the environment in .venv …")
    try:
        if VENV.is_symlink() or VENV.is_file():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(VENV)
    except OSError as error:
        raise Trouble(
            f"The old environment {VENV} cannot be removed ({error.strerror}). Close the programs "
            f"that use it, or remove the folder by hand, and start again."
        ) from error
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode or not works(venv_python()):
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise Trouble(
            f"Python could not make an environment in {VENV}.\n"
            f"{_last_lines(made.stdout + made.stderr)}\n"
            f"On Debian or Ubuntu this helps: sudo apt-get install python{version}-venv"
        )


def pip(*options: str) -> subprocess.CompletedProcess[str]:
    """Runs the environment's pip, never asking anything."""
    return subprocess.run(
        [str(venv_python()), "-m", "pip", *options, "--quiet", "--no-input"],
        env=environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def install_lock(name: str) -> None:
    """Installs one lock file, checksums verified, ready-built packages only.

    Raises:
        Trouble: with pip's last words and what usually helps.
    """
    lock = LOCKS / name
    done = pip(
        *("install", "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(lock))
    )
    if done.returncode:
        raise Trouble(
            f"The packages of locks/{name} could not be installed.\n{_last_lines(done.stderr)}\n"
            f"The first start needs the internet (behind a proxy, set HTTPS_PROXY) and about 1 GB "
            f"of disk. Python {OLDEST[0]}.{OLDEST[1]} to {TRIED_UP_TO[0]}.{TRIED_UP_TO[1]} is "
            f"known to work; this is {sys.version.split()[0]}."
        )


def install_project() -> None:
    """Makes the project itself importable and ``prospector`` a command of the environment.

    Raises:
        Trouble: with pip's last words.
    """
    done = pip("install", "--no-deps", "--no-index", "--no-build-isolation", "-e", str(ROOT))
    if done.returncode:
        raise Trouble(f"The project could not be installed.\n{_last_lines(done.stderr)}")


def _last_lines(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.strip().splitlines()[-8:])


def state_file() -> Path:
    """Where the environment keeps what was installed into it, by the lock's digest."""
    return VENV / "start.json"


def read_state() -> dict[str, str]:
    """What was installed, as part to digest; empty where unknown."""
    try:
        state = json.loads(state_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def write_state(state: dict[str, str]) -> None:
    """Keeps what was installed; a half-written file is never seen."""
    target = state_file()
    draft = target.with_suffix(".new")
    draft.write_text(json.dumps(state, indent=1, sort_keys=True), encoding="utf-8")
    draft.replace(target)


def digest(*parts: str | Path) -> str:
    """Digest of files' contents and words."""
    total = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else part.encode()
        total.update(hashlib.sha256(data).digest())
    return total.hexdigest()


def set_up(*, dev: bool, semantic: bool | None, serve: bool = False) -> None:
    """Brings the environment up to date; with nothing to do it takes a moment.

    Args:
        dev: with the tools of the tests.
        serve: with sign-in, for a team.
        semantic: with the embedding model; ``None`` where it costs no gigabytes.

    Raises:
        Trouble: something could not be installed.
    """
    make_environment()
    state = read_state()
    name = "dev.txt" if dev else "serve.txt" if serve else "main.txt"
    wanted = digest(LOCKS / name)
    if state.get(name) != wanted:
        say("Installing the packages; the first time this takes a minute or two …")
        install_lock(name)
        state[name] = wanted
        # The larger locks hold the smaller ones.
        holds = {"dev.txt": ("serve.txt", "main.txt"), "serve.txt": ("main.txt",)}
        for held in holds.get(name, ()):
            state[held] = digest(LOCKS / held)
        write_state(state)
    project = digest(ROOT / "pyproject.toml", str(ROOT))
    if state.get("project") != project:
        install_project()
        state["project"] = project
        write_state(state)
    if semantic is not False:
        set_up_semantic(state, asked=semantic is True)


@dataclass(frozen=True)
class TorchBuild:
    """The build of PyTorch that pip would take: ``kind`` is cpu, gpu or none."""

    kind: str
    version: str = ""
    sha256: str = ""


def read_report(report: dict[str, Any], system: str) -> TorchBuild:
    """What pip's report on ``torch`` says; ``system`` as ``sys.platform``.

    Off Linux every build is one without GPU packages. On Linux it is one that says so in its
    version, or one that asks for none of the GPU packages.
    """
    for entry in report.get("install", []):
        data = entry.get("metadata", {})
        if data.get("name") != "torch":
            continue
        version = str(data.get("version", ""))
        needs = [str(need).lower() for need in data.get("requires_dist") or []]
        gpu = any(
            need.startswith(("nvidia-", "cuda-", "triton", "pytorch-triton")) for need in needs
        )
        light = not system.startswith("linux") or version.endswith("+cpu") or not gpu
        hashes = entry.get("download_info", {}).get("archive_info", {}).get("hashes", {})
        return TorchBuild("cpu" if light else "gpu", version, str(hashes.get("sha256", "")))
    return TorchBuild("none")


def find_torch() -> TorchBuild:
    """Asks pip, without installing, which build of PyTorch it would take."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        pip(
            *("install", "--dry-run", "--no-deps", "--ignore-installed"),
            *("--only-binary", ":all:", "--report", str(report), f"torch=={TORCH}"),
        )
        try:
            found = json.loads(report.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return TorchBuild("none")
    return read_report(found, SYSTEM)


def set_up_semantic(state: dict[str, str], *, asked: bool) -> None:
    """Installs the embedding model where it was asked for or costs no gigabytes; says if not.

    Raises:
        Trouble: it was asked for and could not be installed.
    """
    locks = digest(*(LOCKS / name for name in ("semantic.txt", "torch.txt", "torch-cpu.txt")))
    if state.get("semantic") == locks:
        return
    if state.get("semantic left out") == locks and not asked:
        say("Matching by meaning is not installed; 'python3 start.py --semantic' adds it.")
        return
    build = find_torch()
    if build.kind == "none" and asked:
        raise Trouble(f"pip finds no PyTorch {TORCH} for this system, which --semantic needs.")
    if build.kind != "cpu" and not asked:
        why = (
            "pip would take a build of PyTorch with several gigabytes of GPU packages"
            if build.kind == "gpu"
            else f"pip finds no PyTorch {TORCH} for this system"
        )
        say(
            f"Leaving out matching by meaning: {why}. All else works without it; "
            f"'python3 start.py --semantic' adds it."
        )
        state["semantic left out"] = locks
        write_state(state)
        return
    say("Installing the model for matching by meaning …")
    try:
        install_torch(build)
        install_lock("semantic.txt")
    except Trouble as trouble:
        if asked:
            raise
        say(f"Leaving out matching by meaning. {trouble}")
        return
    state.pop("semantic left out", None)
    state["semantic"] = locks
    write_state(state)


def install_torch(build: TorchBuild) -> None:
    """Installs that build of PyTorch, by checksum wherever we know one.

    Raises:
        Trouble: with pip's last words.
    """
    if build.version in ("", TORCH):
        install_lock("torch.txt")
    elif build.sha256 and build.sha256 in (LOCKS / "torch-cpu.txt").read_text(encoding="utf-8"):
        install_lock("torch-cpu.txt")
    else:
        say(
            f"PyTorch {build.version} comes from the folder or index that your pip is configured "
            f"with; its checksum is not one we know, so that configuration vouches for it."
        )
        done = pip("install", "--no-deps", "--only-binary", ":all:", f"torch=={build.version}")
        if done.returncode:
            raise Trouble(f"PyTorch could not be installed.\n{_last_lines(done.stderr)}")


def model_python() -> Path:
    """The Python that has the language model of the tests and its server."""
    return MODEL_VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def set_up_model() -> None:
    """Installs a small language model and a server for it, for the tests that ask for both.

    The server comes as source and is built here, which takes about seven minutes once and needs a
    C++ compiler; everything is pinned with checksums, what builds it too.

    Raises:
        Trouble: with pip's last words.
    """
    wanted = digest(LOCKS / "model-build.txt", LOCKS / "model.txt")
    state = read_state()
    if state.get("model") == wanted and works(model_python()):
        return
    say("Installing the language model of the tests; its server is built, about seven minutes …")
    shutil.rmtree(MODEL_VENV, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(MODEL_VENV)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise Trouble(f"The model's environment could not be made.\n{_last_lines(made.stderr)}")
    wheels = ("--only-binary", ":all:")
    for lock, more in (
        ("model-build.txt", wheels),
        ("model.txt", (*wheels, "--no-binary", "llama-cpp-python", "--no-build-isolation")),
    ):
        done = subprocess.run(
            [
                *(str(model_python()), "-m", "pip", "install", "--quiet", "--no-input"),
                *("--require-hashes", "--no-deps", *more, "-r", str(LOCKS / lock)),
            ],
            env={**environment(), "PATH": model_path()},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Trouble(
                f"The language model of the tests could not be installed (locks/{lock}).\n"
                f"{_last_lines(done.stderr)}\nIts server is built from source: that needs a C++ "
                f"compiler, on Debian or Ubuntu: sudo apt-get install build-essential"
            )
    write_state({**read_state(), "model": wanted})


def model_path() -> str:
    """PATH with the build tools of the model's environment first."""
    return os.pathsep.join([str(model_python().parent), os.environ.get("PATH", os.defpath)])


def run_step(name: str, command: list[str], env: dict[str, str]) -> int:
    """Runs one step of the tests in the project's folder and says how long it took."""
    say(f"\n== {name}")
    began = time.monotonic()
    try:
        code = subprocess.call(command, cwd=ROOT, env=env)
    except KeyboardInterrupt:
        raise Trouble("Stopped.") from None
    say_verdict(name, code, began)
    return code


def say_verdict(name: str, code: int, began: float) -> None:
    """Says how a step ended and how long it took."""
    say(f"== {name}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s")


@contextlib.contextmanager
def step_beside(name: str, command: list[str], env: dict[str, str]) -> Iterator[Callable[[], int]]:
    """A step beside the one that runs meanwhile; what is given waits for its end and tells it.

    Its words are kept back until then, so that those of two steps do not mix.
    """
    say(f"\n== {name}: running beside the next step")
    began = time.monotonic()
    with tempfile.TemporaryFile() as words:
        child = subprocess.Popen(command, cwd=ROOT, env=env, stdout=words, stderr=subprocess.STDOUT)

        def ended() -> int:
            try:
                code = child.wait()
            except KeyboardInterrupt:
                raise Trouble("Stopped.") from None
            words.seek(0)
            say(f"\n== {name}\n{words.read().decode('utf-8', 'replace').rstrip()}")
            say_verdict(name, code, began)
            return code

        try:
            yield ended
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()


def giving_way(command: list[str]) -> list[str]:
    """``command`` at a lower priority, where the system knows one."""
    nice = shutil.which("nice")
    return [nice, "-n", "10", *command] if nice else command


def run_steps(steps: list[tuple[str, list[str]]], env: dict[str, str]) -> list[tuple[str, int]]:
    """Runs the steps in their order, those in the browser beside the other tests.

    A browser mostly waits, and what it waits for should not take long: so the other tests fill
    its pauses and give way to it.
    """
    beside = dict(steps).get(BROWSER_TESTS)
    if beside is None or PLAIN_TESTS not in dict(steps):
        return [(name, run_step(name, command, env)) for name, command in steps]
    codes = []
    for name, command in steps:
        if name == PLAIN_TESTS:
            with step_beside(BROWSER_TESTS, beside, env) as ended:
                codes.append((name, run_step(name, giving_way(command), env)))
                codes.append((BROWSER_TESTS, ended()))
        elif name != BROWSER_TESTS:
            codes.append((name, run_step(name, command, env)))
    return codes


def browser_for_tests() -> str:
    """A browser for the tests, installed where that may be done without asking.

    Raises:
        Trouble: none is found and none can be installed.
    """
    from tests.browser.find import NONE_FOUND, find_browser, install_browser

    found = find_browser() or install_browser(venv_python(), say)
    if not found:
        raise Trouble(NONE_FOUND)
    return found


def run_tests(options: argparse.Namespace, more: list[str]) -> int:
    """Rules, types, tests, tests in the browser: all of them, then the verdict."""
    set_up(dev=True, semantic=options.semantic)
    env = environment()
    # Every process of the tests would compile all of the program anew.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    python = str(venv_python())
    trouble = ""
    if options.browser:
        try:
            env["PROSPECTOR_CHROMIUM"] = browser_for_tests()
        except Trouble as missing:
            trouble = str(missing)
    left_out = "not browser and not campaign and not model"
    if options.model:
        set_up_model()
        env["PROSPECTOR_MODEL_PYTHON"] = str(model_python())
    workers = str(max(2, min(4, os.cpu_count() or 2)))
    tests = [python, "-m", "pytest", *more]
    steps = [(PLAIN_TESTS, [*tests, "-n", workers, "-m", left_out])]
    if options.browser and not trouble:
        # A file's tests share an app: two files at a time, each with its own. Named is their
        # folder, as to collect all the other tests takes seconds.
        by_file = ["-n", "2", "--dist", "loadfile", "-m", "browser and not campaign"]
        folder = [] if more else ["tests/browser"]
        steps.append((BROWSER_TESTS, [*tests, *folder, *by_file]))
    if options.model:
        steps.append(("tests with a language model", [*tests, "-n", "0", "-m", "model"]))
    if not more:
        checked = [part for part in CHECKED_FOLDERS if (ROOT / part).exists()]
        steps = [
            ("rules (ruff)", [python, "-m", "ruff", "check", "."]),
            ("layout (ruff)", [python, "-m", "ruff", "format", "--check", "--quiet", "."]),
            ("types (mypy)", [python, "-m", "mypy", "--strict", "-n", "2", *checked]),
            ("dependencies (audit)", [python, str(LOCKS / "audit.py")]),
            *steps,
        ]
    if more:
        codes = [(name, run_step(name, command, env)) for name, command in steps]
    else:
        codes = run_steps(steps, env)
    # pytest says 5 where no test was chosen: fine for one of two runs over a choice of files.
    chosen = [code for name, code in codes if name.startswith("tests")]
    empty_is_fine = bool(more) and any(code == 0 for code in chosen)
    failed = [name for name, code in codes if code and not (code == 5 and empty_is_fine)]
    if trouble:
        failed.append(f"{BROWSER_TESTS} (not run)")
        say(f"\n{trouble}")
    say(f"\nFAILED: {', '.join(failed)}" if failed else "\nEverything passed.")
    return 1 if failed else 0


def run_app(options: argparse.Namespace) -> int:
    """Sets up and opens the app, filled with sample data where it is empty."""
    set_up(dev=False, semantic=options.semantic)
    command = [str(venv_python()), "-m", "prospecting", "app", "--sample"]
    if options.workspace:
        command += ["--workspace", str(Path(options.workspace).expanduser().resolve())]
    if options.port:
        command += ["--port", str(options.port)]
    if not (options.browser and has_screen()):
        command.append("--no-browser")
    return become(command)


def become(command: list[str]) -> int:
    """Goes on as ``command``, so that whoever stops us stops it."""
    if os.name != "nt":
        os.chdir(ROOT)
        sys.stdout.flush()
        os.execve(command[0], command, environment())  # noqa: S606 - our own command
    child = subprocess.Popen(command, cwd=ROOT, env=environment())
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue  # the app heard it too, and closes the workspace before it ends


def has_screen() -> bool:
    """Whether a browser can be shown here."""
    if os.environ.get("CI"):
        return False
    if SYSTEM.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def read_options(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """The command line; what ``test`` does not know goes to pytest."""
    parser = argparse.ArgumentParser(
        prog="start.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=("app", "install", "test"), default="app")
    meaning = parser.add_mutually_exclusive_group()
    meaning.add_argument(
        "--semantic",
        action="store_true",
        default=None,
        help="with the model for matching by meaning, whatever its size",
    )
    meaning.add_argument(
        "--no-semantic", dest="semantic", action="store_false", help="without that model"
    )
    parser.add_argument("--dev", action="store_true", help="install: with the tools of the tests")
    parser.add_argument("--serve", action="store_true", help="install: with sign-in, for a team")
    parser.add_argument("--port", type=int, metavar="N", help="app: the port to listen on")
    parser.add_argument("--workspace", metavar="FILE", help="app: the workspace file")
    parser.add_argument(
        "--no-browser", dest="browser", action="store_false", help="do not open, or test in, one"
    )
    parser.add_argument("--model", action="store_true", help="test: with a real language model")
    options, more = parser.parse_known_args(arguments)
    if more and options.what != "test":
        parser.error(f"unknown: {' '.join(more)}")
    return options, more


def too_old() -> NoReturn:
    """Says which Python is needed, in words that old ones understand."""
    say(
        f"This needs Python {OLDEST[0]}.{OLDEST[1]} or newer; you started it with "
        f"{sys.version.split()[0]}. Install a newer one from python.org or your system's packages "
        f"and start it with that, for example: python3.12 start.py"
    )
    raise SystemExit(2)


def main(arguments: list[str] | None = None) -> int:
    """Does what the command line asks; 0 done, 1 failed, 2 wrong usage."""
    if sys.version_info < OLDEST:
        too_old()
    options, more = read_options(sys.argv[1:] if arguments is None else arguments)
    try:
        if options.what == "test":
            return run_tests(options, more)
        if options.what == "install":
            set_up(dev=options.dev, semantic=options.semantic, serve=options.serve)
            say("Ready: start the app with 'python3 start.py'.")
            return 0
        return run_app(options)
    except Trouble as trouble:
        print(trouble, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr, flush=True)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
