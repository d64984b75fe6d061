"""Which way a message goes, decided on this machine: phrases first, then likeness to examples.

Order of precedence: crisis, injection, boundary, small talk, out of scope, coach. Whatever breaks,
the crisis phrases have been tried before it, and the message ends at a fixed text.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant.coaching.moments import ORDINARY, Heard
from assistant.coaching.recognition import Example, ExampleFile, ExampleVectors
from assistant.coaching.rewriting import takes_part, what_if
from assistant.coaching.safety.aftercare import (
    ACUTE,
    after_crisis,
    doubted,
    in_doubt,
    said_before,
    while_coaching,
)
from assistant.coaching.safety.decision import RouteDecision
from assistant.coaching.safety.injections import honest_rest, injected, reported
from assistant.coaching.safety.leaving import Leaving
from assistant.coaching.safety.likeness import (
    Classifier,
    Likeness,
    Ordinary,
    RouteLessons,
)
from assistant.coaching.safety.rulebook import Message, Rulebook, Weight
from assistant.conversation import Question, Route
from assistant.language import Language
from assistant.sentences import split_sentences

log = logging.getLogger(__name__)

ROUTE_EXAMPLES = "route_examples.toml"

# Lead needed (see likeness.py), without a phrase and with a hint of one. Chosen on the watched messages
# and on openings and moments kept apart (evals/fitting): a crisis is let in early, the others where few
# look-alikes come along. Of 210 watched crises 181 are this far ahead by likeness alone, and of 520
# ordinary openings 4.
_ALONE: dict[Route, float] = {"crisis": 0.0, "injection": 0.0, "boundary": 0.02}
_WITH_HINT: dict[Route, float] = {"crisis": -0.05, "injection": -0.03, "boundary": -0.02}
_OTHERS: tuple[Route, ...] = ("boundary", "injection")
"""A message that is more like one of these alarms, which is raised too, is not taken for a crisis."""
_DOUBTFUL = 0.24
"""A crisis guessed by so little above the bar is asked after first, a hint of a phrase or none. Of the
watched messages one true guess in seven lies there, and nine false alarms in ten."""
_DOUBTFUL_HALFWAY = 0.5
"""While the coach is coaching, a crisis guessed below this lead is asked after first: half sentences that
make sense there ("I can't wait forever") sound final by themselves. Of 428 such messages about work one in
twenty lay above before any was learnt from, and of 160 true ones more than half."""
_FAINT: dict[Route, tuple[float, float]] = {"crisis": (0.06, -0.05), "boundary": (0.13, 0.13)}
"""In a conversation that the coach takes part in, so far ahead a message must be, without a hint and
with one: half sentences and answers to a question ("I'm 52 and haven't done it myself") sound darker
than they are. Of 44 watched alarms half-way a conversation none lay below when they were chosen; that of a
boundary was 0.11 then."""
_FEW, _SUPPOSED = 10, 0.6
"""Words of a supposition that leans on the conversation, and the lead from which it is an alarm after all."""
_OTHERWISE = -0.15
"""So far behind, a phrase of a boundary is about something else. Of 85 true ones none lies there."""
_PLAINLY = -0.3
_PLAINLY_LONG = 10
"""So far behind, in so many words, a message after a doubt is about work and nothing else."""
_NO_LONGER = -0.1
"""So far behind, a message with a no in it takes back what was only guessed."""
_NO_MORE = 10
"""Words of a message that says no to a doubt and adds nothing to what was asked."""
_IN_PASSING = 15
"""Words of a message in which a phrase of a boundary or another subject may be said in passing."""
_PLAINLY_OURS = 0.5
"""So far ahead of what is out of scope, a word of another subject is mentioned in passing ("a mortgage")."""
_FAR = 0.50
"""Score from which a message is out of scope."""
_SENTENCES = 3
"""So many sentences beside an order are looked at."""
_READ = 8
_IN_A_SENTENCE: dict[Route, float] = {"crisis": 0.5, "injection": 0.5, "boundary": 0.4}
"""Lead that one sentence of a longer message needs, of the first `_READ`. Higher than for a whole
message: half a thought easily sounds darker."""
_NEARLY_ALL = 0.75
"""A sentence that is so much of the message sounds like the whole, and is not read by itself."""
_IN_WORDS = 0.08
"""Lead by words alone, which cost nothing, from which a sentence is read by its meaning as well; and
`_ALL_IN_WORDS` that of the whole message. Of 235 alarms found in a sentence none stays below, of all
sentences more than half."""
_ALL_IN_WORDS = -0.05


@dataclass(frozen=True, slots=True)
class _Said:
    """A message or a sentence of it, as the rules read it and as it sounds."""

    text: str
    message: Message
    likeness: Likeness


class Embedder(Protocol):
    """The part of an embedder that routing needs."""

    def queries(self, texts: list[str]) -> np.ndarray:
        """Vectors [n, d], normalised."""
        ...


class Safety:
    """Routes messages. Thread-safe; keeps no message."""

    def __init__(
        self,
        embedder: Embedder,
        prompts_dir: Path,
        vectors: ExampleVectors | None = None,
        ordinary: Ordinary | None = None,
        told: ExampleFile | None = None,
        heard: Heard | None = None,
    ) -> None:
        """`vectors` keeps the example vectors between runs; without it they are made each time.

        `ordinary` is how leaders ask about the knowledge, `told` what they tell of their work, and
        `heard` how they talk with a coach; an ordinary line with a phrase of crisis in it is not learnt
        from, whoever wrote it there.

        Raises PromptError when routes.toml or route_examples.toml is missing or cannot be read.
        """
        self._embedder = embedder
        self.book = Rulebook(prompts_dir)
        self._orders = self.book.of("injection", "sure")
        self._vectors = vectors or _Made(embedder)
        self._ordinary, self._told, self._heard_before = ordinary or Ordinary(), told, heard
        examples = ExampleFile(prompts_dir / ROUTE_EXAMPLES)
        said = (f"{language} {text}" for text, language in self._ordinary.lines)
        lessons = RouteLessons(
            (
                *(self.book.hash, examples.hash),
                *(file.hash if file else "" for file in (told, heard)),
                *said,
            ),
            lambda: [*examples.read(), *(e for e in self._in_talk() if e.label != ORDINARY)],
            lambda: self._calm,
        )
        self._classifier = Classifier(self._vectors, lessons, self.book.plain)
        self._leaving = Leaving(prompts_dir, self._vectors, self.book.plain, told)

    @cached_property
    def _calm(self) -> Ordinary:
        """The ordinary lines without a phrase of crisis in them; reading them all takes a second."""
        lines, vectors = self._ordinary.lines, self._ordinary.vectors
        told = self._told.read() if self._told is not None else ()
        more = [*told, *(e for e in self._in_talk() if e.label == ORDINARY)]
        if more:
            known = self._vectors.get([example.text for example in more])
            vectors = np.concatenate([vectors, known]) if lines else known
            lines = (*lines, *((example.text, example.language) for example in more))
        calm = [self._crisis_by_phrase(self.book.read(text)) is None for text, _ in lines]
        kept = tuple(line for line, fine in zip(lines, calm, strict=True) if fine)
        return Ordinary(kept, vectors[calm] if kept else Ordinary().vectors)

    def _in_talk(self) -> tuple[Example, ...]:
        return self._heard_before.read() if self._heard_before is not None else ()

    def prepare(self) -> None:
        """Learn from the examples now rather than at the first message."""
        self._classifier.fit()
        self._leaving.prepare()

    def route(self, question: Question, language: Language) -> RouteDecision:  # noqa: ARG002
        """Where a message goes; never raises."""
        try:
            message = self.book.read(question.text)
            by_phrase = self._crisis_by_phrase(message)
        except Exception:
            log.exception("crisis phrases failed")
            return _closed()
        if by_phrase is not None and not self._taken_back(by_phrase, question):
            return by_phrase
        try:
            return self._route(question, message)
        except Exception:
            log.exception("routing failed")
            return _closed()

    def _route(self, question: Question, message: Message) -> RouteDecision:
        text = question.text
        # Each message is judged once in each light, whether to stay with it or to go back to it.
        likely = cache(self._likely_crisis)
        denied = cache(self._denies)
        stay = after_crisis(
            text, question.history, self._told_crisis, likely, self._waves_away, denied
        )
        if stay is not None:
            return RouteDecision("crisis", stay, "a crisis was named just before")
        settled = self._settled(question, message, likely, denied)
        if settled is None:
            return self._decide(question, text, message)
        # What a denial says besides is a message like any other.
        left = self._without_denial(text)
        onward = text if left is None else left
        if message.length <= _NO_MORE or not onward.strip(" ."):
            return settled
        decision = self._decide(question, onward, self.book.read(onward))
        return settled if decision.route in ("coach", "smalltalk", "out_of_scope") else decision

    def _decide(self, question: Question, text: str, message: Message) -> RouteDecision:
        """Where the `text` of a message goes, when no alarm before it is in the way."""
        talk = whole_message(self.book, message)
        if talk is not None:
            return talk
        coaching = while_coaching(said_before(question.history))
        order = self._injection_by_phrase(text)
        if order is not None and not self._hinted("crisis", message):
            return self._crisis_beside_an_order(text, coaching) or order
        said, sentences = self._heard(text)
        crisis = self._crisis_heard(said, sentences, halfway=coaching)
        faint = crisis is not None and self._faint(crisis, said, sentences, question)
        if crisis is not None and not faint:
            return crisis
        return (
            order
            or self._boundary_by_phrase(said, sentences)
            # What sounds a little dark is coached, and not waved goodbye.
            or (None if faint else self._phrased("smalltalk", message))
            or (None if faint else self._goodbye(question, said))
            or self._guessed(said, sentences, question)
            or self._out_of_scope(said)
            or RouteDecision("coach", None, "nothing else fits", sure=said.likeness.routes["coach"])
        )

    def _heard(self, text: str) -> tuple[_Said, list[_Said]]:
        """A message as a whole, and each telling sentence of a longer one by itself."""
        parts = [s for s in split_sentences(text)[:_READ] if len(s) < _NEARLY_ALL * len(text)]
        if parts and self._in_words(text) < _ALL_IN_WORDS:
            parts = [s for s in parts if self._hinted("crisis", self.book.read(s))]
        whole, *telling = self._each([text, *filter(self._worth_reading, parts)])
        return whole, telling

    def _each(self, texts: list[str]) -> list[_Said]:
        """How each sounds; embedded in one go."""
        return [
            _Said(text, self.book.read(text), self._classifier.score(vector, self.book.plain(text)))
            for text, vector in zip(texts, self._embedder.queries(texts), strict=True)
        ]

    def _worth_reading(self, sentence: str) -> bool:
        hinted = self._hinted("crisis", self.book.read(sentence))
        return hinted or self._in_words(sentence) >= _IN_WORDS

    def _in_words(self, text: str) -> float:
        """The lead that a text has by its words alone, for the alarm they fit best."""
        first = self._classifier.first_look(self.book.plain(text))
        return max(first.lead(route) for route in _IN_A_SENTENCE)

    def _faint(
        self, guess: RouteDecision, said: _Said, parts: Sequence[_Said], question: Question
    ) -> bool:
        """Whether an alarm is only guessed at, and too faint for the middle of a conversation.

        One that a sentence of the message raises by itself is not.
        """
        bars = _FAINT.get(guess.route)
        if bars is None or not _halfway(question):
            return False
        bar = bars[self._hinted(guess.route, said.message)]
        if said.likeness.lead(guess.route) >= bar:
            return False
        if guess.route == "crisis":
            return self._crisis_in_a_sentence(parts) is None
        return self._in_a_sentence(said.text, parts) is None

    # -- crisis --------------------------------------------------------------------------------

    def _told_crisis(self, text: str) -> str | None:
        """The crisis that an earlier message names."""
        decision = self._crisis_by_phrase(self.book.read(text))
        return None if decision is None else decision.reply

    def _likely_crisis(self, text: str, halfway: bool = False) -> str | None:
        """The crisis that an earlier message sounds like; its vectors are most often still at hand."""
        decision = self._crisis_heard(*self._heard(text), halfway=halfway)
        return None if decision is None else decision.reply

    def _waves_away(self, text: str, halfway: bool = False) -> bool:
        """Whether an answer to "is somebody in danger?" says no, or plainly goes on about work."""
        message = self.book.read(text)
        said, sentences = self._heard(text)
        denies = self._answers("denied", message)
        crisis = self._crisis_heard(said, sentences, halfway=halfway)
        # A no that repeats what was said ("no, I mean I can't wait for ever") sounds as faint as that did.
        if crisis is not None and not (halfway and denies and doubted(crisis.reply)):
            return False
        if self._answers("admitted", message):
            return False
        at_work = message.length >= _PLAINLY_LONG or (
            # While the coach is coaching a few words are enough, with one of work among them.
            halfway and len(message.sentences) == 1 and self._answers("at_work", message)
        )
        plainly = at_work and said.likeness.lead("crisis") <= _PLAINLY
        return plainly or denies

    def _denies(self, text: str) -> bool:
        """Whether a message calls an alarm wrong: names and denies it, or says no and goes on about work.

        The words of the denial ("nobody is suicidal") sound like what they deny, and are left out when
        the rest is heard.
        """
        left = self._without_denial(text)
        if left is not None and not left.strip(" ."):
            return True
        rest = text if left is None else left
        if self._crisis_by_phrase(self.book.read(rest)) is not None:
            return False
        message = self.book.read(text)
        if left is None and not self._answers("denied", message):
            return False
        if self._answers("admitted", message):
            return False
        said, sentences = self._heard(rest)
        if self._crisis_heard(said, sentences) is not None:
            return False
        return left is not None or said.likeness.lead("crisis") <= _NO_LONGER

    def _without_denial(self, text: str) -> str | None:
        """The plain words of a message without those that deny an alarm; None when none do."""
        message = self.book.read(text)
        left = list(message.sentences)
        for rule in self.book.of("crisis", "retracted"):
            for phrase in rule.phrases:
                left = [phrase.pattern.sub(" ", words) for words in left]
        return None if left == list(message.sentences) else ". ".join(left)

    def _taken_back(self, alarm: RouteDecision, question: Question) -> bool:
        """Whether a phrase of crisis stands in a denial of the alarm that was raised before it."""
        if alarm.reply in ACUTE or not question.history:
            return False
        try:
            if self._without_denial(question.text) is None:
                return False
            before = said_before(question.history)
            raised = any(
                self._told_crisis(said) or (not coached and self._likely_crisis(said))
                for said, coached in before
            )
            return raised and self._denies(question.text)
        except Exception:
            log.exception("hearing a denial failed")
            return False

    def _answers(self, weight: Weight, message: Message) -> bool:
        """Whether a message answers the question after a doubt in this way."""
        return any(rule.find(message) for rule in self.book.of("crisis", weight))

    def _settled(
        self,
        question: Question,
        message: Message,
        likely: Callable[[str, bool], str | None],
        denied: Callable[[str], bool],
    ) -> RouteDecision | None:
        """After a guess that was taken back: what was asked before it is answered, with what is new."""
        asked = None
        for text, coached in said_before(question.history):
            heard = None if coached else likely(text, False)
            if coached or (heard is None and not denied(text)):
                break
            if heard is not None and not denied(text):
                asked = text
        if asked is None or not (self._answers("denied", message) or denied(question.text)):
            return None
        rest = asked if message.length <= _NO_MORE else f"{asked}\n{question.text}"
        boundary = self._boundary_by_phrase(*self._heard(asked))
        return boundary or RouteDecision("coach", "coach.settled", "it was meant otherwise", rest)

    def _crisis_heard(
        self, said: _Said, sentences: Sequence[_Said], *, halfway: bool = False
    ) -> RouteDecision | None:
        whole = self._crisis_by_likeness(said, halfway=halfway)
        if whole is not None and not doubted(whole.reply):
            return whole
        # What is certain in one sentence is not put as a question because the whole is in doubt.
        part = self._crisis_in_a_sentence(sentences, halfway=halfway)
        return part if part is not None and not doubted(part.reply) else whole or part

    def _crisis_in_a_sentence(
        self, sentences: Sequence[_Said], *, halfway: bool = False
    ) -> RouteDecision | None:
        """A crisis in one sentence of a longer message, where it drowns in the rest.

        A hint lowers the bar to that of a whole message, and is not counted twice.
        """
        for part in sentences:
            hinted = self._hinted("crisis", part.message)
            bar = _ALONE["crisis"] if hinted else _IN_A_SENTENCE["crisis"]
            if part.likeness.lead("crisis") < bar:
                continue
            decision = self._crisis_by_likeness(part, hints=False, bar=bar, halfway=halfway)
            if decision is not None:
                return decision
        return None

    def _crisis_beside_an_order(self, text: str, halfway: bool) -> RouteDecision | None:
        """A crisis in the sentences that give the coach no orders.

        An order often threatens or plays dead, and sounds like a crisis as a whole.
        """
        free = [s for s in split_sentences(text) if injected(s, self._orders, self.book) is None]
        for part in self._each(free[:_SENTENCES]):
            decision = self._crisis_by_likeness(part, halfway=halfway)
            if decision is not None:
                return decision
        return None

    def _crisis_by_phrase(self, message: Message) -> RouteDecision | None:
        found: dict[str, tuple[int, str]] = {}
        for rule in self.book.of("crisis", "sure"):
            hit = rule.find(message)
            if hit is not None:
                found.setdefault(rule.reply, hit)
        if not found:
            return None
        first = next(iter(found))
        key = self._crisis_kind(message, {hit[0] for hit in found.values()}, set(found))
        return RouteDecision("crisis", key, f"phrase {found[first][1]!r}")

    def _crisis_kind(self, message: Message, where: set[int], found: set[str]) -> str:
        """Whose crisis it is and how near, once there is one."""
        for key in ("crisis.violence", "crisis.danger"):
            if found == {key}:
                return key
        refined = {
            rule.reply
            for rule in self.book.of("crisis", "with_crisis")
            if (rule.reply == "crisis.other" and rule.sentences(message) & where)
            or (rule.reply != "crisis.other" and rule.find(message) is not None)
        }
        other = "crisis.other" in found | refined
        acute = "crisis.acute" in found | refined
        if acute:
            return "crisis.acute_other" if other else "crisis.acute"
        if other:
            return "crisis.other"
        return "crisis.violence" if "crisis.violence" in found else "crisis.self"

    def _crisis_by_likeness(
        self,
        said: _Said,
        *,
        hints: bool = True,
        bar: float = _ALONE["crisis"],
        halfway: bool = False,
    ) -> RouteDecision | None:
        """A crisis by examples; a guess just above the `bar` is put as a question, and one that is
        heard `halfway` a conversation sooner."""
        routes = said.likeness.routes
        score = routes["crisis"]
        if any(routes[route] > score and self._alike(route, said) for route in _OTHERS):
            return None
        if not self._alike("crisis", said, hints=hints):
            return None
        key = said.likeness.best_reply("crisis")
        if key == "crisis.acute":
            everywhere = set(range(len(said.message.sentences)))
            key = self._crisis_kind(said.message, everywhere, {key})
        reason = f"like examples of {key}"
        certain = max(bar + _DOUBTFUL, _DOUBTFUL_HALFWAY if halfway else 0.0)
        if said.likeness.lead("crisis") < certain:
            key = in_doubt(key)
        return RouteDecision("crisis", key, reason, sure=_clip(score))

    # -- the other routes ----------------------------------------------------------------------

    def _injection_by_phrase(self, text: str) -> RouteDecision | None:
        reason = injected(text, self._orders, self.book)
        if reason is None:
            return None
        return self._only_reported(text) or self._injection(text, reason, 1.0)

    def _only_reported(self, text: str) -> RouteDecision | None:
        """A question about an order that someone else wrote; the order itself goes no further."""
        rest = reported(text, self._orders, self.book)
        if rest is None:
            return None
        said, sentences = self._heard(rest)
        left = self._by_likeness(said, sentences) or self._in_a_sentence(rest, sentences)
        if left is not None and left.route == "injection":
            return None
        boundary = self._phrased("boundary", self.book.read(rest))
        return boundary or RouteDecision("coach", None, "an order is only reported", rest)

    def _injection(
        self, text: str, reason: str, sure: float, orders: Collection[str] = ()
    ) -> RouteDecision:
        rest = honest_rest(text, self._orders, self.book, orders)
        if rest is not None and self._phrased("boundary", self.book.read(rest)) is not None:
            rest = None
        return RouteDecision("injection", "injection", reason, rest, sure)

    def _guessed(
        self, said: _Said, sentences: Sequence[_Said], question: Question
    ) -> RouteDecision | None:
        """An order or a boundary that no phrase names, unless it is too faint; an order may be one that
        is only reported."""
        guess = self._by_likeness(said, sentences) or self._in_a_sentence(said.text, sentences)
        if guess is None or self._only_supposed(guess, said, question):
            return None
        if guess.route == "injection":
            return self._only_reported(said.text) or guess
        return None if self._faint(guess, said, sentences, question) else guess

    def _only_supposed(self, guess: RouteDecision, said: _Said, question: Question) -> bool:
        """Whether a few words half-way a conversation ask what to do if somebody does something: "and if
        he keeps refusing?" says too little by itself to sound like anything."""
        return (
            takes_part(question.history)
            and said.message.length <= _FEW
            and what_if(said.text)
            and said.likeness.lead(guess.route) < _SUPPOSED
        )

    def _by_likeness(self, said: _Said, parts: Sequence[_Said] = ()) -> RouteDecision | None:
        """An order or a boundary by examples alone: where both would do, the likelier one.

        `parts` are sentences of it; those that give no order may hold a question to be answered. Words
        that name another subject outweigh a boundary that is merely guessed.
        """
        alike = [route for route in _OTHERS if self._alike(route, said)]
        if not alike:
            return None
        route = max(alike, key=lambda name: said.likeness.routes[name])
        sure = _clip(said.likeness.routes[route])
        if route == "injection":
            orders = [part.text for part in parts if self._alike("injection", part)]
            return self._injection(said.text, "like examples of injection", sure, orders)
        if any(self._phrased(other, said.message) for other in ("out_of_scope", "coach")):
            return None
        key = said.likeness.best_reply("boundary")
        return RouteDecision("boundary", key, f"like examples of {key}", sure=sure)

    def _in_a_sentence(self, text: str, sentences: Sequence[_Said]) -> RouteDecision | None:
        """An order or a boundary in one sentence of a longer message; beside an order, what else is
        asked is still answered."""
        telling = [
            part
            for part in sentences
            if any(part.likeness.lead(route) >= _IN_A_SENTENCE[route] for route in _OTHERS)
        ]
        found = [self._by_likeness(part) for part in telling]
        decisions = {decision.route: decision for decision in found if decision is not None}
        order = decisions.get("injection")
        if "boundary" in decisions or order is None:
            return decisions.get("boundary")
        return self._injection(text, order.reason, order.sure, [part.text for part in telling])

    def _goodbye(self, question: Question, said: _Said) -> RouteDecision | None:
        text = question.text
        if not question.history or self._alike("injection", said):
            return None
        if not self._leaving.seen_in(text, lambda: self._embedder.queries([text])[0]):
            return None
        return RouteDecision("smalltalk", "smalltalk.leaving", "like examples of a goodbye")

    def _boundary_by_phrase(self, said: _Said, sentences: Sequence[_Said]) -> RouteDecision | None:
        """A boundary that is named, unless the message and each sentence of it are plainly about
        something else."""
        leads = [part.likeness.lead("boundary") for part in sentences]
        otherwise = said.likeness.lead("boundary") <= _OTHERWISE and max(leads, default=-1.0) < 0
        if otherwise and said.message.length >= _IN_PASSING:
            return None
        return self._phrased("boundary", said.message)

    def _out_of_scope(self, said: _Said) -> RouteDecision | None:
        by_phrase = self._phrased("out_of_scope", said.message)
        score = said.likeness.routes["out_of_scope"]
        ours = said.likeness.routes["coach"] - score >= _PLAINLY_OURS
        if by_phrase and ours and said.message.length >= _IN_PASSING:
            return None
        if by_phrase is not None or score < _FAR:
            return by_phrase
        return RouteDecision("out_of_scope", "out_of_scope", "like far examples", sure=_clip(score))

    def _phrased(self, route: Route, message: Message) -> RouteDecision | None:
        for rule in self.book.of(route, "sure"):
            hit = rule.find(message)
            if hit is not None:
                return RouteDecision(route, rule.reply, f"phrase {hit[1]!r}")
        return None

    def _alike(self, route: Route, said: _Said, hints: bool = True) -> bool:
        """Whether a text is like the examples of a route; a hint of a phrase lowers the bar."""
        lead = said.likeness.lead(route)
        if lead >= _ALONE[route]:
            return True
        return hints and lead >= _WITH_HINT[route] and self._hinted(route, said.message)

    def _hinted(self, route: Route, message: Message) -> bool:
        return any(rule.find(message) for rule in self.book.of(route, "hint"))


