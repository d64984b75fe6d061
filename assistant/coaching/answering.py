"""From draft to reply: every claim is checked before it is shown, whichever engine wrote it.

What an engine proposes is not trusted. A claim must name passages that were offered, and those
passages must carry it; what fails is dropped. When nothing is left there is one redraft, and then
an honest decline. When a model outside this process fails, the embedded engine takes over.
"""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from assistant.coaching.aiming import SentenceSource
from assistant.coaching.declining import Declining
from assistant.coaching.draft import DraftRequest, DraftSentence, Engine, Usage
from assistant.coaching.feelings import Feelings
from assistant.coaching.grounding import Evidence, GroundingCheck, Verdict
from assistant.coaching.intent import intent_of
from assistant.coaching.privacy import Masking, Privacy
from assistant.coaching.safety import RouteDecision, turns_to_a_machine
from assistant.coaching.selection import Gathered
from assistant.coaching.suggesting import Suggesting
from assistant.conversation import (
    Answered,
    Citation,
    Done,
    Event,
    Question,
    Restarted,
    SearchQuery,
    Sentence,
    SentenceChecked,
    Step,
    Trace,
)
from assistant.errors import ProviderError
from assistant.library.passages import Passage, RetrievedPassage

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Attempt:
    """What one engine produced so far for one reply."""

    engine: Engine
    request: DraftRequest
    offered: dict[str, Passage]
    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    usage: list[Usage] = field(default_factory=list)
    check_ms: float = 0.0

    @property
    def claims(self) -> int:
        return sum(sentence.lane == "claim" for sentence in self.sentences)


