"""The headers that every answer carries, and the policy of what a page may load."""

from base64 import b64encode
from hashlib import sha256
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PAGE: Final = (
    "default-src 'none'",
    "script-src 'self'{scripts}",
    "style-src 'self'",
    # Swagger UI's style sheet holds its icons as data; the page saves pictures through blobs.
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    # The page shows what an embed of it will look like.
    "frame-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
)

HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def policy(frame_ancestors: str, script: bytes = b"") -> dict[str, str]:
    """Return the header with the policy of an answer that ``frame_ancestors`` may embed.

    ``script`` is what may run although it stands in the page itself.
    """
    scripts = f" 'sha256-{b64encode(sha256(script).digest()).decode()}'" if script else ""
    parts = "; ".join((*_PAGE, f"frame-ancestors {frame_ancestors}"))
    return {"content-security-policy": parts.format(scripts=scripts)}


class SecurityHeaders:
    """Middleware that adds the headers to every answer that does not bring its own.

    ``frame_ancestors`` may embed it.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: str) -> None:
        self.app = app
        self.headers = {**HEADERS, **policy(frame_ancestors)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to the answer's."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)
