"""The window put together: handlers, front end, routes and the gate, around one coach."""

from __future__ import annotations

import logging
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import chainlit as cl
import chainlit.server
from chainlit.config import BACKEND_ROOT
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.chat.coach import CoachHolder, OpenCoach
from assistant.chat.disclosure import disclosure
from assistant.chat.frontend import install_frontend
from assistant.chat.gate import Gate
from assistant.chat.handlers import Handlers
from assistant.chat.starters import starter_questions
from assistant.chat.texts import TEXTS
from assistant.chat.visitor import language_of_tag
from assistant.errors import KompasError
from assistant.framework import load_framework
from assistant.language import Language
from assistant.settings import Settings

# What the page needs to know before anybody has said anything.
_PAGE_TEXTS = (
    "tagline", "intro", "switch", "starters", "send", "stop", "new_chat", "theme_toggle",
    "scroll_down", "close",
)  # fmt: skip


# With one of these set Chainlit would keep every conversation somewhere, which the window denies.
_STORES = ("DATABASE_URL", "LITERAL_API_KEY")


def wire(settings: Settings, open_coach: OpenCoach) -> CoachHolder:
    """Set Chainlit up as the window of Kompas and return the holder of its coach."""
    for name in _STORES:
        os.environ.pop(name, None)
    logging.getLogger("chainlit").setLevel(logging.ERROR)
    holder = CoachHolder(open_coach)
    Handlers(settings, holder).register()
    cl.on_app_startup(holder.warm)

    shipped = Path(BACKEND_ROOT) / "frontend" / "dist"
    # Chainlit chose its folder while it was imported, which may be before our copy existed.
    chainlit.server.build_dir = str(install_frontend(shipped, settings.home))

    # A pasted book is refused with a sentence; below this size it must first come in for that.
    chainlit.server.sio.eio.max_http_buffer_size = 4 * 1024 * 1024
    app = chainlit.server.app
    # Before Chainlit's own routes, the last of which answers every address with the page.
    app.router.routes.insert(0, Route("/kompas/window", _page_texts(settings)))
    app.add_middleware(Gate)
    return holder


def _page_texts(settings: Settings) -> Any:
    def page_texts(request: Request) -> JSONResponse:
        language = language_of_tag(request.query_params.get("language", ""))
        return JSONResponse(_texts(settings, language))

    return page_texts


def _texts(settings: Settings, language: Language) -> dict[str, Any]:
    words = asdict(TEXTS[language])
    texts: dict[str, Any] = {name: words[name] for name in _PAGE_TEXTS}
    return {
        **texts,
        "language": language,
        "disclosure": disclosure(settings, language),
        "themes": _theme_of_starters(settings, language),
    }


def _theme_of_starters(settings: Settings, language: Language) -> dict[str, str]:
    """The name of the theme of each starter; empty when the framework cannot be read."""
    try:
        framework = load_framework(settings.knowledge_dir / "framework.toml")
    except KompasError:
        return {}
    return {item.question: item.theme for item in starter_questions(framework, language)}
