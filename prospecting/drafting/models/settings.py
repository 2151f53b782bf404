"""Which model may be asked, and the rules for its address and key.

Nothing is asked until `enabled` is set by a named choice of the user. The address comes from
the settings or the environment, never from data; the key from the environment or a key store,
never from the database.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

# Set in tests: any call that would leave this process fails at once.
FORBID_SWITCH = "PROSPECTOR_FORBID_MODEL_CALLS"


class ModelError(Exception):
    """A model was not asked or its answer is not usable; the text is for the user."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """A provider and its limits. Prices are per million tokens, in the user's currency.

    `send_names` False puts placeholders for people and companies (restored here).
    `key_variable` names the environment variable with the key, `key_host` the only host that
    may get it.
    """

    enabled: bool = False
    provider: str = ""
    base_url: str = ""
    model: str = ""
    key_variable: str = ""
    key_host: str = ""
    send_names: bool = False
    timeout: float = 30.0
    total_timeout: float = 90.0
    reply_limit: int = 64_000
    price_in: float = 0.0
    price_out: float = 0.0


def from_environment(environment: Mapping[str, str] | None = None) -> ModelSettings:
    """Settings from PROSPECTOR_MODEL_URL, _NAME, _PROVIDER, _KEY and _KEY_HOST.

    They are enabled only if PROSPECTOR_MODEL_PROVIDER names the choice.
    """
    env = os.environ if environment is None else environment
    provider = env.get("PROSPECTOR_MODEL_PROVIDER", "").strip()
    base_url = env.get("PROSPECTOR_MODEL_URL", "").strip()
    model = env.get("PROSPECTOR_MODEL_NAME", "").strip()
    return ModelSettings(
        enabled=bool(provider and base_url and model),
        provider=provider,
        base_url=base_url,
        model=model,
        key_variable="PROSPECTOR_MODEL_KEY" if env.get("PROSPECTOR_MODEL_KEY") else "",
        key_host=env.get("PROSPECTOR_MODEL_KEY_HOST", "").strip(),
    )


def check_base_url(
    base_url: str, resolve: Callable[[str, int], list[str]] | None = None
) -> tuple[str, bool]:
    """(host, whether it is this machine) of an address that may be used.

    Only http and https, no user or password in it; plain http only to this machine or a
    private address; link-local, multicast and unspecified addresses never, whatever the name
    resolves to.

    Raises:
        ModelError: the address breaks a rule; the sentence says which.
    """
    parts = urlsplit(base_url.strip())
    if parts.scheme not in ("http", "https"):
        raise ModelError("The model's address must begin with http:// or https://.")
    if parts.username or parts.password or "@" in parts.netloc:
        raise ModelError("The model's address must not hold a user name or password.")
    if parts.query or parts.fragment:
        raise ModelError("The model's address must not hold a query.")
    host = (parts.hostname or "").casefold()
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise ModelError("The model's address has no valid port.") from error
    if not host:
        raise ModelError("The model's address names no host.")
    addresses = (resolve or _resolve)(host, port)
    if not addresses:
        raise ModelError(f"The host {host} is not known on this network.")
    kinds = [_kind_of(address) for address in addresses]
    if any(kind == "refused" for kind in kinds):
        raise ModelError("Link-local and similar addresses are refused as a model's address.")
    if parts.scheme == "http" and any(kind == "public" for kind in kinds):
        raise ModelError("A model on another network must be reached by https.")
    return host, all(kind == "loopback" for kind in kinds)


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return sorted({str(entry[4][0]) for entry in found})


def _kind_of(address: str) -> str:
    try:
        ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return "refused"
    mapped = getattr(ip, "ipv4_mapped", None)
    if mapped is not None:
        ip = mapped
    if (
        ip.is_link_local
        or ip.is_multicast
        or ip.is_unspecified
        or (ip.is_reserved and not ip.is_loopback)
    ):
        return "refused"
    if ip.is_loopback:
        return "loopback"
    return "private" if ip.is_private else "public"


def key_for(
    settings: ModelSettings, host: str, environment: Mapping[str, str] | None = None
) -> str:
    """The key for `host`; "none" where no key is set, which local servers take.

    Raises:
        ModelError: a key is set but bound to another host, or to none.
    """
    env = os.environ if environment is None else environment
    key = env.get(settings.key_variable, "") if settings.key_variable else ""
    if not key:
        return "none"
    if settings.key_host.casefold() != host.casefold():
        raise ModelError(
            f"The key in {settings.key_variable} is not meant for {host}; it was not sent."
        )
    return key


def calls_forbidden() -> bool:
    """Whether the test switch is on."""
    return bool(os.environ.get(FORBID_SWITCH))
