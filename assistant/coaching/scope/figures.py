"""Figures, counts and orders that a question gets wrong."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.coaching.scope.claims import Claim, Mistaken
from assistant.coaching.scope.facts import Fact, FactBase
from assistant.coaching.scope.lists import Counted
from assistant.coaching.scope.reading import Asked
from assistant.coaching.scope.words import (
    Number,
    content,
    number_of,
    numbers,
    ordinal_of,
    words,
)

_MINE = re.compile(r"\b(?:mijn|m'n|mn|ons|onze|my|our|hier|here)\b", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:ik|we|wij|i|i'm|i've|we've|team|department|afdeling|budget)\b", re.IGNORECASE
)
"""A percentage of a leader's own people or plans, which is asked of no source."""
_WEIGHED = re.compile(
    r"\b(?:genoeg|normaal|haalbaar|realistisch|redelijk|veel|weinig|hoog|laag|goed|slecht|verstandig|moet|moeten|"
    r"enough|normal|realistic|reasonable|feasible|much|many|little|high|low|good|bad|wise|okay|ok|should|must)\b",
    re.IGNORECASE,
)
"""Words that ask what to think of a percentage rather than whether it is so."""
_STEP = re.compile(r"^(?:stap|step|item|stelling|thema|theme)\s+(\d+)\s+(?:van|of)\s+(\w+)", re.I)
_PART = re.compile(r"\b(?:stap|step|item|stelling|thema|theme)\s+(\w+)")
_BEGINS = re.compile(r"\b(?:begint|start|starts|begins)\b")
_ENDS = re.compile(r"\b(?:eindigt|ends|laatste|last)\b")
_BEFORE = re.compile(r"\b(?:voor|vóór|before|precedes)\b")
_AFTER = re.compile(r"\b(?:na|after|follows|volgt op)\b")
_SOME = re.compile(
    r"\b(?:eerste|laatste|andere|overige|first|last|other|remaining|of the|van de|minstens|at least)\s*$"
)
_DEFINITE = re.compile(r"\b(?:de|the|die|those|deze|these)\s*$")
# How much of a claim a figure must be about, with and without its source named.
_ABOUT_SOURCE, _ABOUT = 0.12, 0.3


@dataclass(frozen=True, slots=True)
class _Figure:
    """A percentage of the knowledge, with the stems of the stretch it belongs to."""

    number: Number
    fact: Fact
    near: frozenset[str]


