"""Starting the window: the port, the folders, and one line that says where it is."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, ClassVar

from assistant.chat.coach import CoachHolder, OpenCoach, real_coach
from assistant.chat.staging import stage
from assistant.errors import KompasError
from assistant.language import Language
from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI


class PortTakenError(KompasError):
    """Another program listens on the port."""

    message: ClassVar[dict[Language, str]] = {
        "nl": (
            "Poort {port} is al in gebruik; sluit dat programma "
            "of zet KOMPAS_PORT op een ander nummer."
        ),
        "en": (
            "Port {port} is already in use; close that program "
            "or set KOMPAS_PORT to another number."
        ),
    }


class AddressUnusableError(KompasError):
    """The host or the port cannot be listened on."""

    message: ClassVar[dict[Language, str]] = {
        "nl": (
            "Op {host}, poort {port}, kan het venster niet openen ({problem}); "
            "kijk KOMPAS_HOST en KOMPAS_PORT na."
        ),
        "en": (
            "The window cannot open on {host}, port {port} ({problem}); "
            "check KOMPAS_HOST and KOMPAS_PORT."
        ),
    }


def check_address(settings: Settings) -> None:
    """Find out before anything slow happens whether the window can open.

    Raises PortTakenError or AddressUnusableError when it cannot.
    """
    _listen(settings).close()


def serve(settings: Settings, open_coach: OpenCoach | None = None) -> None:
    """Open the window and stay until it is stopped.

    Raises PortTakenError or AddressUnusableError when nothing can be opened there.
    """
    listening = _listen(settings)
    # Chainlit reads this when it is imported, and it is imported for the first time below.
    os.environ["CHAINLIT_APP_ROOT"] = str(stage(settings.home))
    from assistant.chat.window import wire

    holder = wire(settings, open_coach or (lambda: real_coach(settings)))
    server = _server(_around_chainlit(holder), settings)
    with listening, contextlib.suppress(KeyboardInterrupt):
        asyncio.run(server.serve(sockets=[listening]))


def _listen(settings: Settings) -> socket.socket:
    """A socket on the address, taken before anything slow happens."""
    host, port = settings.host, settings.port
    listening: socket.socket | None = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        if listening is not None:
            listening.close()
        values = {"host": host, "port": str(port), "problem": error.strerror or str(error)}
        taken = error.errno == errno.EADDRINUSE
        problem = PortTakenError if taken else AddressUnusableError
        raise problem(f"{host}:{port}: {error}", **values) from error
    return listening


def _around_chainlit(holder: CoachHolder) -> FastAPI:
    """Chainlit mounted in an application of our own.

    Mounted, Chainlit neither opens a browser nor ends the process its own way, and it stands up
    to many visitors at once.
    """
    import chainlit.server
    from chainlit.session import ws_sessions_id
    from fastapi import FastAPI

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        warming = asyncio.create_task(holder.warm())
        yield
        warming.cancel()
        for session in list(ws_sessions_id.values()):
            await session.delete()  # type: ignore[no-untyped-call]
        holder.close()

    app = FastAPI(lifespan=lifespan, openapi_url=None)
    app.mount("/", chainlit.server.app)
    return app


def _server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    import uvicorn

    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    line = f"Kompas: http://{host}:{settings.port}"

    class Announcing(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            print(line, flush=True)

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=2,
        ws_max_size=4 * 1024 * 1024,
    )
    return Announcing(config)


if __name__ == "__main__":
    serve(load_settings())
