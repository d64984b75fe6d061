"""What stands before every request to the window.

The page may load nothing from another host, another site may not talk to the window through a
visitor's browser, and the doors of Chainlit that Kompas does not use are shut.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Chainlit's page starts with inline scripts and compiles our elements in the browser, hence the
# two "unsafe" words; nothing that a reader or a document wrote ever becomes markup.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_SHUT = ("/project/file", "/mcp", "/login", "/auth/jwt", "/auth/header", "/auth/oauth", "/copilot")


class Gate:
    """An ASGI layer around Chainlit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the headers added."""
        if scope["type"] == "websocket":
            if _from_elsewhere(Headers(scope=scope)):
                await send({"type": "websocket.close", "code": 1008})
                return
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _from_elsewhere(Headers(scope=scope)):
            await PlainTextResponse("Another site", status_code=403)(scope, receive, send)
            return
        if scope["path"].startswith(_SHUT) and scope["method"] != "GET":
            await PlainTextResponse("Not here", status_code=404)(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _from_elsewhere(headers: Headers) -> bool:
    """Whether a browser says that another site's page made this request."""
    origin = headers.get("origin")
    if origin is None:
        return False
    return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
