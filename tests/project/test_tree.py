"""What stands in the project's files: nothing of one machine, safe settings, whole locks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.project.source import tracked_files

# Put together here, so that this file does not hold what it looks for.
_HOSTS = ["py" + "pi.org", "python" + "hosted.org", "registry.npm" + "js", "deb.deb" + "ian.org"]
_PATHS = r"(?<![\w.\-/])/(" + "|".join(["wo" + "rk", "ro" + "ot", "op" + "t"]) + r")/\w"
_OUTSIDE = r"\.\./" + "shared"
FOREIGN = re.compile("|".join([*(re.escape(host) for host in _HOSTS), _PATHS, _OUTSIDE]))
LOCKS = ("main", "serve", "dev", "semantic", "torch", "torch-cpu")
BINARY = (".png", ".jpg", ".zip", ".xlsx", ".duckdb", ".parquet", ".gz", ".pdf", ".ico", ".woff2")


def test_nothing_names_a_machine_or_a_registry(root: Path) -> None:
    found = []
    for name in tracked_files():
        if name.endswith(BINARY):
            continue
        text = (root / name).read_bytes().decode("utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if hit := FOREIGN.search(line):
                found.append(f"{name}:{number} {hit[0]}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("line", "foreign"),
    [
        ("see /wo" + "rk/main", True),
        ("'/op" + "t/wheels'", True),
        ("https://py" + "pi.org/simple", True),
        ("a/wo" + "rk/of art", False),
        ("https://x.example/wo" + "rk/me", False),
    ],
)
def test_the_test_sees_them(line: str, foreign: bool) -> None:
    assert bool(FOREIGN.search(line)) is foreign


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_is_pinned_with_checksums(root: Path, lock: str) -> None:
    text = (root / "locks" / f"{lock}.txt").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.M)
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert blocks
    for block in blocks:
        assert re.match(r"[a-z0-9-]+==\S+", block), block[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block[:80]
    assert "--index" not in text
    assert "--find-links" not in text
    assert "://" not in text


def test_locks_agree_with_each_other(root: Path) -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        text = (root / "locks" / f"{lock}.txt").read_text(encoding="utf-8")
        for name, version in re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, flags=re.M):
            versions.setdefault(name, set()).add(version)
    assert not {name: found for name, found in versions.items() if len(found) > 1}


def test_settings_of_the_screens_are_the_safe_ones(root: Path) -> None:
    settings = tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    server, client = settings["server"], settings["client"]
    assert server["address"] == "127.0.0.1"
    assert set(server["allowedHosts"]) == {"127.0.0.1", "localhost"}
    assert server["headless"] is True
    assert server["fileWatcherType"] == "none"
    assert server["enableCORS"] is True
    assert server["enableXsrfProtection"] is True
    assert server["maxUploadSize"] == 200
    assert server["enableStaticServing"] is False
    assert server["enableAgentApi"] is False
    assert settings["browser"]["gatherUsageStats"] is False
    assert client["showErrorDetails"] == "none"
    assert client["showErrorLinks"] is False
    assert client["toolbarMode"] == "minimal"
    assert client["disableDataExport"] is True


def test_every_setting_of_the_screens_is_one_that_streamlit_knows(root: Path) -> None:
    from streamlit import config

    known = set(config.get_config_options())

    def names(table: dict[str, object], prefix: str) -> list[str]:
        flat = []
        for key, value in table.items():
            whole = f"{prefix}.{key}" if prefix else key
            flat += names(value, whole) if isinstance(value, dict) else [whole]
        return flat

    settings = tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert not set(names(settings, "")) - known


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    line = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as WCAG 2 defines it, 1..21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_words_reach_contrast_aa(root: Path, look: str) -> None:
    from prospecting.pages import theme

    settings = tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    colours = settings["theme"][look]
    papers = [
        colours["backgroundColor"],
        colours["secondaryBackgroundColor"],
        colours["sidebar"]["backgroundColor"],
    ]
    for paper in papers:
        for name in ("textColor", "linkColor", "grayTextColor", "greenTextColor"):
            assert contrast(colours[name], paper) >= 4.5, (name, paper)
        assert contrast(theme.BAR, paper) >= 3, ("bar", paper)
    for name in ("green", "orange", "yellow", "blue", "red", "gray"):
        pair = colours[f"{name}TextColor"], colours[f"{name}BackgroundColor"]
        assert contrast(*pair) >= 4.5, name
    on_primary = theme.ON_PRIMARY[look]
    assert contrast(on_primary, colours["primaryColor"]) >= 4.5, "words on the primary button"
    # The chosen tab is written in it.
    assert contrast(colours["primaryColor"], colours["backgroundColor"]) >= 4.5
    drawn = theme.LIGHT if look == "light" else theme.DARK
    assert drawn.paper == colours["backgroundColor"]
    for colour in (drawn.ink, drawn.soft):
        assert contrast(colour, drawn.paper) >= 4.5
    for colour in (drawn.green, drawn.ochre, drawn.line):
        assert contrast(colour, drawn.paper) >= 3
