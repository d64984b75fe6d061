"""Replies with reviewed texts: the routes that are not coached, and honest declines.

Declining is a value, not an error. A decline names what is missing, offers the nearest theme as a
question and cites nothing; a false premise is corrected from the source, and then it does cite.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.coaching.replies import FixedReplies
from assistant.coaching.safety import RouteDecision
from assistant.coaching.scope import Scope
from assistant.coaching.suggesting import Suggesting
from assistant.conversation import (
    Answered,
    Citation,
    Declined,
    DeclineReason,
    Reply,
    SearchQuery,
    Sentence,
    Trace,
)
from assistant.framework import Framework
from assistant.language import Language
from assistant.library.passages import Passage, RetrievedPassage

SOURCES = "smalltalk.sources"
"""The reviewed text on where the answers come from."""
CORRECTION = "decline.correction"
"""The reviewed text around a sentence of the source that puts a mistaken premise right."""

# Routes that decline what was asked; the others (small talk, crisis) answer with their text.
_DECLINES: dict[str, DeclineReason] = {
    "boundary": "boundary",
    "injection": "injection",
    "out_of_scope": "out_of_scope",
    "coach": "unreadable",
}


class Declining:
    """Turns decisions not to coach into replies."""

    def __init__(
        self,
        *,
        replies: FixedReplies,
        facts: dict[Language, dict[str, str]],
        framework: Framework,
        suggesting: Suggesting,
        passage: Callable[[str], Passage],
        sources: Callable[[Language], str],
    ) -> None:
        """`facts` fills the blanks of the fixed texts: what is true of this installation; `sources` names
        where its knowledge comes from."""
        self._replies = replies
        self._facts = facts
        self._framework = framework
        self._suggesting = suggesting
        self._passage = passage
        self._sources = sources

    def fixed(
        self, decision: RouteDecision, language: Language, timings: dict[str, float]
    ) -> Reply:
        """The reviewed text of a route."""
        key = decision.reply or decision.route
        sentences = self._sentences(key, language)
        suggestions = self._replies.suggestions(key, language)
        trace = Trace(findings=(decision.reason,), fixed_reply=key, timings_ms=dict(timings))
        if decision.route in _DECLINES:
            return Declined(
                language,
                decision.route,
                _DECLINES[decision.route],
                sentences,
                suggestions,
                trace=trace,
            )
        return Answered(language, decision.route, sentences, (), suggestions, trace=trace)

    def before_rest(self, decision: RouteDecision, language: Language) -> tuple[Sentence, ...]:
        """What is said before something else than the message itself is answered: its honest rest, or
        what was asked before a doubt; () for a plain question."""
        if not decision.rest:
            return ()
        key = "injection.rest" if decision.route == "injection" else decision.reply
        return self._sentences(key, language) if key else ()

    def out_of_knowledge(
        self,
        scope: Scope,
        decision: RouteDecision,
        query: SearchQuery,
        passages: tuple[RetrievedPassage, ...],
        timings: dict[str, float],
    ) -> Reply:
        """The reply to a question the knowledge cannot carry."""
        language = query.language
        trace = Trace(
            passage_ids=tuple(item.passage.id for item in passages),
            scores=tuple(round(item.score, 4) for item in passages),
            findings=(scope.reason,),
            timings_ms=dict(timings),
        )
        if scope.verdict == "false_premise" and scope.correction is not None:
            return self._corrected(scope, decision, language, trace)
        theme = self._theme(scope.themes, passages)
        reason: DeclineReason = "out_of_scope" if scope.verdict == "out_of_scope" else "no_evidence"
        key = f"decline.{reason}"
        if reason == "no_evidence" and scope.missing:
            key = "decline.missing"
        name = self._framework.theme(theme).name[language]
        return Declined(
            language=language,
            route="out_of_scope" if reason == "out_of_scope" else decision.route,
            reason=reason,
            sentences=self._sentences(key, language, missing=scope.missing, theme=name),
            suggestions=self._suggesting.of_theme(theme, language),
            trace=replace(trace, fixed_reply=key),
        )

    def ungrounded(
        self,
        language: Language,
        passages: tuple[RetrievedPassage, ...],
        trace: Trace,
        notice: str | None,
    ) -> Declined:
        """The reply when no claim survived its check."""
        theme = self._theme((), passages)
        name = self._framework.theme(theme).name[language]
        return Declined(
            language=language,
            route="coach",
            reason="ungrounded",
            sentences=self._sentences("decline.ungrounded", language, theme=name),
            suggestions=self._suggesting.of_theme(theme, language),
            notice=notice,
            trace=replace(trace, fixed_reply="decline.ungrounded"),
        )

    def _corrected(
        self, scope: Scope, decision: RouteDecision, language: Language, trace: Trace
    ) -> Answered:
        assert scope.correction is not None
        passage_id, index = scope.correction
        passage = self._passage(passage_id)
        quote = passage.sentences[index]
        citation = Citation(
            n=1,
            passage_id=passage.id,
            document=passage.document,
            title=passage.title,
            heading=passage.headings[index] or passage.heading,
            theme=passage.theme,
            language=passage.language,
            quote=quote,
            source=passage.source,
            review_by=passage.review_by,
            passage=passage.text,
        )
        *before, after = self._sentences(CORRECTION, language)
        return Answered(
            language=language,
            route=decision.route,
            sentences=(*before, Sentence(quote, "claim", (1,), 1.0), after),
            citations=(citation,),
            suggestions=self._suggesting.of_theme(passage.theme, language),
            trace=replace(trace, fixed_reply=CORRECTION),
        )

    def _theme(self, themes: tuple[str, ...], passages: tuple[RetrievedPassage, ...]) -> str:
        if themes:
            return themes[0]
        return passages[0].passage.theme if passages else "compass"

    def _sentences(self, key: str, language: Language, **values: str) -> tuple[Sentence, ...]:
        if key == SOURCES:
            values["sources"] = self._sources(language)
        texts = self._replies.text(key, language, **self._facts[language], **values)
        return tuple(
            Sentence(text, "coaching", block="question" if text.endswith("?") else "text")
            for text in texts
        )
