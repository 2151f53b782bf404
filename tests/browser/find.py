"""Finds a browser for the tests: Chromium, Chrome or Edge, wherever it lies.

Standard library only: ``start.py`` uses this before anything is installed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMED = "PROSPECTOR_CHROMIUM"
NONE_FOUND = (
    "The tests in the browser need Chromium, Chrome or Edge, and none is found. Install one "
    f"(on Debian: sudo apt-get install chromium), or name one in {NAMED}, or leave these tests "
    "out with --no-browser."
)
SYSTEM = str(sys.platform)

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
MAC_BROWSERS = (
    "Chromium.app/Contents/MacOS/Chromium",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS_BROWSERS = (
    "Chromium/Application/chrome.exe",
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)


def find_browser() -> str | None:
    """Path of a Chromium, Chrome or Edge, wherever one is found, or ``None``."""
    chosen = os.environ.get(NAMED)
    if chosen:
        return chosen if Path(chosen).is_file() else None
    places = [found for found in map(shutil.which, BROWSERS) if found]
    if SYSTEM == "darwin":
        folders = [Path("/Applications"), Path.home() / "Applications"]
        places += [str(folder / name) for folder in folders for name in MAC_BROWSERS]
    if os.name == "nt":
        names = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        folders = [Path(os.environ[name]) for name in names if os.environ.get(name)]
        places += [str(folder / name) for folder in folders for name in WINDOWS_BROWSERS]
    places += [str(path) for path in playwright_browsers()]
    return next((place for place in places if Path(place).is_file() and starts(place)), None)


def playwright_browsers() -> list[Path]:
    """Browsers that Playwright fetched for this user, newest first."""
    home = Path.home()
    caches = [
        os.environ.get("PLAYWRIGHT_BROWSERS_PATH", ""),
        str(home / ".cache" / "ms-playwright"),
        str(home / "Library" / "Caches" / "ms-playwright"),
        str(Path(os.environ.get("LOCALAPPDATA", str(home))) / "ms-playwright"),
    ]
    names = ("chrome", "chrome.exe", "Chromium", "Google Chrome for Testing")
    found: list[Path] = []
    for cache in caches:
        if cache and Path(cache).is_dir():
            for folder in sorted(Path(cache).glob("chromium-*"), reverse=True):
                found += [path for name in names for path in folder.rglob(name) if path.is_file()]
    return found


def starts(browser: str) -> bool:
    """Whether the program answers with its version; some are only a pointer to a shop."""
    if os.name == "nt":  # there the question would open a window
        return True
    try:
        asked = subprocess.run([browser, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def install_browser(python: Path, say: Callable[[str], None]) -> str | None:
    """Installs a browser where that may be done without asking; its path, or ``None``.

    As root on Debian with the system's packages, elsewhere through ``python``'s Playwright.
    """
    if os.environ.get(NAMED):
        return None  # the user named one; another is not what he wants
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("No Chromium here; installing it with the system's packages …")
        quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = ["chromium", "fonts-dejavu-core"]
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        ):
            with contextlib.suppress(OSError):
                subprocess.run(command, env=quietly, stdout=subprocess.DEVNULL, check=False)
    else:
        say("No Chromium, Chrome or Edge here; asking Playwright to fetch one …")
        fetch = [str(python), "-m", "playwright", "install", "chromium"]
        with contextlib.suppress(OSError):
            subprocess.run(fetch, check=False)
    return find_browser()
