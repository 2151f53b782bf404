"""What is needed to serve a team: the image, the unit, the compose file, and the server itself."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from prospecting.cli import build_parser
from tests.serving.test_refusal import GOOD

HOST = "asks.firm.example"


def _container(root: Path) -> list[tuple[str, str]]:
    """The instructions of the container file, continued lines joined."""
    text = (root / "deploy" / "Containerfile").read_text("utf-8")
    lines = re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", text, flags=re.M)).splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines if line.strip()]


def _copied(root: Path) -> list[tuple[str, str]]:
    """(from, to) of everything that goes into the image."""
    found = []
    for word, rest in _container(root):
        if word == "COPY":
            *sources, target = rest.split()
            inside = [source if target.endswith("/") else "" for source in sources]
            found += [(s, target + Path(i).name if i else target)
                      for s, i in zip(sources, inside, strict=True)]  # fmt: skip
    return found


def test_the_image_holds_the_app_and_nothing_else(root: Path) -> None:
    copied = _copied(root)
    assert all((root / source).exists() for source, _ in copied)
    sources = {source for source, _ in copied}
    assert sources == {
        *("locks/serve.txt", ".streamlit/config.toml", "app.py", "LICENSE"),
        *("data", "scoring", "prospecting"),
    }


def test_the_image_runs_without_rights_and_is_watched(root: Path) -> None:
    steps = _container(root)
    words = [word for word, _ in steps]
    user = dict(steps)["USER"]
    assert user not in ("root", "0") and words.index("USER") < words.index("CMD")
    assert any(word == "RUN" and f"--uid 10001 {user}" in rest for word, rest in steps)
    install = next(rest for word, rest in steps if word == "RUN" and "pip" in rest)
    assert "--require-hashes" in install and "--only-binary :all:" in install
    assert "/_stcore/health" in dict(steps)["HEALTHCHECK"]
    secret = re.compile(r"(secret|password|token)\s*=\s*\S", re.I)
    assert not [rest for word, rest in steps if word in ("ENV", "ARG") and secret.search(rest)]


def test_no_image_is_whatever_is_newest(root: Path) -> None:
    compose = (root / "deploy" / "compose.yaml").read_text("utf-8")
    images = re.findall(r"^ +image: (\S+)$", compose, re.M)
    assert images and all(re.search(r":v?\d", image) for image in images)


def test_what_the_image_installs_is_the_app_with_sign_in(root: Path) -> None:
    pins = {
        name: dict(re.findall(r"^([a-z0-9.-]+)==([^\s;]+)", (root / f"locks/{name}.txt").read_text(
            "utf-8"), re.M))
        for name in ("main", "serve")
    }  # fmt: skip
    assert pins["main"].items() <= pins["serve"].items()
    assert "authlib" in pins["serve"]


def test_the_unit_has_no_rights_and_its_command_is_one_of_ours(root: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(root / "deploy" / "prospector.service", "utf-8")
    service = unit["Service"]
    assert service["User"] not in ("root", "")
    assert service["CapabilityBoundingSet"] == ""
    wanted = {
        "NoNewPrivileges": "true", "ProtectSystem": "strict", "ProtectHome": "true",
        "PrivateTmp": "true", "UMask": "0077", "LockPersonality": "true",
        "RestrictNamespaces": "true", "SystemCallFilter": "@system-service",
    }  # fmt: skip
    assert {key: service[key] for key in wanted} == wanted
    assert service["EnvironmentFile"] == "/etc/prospector.env"
    command = shlex.split(service["ExecStart"])
    assert command[1:3] == ["-m", "prospecting"]
    args = build_parser().parse_args(command[3:])
    assert args.port == 8501 and args.no_browser


def test_the_compose_file(root: Path) -> None:
    yaml = pytest.importorskip("yaml")
    made = yaml.safe_load((root / "deploy" / "compose.yaml").read_text("utf-8"))
    services = made["services"]
    app, proxy, provider = (services[name] for name in ("app", "proxy", "provider"))
    assert "ports" not in app and "ports" not in provider, "only the proxy is reached from outside"
    for one in (app, proxy, provider):
        assert one["cap_drop"] == ["ALL"] and one["security_opt"] == ["no-new-privileges:true"]
        assert set(one["networks"]) <= set(made["networks"])
        for volume in one.get("volumes", []):
            place = volume.split(":")[0]
            assert place in made["volumes"] or (root / "deploy" / place).exists()
        for secret in one.get("secrets", []):
            file = made["secrets"][secret["source"]]["file"]
            assert file.startswith("./secrets/"), "never in the repository"
    assert app["read_only"] and app["environment"]["PROSPECTOR_MEMBERS"].startswith("${PROSPECTOR")
    assert provider["profiles"] == ["provider"]
    dex = yaml.safe_load((root / "deploy" / "dex.example.yaml").read_text("utf-8"))
    caddy = (root / "deploy" / "Caddyfile").read_text("utf-8")
    assert f"provider:{dex['web']['http'].rpartition(':')[2]}" in caddy and "app:8501" in caddy
    assert dex["issuer"].endswith("/dex") and "handle /dex/*" in caddy
    assert dex["staticClients"][0]["redirectURIs"] == ["https://YOUR.NAME/oauth2callback"]


@pytest.fixture
def image(root: Path, tmp_path: Path) -> Path:
    """The files of the image in a folder, as the container file copies them."""
    place = tmp_path / "app"
    for source, target in _copied(root):
        to = place / target
        to.parent.mkdir(parents=True, exist_ok=True)
        if (root / source).is_dir():
            shutil.copytree(root / source, to, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(root / source, to)
    return place


def _environment(
    root: Path, image: Path, tmp_path: Path, port: int
) -> tuple[list[str], dict[str, str]]:
    """Command and environment of the image, with its places put below the test's own."""
    steps = dict(_container(root))
    command = json.loads(steps["CMD"])
    command = [sys.executable, *command[1:]]
    command[command.index("8501")] = str(port)
    env = dict(part.split("=", 1) for part in shlex.split(steps["ENV"]))
    env["PYTHONPATH"] = str(image)
    env["PROSPECTOR_WORKSPACE"] = str(tmp_path / "data" / "workspace.duckdb")
    env["STREAMLIT_SECRETS_FILES"] = str(tmp_path / "secrets.toml")
    env |= {"PROSPECTOR_MEMBERS": "ana@firm.example=admin", "STREAMLIT_SERVER_ALLOWED_HOSTS": HOST,
            "STREAMLIT_BROWSER_SERVER_ADDRESS": HOST, "HOME": str(tmp_path / "none" / "home"),
            "PATH": os.environ["PATH"]}  # fmt: skip
    return command, env


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(root: Path, image: Path, tmp_path: Path) -> Iterator[int]:
    """The image's command at work on a port, with sign-in."""
    (tmp_path / "data").mkdir()
    (tmp_path / "none").touch()  # a home that cannot be made: nothing may be written there
    (tmp_path / "secrets.toml").write_text(GOOD)
    port = _free_port()
    command, env = _environment(root, image, tmp_path, port)
    log = (tmp_path / "log").open("w")
    with log, subprocess.Popen(command, env=env, cwd=image, stdout=log, stderr=log) as process:
        try:
            for _ in range(300):
                assert process.poll() is None, (tmp_path / "log").read_text()
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2)
                    break
                except (urllib.error.URLError, ConnectionError):
                    time.sleep(0.2)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=30)


def _handshake(port: int, host: str, origin: str) -> int:
    """The status of an attempt to open the app's WebSocket."""
    lines = (
        "GET /_stcore/stream HTTP/1.1", f"Host: {host}", f"Origin: {origin}", "Upgrade: websocket",
        "Connection: Upgrade", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "",
    )  # fmt: skip
    with socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
        wire.sendall("\r\n".join(lines).encode())
        return int(wire.recv(100).split()[1])


def test_the_image_serves_under_its_own_name_only(served: int, image: Path) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{served}/_stcore/health", timeout=10) as answer:
        assert answer.status == 200
    assert _handshake(served, HOST, f"https://{HOST}") == 101
    assert _handshake(served, HOST, "https://evil.example") == 403
    assert _handshake(served, "evil.example", "https://evil.example") == 403
    assert not list(image.rglob("__pycache__")), "nothing is written into the image"


def test_the_image_without_its_secrets_does_not_start(
    root: Path, image: Path, tmp_path: Path
) -> None:
    command, env = _environment(root, image, tmp_path, _free_port())
    done = subprocess.run(
        command, env=env, cwd=image, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert "no sign-in is set up" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()
