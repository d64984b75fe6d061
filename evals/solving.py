"""Putting a case to the coach and writing down what is seen.

Everything goes through `Coach.areply`, so what is measured is what leaders get. The grounding check
is repeated here on every claim, against the passages it cites and nothing else: a coach that marked
its own work could not be told from one that does it well.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.coaching.coach import Coach
from assistant.coaching.grounding import Evidence, GroundingCheck
from assistant.conversation import Declined, Question, Reply, SearchQuery, Turn
from assistant.language import Language, detect_language
from assistant.library.retriever import Library
from assistant.rendering import render_text
from evals.cases import (
    Asked,
    Case,
    ClaimCase,
    InjectionCase,
    OutsideClaim,
    PairCase,
    RetrievalCase,
)
from evals.ideas import Ideas
from evals.rows import (
    Observed,
    Row,
    SeenCitation,
    SeenPassage,
    SeenReply,
    SeenSentence,
    SeenTurn,
    SeenVerdict,
)

RETRIEVED = 10
_MARKS = re.compile(r"[*_#>`]+|^\s*(?:[-*+]|\d+[.)])\s+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bench:
    """A coach with what it takes to look at its work. `document` reads a knowledge document's text."""

    coach: Coach
    library: Library
    check: GroundingCheck
    ideas: Ideas
    document: Callable[[str], str]


class Solver:
    """Runs cases on a bench; cases with a poisoned document on the bench that `poisoned` gives."""

    def __init__(self, bench: Bench, poisoned: Bench | None = None) -> None:
        self._bench = bench
        self._poisoned = poisoned

    async def solve(self, suite: str, case: Case) -> Row:
        """The row of one case; whatever goes wrong becomes its error and costs no other case."""
        started = time.perf_counter()
        try:
            observed = await self._observe(case)
            error = None
        except Exception as failure:  # one bad case must not end the run; the row tells of it
            observed, error = Observed(), f"{type(failure).__name__}: {failure}"
        return Row(suite, case, observed, (time.perf_counter() - started) * 1000, error)

    async def _observe(self, case: Case) -> Observed:
        bench = self._bench
        if isinstance(case, ClaimCase | OutsideClaim):
            return Observed(verdict=await asyncio.to_thread(_verdict, bench.check, case))
        relevant = bench.ideas.graded(case.expected.relevant)
        if isinstance(case, RetrievalCase):
            found = _search(bench, case.text, case.language)
            return Observed(retrieved=found, relevant=relevant)
        if isinstance(case, PairCase):
            return Observed(
                turns=await _conversation(bench, Question(case.nl), (case.nl,)),
                twin=await _conversation(bench, Question(case.en), (case.en,)),
                retrieved=_search(bench, case.nl, "nl"),
                twin_retrieved=_search(bench, case.en, "en"),
                relevant=relevant,
            )
        assert isinstance(case, Asked)
        if isinstance(case, InjectionCase) and case.document is not None:
            if self._poisoned is None:
                raise RuntimeError("there is no bench with poisoned documents")
            bench = self._poisoned
        turns = await _conversation(bench, case.question(), case.messages)
        return Observed(turns=turns, relevant=relevant)


async def _conversation(bench: Bench, first: Question, messages: tuple[str, ...]) -> list[SeenTurn]:
    """Ask the messages one after the other, each with the real replies before it."""
    turns: list[SeenTurn] = []
    history = first.history
    for message in messages:
        reply = await bench.coach.areply(replace(first, text=message, history=history))
        seen = await asyncio.to_thread(_seen, bench, reply)
        turns.append(SeenTurn(message=message, reply=seen))
        history = (*history, Turn("user", message), Turn("assistant", seen.text))
    return turns


def _search(bench: Bench, text: str, language: Language) -> list[SeenPassage]:
    query = SearchQuery(text, detect_language(text, language))
    return [
        SeenPassage(
            passage_id=item.passage.id,
            ideas=list(bench.ideas.of_passage[item.passage.id]),
            score=round(item.score, 4),
        )
        for item in bench.library.retrieve(query, RETRIEVED)
    ]


def _verdict(check: GroundingCheck, case: ClaimCase | OutsideClaim) -> SeenVerdict:
    """The best verdict over the chunks of a claim."""
    chunks = [[case.passage]] if isinstance(case, ClaimCase) else case.chunks
    verdicts = [
        check.check(case.claim, [Evidence.of_text(text) for text in chunk]) for chunk in chunks
    ]
    best = max(verdicts, key=lambda verdict: (verdict.supported, verdict.score))
    return SeenVerdict(supported=best.supported, score=round(best.score, 4), reason=best.reason)


def _seen(bench: Bench, reply: Reply) -> SeenReply:
    passages = {citation.n: citation.passage for citation in reply.citations}
    sentences = []
    for sentence in reply.sentences:
        check = None
        cited = [passages[n] for n in sentence.citations if n in passages]
        if sentence.lane == "claim" and cited:
            verdict = bench.check.check(sentence.text, [Evidence.of_text(text) for text in cited])
            check = SeenVerdict(
                supported=verdict.supported,
                score=round(verdict.score, 4),
                reason=verdict.reason,
            )
        sentences.append(
            SeenSentence(
                text=sentence.text,
                lane=sentence.lane,
                block=sentence.block,
                citations=list(sentence.citations),
                support=None if sentence.support is None else round(sentence.support, 4),
                check=check,
            )
        )
    trace = reply.trace
    return SeenReply(
        language=reply.language,
        status="declined" if isinstance(reply, Declined) else "answered",
        route=reply.route,
        decline_reason=reply.reason if isinstance(reply, Declined) else None,
        text=render_text(reply),
        sentences=sentences,
        citations=[
            SeenCitation(
                n=citation.n,
                passage_id=citation.passage_id,
                document=citation.document,
                heading=citation.heading,
                theme=citation.theme,
                language=citation.language,
                quote=citation.quote,
                source=citation.source,
                passage=citation.passage,
                ideas=list(bench.ideas.of_passage.get(citation.passage_id, ())),
                in_document=_plain(citation.quote) in _plain(bench.document(citation.document)),
            )
            for citation in reply.citations
        ],
        suggestions=list(reply.suggestions),
        engine=reply.engine,
        notice=reply.notice,
        retrieved=list(trace.passage_ids),
        findings=list(trace.findings),
        dropped_claims=list(trace.dropped_claims),
        fixed_reply=trace.fixed_reply,
        prompt_hashes=dict(trace.prompt_hashes),
        timings_ms={name: round(ms, 2) for name, ms in trace.timings_ms.items()},
        prompt_tokens=trace.prompt_tokens,
        completion_tokens=trace.completion_tokens,
    )


def _plain(markdown: str) -> str:
    """Text without marks of layout, on one line: how a quote may differ from its document."""
    return " ".join(_MARKS.sub("", markdown).split())
