"""Statements that the knowledge turns around, gives to another source, or does not make.

A contradiction is plain when a word of the statement stands against its opposite, when the knowledge
says "not only" to an "only", or ranks two things the other way round. It is read from negation when
the clause that shares the statement's words is denied in one and not in the other; then a sentence
that says the same without the denial outweighs it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from assistant.coaching.scope.claims import Claim, Mistaken
from assistant.coaching.scope.facts import Fact, FactBase, Match
from assistant.coaching.scope.lists import Premises as Lists
from assistant.coaching.scope.lists import phrases
from assistant.coaching.scope.reading import Asked
from assistant.coaching.scope.words import clauses, words

_COMPARE = re.compile(r"\b(?:dan|than|na|after|below|onder|behind|achter)\b")
_RANKED = re.compile(r"\b(?:boven|dan|than|above|over)\b")
# Fitted on the development questions: how much of a statement a sentence must cover to speak of the
# same thing, to be its source's own, and to be another source's.
_SAME_SUBJECT = 0.45
_OWN = 0.4
_OTHERS = 0.6
# A word that at most some thirty sentences of the knowledge have.
_TELLING = 4.2


class Meaning:
    """Holds a statement against the sentences that speak of the same thing."""

    def __init__(self, lists: Lists, facts: FactBase) -> None:
        """The words that turn a meaning around, and the knowledge."""
        self._facts = facts
        self._events = phrases(lists.events)
        self._negation = phrases(lists.negations)
        self._only = phrases(lists.only)
        self._most = phrases(lists.most)
        self._least = phrases(lists.least)
        self._opposites = [(phrases([a]), phrases([b])) for a, b in lists.opposites]
        self._absence = phrases(lists.absences)

    def wrong_owner(self, claim: Claim, asked: Asked, vector: np.ndarray) -> Mistaken | None:
        """A finding given to a source that is not its own."""
        if claim.open or not claim.sources or not claim.terms:
            return None
        if not (claim.asserted or asked.fact):
            return None
        mine = self._facts.find(claim.terms, asked.language, vector, must=claim.sources)
        if mine and mine[0].coverage >= _OWN:
            return None
        others = [
            m
            for m in self._facts.find(claim.terms, asked.language, vector)[:12]
            if m.fact.names & self._facts.sources
            and m.coverage >= _OTHERS
            and m.cosine >= 0.85
            and self._telling(claim.terms, m.fact)
        ]
        if others and (not mine or others[0].coverage > mine[0].coverage + 0.3):
            return Mistaken(others[0].fact, "", "the knowledge gives this to another source")
        if len(claim.sources) > 1 and not mine:
            about = self._facts.find(claim.terms, asked.language, vector, must=claim.sources[-1:])
            if about:
                return Mistaken(about[0].fact, "", "these sources do not go together")
        return None

    def unknown_event(self, claim: Claim) -> Mistaken | None:
        """Something said to have happened to a source, of which nothing is known."""
        match = self._events.search(claim.text)
        if match is None or not claim.sources or (claim.personal and not claim.asserted):
            return None
        word = match.group()
        if any(
            self._facts.says(fact, word) and self._facts.of(claim.sources, fact)
            for fact in self._facts.facts
        ):
            return None
        return Mistaken(None, word, f"nothing says {word!r} of {claim.sources[0]}")

    def turned_around(self, claim: Claim, asked: Asked, vector: np.ndarray) -> Mistaken | None:
        """A statement that the knowledge contradicts, or that its source nowhere makes."""
        about_source = bool(claim.sources or claim.framework)
        if claim.open or not claim.terms or not (claim.asserted or claim.polar):
            return None
        if not about_source and (claim.personal or not claim.tagged):
            return None
        found = self._evidence(claim, asked, vector)
        ordinary = claim.personal or not about_source
        denials = [m for m in found if self._denies(claim, m) and self._speaks(claim, m, found[0])]
        for match in found:
            if self._plainly_against(claim, match):
                reason = "the knowledge says the opposite"
                return Mistaken(match.fact, "", reason, ordinary=ordinary)
            if match in denials and not any(
                self._outweighs(other, match, claim.terms)
                for other in found
                if other not in denials
            ):
                return Mistaken(match.fact, "", "the knowledge denies it", ordinary=ordinary)
        if claim.asserted and claim.sources and not asked.how_to:
            strange = self._strange(claim)
            if strange:
                return Mistaken(
                    None, strange, f"nothing on {claim.sources[0]} says {strange!r}", strange=True
                )
        return None

    # -- evidence ------------------------------------------------------------------------------

    def _evidence(self, claim: Claim, asked: Asked, vector: np.ndarray) -> list[Match]:
        """What the source says on it, and what others say that covers more of the claim."""
        own = self._facts.find(claim.terms, asked.language, vector, must=claim.sources[:1])[:6]
        most = max((m.coverage for m in own), default=0.0) if claim.sources else 0.0
        rows = {m.fact.row for m in own}
        wider = [
            m
            for m in self._facts.find(claim.terms, asked.language, vector)[:6]
            if m.fact.row not in rows and m.coverage > most
        ]
        return [m for m in own + wider if not self._absence.search(m.fact.text.lower())]

    def _speaks(self, claim: Claim, match: Match, best: Match) -> bool:
        """Whether a sentence speaks for the source: by name, or by saying more than all others."""
        if not claim.sources or self._facts.says(match.fact, claim.sources[0]):
            return True
        return match.coverage > best.coverage

    def _strange(self, claim: Claim) -> str:
        """The most telling word of a claim that no passage about its source has, or ""."""
        said = self._facts.told_about(claim.sources)
        strange = [
            term
            for term in claim.terms
            if self._facts.rarity(term) >= _TELLING and said.isdisjoint(self._facts.terms(term))
        ]
        return max(strange, key=self._facts.rarity, default="")

    def _telling(self, terms: Sequence[str], fact: Fact) -> bool:
        """Whether a fact shares more with a claim than common words."""
        return any(self._facts.rarity(t) >= _TELLING and self._facts.says(fact, t) for t in terms)

    # -- contradiction -------------------------------------------------------------------------

    def _plainly_against(self, claim: Claim, match: Match) -> bool:
        text, said = claim.text, match.fact.text.lower()
        if match.coverage < 0.25:
            return False
        if any(
            _opposed(a, b, text, said) or _opposed(b, a, text, said) for a, b in self._opposites
        ):
            return True
        if self._not_only(said) and self._only.search(text) and not self._not_only(text):
            return True
        if self._most.search(text) and self._side(claim.terms, said) == "lower":
            return True
        if self._least.search(text) and self._side(claim.terms, said) == "higher":
            return True
        return self._reversed(claim, said)

    def _denies(self, claim: Claim, match: Match) -> bool:
        """Whether the clause on the same thing is negated in one and not in the other."""
        if match.coverage < _SAME_SUBJECT or self._not_only(match.fact.text.lower()):
            return False
        part = max(
            _parts(match.fact.text), key=lambda p: self._share(claim.terms, p), default=""
        ).lower()
        if self._share(claim.terms, part) < 0.4:
            return False
        return bool(self._negation.search(part)) != bool(self._negation.search(claim.text))

    def _outweighs(self, one: Match, other: Match, terms: Sequence[str]) -> bool:
        """Whether `one` says all that `other` says of a claim, and more."""
        if one.coverage > other.coverage + 0.25:
            return True
        return one.coverage > other.coverage + 0.05 and all(
            self._facts.covers(one.fact, t) for t in terms if self._facts.covers(other.fact, t)
        )

    def _side(self, terms: Sequence[str], said: str) -> str:
        """On which side of "than" a sentence has what is claimed: higher, lower or neither."""
        cut = _COMPARE.search(said)
        if cut is None:
            return ""
        before = self._share(terms, said[: cut.start()])
        after = self._share(terms, said[cut.end() :])
        if after >= 0.3 > before:
            return "lower"
        return "higher" if before >= 0.3 > after else ""

    def _reversed(self, claim: Claim, said: str) -> bool:
        """Whether both rank the same two things, the other way round."""
        mine, theirs = _RANKED.search(claim.text), _COMPARE.search(said)
        if mine is None or theirs is None:
            return False
        before = [t for t in claim.terms if t in claim.text[: mine.start()]]
        after = [t for t in claim.terms if t in claim.text[mine.end() :]]
        higher, lower = said[: theirs.start()], said[theirs.end() :]
        return (
            bool(before and after)
            and self._share(before, lower) >= 0.5 > self._share(before, higher)
            and self._share(after, higher) >= 0.5 > self._share(after, lower)
        )

    def _not_only(self, text: str) -> bool:
        return any(
            self._only.match(text, match.end() + 1) for match in self._negation.finditer(text)
        )

    def _share(self, terms: Sequence[str], text: str) -> float:
        """The share of the terms, by rarity, that a stretch of text has."""
        stems = frozenset().union(*(self._facts.terms(w) for w in words(text)), frozenset())
        total = sum(self._facts.rarity(t) for t in terms)
        got = sum(
            self._facts.rarity(t) for t in terms if not stems.isdisjoint(self._facts.terms(t))
        )
        return got / total if total else 0.0


def _opposed(one: re.Pattern[str], two: re.Pattern[str], text: str, said: str) -> bool:
    return bool(one.search(text) and two.search(said) and not one.search(said))


def _parts(text: str) -> list[str]:
    """Clauses, and what "and" joins, so that a negation reaches no further than it should."""
    return [part for clause in clauses(text) for part in re.split(r"\s+(?:en|and)\s+", clause)]
