"""Exceptions become one sentence for the reader and a line in the log, in one place."""

from __future__ import annotations

import logging

from assistant.chat.texts import TEXTS
from assistant.errors import KompasError
from assistant.language import Language

logger = logging.getLogger(__name__)


def sentence_for(error: Exception, language: Language) -> str:
    """What the reader is told about `error`; the log gets the rest.

    The message of an unforeseen exception may quote what the reader wrote, so the log gets its
    type and where it was raised, not its message.
    """
    if isinstance(error, KompasError):
        logger.error("%s: %s", type(error).__name__, error.detail)
        return error.user_message(language)
    logger.error("%s at %s", type(error).__name__, _where(error))
    return TEXTS[language].failed


def _where(error: Exception) -> str:
    frames: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return " <- ".join(reversed(frames)) or "an unknown place"
