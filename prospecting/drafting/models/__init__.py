"""Language models, off by default: a model may word a draft, the gate decides."""

from prospecting.drafting.models.discover import LocalServer, find_local
from prospecting.drafting.models.payload import build_payload, preview
from prospecting.drafting.models.settings import (
    ModelError,
    ModelSettings,
    check_base_url,
    from_environment,
)
from prospecting.drafting.models.writer import CallRecord, ReplyCache, compose_with_model

__all__ = [
    "CallRecord",
    "LocalServer",
    "ModelError",
    "ModelSettings",
    "ReplyCache",
    "build_payload",
    "check_base_url",
    "compose_with_model",
    "find_local",
    "from_environment",
    "preview",
]