class _Made:
    """Example vectors without a cache."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def get(self, texts: Sequence[str]) -> np.ndarray:
        return self._embedder.queries(list(texts))

    def recall(self, of: bytes) -> None:
        """Nothing is kept."""

    def keep(self, of: bytes, learnt: Mapping[str, np.ndarray]) -> None:
        """Nothing is kept."""

    def shipped_weights(self, of: bytes) -> None:
        """Nothing ships."""


def _halfway(question: Question) -> bool:
    """Whether the message follows on an answer of the coach that cited its sources."""
    return any(coached for _, coached in said_before(question.history)[:1])


def whole_message(book: Rulebook, message: Message) -> RouteDecision | None:
    """Small talk of which nothing is left when its phrases are taken out; the first kind counts."""
    rules = book.of("smalltalk", "whole")
    left = list(message.sentences)
    kinds: list[str] = []
    for rule in rules:
        for phrase in rule.phrases:
            for number, words in enumerate(left):
                shorter = phrase.pattern.sub("", words)
                if shorter != words:
                    left[number] = shorter
                    kinds.append(rule.reply)
    kinds = [kind for kind in kinds if kind != "smalltalk.filler"]
    if not kinds or any(words.replace(",", "").strip(" .") for words in left):
        return None
    return RouteDecision("smalltalk", kinds[0], "nothing but small talk")


def _closed() -> RouteDecision:
    return RouteDecision("boundary", "safety_failed", "routing failed, so it stays shut", sure=0.0)


def _clip(score: float) -> float:
    return max(0.0, min(1.0, score))
