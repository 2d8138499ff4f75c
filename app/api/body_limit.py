"""A bound on what a request may send, refused as every other refusal is: in JSON, with a reason."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Middleware that answers 413 to a body of more than ``most`` bytes."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most
        self.detail = f"The body is too large; allowed: at most {most} bytes."

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse at once what says that it is too large, and the rest when it turns out to be."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        stated = Headers(scope=scope).get("content-length", "")
        if stated.isdigit() and int(stated) > self.most:
            await JSONResponse({"detail": self.detail}, 413)(scope, receive, send)
            return
        seen = 0

        async def receive_bounded() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.most:
                raise HTTPException(413, self.detail)
            return message

        await self.app(scope, receive_bounded, send)
