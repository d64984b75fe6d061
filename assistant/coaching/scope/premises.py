"""What a question takes for granted, held against the knowledge.

"90% of CEOs expect it, right?", "since Deloitte says technical skills matter most", "Kotter's ten
steps": a premise about what a source says is looked up, and contradicted where the source says
something else. Sources of the tests: figures must belong to the same thing, negation and "only" must
point the same way, an order must be the order given, and a finding must be of the source named.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.coaching.scope.facts import Fact, FactBase, Match
from assistant.coaching.scope.lists import Counted, ScopeLists, phrases
from assistant.coaching.scope.reading import Asked
from assistant.coaching.scope.words import (
    Number,
    clauses,
    content,
    number_of,
    numbers,
    ordinal_of,
    words,
)

_WH = re.compile(
    r"^\W*(?:(?:and|but|so|en|maar|dus)\b\W*)?(wat|wie|welke?|waar(?!om)\w*|wanneer|hoe\w*|what|who|which|where|when|how)\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"^\W*(?:(?:and|but|so|en|maar|dus)\b\W*)?(waarom|hoezo|why)\b|\b(waarom|why|hoe komt het|how come)\W*$",
    re.IGNORECASE,
)
_POLAR = re.compile(
    r"^\W*(is|zijn|was|heeft|hebben|doet|does|do|did|has|have|are|were|moet|werkt|zegt|vindt)\b",
    re.IGNORECASE,
)
_EITHER = re.compile(r"\b(of|or)\b")
_FRAMEWORK = re.compile(
    r"\b(raamwerk|framework|artikel|article|het onderzoek|the research|onderzoek|the study|kompas|compass|blog|bron|source|vds)\b",
    re.IGNORECASE,
)
_MINE = re.compile(r"\b(mijn|m'n|mn|ons|onze|my|our|bij ons|hier|here)\b", re.IGNORECASE)
_COMPARE = re.compile(r"\b(dan|than|na|after|below|onder|behind|achter)\b", re.IGNORECASE)
_RANKED = re.compile(r"\b(boven|dan|than|above|over)\b", re.IGNORECASE)
_STEP = re.compile(
    r"^(?:stap|step|item|stelling|thema|theme)\s+(\d+)\s+(?:van|of)\s+(\w+)", re.IGNORECASE
)
_PART = re.compile(r"\b(?:stap|step|item|stelling|thema|theme)\s+(\w+)", re.IGNORECASE)
_BEGINS = re.compile(r"\b(begint|start|starts|begins|eerste|first)\b", re.IGNORECASE)
_ENDS = re.compile(r"\b(eindigt|ends|laatste|last)\b", re.IGNORECASE)
_BEFORE = re.compile(r"\b(voor|before|precedes|vóór|gaat vooraf aan)\b", re.IGNORECASE)
_AFTER = re.compile(r"\b(na|after|follows|volgt op)\b", re.IGNORECASE)
_PARTIAL = re.compile(
    r"\b(eerste|laatste|andere|overige|first|last|other|remaining|of the|van de|minstens|at least)\s*$",
    re.IGNORECASE,
)
# Fitted on the development questions.
SAME_SUBJECT = 0.45
SUPPORTED = 0.4
NEAR = 0.885
# A word that at most some thirty sentences of the knowledge have.
_TELLING = 4.2


@dataclass(frozen=True, slots=True)
class Mistaken:
    """A premise that does not hold. `fact` says what does, None when nothing on it is known."""

    fact: Fact | None
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """One thing a question asserts, and how: `sure` when it is put as settled."""

    text: str
    sure: bool
    sources: tuple[str, ...]
    framework: bool


@dataclass(frozen=True, slots=True)
class _Figure:
    """A percentage of the knowledge, with the stems of the stretch it belongs to."""

    number: Number
    fact: Fact
    near: frozenset[str]


class Premises:
    """Finds assertions in a question and checks them."""

    def __init__(self, lists: ScopeLists, facts: FactBase) -> None:
        """The words that assert, and the knowledge to hold assertions against."""
        said = lists.premises
        self._facts = facts
        self._counted = lists.counted
        self._tags = phrases(said.tags)
        self._saying = phrases(said.saying)
        self._events = phrases(said.events)
        self._negation = phrases(said.negations)
        self._only = phrases(said.only)
        self._most = phrases(said.most)
        self._least = phrases(said.least)
        self._opposites = [(phrases([a]), phrases([b])) for a, b in said.opposites]
        self._absence = phrases(said.absences)
        self._percents = [
            _Figure(number, fact, _stems_near(facts, fact, number))
            for fact in facts.facts
            for number in fact.numbers
            if number.percent
        ]
        self._steps = [
            (match.group(2).lower(), int(match.group(1)), fact)
            for fact in facts.facts
            if (match := _STEP.match(fact.text))
        ]

    def mistaken(self, asked: Asked, vector: np.ndarray, subject: str) -> Mistaken | None:
        """The first premise that does not hold, or None."""
        found = self._wrong_count(asked, vector, subject)
        if found is not None:
            return found
        for claim in self._claims(asked):
            for check in (self._figure, self._order, self._owner, self._event, self._meaning):
                found = check(claim, asked, vector)
                if found is not None:
                    return found
        return None

    # -- what is asserted ----------------------------------------------------------------------

    def _claims(self, asked: Asked) -> Iterator[_Claim]:
        for sentence in asked.sentences:
            low = sentence.lower()
            tagged = bool(self._tags.search(low))
            why = bool(_WHY.search(sentence))
            wh = bool(_WH.match(sentence)) and not why
            whole = self._tags.sub(" ", low)
            parts = clauses(whole)
            if tagged or why or (_POLAR.match(sentence) and not _EITHER.search(low)):
                texts = [whole]
            else:
                texts = [p for p in parts if not _WH.match(p)] if not wh else []
                # "Kotter's ten steps", "Gartner's 65%": asserted inside a plain question.
                texts = texts or [whole]
            for text in texts:
                sources = tuple(self._facts.named(_cased(text, sentence)))
                said = bool(self._saying.search(text)) and not wh
                yield _Claim(
                    text,
                    tagged or why or (said and not _POLAR.match(sentence)),
                    sources,
                    bool(_FRAMEWORK.search(text)),
                )

    # -- the checks ----------------------------------------------------------------------------

    def _wrong_count(self, asked: Asked, vector: np.ndarray, subject: str) -> Mistaken | None:
        typed = [w.lower().replace("’", "'") for w in re.findall(r"[\w'’-]+", asked.text)]
        for place, (first, second) in enumerate(itertools.pairwise(typed)):
            number = number_of(first)
            if number is None or _PARTIAL.search(" ".join(typed[max(0, place - 2) : place])):
                continue
            for counted in self._counted:
                if second in counted.parts and number != counted.count and _names(counted, subject):
                    fact = self._with_count(counted, asked, vector)
                    if fact is not None:
                        return Mistaken(fact, f"{first} {second}", f"there are {counted.count}")
        return None

    def _with_count(self, counted: Counted, asked: Asked, vector: np.ndarray) -> Fact | None:
        """The sentence that says how many there are, listing them if one does."""
        best: tuple[float, Fact] | None = None
        for fact in self._facts.facts:
            low = fact.text.lower()
            if fact.language != asked.language or not any(n in low for n in counted.names):
                continue
            if not any(n.value == counted.count for n in fact.numbers):
                continue
            if not any(p in low.replace("’", "'") for p in counted.parts):
                continue
            score = float(self._facts.matrix[fact.row] @ vector) + 0.01 * min(8, low.count(","))
            score += 0.02 * (":" in low)
            if best is None or score > best[0]:
                best = (score, fact)
        return best[1] if best else None

    def _figure(self, claim: _Claim, asked: Asked, vector: np.ndarray) -> Mistaken | None:  # noqa: ARG002
        """A percentage that the knowledge gives differently, or gives of something else."""
        stated = [n for n in numbers(claim.text, spelled=False) if n.percent]
        if not stated or (_MINE.search(claim.text) and not claim.sources):
            return None
        terms = [t for t in content(claim.text) if t not in self._facts.sources]
        scored = sorted(
            (
                (self._local(terms, figure), figure)
                for figure in self._percents
                if figure.fact.language == asked.language
            ),
            key=lambda item: (-item[0], item[1].fact.row),
        )
        if not scored:
            return None
        best = scored[0][0]
        total = sum(self._facts.rarity(t) for t in terms) or 1.0
        if best / total < (0.12 if claim.sources else 0.3):
            return None
        value = stated[0].value
        near = [figure for score, figure in scored if score >= 0.97 * best]
        right = [figure for figure in near if abs(figure.number.value - value) < 0.5]
        sources = [s for s in claim.sources if any(s in f.fact.names for f in self._percents)]
        if right and (not sources or any(self._of(sources, figure.fact) for figure in right)):
            return None
        chosen = (right or near)[0].fact
        return Mistaken(chosen, f"{value:g}%", f"the knowledge does not give {value:g}% for this")

    def _local(self, terms: Sequence[str], figure: _Figure) -> float:
        """How well the words around a figure fit: its own stretch counts whole, the rest a third."""
        score = 0.0
        for term in terms:
            if not figure.near.isdisjoint(self._facts.terms(term)):
                score += self._facts.rarity(term)
            elif self._facts.covers(figure.fact, term):
                score += self._facts.rarity(term) / 3
        return score

    def _of(self, sources: Sequence[str], fact: Fact) -> bool:
        return any(self._facts.covers(fact, source) for source in sources)

    def _order(self, claim: _Claim, asked: Asked, vector: np.ndarray) -> Mistaken | None:  # noqa: ARG002
        """A step put in the wrong place."""
        named = set(words(claim.text))
        steps = [
            (n, f) for name, n, f in self._steps if name in named and f.language == asked.language
        ]
        if not steps or _WH.match(claim.text):
            return None
        places = self._places(claim.text, steps)
        last = max(n for n, _ in steps)
        given = next((o for w in words(claim.text) if (o := ordinal_of(w)) is not None), None)
        given = given or (
            1 if _BEGINS.search(claim.text) else last if _ENDS.search(claim.text) else None
        )
        if given is not None and len(places) == 1 and places[0][0] != given:
            return Mistaken(places[0][1], claim.text, f"that is step {places[0][0]}")
        if len(places) == 2:
            before = bool(_BEFORE.search(claim.text))
            after = bool(_AFTER.search(claim.text))
            (one, fact), (two, _) = places
            if (before and one > two) or (after and not before and one < two):
                return Mistaken(
                    fact, claim.text, f"step {one} and step {two} are the other way round"
                )
        return None

    def _places(self, text: str, steps: Sequence[tuple[int, Fact]]) -> list[tuple[int, Fact]]:
        """The steps a text mentions by name, in the order of the text."""
        found: list[tuple[int, Fact]] = []
        for word in content(text):
            holding = [(n, f) for n, f in steps if self._facts.says(f, word)]
            if len(holding) == 1 and holding[0] not in found:
                found.append(holding[0])
        return found

    def _owner(self, claim: _Claim, asked: Asked, vector: np.ndarray) -> Mistaken | None:
        """A finding given to a source that is not its own."""
        if not (claim.sure or asked.fact) or _WH.match(claim.text) or not claim.sources:
            return None
        terms = self._terms(claim)
        if not terms:
            return None
        mine = self._facts.find(terms, asked.language, vector, must=claim.sources)
        if mine and mine[0].coverage >= SUPPORTED:
            return None
        others = [
            m
            for m in self._facts.find(terms, asked.language, vector)[:12]
            if m.fact.names & self._facts.sources and m.coverage >= 0.6 and m.cosine >= 0.85
            and self._weight(terms, m.fact) >= _TELLING
        ]
        if others and (not mine or others[0].coverage > mine[0].coverage + 0.3):
            return Mistaken(
                others[0].fact, claim.text, "the knowledge gives this to another source"
            )
        if len(claim.sources) > 1 and not mine:
            about = self._facts.find(terms, asked.language, vector, must=claim.sources[-1:])
            if about:
                return Mistaken(about[0].fact, claim.text, "these sources do not go together")
        return None

    def _weight(self, terms: Sequence[str], fact: Fact) -> float:
        """How telling the words are that a fact shares with a claim."""
        return max((self._facts.rarity(t) for t in terms if self._facts.says(fact, t)), default=0.0)

    def _event(self, claim: _Claim, asked: Asked, vector: np.ndarray) -> Mistaken | None:
        """Something that is said to have happened to a source, of which nothing is known."""
        match = self._events.search(claim.text)
        if match is None or not claim.sources or (asked.personal and not claim.sure):
            return None
        word = match.group()
        if any(self._facts.says(f, word) and self._of(claim.sources, f) for f in self._facts.facts):
            return None
        return Mistaken(None, word, f"nothing says that {claim.sources[0]} was {word}")

    def _meaning(self, claim: _Claim, asked: Asked, vector: np.ndarray) -> Mistaken | None:
        """A statement that a source turns around, or does not make."""
        about_source = bool(claim.sources or claim.framework)
        if not (about_source or claim.sure) or _WH.match(claim.text) or not (claim.sure or _polar(claim.text)):
            return None
        terms = self._terms(claim)
        if not terms:
            return None
        found = self._evidence(claim, terms, asked, vector)
        against = next((m for m in found if self._contradicts(claim.text, terms, m)), None)
        agrees = [
            m for m in found if m is not against and not self._contradicts(claim.text, terms, m)
        ]
        if against is not None and not any(self._outweighs(m, against, terms) for m in agrees):
            return Mistaken(against.fact, claim.text, "the knowledge says the opposite")
        if claim.sure and claim.sources and not asked.how_to:
            strange = self._strange(claim, terms)
            if strange:
                return Mistaken(None, strange, f"nothing on {claim.sources[0]} says {strange!r}")
        return None

    def _evidence(
        self, claim: _Claim, terms: Sequence[str], asked: Asked, vector: np.ndarray
    ) -> list[Match]:
        """What the source says on it, and what others say that covers more of the claim."""
        own = self._facts.find(terms, asked.language, vector, must=claim.sources[:1])[:6]
        most = max((m.coverage for m in own), default=0.0) if claim.sources else 0.0
        rows = {m.fact.row for m in own}
        wider = [
            m
            for m in self._facts.find(terms, asked.language, vector)[:6]
            if m.fact.row not in rows and m.coverage > most
        ]
        return [m for m in own + wider if not self._absence.search(m.fact.text.lower())]

    def _strange(self, claim: _Claim, terms: Sequence[str]) -> str:
        """The most telling word of a claim that nothing near its source has, or ""."""
        near = {
            f.passage_id
            for f in self._facts.facts
            if any(self._facts.covers(f, s) for s in claim.sources)
        }
        said = frozenset().union(
            *(f.around for f in self._facts.facts if f.passage_id in near), frozenset()
        )
        strange = [
            t
            for t in terms
            if self._facts.rarity(t) >= _TELLING and said.isdisjoint(self._facts.terms(t))
        ]
        return max(strange, key=self._facts.rarity, default="")

    def _outweighs(self, one: Match, other: Match, terms: Sequence[str]) -> bool:
        """Whether `one` says all that `other` says of the claim, and more."""
        if one.coverage <= other.coverage + 0.05:
            return False
        both = all(
            self._facts.covers(one.fact, t) for t in terms if self._facts.covers(other.fact, t)
        )
        return both or one.coverage > other.coverage + 0.25

    def _contradicts(self, text: str, terms: Sequence[str], match: Match) -> bool:
        said = match.fact.text.lower()
        if match.coverage < 0.25:
            return False
        if any(
            (a.search(text) and b.search(said) and not a.search(said))
            or (b.search(text) and a.search(said) and not b.search(said))
            for a, b in self._opposites
        ):
            return True
        not_only = _not_only(self._negation, self._only, said)
        if not_only and self._only.search(text) and not _not_only(self._negation, self._only, text):
            return True
        if self._most.search(text) and self._behind(terms, said):
            return True
        if self._least.search(text) and self._ahead(terms, said):
            return True
        if self._reversed(terms, text, said):
            return True
        if match.coverage < SAME_SUBJECT or not_only:
            return False
        part = max(_parts(match.fact.text), key=lambda p: self._share(terms, p), default="")
        if self._share(terms, part) < 0.4:
            return False
        return bool(self._negation.search(part.lower())) != bool(self._negation.search(text))

    def _behind(self, terms: Sequence[str], said: str) -> bool:
        """Whether what is praised comes after "than" in the sentence, and not before it."""
        cut = _COMPARE.search(said)
        if cut is None:
            return False
        return (
            self._share(terms, said[cut.end() :]) >= 0.3 > self._share(terms, said[: cut.start()])
        )

    def _ahead(self, terms: Sequence[str], said: str) -> bool:
        """Whether what is belittled comes before "than" in the sentence, and not after it."""
        cut = _COMPARE.search(said)
        if cut is None:
            return False
        return self._share(terms, said[: cut.start()]) >= 0.3 > self._share(terms, said[cut.end() :])

    def _reversed(self, terms: Sequence[str], text: str, said: str) -> bool:
        """Whether both compare the same two things, the other way round."""
        mine, theirs = _RANKED.search(text), _COMPARE.search(said)
        if mine is None or theirs is None:
            return False
        before = [t for t in terms if t in text[: mine.start()]]
        after = [t for t in terms if t in text[mine.end() :]]
        higher, lower = said[: theirs.start()], said[theirs.end() :]
        return (
            bool(before and after)
            and self._share(before, lower) >= 0.5 > self._share(before, higher)
            and self._share(after, higher) >= 0.5 > self._share(after, lower)
        )

    def _share(self, terms: Sequence[str], text: str) -> float:
        stems = frozenset().union(*(self._facts.terms(w) for w in words(text)), frozenset())
        total = sum(self._facts.rarity(t) for t in terms)
        got = sum(
            self._facts.rarity(t) for t in terms if not stems.isdisjoint(self._facts.terms(t))
        )
        return got / total if total else 0.0

    def _terms(self, claim: _Claim) -> list[str]:
        """The words of a claim without its sources and without words of saying."""
        text = _FRAMEWORK.sub(" ", self._saying.sub(" ", claim.text))
        named = set(claim.sources)
        return [t for t in content(text) if t not in named and t.removesuffix("'s") not in named]


def _parts(text: str) -> list[str]:
    """Clauses, and what "and" joins, so that a negation reaches no further than it should."""
    return [part for clause in clauses(text) for part in re.split(r"\s+(?:en|and)\s+", clause)]


def _polar(text: str) -> bool:
    """Whether a text is a yes-or-no question on one thing."""
    return bool(_POLAR.match(text)) and not _EITHER.search(text)


def _stems_near(facts: FactBase, fact: Fact, number: Number) -> frozenset[str]:
    return frozenset().union(*(facts.terms(w) for w in content(_stretch(fact, number))), frozenset())


def _stretch(fact: Fact, number: Number) -> str:
    """The part of a sentence that one of several figures belongs to."""
    percents = [n for n in fact.numbers if n.percent]
    if len(percents) < 2:
        return fact.text
    here = percents.index(number)
    start = percents[here - 1].end if here else 0
    return fact.text[start : number.end]


def _not_only(negation: re.Pattern[str], only: re.Pattern[str], text: str) -> bool:
    return any(only.match(text, m.end() + 1) for m in negation.finditer(text))


def _names(counted: Counted, subject: str) -> bool:
    low = subject.lower()
    return any(re.search(rf"(?<!\w){re.escape(name)}", low) for name in counted.names)


def _cased(part: str, sentence: str) -> str:
    """The stretch of the sentence as typed; parts are lower case."""
    start = sentence.lower().find(part)
    return sentence[start : start + len(part)] if start >= 0 else part
