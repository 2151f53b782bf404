"""The starter: what it chooses, what it says when something is missing, and when it does nothing."""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import start
from tests.browser import find


def report(version: str, needs: list[str], sha256: str = "") -> dict[str, Any]:
    """pip's report on one build of PyTorch."""
    hashes = {"hashes": {"sha256": sha256}} if sha256 else {}
    return {
        "install": [
            {
                "metadata": {"name": "torch", "version": version, "requires_dist": needs},
                "download_info": {"archive_info": hashes},
            }
        ]
    }


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path) -> Path:
    """The starter with an empty environment folder, so that it touches nothing of ours."""
    venv = tmp_path / "a folder" / ".venv"
    venv.mkdir(parents=True)
    monkeypatch.setattr(start, "VENV", venv)
    return venv


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the starter says."""
    lines: list[str] = []
    monkeypatch.setattr(start, "say", lines.append)
    return lines


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the starter would install, without installing it."""
    done: list[str] = []
    monkeypatch.setattr(start, "make_environment", lambda: None)
    monkeypatch.setattr(start, "install_lock", done.append)
    monkeypatch.setattr(start, "install_project", lambda: done.append("project"))
    return done


@pytest.mark.parametrize(
    ("system", "version", "needs", "kind"),
    [
        ("linux", "2.13.0+cpu", ["filelock"], "cpu"),
        ("linux", "2.13.0", ["filelock", "nvidia-cublas==13; sys_platform == 'linux'"], "gpu"),
        ("linux", "2.13.0", ["filelock", "triton==3.7"], "gpu"),
        ("linux", "2.13.0", ["filelock"], "cpu"),
        ("darwin", "2.13.0", ["nvidia-cublas==13; sys_platform == 'linux'"], "cpu"),
        ("win32", "2.13.0", ["filelock"], "cpu"),
    ],
)
def test_which_build_of_pytorch(system: str, version: str, needs: list[str], kind: str) -> None:
    build = start.read_report(report(version, needs, "ab"), system)
    assert (build.kind, build.version, build.sha256) == (kind, version, "ab")


def test_no_build_of_pytorch() -> None:
    assert start.read_report({"install": []}, "linux").kind == "none"
    assert start.read_report({}, "darwin").kind == "none"


def test_the_second_start_does_nothing(
    nowhere: Path, said: list[str], installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "find_torch", lambda: start.TorchBuild("cpu", start.TORCH))
    start.set_up(dev=False, semantic=None)
    assert installed == ["main.txt", "project", "torch.txt", "semantic.txt"]
    installed.clear()
    start.set_up(dev=False, semantic=None)
    assert installed == []
    start.set_up(dev=True, semantic=False)
    assert installed == ["dev.txt"]
    installed.clear()
    start.set_up(dev=False, semantic=None)
    assert installed == []


