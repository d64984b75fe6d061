"""The coach: one LangChain chain from a leader's question to a checked reply.

    question -> route -> query -> passages -> scope -> draft, checked sentence by sentence

The chat window, the command line and the evals all come through `Coach.stream`, so what is measured
is what leaders get.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from langchain_core.runnables import Runnable, RunnableGenerator, RunnablePassthrough

from assistant.coaching.aiming import RecognitionSource, SentenceSource, aim_of
from assistant.coaching.answering import Answering
from assistant.coaching.declining import Declining
from assistant.coaching.intent import intent_of, of_own_case
from assistant.coaching.reading import Reading
from assistant.coaching.rewriting import Rewriter, since_change
from assistant.coaching.safety import RouteDecision
from assistant.coaching.scope import Scope, ScopeJudge
from assistant.coaching.selection import Gathered, gather
from assistant.conversation import Done, Event, Question, Reply, SearchQuery, SentenceChecked, Step

# What is known about one question so far; each link of the chain adds one key: question, language
# and timings at the start, then decision, query, gathered and scope.
State = dict[str, Any]


class Coach:
    """Answers coaching questions. Holds no conversation: the history comes with each question."""

    def __init__(
        self,
        *,
        reading: Reading,
        rewriter: Rewriter,
        library: SentenceSource,
        recognising: RecognitionSource | None = None,
        scope: ScopeJudge,
        answering: Answering,
        declining: Declining,
        passages: int,
    ) -> None:
        self._reading = reading
        self._rewriter = rewriter
        self._library = library
        self._recognising = recognising
        self._scope = scope
        self._answering = answering
        self._declining = declining
        self._k = passages
        self.chain: Runnable[dict[str, Any], Event] = (
            RunnablePassthrough.assign(decision=self._route)
            | RunnablePassthrough.assign(query=self._rewrite)
            | RunnablePassthrough.assign(gathered=self._gather)
            | RunnablePassthrough.assign(scope=self._judge)
            | RunnableGenerator(self._reply_events)
        )

    async def stream(self, question: Question) -> AsyncIterator[Event]:
        """Yield what happens while a reply is made; the last event is Done.

        Raises KompasError when no reply can be made at all (no index, a broken knowledge folder).
        """
        started = time.perf_counter()
        language = self._reading.language(question)
        state: State = {"question": question, "language": language, "timings": {}}
        async for event in self.chain.astream(state):
            if isinstance(event, Done):
                event = Done(_with_total(event.reply, started))
            yield event

    async def areply(self, question: Question) -> Reply:
        """The whole reply to `question`; raises as `stream` does."""
        async for event in self.stream(question):
            if isinstance(event, Done):
                return event.reply
        raise AssertionError("a stream of events always ends in Done")

    def reply(self, question: Question) -> Reply:
        """`areply` for callers outside an event loop."""
        return asyncio.run(self.areply(question))

    # -- the links of the chain ----------------------------------------------------------------

    def _route(self, state: State) -> RouteDecision:
        with _timed(state, "safety"):
            return self._reading.route(state["question"], state["language"])

    async def _rewrite(self, state: State) -> SearchQuery:
        if not _coached(state):
            return SearchQuery("", state["language"])
        with _timed(state, "rewrite"):
            question, language = _asked(state), state["language"]
            query = await self._rewriter.rewrite(question, language)
            own = question.history and of_own_case(question, language)
            if self._recognising is None or not own:
                return query
            vector = self._library.query_vector(question.text)
            call = self._recognising.call(question.text, vector)
            return replace(query, call=call, repairs=query.repairs or call == "wrong")

    def _gather(self, state: State) -> Gathered:
        if not _coached(state):
            return Gathered()
        with _timed(state, "retrieve"):
            question, query = _asked(state), state["query"]
            aim = aim_of(self._library, question, query, self._recognising)
            return gather(self._library, query, intent_of(question, query), aim, self._k)

    def _judge(self, state: State) -> Scope:
        aim = state["gathered"].aim
        if not _coached(state) or (aim is not None and aim.heading is not None):
            return Scope("answerable")
        with _timed(state, "scope"):
            gathered = state["gathered"]
            return self._scope.judge(
                _asked(state), state["query"], gathered.passages, gathered.found
            )

    async def _reply_events(self, states: AsyncIterator[dict[str, Any]]) -> AsyncIterator[Event]:
        """Steps as the links before this one finish, then the reply itself."""
        following: dict[str, Step] = {"decision": Step("rewrite"), "query": Step("retrieve")}
        gathered: dict[str, Any] = {}
        yield Step("safety")
        async for part in states:
            gathered.update(part)
            for key in part:
                if key in following and _coached(gathered):
                    yield following[key]
        async for event in self._events(gathered):
            yield event

    async def _events(self, state: State) -> AsyncIterator[Event]:
        decision, scope, language = state["decision"], state["scope"], state["language"]
        reply: Reply
        # Of an order with a question that is far outside, nothing is left that the coach can answer.
        bare_order = decision.route == "injection" and scope.verdict == "out_of_scope"
        if not _coached(state) or bare_order:
            reply = self._declining.fixed(decision, language, state["timings"])
        elif scope.verdict != "answerable":
            reply = self._declining.out_of_knowledge(
                scope, decision, state["query"], state["gathered"].passages, state["timings"]
            )
        else:
            async for event in self._answering.events(
                _asked(state),
                state["query"],
                state["gathered"],
                decision,
                state["timings"],
            ):
                yield event
            return
        for event in _shown(reply):
            yield event


@contextmanager
def _timed(state: State, name: str) -> Iterator[None]:
    """Note in the state how many milliseconds the block took."""
    started = time.perf_counter()
    yield
    state["timings"][name] = (time.perf_counter() - started) * 1000


def _coached(state: State) -> bool:
    """Whether the coach answers: an ordinary question, or the honest rest of an injection."""
    decision: RouteDecision = state["decision"]
    return (decision.route == "coach" and decision.reply is None) or bool(decision.rest)


def _asked(state: State) -> Question:
    """The question that is answered: the message, or what is left of it without an injection, with
    what was said since the subject changed."""
    question: Question = state["question"]
    rest: str | None = state["decision"].rest
    return replace(question, text=rest or question.text, history=since_change(question))


def _shown(reply: Reply) -> list[Event]:
    return [*(SentenceChecked(sentence) for sentence in reply.sentences), Done(reply)]


def _with_total(reply: Reply, started: float) -> Reply:
    timings = {**reply.trace.timings_ms, "total": (time.perf_counter() - started) * 1000}
    return replace(reply, trace=replace(reply.trace, timings_ms=timings))
