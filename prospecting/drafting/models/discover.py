"""Models on the own machine: looked for on their usual ports, only when the user asks."""

from __future__ import annotations

import http.client
import json
from collections.abc import Sequence
from dataclasses import dataclass

from prospecting.drafting.models.settings import calls_forbidden

USUAL = (("Ollama", 11434), ("LM Studio", 1234), ("llama.cpp", 8080), ("vLLM", 8000))
_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server that answers on this machine, with the models it names."""

    name: str
    base_url: str
    models: tuple[str, ...]


def find_local(ports: Sequence[tuple[str, int]] = USUAL, timeout: float = 0.5) -> list[LocalServer]:
    """Servers on 127.0.0.1 that list models; nothing but the list is asked for.

    Empty when there are none or calls are forbidden by the test switch.
    """
    if calls_forbidden():
        return []
    found: list[LocalServer] = []
    for name, port in ports:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        try:
            connection.request("GET", "/v1/models", headers={"Accept": "application/json"})
            response = connection.getresponse()
            if response.status != 200:
                continue
            listed = json.loads(response.read(_LIMIT).decode("utf-8", "replace"))
            entries = listed.get("data") if isinstance(listed, dict) else None
            models = tuple(
                str(e["id"])[:100]
                for e in entries or ()
                if isinstance(e, dict) and isinstance(e.get("id"), str)
            )
        except (OSError, ValueError, http.client.HTTPException):
            continue
        finally:
            connection.close()
        if models:
            found.append(LocalServer(name, f"http://127.0.0.1:{port}/v1", models))
    return found