def test_a_changed_lock_is_installed_again(
    nowhere: Path,
    said: list[str],
    installed: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    locks = tmp_path / "locks"
    locks.mkdir()
    (locks / "main.txt").write_text("one", encoding="utf-8")
    monkeypatch.setattr(start, "LOCKS", locks)
    start.set_up(dev=False, semantic=False)
    (locks / "main.txt").write_text("two", encoding="utf-8")
    installed.clear()
    start.set_up(dev=False, semantic=False)
    assert installed == ["main.txt"]


def test_a_moved_project_is_made_importable_again(
    nowhere: Path,
    said: list[str],
    installed: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start.set_up(dev=False, semantic=False)
    installed.clear()
    (tmp_path / "moved").mkdir()
    (tmp_path / "moved" / "pyproject.toml").write_bytes(
        (start.ROOT / "pyproject.toml").read_bytes()
    )
    monkeypatch.setattr(start, "ROOT", tmp_path / "moved")
    start.set_up(dev=False, semantic=False)
    assert installed == ["project"]


@pytest.mark.parametrize("kind", ["gpu", "none"])
def test_gigabytes_are_left_out_and_said(
    nowhere: Path,
    said: list[str],
    installed: list[str],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    looks = []

    def look() -> start.TorchBuild:
        looks.append(kind)
        return start.TorchBuild(kind, start.TORCH)

    monkeypatch.setattr(start, "find_torch", look)
    start.set_up(dev=False, semantic=None)
    assert installed == ["main.txt", "project"]
    assert "--semantic" in said[-1]
    start.set_up(dev=False, semantic=None)
    assert len(looks) == 1, "the second start does not ask pip again"
    assert "--semantic" in said[-1]


def test_gigabytes_are_taken_when_asked_for(
    nowhere: Path, said: list[str], installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "find_torch", lambda: start.TorchBuild("gpu", start.TORCH))
    start.set_up(dev=False, semantic=None)
    start.set_up(dev=False, semantic=True)
    assert installed[-2:] == ["torch.txt", "semantic.txt"]
    installed.clear()
    start.set_up(dev=False, semantic=None)
    assert installed == [], "and stay"


def test_asked_for_but_not_to_be_had(
    nowhere: Path, said: list[str], installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "find_torch", lambda: start.TorchBuild("none"))
    with pytest.raises(start.Trouble, match="finds no PyTorch"):
        start.set_up(dev=False, semantic=True)


def test_a_failing_model_does_not_stop_a_start_that_did_not_ask_for_it(
    nowhere: Path, said: list[str], installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(name: str) -> None:
        if name == "semantic.txt":
            raise start.Trouble("no disk left")

    monkeypatch.setattr(start, "install_lock", fails)
    monkeypatch.setattr(start, "find_torch", lambda: start.TorchBuild("cpu", start.TORCH))
    start.set_up(dev=False, semantic=None)
    assert "no disk left" in said[-1]
    with pytest.raises(start.Trouble, match="no disk left"):
        start.set_up(dev=False, semantic=True)


def test_a_known_cpu_build_is_checked_by_its_checksum(
    said: list[str], installed: list[str], monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    known = (root / "locks" / "torch-cpu.txt").read_text(encoding="utf-8").split("sha256:")[1][:64]
    start.install_torch(start.TorchBuild("cpu", f"{start.TORCH}+cpu", known))
    assert installed == ["torch-cpu.txt"]
    asked: list[tuple[str, ...]] = []

    def fake(*options: str) -> subprocess.CompletedProcess[str]:
        asked.append(options)
        return subprocess.CompletedProcess(options, 0, "", "")

    monkeypatch.setattr(start, "pip", fake)
    start.install_torch(start.TorchBuild("cpu", f"{start.TORCH}+cpu", "0" * 64))
    assert asked[0][-1] == f"torch=={start.TORCH}+cpu"
    assert "vouches" in said[-1]


def test_pip_failing_is_told_in_its_words(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "x\nERROR: no matching distribution")
    monkeypatch.setattr(start, "pip", lambda *_options, **_more: failed)
    with pytest.raises(start.Trouble) as trouble:
        start.install_lock("main.txt")
    assert "no matching distribution" in str(trouble.value)
    assert "HTTPS_PROXY" in str(trouble.value)


def test_a_broken_state_file_means_nothing_is_known(nowhere: Path) -> None:
    assert start.read_state() == {}
    start.state_file().write_text("{half", encoding="utf-8")
    assert start.read_state() == {}
    start.write_state({"main.txt": "1"})
    assert json.loads(start.state_file().read_text(encoding="utf-8")) == {"main.txt": "1"}


def test_an_environment_that_does_not_run_is_made_anew(nowhere: Path) -> None:
    assert not start.works(nowhere / "bin" / "python")
    broken = nowhere / "bin" / "python"
    broken.parent.mkdir()
    broken.write_text("not a program", encoding="utf-8")
    broken.chmod(0o755)
    assert not start.works(broken)
    assert start.works(Path(sys.executable))


def test_nothing_of_another_environment_reaches_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("PIP_USER", "1")
    env = start.environment()
    assert not {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET"} & set(env)
    assert env["PIP_USER"] == "0"


def options(**changes: Any) -> argparse.Namespace:
    """Options of a call of ``test`` without a browser."""
    return argparse.Namespace(**{"semantic": None, "browser": True, "model": False, **changes})


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[list[str]]]:
    """Notes the steps that the tests would take; each answers with the code given."""
    taken: list[list[str]] = []

    def take(codes: dict[str, int] | None = None) -> list[list[str]]:
        def step(name: str, command: list[str], env: dict[str, str]) -> int:
            taken.append(command)
            return (codes or {}).get(name, 0)

        @contextlib.contextmanager
        def beside(
            name: str, command: list[str], env: dict[str, str]
        ) -> Iterator[Callable[[], int]]:
            yield lambda: step(name, command, env)

        monkeypatch.setattr(start, "run_step", step)
        monkeypatch.setattr(start, "step_beside", beside)
        return taken

    monkeypatch.setattr(start, "giving_way", lambda command: command)
    monkeypatch.setattr(start, "set_up", lambda **_: None)
    monkeypatch.setattr(start, "browser_for_tests", lambda: "chromium")
    return take


def test_the_tests_are_rules_types_tests_and_browser(
    steps: Callable[..., list[list[str]]], said: list[str]
) -> None:
    taken = steps()
    assert start.run_tests(options(), []) == 0
    named = [command[2] if command[1] == "-m" else Path(command[1]).name for command in taken]
    assert named == ["ruff", "ruff", "mypy", "audit.py", "pytest", "pytest"]
    assert "not browser and not campaign and not model" in taken[4]
    assert taken[5][-2:] == ["-m", "browser and not campaign"]


@pytest.mark.parametrize("code", [0, 3])
def test_the_browser_is_driven_beside_the_other_tests_and_heard_after_them(
    said: list[str], tmp_path: Path, code: int
) -> None:
    def python(text: str) -> list[str]:
        return [sys.executable, "-c", f"import pathlib, sys, time; {text}", str(tmp_path / "here")]

    # Each ends only where the other runs meanwhile.
    wait = "[time.sleep(0.02) for _ in range(1000) if pathlib.Path(sys.argv[1]).exists() is {}]"
    made = "pathlib.Path(sys.argv[1]).touch()"
    gone = "pathlib.Path(sys.argv[1]).unlink()"
    left = "pathlib.Path(sys.argv[1]).exists()"
    steps = [
        ("rules", python("")),
        (start.PLAIN_TESTS, python(f"{made}; {wait.format(True)}; exit({left})")),
        (start.BROWSER_TESTS, python(f"{wait.format(False)}; {gone}; print('seen'); exit({code})")),
    ]
    codes = start.run_steps(steps, start.environment())
    assert codes == [("rules", 0), (start.PLAIN_TESTS, 0), (start.BROWSER_TESTS, code)]
    plain, words, verdict = said[-3:]
    assert plain.startswith("== tests: passed in")
    assert words == "\n== tests in the browser\nseen"
    assert verdict.startswith(f"== tests in the browser: {'FAILED' if code else 'passed'}")


def test_what_runs_beside_ends_with_a_step_that_was_stopped(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(name: str, command: list[str], env: dict[str, str]) -> int:
        raise start.Trouble("Stopped.")

    monkeypatch.setattr(start, "run_step", stopped)
    sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
    with pytest.raises(start.Trouble):  # and no waiting for ten minutes
        start.run_steps([(start.PLAIN_TESTS, []), (start.BROWSER_TESTS, sleep)], {})


def test_one_failing_step_fails_the_whole(
    steps: Callable[..., list[list[str]]], said: list[str]
) -> None:
    taken = steps({"types (mypy)": 1})
    assert start.run_tests(options(), []) == 1
    assert len(taken) == 6, "the rest still runs"
    assert "types (mypy)" in said[-1]


def test_without_a_browser_the_run_says_so_and_fails(
    steps: Callable[..., list[list[str]]], said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> str:
        raise start.Trouble(find.NONE_FOUND)

    monkeypatch.setattr(start, "browser_for_tests", none)
    taken = steps()
    assert start.run_tests(options(), []) == 1
    assert any("--no-browser" in line for line in said)
    taken.clear()
    assert start.run_tests(options(browser=False), []) == 0
    assert not any("browser" in command for command in taken)


def test_no_test_chosen_is_fine_in_one_of_two_runs_only(
    steps: Callable[..., list[list[str]]], said: list[str]
) -> None:
    steps({"tests in the browser": 5})
    assert start.run_tests(options(), ["tests/project"]) == 0
    assert start.run_tests(options(), []) == 1
    steps({"tests in the browser": 5, "tests": 5})
    assert start.run_tests(options(), ["tests/nothing"]) == 1


def test_the_app_opens_with_sample_data_and_without_a_browser_where_there_is_no_screen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    became: list[list[str]] = []

    def become(command: list[str]) -> int:
        became.append(command)
        return 0

    monkeypatch.setattr(start, "set_up", lambda **_: None)
    monkeypatch.setattr(start, "become", become)
    monkeypatch.setattr(start, "has_screen", lambda: True)
    assert start.main(["--port", "8600", "--workspace", str(tmp_path / "my file.duckdb")]) == 0
    monkeypatch.setattr(start, "has_screen", lambda: False)
    assert start.main([]) == 0
    assert became[0][1:] == [
        *("-m", "prospecting", "app", "--sample"),
        *("--workspace", str(tmp_path / "my file.duckdb"), "--port", "8600"),
    ]
    assert became[1][1:] == ["-m", "prospecting", "app", "--sample", "--no-browser"]


@pytest.mark.skipif(sys.platform == "win32", reason="another way there")
def test_the_starter_becomes_the_app(root: Path) -> None:
    code = (
        "import start, sys; start.become([sys.executable, '-c', 'print(7); raise SystemExit(3)'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (3, "7")


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    read, more = start.read_options(["test", "--no-browser", "tests/exports", "-k", "zip"])
    assert (read.what, read.browser, more) == ("test", False, ["tests/exports", "-k", "zip"])
    read, more = start.read_options([])
    assert (read.what, read.semantic, read.browser, more) == ("app", None, True, [])
    assert start.read_options(["install", "--semantic"])[0].semantic is True
    assert start.read_options(["--no-semantic"])[0].semantic is False
    with pytest.raises(SystemExit):
        start.read_options(["install", "--nonsense"])


def test_an_old_python_is_told_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    monkeypatch.setattr(start, "OLDEST", (99, 0))
    with pytest.raises(SystemExit) as stop:
        start.main(["install"])
    assert stop.value.code == 2
    assert "Python 99.0 or newer" in said[0]


def test_the_browser_that_is_named_is_taken_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = tmp_path / "my browser"
    monkeypatch.setenv(find.NAMED, str(named))
    assert find.find_browser() is None
    assert find.install_browser(Path("python"), print) is None
    named.write_text("", encoding="utf-8")
    assert find.find_browser() == str(named)


@pytest.mark.skipif(sys.platform == "win32", reason="asks the program for its version")
def test_browsers_that_only_point_elsewhere_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def program(path: Path, code: int) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    program(tmp_path / "bin" / "chromium", 1)
    fetched = program(tmp_path / "cache" / "chromium-1200" / "chrome-linux" / "chrome", 0)
    monkeypatch.delenv(find.NAMED, raising=False)
    monkeypatch.setattr(find, "SYSTEM", "linux")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin:/usr/bin")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "cache"))
    monkeypatch.setattr(find, "BROWSERS", ("chromium",))
    monkeypatch.setattr(shutil, "which", lambda name: str(tmp_path / "bin" / name))
    assert find.find_browser() == str(fetched)


def test_the_starter_needs_nothing_but_python(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(root / "start.py"), "--help"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "start.py test" in done.stdout


def test_the_language_model_is_installed_and_asked_only_on_demand(
    steps: Callable[..., list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[str] = []
    monkeypatch.setattr(start, "set_up_model", lambda: installed.append("model"))
    taken = steps()
    assert start.run_tests(options(), []) == 0 and not installed
    assert not any(command[-2:] == ["-m", "model"] for command in taken)
    assert start.run_tests(options(model=True), []) == 0 and installed == ["model"]
    assert taken[-1][-2:] == ["-m", "model"]


def test_a_model_that_is_there_is_not_installed_again(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = start.digest(start.LOCKS / "model-build.txt", start.LOCKS / "model.txt")
    start.write_state({"model": wanted})
    monkeypatch.setattr(start, "works", lambda _python: True)
    monkeypatch.setattr(start.subprocess, "run", lambda *_a, **_k: pytest.fail("it was installed"))
    start.set_up_model()
    assert start.read_state() == {"model": wanted}
