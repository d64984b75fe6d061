"""One answer on the screen: from a message to the reply element, whatever happens on the way."""

from __future__ import annotations

import asyncio
import logging
import unicodedata

from assistant.chat.coach import CoachHolder
from assistant.chat.conversation_state import ConversationState
from assistant.chat.guarding import sentence_for
from assistant.chat.reply_view import ReplyView
from assistant.chat.screen import ReplyOnScreen
from assistant.chat.texts import TEXTS
from assistant.conversation import Question
from assistant.framework import Framework
from assistant.language import Language, detect_language

logger = logging.getLogger(__name__)


async def answer(
    text: str,
    *,
    window_language: Language,
    state: ConversationState,
    holder: CoachHolder,
    framework: Framework | None,
    max_chars: int,
) -> None:
    """Answer `text` on the screen. Ends in a reply, a kind refusal, or one sentence on what failed.

    Raises CancelledError when the reader stopped it, after keeping what was shown.
    """
    language = detect_language(text[:max_chars], window_language)
    view = ReplyView(language, framework)
    screen = ReplyOnScreen(view)
    refusal = _refusal(text, language, state, max_chars)
    if refusal is not None:
        view.refuse(refusal, text=text if _says_something(text) else None)
        await screen.show()
        return
    state.running = asyncio.current_task()
    question = Question(text, language=window_language, history=state.history())
    try:
        coach = await holder.get()
        async for event in coach.stream(question):
            view.take(event)
            await screen.show()
        if view.phase != "done":
            raise RuntimeError("the coach's stream ended before the reply was done")
        state.remember(text, view.said())
    except asyncio.CancelledError:
        view.stop()
        state.remember(text, view.said())
        await screen.show()
        raise
    except Exception as error:
        view.fail(sentence_for(error, language), text=text)
        await screen.show()
    finally:
        state.running = None


def _refusal(text: str, language: Language, state: ConversationState, max_chars: int) -> str | None:
    """Why this message is not answered, or None when it is."""
    texts = TEXTS[language]
    if state.busy:
        return texts.busy
    if not _says_something(text):
        return texts.empty
    if len(text) > max_chars:
        return texts.too_long.format(
            length=_grouped(len(text), language), limit=_grouped(max_chars, language)
        )
    if state.too_many():
        return texts.too_many
    return None


def _says_something(text: str) -> bool:
    """Whether there is anything to see: white space and invisible signs are nothing."""
    return any(unicodedata.category(sign)[0] not in "ZC" for sign in text)


def _grouped(number: int, language: Language) -> str:
    return f"{number:,}".replace(",", ".") if language == "nl" else f"{number:,}"