class Answering:
    """Drafts with an engine, checks claim by claim, and falls back to the embedded engine."""

    def __init__(
        self,
        *,
        engine: Engine,
        embedded: Engine,
        check: GroundingCheck,
        library: SentenceSource,
        privacy: Privacy | None,
        suggesting: Suggesting,
        declining: Declining,
        feelings: Feelings,
    ) -> None:
        """`privacy` masks names for an engine outside this machine; None where none leaves it."""
        self._engine = engine
        self._embedded = embedded
        self._check = check
        self._library = library
        self._privacy = privacy
        self._suggesting = suggesting
        self._declining = declining
        self._feelings = feelings

    async def events(
        self,
        question: Question,
        query: SearchQuery,
        gathered: Gathered,
        decision: RouteDecision,
        timings: dict[str, float],
    ) -> AsyncIterator[Event]:
        """Yield Steps, checked sentences and Done; never raises ProviderError."""
        started = time.perf_counter()
        passages = gathered.passages
        request = DraftRequest(question, query, query.language, passages, gathered.aim)
        notice: str | None = None
        attempt = self._attempt(self._engine, request)
        yield Step("draft")
        try:
            async for event in self._drafted(attempt, decision):
                yield event
        except ProviderError as error:
            log.warning("%s failed: %s %s", self._engine.name, type(error).__name__, error.detail)
            notice = error.user_message(query.language)
            if attempt.sentences:
                yield Restarted(notice)
            attempt = self._attempt(self._embedded, request)
            async for event in self._drafted(attempt, decision):
                yield event
        timings["check"] = attempt.check_ms
        timings["draft"] = (time.perf_counter() - started) * 1000 - attempt.check_ms
        trace = _trace(attempt, passages, timings)
        if not attempt.sentences:
            reply = self._declining.ungrounded(query.language, passages, trace, notice)
            for sentence in reply.sentences:
                yield SentenceChecked(sentence)
            yield Done(reply)
            return
        yield Done(
            Answered(
                language=query.language,
                route=decision.route,
                sentences=tuple(attempt.sentences),
                citations=tuple(attempt.citations),
                suggestions=self._suggesting.after_answer(
                    question, query.language, attempt.citations, passages, query.refused
                ),
                engine=attempt.engine.name,
                notice=notice,
                trace=trace,
            )
        )

    def _attempt(self, engine: Engine, request: DraftRequest) -> _Attempt:
        return _Attempt(
            engine, request, {item.passage.id: item.passage for item in request.passages}
        )

    async def _drafted(
        self, attempt: _Attempt, decision: RouteDecision
    ) -> AsyncIterator[SentenceChecked]:
        """The checked sentences of one draft, and of one redraft when nothing survived."""
        opening = self._declining.before_rest(decision, attempt.request.language)
        async for event in self._checked(attempt, attempt.request, opening):
            yield event
        if attempt.sentences or not attempt.dropped:
            return
        attempt.findings.append("redrafted: no claim of the first draft was supported")
        redraft = replace(attempt.request, rejected=tuple(attempt.dropped))
        async for event in self._checked(attempt, redraft, opening):
            yield event

    async def _checked(
        self, attempt: _Attempt, request: DraftRequest, opening: tuple[Sentence, ...]
    ) -> AsyncIterator[SentenceChecked]:
        """Check as the draft comes in. Coaching waits for the first claim that holds, so that a
        draft without one leaves nothing on the screen."""
        waiting = list(opening)
        proposed = 0
        masking, request = self._masked(attempt.engine, request)
        async for item in attempt.engine.draft(request):
            if isinstance(item, Usage):
                attempt.usage.append(item)
                continue
            item = _unmasked(item, masking)
            if item.lane == "coaching":
                sentence = Sentence(item.text, "coaching", block=item.block)
                if attempt.claims:
                    attempt.sentences.append(sentence)
                    yield SentenceChecked(sentence)
                else:
                    waiting.append(sentence)
                continue
            proposed += 1
            claim, new = self._supported(item, attempt)
            if claim is None:
                attempt.dropped.append(item.text)
                continue
            for sentence in waiting:
                attempt.sentences.append(sentence)
                yield SentenceChecked(sentence)
            waiting = []
            attempt.sentences.append(claim)
            attempt.citations.extend(new)
            yield SentenceChecked(claim, new)
        # Who shares something hard, or rounds off, may get a reply that only listens and asks.
        if not proposed and self._may_only_listen(request):
            for sentence in waiting:
                attempt.sentences.append(sentence)
                yield SentenceChecked(sentence)

    def _may_only_listen(self, request: DraftRequest) -> bool:
        if intent_of(request.question, request.query).kind in ("disclosure", "closing"):
            return True
        return self._feelings.only_listen(request.question, request.language) is not None

    def _masked(self, engine: Engine, request: DraftRequest) -> tuple[Masking | None, DraftRequest]:
        if self._privacy is None or engine is self._embedded:
            return None, request
        return self._privacy.mask_request(request)

    def _supported(
        self, item: DraftSentence, attempt: _Attempt
    ) -> tuple[Sentence | None, tuple[Citation, ...]]:
        """The claim as it may be shown with the citations it brings, or None."""
        started = time.perf_counter()
        try:
            known = [attempt.offered[key] for key in item.passage_ids if key in attempt.offered]
            for key in item.passage_ids:
                if key not in attempt.offered:
                    attempt.findings.append(f"unknown citation {key}")
            if not known:
                attempt.findings.append("dropped: a claim without a known citation")
                return None, ()
            if turns_to_a_machine(item.text):
                attempt.findings.append("dropped: a sentence that speaks to a machine")
                return None, ()
            verdicts = [(p, self._verdict(item.text, [p])) for p in known]
            carried = [(p, verdict) for p, verdict in verdicts if verdict.supported]
            if not carried:
                alone = len(known) == 1
                together = verdicts[0][1] if alone else self._verdict(item.text, known)
                if not together.supported:
                    attempt.findings.append(f"dropped: {together.reason}")
                    return None, ()
                carried = [(p, together) for p in known]
            numbers: list[int] = []
            new: list[Citation] = []
            for passage, verdict in carried:
                citation = self._citation(passage, verdict, [*attempt.citations, *new])
                if citation.n > len(attempt.citations) + len(new):
                    new.append(citation)
                if citation.n not in numbers:
                    numbers.append(citation.n)
            support = max(verdict.score for _, verdict in carried)
            sentence = Sentence(item.text, "claim", tuple(numbers), support, item.block)
            return sentence, tuple(new)
        finally:
            attempt.check_ms += (time.perf_counter() - started) * 1000

    def _verdict(self, claim: str, passages: list[Passage]) -> Verdict:
        return self._check.check(
            claim,
            [Evidence(p.text, p.sentences, self._library.sentence_vectors(p.id)) for p in passages],
        )

    def _citation(self, passage: Passage, verdict: Verdict, known: list[Citation]) -> Citation:
        quote = verdict.sentence or (passage.sentences[0] if passage.sentences else passage.text)
        for citation in known:
            if citation.passage_id == passage.id and citation.quote == quote:
                return citation
        return Citation(
            n=len(known) + 1,
            passage_id=passage.id,
            document=passage.document,
            title=passage.title,
            heading=_heading(passage, quote),
            theme=passage.theme,
            language=passage.language,
            quote=quote,
            source=passage.source,
            review_by=passage.review_by,
            passage=passage.text,
        )


def _heading(passage: Passage, quote: str) -> str:
    """The idea heading the quote stands under, or the passage's own."""
    if quote in passage.sentences:
        return passage.headings[passage.sentences.index(quote)] or passage.heading
    return passage.heading


def _unmasked(item: DraftSentence, masking: Masking | None) -> DraftSentence:
    if masking is None:
        return item
    return DraftSentence(masking.unmask(item.text), item.lane, item.passage_ids, item.block)


def _trace(
    attempt: _Attempt, passages: tuple[RetrievedPassage, ...], timings: dict[str, float]
) -> Trace:
    return Trace(
        prompt_hashes=attempt.engine.prompt_hashes,
        passage_ids=tuple(item.passage.id for item in passages),
        scores=tuple(round(item.score, 4) for item in passages),
        dropped_claims=tuple(attempt.dropped),
        findings=tuple(attempt.findings),
        timings_ms=dict(timings),
        prompt_tokens=sum(usage.prompt_tokens for usage in attempt.usage),
        completion_tokens=sum(usage.completion_tokens for usage in attempt.usage),
    )
