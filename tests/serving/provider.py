"""A small OpenID provider on this machine that lets in whoever the test says."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "prospector-test"


@dataclass
class Provider:
    """Who signs in next (``email``, ``verified``), and where the provider answers."""

    url: str = ""
    email: str = ""
    verified: bool = True
    codes: dict[str, str] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1"}))

    def token(self, nonce: str) -> str:
        """A signed identity token."""
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": self.email,
            "email": self.email,
            "email_verified": self.verified,
            "iat": now,
            "exp": now + 600,
            "nonce": nonce,
        }
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.key)


@contextmanager
def provider() -> Iterator[Provider]:
    """The provider, running until the end of the block."""
    state = Provider()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            return

        def _json(self, data: dict[str, Any]) -> None:
            body = json.dumps(data).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            where = urlsplit(self.path)
            if where.path == "/.well-known/openid-configuration":
                self._json(
                    {
                        "issuer": state.url,
                        "authorization_endpoint": f"{state.url}/authorize",
                        "token_endpoint": f"{state.url}/token",
                        "jwks_uri": f"{state.url}/jwks",
                        "userinfo_endpoint": f"{state.url}/userinfo",
                        "response_types_supported": ["code"],
                        "subject_types_supported": ["public"],
                        "id_token_signing_alg_values_supported": ["RS256"],
                    }
                )
            elif where.path == "/jwks":
                self._json({"keys": [state.key.as_dict(private=False)]})
            elif where.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(where.query).items()}
                code = secrets.token_urlsafe(12)
                state.codes[code] = asked.get("nonce", "")
                back = urlencode({"code": code, "state": asked["state"]})
                self.send_response(302)
                self.send_header("Location", f"{asked['redirect_uri']}?{back}")
                self.end_headers()
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            form = {name: v[0] for name, v in parse_qs(self.rfile.read(size).decode()).items()}
            nonce = state.codes.pop(form.get("code", ""), None)
            if nonce is None:
                self.send_error(400)
                return
            self._json(
                {
                    "access_token": "t",
                    "token_type": "Bearer",
                    "expires_in": 600,
                    "id_token": state.token(nonce),
                }
            )

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
