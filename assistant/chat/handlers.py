"""The window's handlers: what Chainlit calls when somebody arrives, writes, stops or leaves.

No handler lets an exception through: Chainlit would swallow it or show it raw.
"""

from __future__ import annotations

import asyncio
from typing import Any

import chainlit as cl
from chainlit.context import init_ws_context
from chainlit.server import sio
from chainlit.session import WebsocketSession

from assistant.chat.answering import answer
from assistant.chat.coach import CoachHolder
from assistant.chat.conversation_state import ConversationState
from assistant.chat.guarding import sentence_for
from assistant.chat.reply_view import ReplyView
from assistant.chat.screen import ReplyOnScreen
from assistant.chat.starters import starter_questions
from assistant.chat.visitor import language_of_request, language_of_tag
from assistant.framework import Framework, load_framework
from assistant.language import LANGUAGES, Language
from assistant.settings import Settings

_STATE = "kompas"


class Handlers:
    """The handlers, with what they work on."""

    def __init__(self, settings: Settings, holder: CoachHolder) -> None:
        self._settings = settings
        self._holder = holder

    def register(self) -> None:
        """Hand the handlers to Chainlit."""
        cl.set_starters(self.starters)
        cl.on_chat_start(self.on_chat_start)
        cl.on_message(self.on_message)
        cl.on_chat_end(self.on_chat_end)
        cl.on_window_message(self.on_window_message)
        # Chainlit's own answer to the stop button is an English message; ours keeps the reply.
        sio.on("stop", self.on_stop)

    async def starters(self, _user: Any, language: str | None) -> list[cl.Starter]:
        """One question a theme; none when the framework cannot be read (said at chat start)."""
        tag = language_of_tag(language or "")
        try:
            framework = self._framework()
        except Exception as error:
            sentence_for(error, tag)
            return []
        return [
            cl.Starter(
                label=item.question,
                message=item.question,
                icon=f"/public/themes/{item.theme_id}.svg",
            )
            for item in starter_questions(framework, tag)
        ]

    async def on_chat_start(self) -> None:
        """Begin a conversation; say at once what would make every answer fail."""
        cl.user_session.set(_STATE, ConversationState())  # type: ignore[no-untyped-call]
        language = _window_language()
        try:
            self._framework()
            if self._holder.problem is not None:
                await self._holder.get()
        except Exception as error:
            view = ReplyView(language)
            view.fail(sentence_for(error, language), text=None)
            await ReplyOnScreen(view).show()

    async def on_message(self, message: cl.Message) -> None:
        """Answer what somebody wrote."""
        language = _window_language()
        state = _state()
        try:
            await answer(
                message.content,
                window_language=language,
                state=state,
                holder=self._holder,
                framework=self._framework_or_none(language),
                max_chars=self._settings.max_message_chars,
            )
        except asyncio.CancelledError:
            raise
        except Exception as error:
            view = ReplyView(language)
            view.fail(sentence_for(error, language), text=message.content)
            await ReplyOnScreen(view).show()

    async def on_stop(self, sid: str) -> None:
        """End the answer under way; `answer` keeps what was shown."""
        session = WebsocketSession.get(sid)
        if session is None:
            return
        init_ws_context(session)
        running = _state().running
        if running is not None:
            running.cancel()

    async def on_window_message(self, message: Any) -> None:
        """Hear that the reader switched the language; the connection itself stays as it was."""
        chosen = message.get("kompas_language") if isinstance(message, dict) else None
        if chosen in LANGUAGES:
            _state().language = chosen

    async def on_chat_end(self) -> None:
        """End the answer of a conversation that was closed; a lost connection may come back."""
        session = cl.context.session
        if isinstance(session, WebsocketSession) and session.to_clear:
            running = _state().running
            if running is not None:
                running.cancel()

    def _framework(self) -> Framework:
        return load_framework(self._settings.knowledge_dir / "framework.toml")

    def _framework_or_none(self, language: Language) -> Framework | None:
        """Without it a source only lacks the name of its theme: no reason not to answer."""
        try:
            return self._framework()
        except Exception as error:
            sentence_for(error, language)
            return None


def _state() -> ConversationState:
    state = cl.user_session.get(_STATE)  # type: ignore[no-untyped-call]
    if not isinstance(state, ConversationState):
        state = ConversationState()
        cl.user_session.set(_STATE, state)  # type: ignore[no-untyped-call]
    return state


def _window_language() -> Language:
    return _state().language or language_of_request(cl.context.session.environ)
