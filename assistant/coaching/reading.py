"""The first look at a message: can it be read at all, in which language, and which way is it sent."""

from __future__ import annotations

import unicodedata

from assistant.coaching.safety import RouteDecision, Safety
from assistant.conversation import Question
from assistant.language import Language, detect_language

_HALFWAY = 0.5
"""What a message must be ahead in the other language to change that of a conversation: "desire, thx" is
spelled in English, and no reason to leave Dutch."""


class Reading:
    """Decides language and route before anything is searched or written."""

    def __init__(self, safety: Safety, max_chars: int) -> None:
        self._safety = safety
        self._max_chars = max_chars

    def language(self, question: Question) -> Language:
        """The language of the message, else of the conversation, else the one of the window."""
        fallback: Language = question.language or "nl"
        told = [turn.content for turn in question.history[-6:] if turn.role == "user"]
        lead = 0.0
        for text in (*told, question.text):
            fallback = detect_language(text, fallback, lead=lead)
            lead = _HALFWAY
        return fallback

    def route(self, question: Question, language: Language) -> RouteDecision:
        """The route of the message; what cannot be read gets a friendly text of its own."""
        text = question.text
        if len(text) > self._max_chars:
            return _unreadable("unreadable.too_long", f"{len(text)} characters")
        if not any(unicodedata.category(char)[0] in "LN" for char in text):
            return _unreadable("unreadable.empty", "no letters or digits")
        return self._safety.route(question, language)


def _unreadable(key: str, reason: str) -> RouteDecision:
    return RouteDecision(
        route="coach", reply=key, reason=f"unreadable: {reason}", rest=None, sure=1.0
    )
