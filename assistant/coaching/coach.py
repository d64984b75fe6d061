"""The coach: a LangChain chain from a leader's question to what a checked reply is made of.

    question -> route -> query -> passages -> scope -> draft, checked sentence by sentence

The chat window, the command line and the evals all come through `Coach.stream`, so what is measured
is what leaders get.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from langchain_core.runnables import Runnable, RunnableLambda, RunnableSequence

from assistant.coaching.aiming import RecognitionSource, SentenceSource, aim_of
from assistant.coaching.answering import Answering
from assistant.coaching.declining import Declining
from assistant.coaching.intent import intent_of, of_own_case
from assistant.coaching.reading import Reading
from assistant.coaching.rewriting import Rewriter, asked_of_source, since_change
from assistant.coaching.safety import RouteDecision
from assistant.coaching.scope import Scope, ScopeJudge
from assistant.coaching.selection import Gathered, gather
from assistant.conversation import Done, Event, Question, Reply, SearchQuery, SentenceChecked, Step

# What is known about one question so far: question, language and timings at the start, then decision,
# query, gathered and scope, of which each link of the chain adds one.
State = dict[str, Any]

_STEPS = {"decision": Step("safety"), "query": Step("rewrite"), "gathered": Step("retrieve")}
"""What a leader is shown while a link of the chain works, by the key that it adds."""


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
        self.chain: RunnableSequence[State, State] = RunnableSequence(
            _link("decision", _in_a_thread(self._route)),
            _link("query", self._rewrite),
            _link("gathered", _in_a_thread(self._gather)),
            _link("scope", _in_a_thread(self._judge)),
        )

    async def stream(self, question: Question) -> AsyncIterator[Event]:
        """Yield what happens while a reply is made; the last event is Done.

        Raises KompasError when no reply can be made at all (no index, a broken knowledge folder).
        """
        started = time.perf_counter()
        language = self._reading.language(question)
        state: State = {"question": question, "language": language, "timings": {}}
        # One by one rather than as a stream: every stream in a chain costs each reply milliseconds, and
        # one that is stopped half-way does not close the others in order.
        for link in self.chain.steps:
            step = _STEPS.get(link.get_name())
            if step is not None and ("decision" not in state or _coached(state)):
                yield step
            state = await link.ainvoke(state)
        async for event in self._events(state):
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


def _link(key: str, work: Callable[[State], Awaitable[Any]]) -> Runnable[State, State]:
    """A link of the chain: the state with what `work` makes of it added under `key`."""

    async def link(state: State) -> State:
        return {**state, key: await work(state)}

    return RunnableLambda(link, name=key)


def _in_a_thread(work: Callable[[State], Any]) -> Callable[[State], Awaitable[Any]]:
    """`work` off the event loop, which goes on serving others meanwhile."""

    async def inside(state: State) -> Any:
        return await asyncio.to_thread(work, state)

    return inside


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
    asked = replace(question, text=rest or question.text, history=since_change(question))
    return asked_of_source(asked)


def _shown(reply: Reply) -> list[Event]:
    return [*(SentenceChecked(sentence) for sentence in reply.sentences), Done(reply)]


def _with_total(reply: Reply, started: float) -> Reply:
    timings = {**reply.trace.timings_ms, "total": (time.perf_counter() - started) * 1000}
    return replace(reply, trace=replace(reply.trace, timings_ms=timings))
