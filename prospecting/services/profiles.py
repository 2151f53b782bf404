"""Ideal client profiles: several side by side, one in use."""

from __future__ import annotations

import tomllib
from typing import Any

from prospecting.errors import Refused
from prospecting.services.session import Session
from prospecting.workspace.preferences import PROFILE_IN_USE
from scoring.profile import Profile, ProfileError, parse_profile, profile_to_dict

EVERYBODY = "Everybody"
#: The setting that holds which profile is in use.
IN_USE = PROFILE_IN_USE


def set_profile(
    session: Session, data: dict[str, Any], *, expected: int | None = None
) -> dict[str, Any]:
    """Check, store and use a profile shaped like the TOML file.

    Raises:
        ProfileError: what is wrong with it, in one sentence.
        Conflict: somebody else changed it since ``expected`` was read.
    """
    value = profile_to_dict(parse_profile(data))
    session.ws.save_profile(value["name"], value, user=session.user, expected=expected)
    session.ws.use_profile(value["name"], user=session.user)
    return value


def list_profiles(session: Session) -> list[dict[str, Any]]:
    """``name, in_use`` and the profile itself, by name."""
    saved = session.ws.list_profiles()
    current = session.ws.get_profile()
    return [
        {
            "name": one.name,
            "in_use": current is not None and one.profile_id == current.profile_id,
            "version": one.version_id,
            "profile": one.value,
        }
        for one in sorted(saved, key=lambda one: one.name.casefold())
    ]


def show_profile(session: Session, name: str | None = None) -> dict[str, Any]:
    """One profile in the shape of the TOML file; the one in use by default.

    Raises:
        Refused: there is none of that name, or none at all.
    """
    saved = session.ws.get_profile(name)
    if saved is None:
        if name is None:
            raise Refused("no profile is set yet; next: prospector profile set FILE.toml")
        names = ", ".join(f"“{one['name']}”" for one in list_profiles(session)) or "none yet"
        raise Refused(f"there is no profile “{name}”; there is {names}")
    return dict(saved.value)


def use_profile(session: Session, name: str) -> dict[str, Any]:
    """Choose the profile in use.

    Raises:
        Refused: there is none of that name.
    """
    value = show_profile(session, name)
    session.ws.use_profile(name, user=session.user)
    return value


def remove_profile(session: Session, name: str) -> None:
    """Take a profile away; the plans made with it stay.

    Raises:
        Refused: there is none of that name.
    """
    show_profile(session, name)
    session.ws.remove_profile(name, user=session.user)


def current_profile(session: Session) -> tuple[Profile, int | None]:
    """The profile in use and its id; one that wants everybody where none is set."""
    saved = session.ws.get_profile()
    if saved is None:
        return Profile(name=EVERYBODY), None
    return parse_profile(saved.value), saved.profile_id


def profile_toml(value: dict[str, Any]) -> str:
    """A profile as the text of its TOML file; what asks for nothing is left out.

    Raises:
        ProfileError: it is no valid profile.
    """
    import tomli_w

    full = profile_to_dict(parse_profile(value))
    return tomli_w.dumps({key: item for key, item in full.items() if _says(item)})


def _says(item: Any) -> bool:
    return any(map(_says, item.values())) if isinstance(item, dict) else item not in (None, [], "")


def profile_from_toml(text: str) -> dict[str, Any]:
    """A profile from the text of a TOML file.

    Raises:
        ProfileError: not TOML, or no valid profile; one sentence says what is wrong.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"This is no TOML file ({error}).") from error
    return profile_to_dict(parse_profile(data))


def learn(session: Session) -> dict[str, Any]:
    """Propose a profile from the best clients: ``proposal, sentences, sure``."""
    from prospecting.services import learning

    return learning.propose_profile(session)
