"""Follow-ups rewritten by a language model, and checked: a rewrite may add nothing."""

from __future__ import annotations

import asyncio
import html
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.coaching.claims import figures, missing_figures, missing_names
from assistant.coaching.model import provider_error
from assistant.coaching.privacy import Masking, people_in
from assistant.coaching.prompts import Prompts
from assistant.coaching.rewriting import rewrite
from assistant.conversation import Question, SearchQuery
from assistant.language import Language, detect_language

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

log = logging.getLogger(__name__)

_TURNS = 6
_LONGEST = 400


class ModelRewriter:
    """Asks a model for the query, and takes the embedded one when the model's does not hold up."""

    def __init__(
        self, model: BaseChatModel, prompts: Prompts, *, timeout: float, masked: bool
    ) -> None:
        """`masked` tells to mask personal data first, because the model is outside this machine."""
        self._model = model
        self._prompts = prompts
        self._timeout = timeout
        self._masked = masked

    async def rewrite(self, question: Question, language: Language) -> SearchQuery:
        """The query for `question`; never raises for a provider that fails."""
        embedded = rewrite(question, language)
        if not embedded.rewritten:
            return embedded
        said = [f"{turn.role}: {turn.content[:1500]}" for turn in question.history[-_TURNS:]]
        history, asked = "\n".join(said), question.text
        masking = Masking(language)
        if self._masked:
            people = people_in(history) | people_in(asked)
            history, asked = masking.mask(history, people), masking.mask(asked, people)
        prompt = self._prompts.fill(
            "rewrite",
            language,
            history=html.escape(history, quote=False),
            question=html.escape(asked, quote=False),
        )
        try:
            answer = await asyncio.wait_for(self._model.ainvoke(prompt), self._timeout)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            log.warning("rewriting failed: %s", type(provider_error(error)).__name__)
            return embedded
        text = " ".join(masking.unmask(str(answer.content)).strip().strip("\"'").split())
        source = f"{history} {question.text}"
        if _holds_up(text, source, language):
            return replace(embedded, text=text)
        return embedded


def _holds_up(text: str, source: str, language: Language) -> bool:
    """Whether a rewrite is short, in the right language and brings in nothing new."""
    return (
        0 < len(text) <= _LONGEST
        and detect_language(text, language) == language
        and not missing_names(text, source)
        and not (figures(text) and missing_figures(text, source))
    )
