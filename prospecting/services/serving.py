"""Serving to others than this machine: only with sign-in, and only for those on the list."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from prospecting.errors import Refused
from prospecting.services.access import allowed_emails, is_loopback

SECRETS = ".streamlit/secrets.toml"
#: What Streamlit's sign-in needs; a provider may stand in a table of its own below [auth].
_NEEDED = ("redirect_uri", "cookie_secret")
_PROVIDER = ("client_id", "client_secret", "server_metadata_url")
_SECRET_LEAST = 32


def _places(app_folder: Path) -> list[Path]:
    named = os.environ.get("STREAMLIT_SECRETS_FILES")
    if named:
        return [Path(part) for part in named.split(",")]
    return [app_folder / SECRETS, Path.home() / SECRETS]


def require_sign_in(address: str, app_folder: Path) -> None:
    """Refuse an address that others can reach unless sign-in stands and somebody is on the list.

    Raises:
        Refused: one sentence on what is missing.
    """
    if is_loopback(address):
        return
    auth: dict[str, object] | None = None
    for place in _places(app_folder):
        if place.is_file():
            try:
                auth = tomllib.loads(place.read_text("utf-8")).get("auth") or auth
            except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
                raise Refused(f"{place} cannot be read: {error}") from None
    if not isinstance(auth, dict):
        raise Refused(
            f"{address} can be reached by others, and no sign-in is set up: see docs/deploy.md, or "
            "serve on 127.0.0.1"
        )
    provider = next((part for part in auth.values() if isinstance(part, dict)), auth)
    missing = [key for key in _NEEDED if not auth.get(key)]
    missing += [key for key in _PROVIDER if not provider.get(key)]
    if missing:
        raise Refused(f"the sign-in of {SECRETS} lacks {', '.join(missing)}")
    if len(str(auth["cookie_secret"])) < _SECRET_LEAST:
        raise Refused(f"cookie_secret in {SECRETS} must have at least {_SECRET_LEAST} characters")
    if not allowed_emails():
        raise Refused(
            "nobody is on the list of those who may sign in: set PROSPECTOR_MEMBERS, such as "
            '"ana@firm.example=admin, ben@firm.example"'
        )