class Figures:
    """Knows the percentages, the counted things and the numbered steps of the knowledge."""

    def __init__(self, counted: Sequence[Counted], facts: FactBase) -> None:
        """`counted` are the things with a fixed number of parts."""
        self._counted = counted
        self._facts = facts
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

    def wrong_count(self, asked: Asked, vector: np.ndarray, subject: str) -> Mistaken | None:
        """ "Kotter's ten steps": another number of parts than there are."""
        typed = [w.lower().replace("’", "'") for w in re.findall(r"[\w'’-]+", asked.text)]
        for place, (first, second) in enumerate(itertools.pairwise(typed)):
            number = number_of(first)
            before = " ".join(typed[max(0, place - 2) : place])
            if number is None or _SOME.search(before):
                continue
            if asked.personal and not _DEFINITE.search(before):
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
            low = fact.text.lower().replace("’", "'")
            if fact.language != asked.language or not any(n in low for n in counted.names):
                continue
            if not any(n.value == counted.count for n in fact.numbers):
                continue
            if not any(part in low for part in counted.parts):
                continue
            score = float(self._facts.matrix[fact.row] @ vector) + 0.01 * min(8, low.count(","))
            score += 0.02 * (":" in low)
            if best is None or score > best[0]:
                best = (score, fact)
        return best[1] if best else None

    def wrong_percentage(self, claim: Claim, asked: Asked) -> Mistaken | None:
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
        value = stated[0].value
        if best / total < (_ABOUT_SOURCE if claim.sources else _ABOUT):
            return self._unknown_percentage(claim, value)
        near = [figure for score, figure in scored if score >= 0.97 * best]
        right = [figure for figure in near if abs(figure.number.value - value) < 0.5]
        sources = [s for s in claim.sources if any(s in f.fact.names for f in self._percents)]
        if right and (not sources or any(self._facts.of(sources, f.fact) for f in right)):
            return None
        chosen = (right or near)[0].fact
        return Mistaken(chosen, f"{value:g}%", f"the knowledge does not give {value:g}% for this")

    def _unknown_percentage(self, claim: Claim, value: float) -> Mistaken | None:
        """A percentage of something else that a question wants confirmed, which the knowledge does
        not give of anything."""
        if not (claim.tagged or claim.polar) or _OWN.search(claim.text):
            return None
        if not claim.tagged and _WEIGHED.search(claim.text):
            return None
        if any(abs(figure.number.value - value) < 0.5 for figure in self._percents):
            return None
        return Mistaken(None, f"{value:g}%", f"the knowledge does not give {value:g}%")

    def _local(self, terms: Sequence[str], figure: _Figure) -> float:
        """How well the words around a figure fit: its own stretch counts whole, the rest a third."""
        score = 0.0
        for term in terms:
            if not figure.near.isdisjoint(self._facts.terms(term)):
                score += self._facts.rarity(term)
            elif self._facts.covers(figure.fact, term):
                score += self._facts.rarity(term) / 3
        return score

    def wrong_order(self, claim: Claim, asked: Asked) -> Mistaken | None:
        """A step put in the wrong place."""
        if claim.open or (claim.personal and not claim.tagged):
            return None
        named = set(words(claim.text))
        steps = [
            (n, f) for name, n, f in self._steps if name in named and f.language == asked.language
        ]
        if not steps:
            return None
        places = self._places(claim.text, steps)
        # "The fourth change in a year" is a story where no source is spoken of.
        ordinary = not (claim.tagged or claim.sources)
        given = _given(claim.text, max(n for n, _ in steps))
        if given is not None and len(places) == 1 and places[0][0] != given:
            return Mistaken(places[0][1], "", f"that is step {places[0][0]}", ordinary=ordinary)
        if len(places) == 2:
            (one, fact), (two, _) = places
            before, after = _BEFORE.search(claim.text), _AFTER.search(claim.text)
            if (before and one > two) or (after and not before and one < two):
                return Mistaken(fact, "", f"steps {one} and {two} are the other way round")
        return None

    def _places(self, text: str, steps: Sequence[tuple[int, Fact]]) -> list[tuple[int, Fact]]:
        """The steps a text mentions by name, in the order of the text."""
        found: list[tuple[int, Fact]] = []
        for word in content(text):
            holding = [(n, f) for n, f in steps if self._facts.says(f, word)]
            if len(holding) == 1 and holding[0] not in found:
                found.append(holding[0])
        return found


def _given(text: str, last: int) -> int | None:
    """The place a text gives: "the first", "step 3", "begins with"."""
    ordinal = next((o for w in words(text) if (o := ordinal_of(w)) is not None), None)
    if ordinal is not None:
        return ordinal
    numbered = _PART.search(text)
    if numbered is not None and (number := number_of(numbered.group(1))) is not None:
        return number
    if _BEGINS.search(text):
        return 1
    return last if _ENDS.search(text) else None


def _stems_near(facts: FactBase, fact: Fact, number: Number) -> frozenset[str]:
    """The stems of the part of a sentence that one of several percentages belongs to."""
    percents = [n for n in fact.numbers if n.percent]
    text = fact.text
    if len(percents) > 1:
        here = percents.index(number)
        text = text[percents[here - 1].end if here else 0 : number.end]
    return frozenset().union(*(facts.terms(word) for word in content(text)), frozenset())


def _names(counted: Counted, subject: str) -> bool:
    low = subject.lower()
    return any(re.search(rf"(?<!\w){re.escape(name)}", low) for name in counted.names)
