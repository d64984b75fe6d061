"""Questions for a fact: is the asked-for thing in the knowledge?

The topic may be there while the figure, the year, the group or the part is not. Each check looks for
one kind of answer in the sentences that share the question's subject; without one, the question is
declined and what is missing is named.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assistant.coaching.rewriting import ordinal_in
from assistant.coaching.scope.facts import Fact, FactBase, Match
from assistant.coaching.scope.lists import ScopeLists, phrases
from assistant.coaching.scope.reading import Asked
from assistant.coaching.scope.words import content, number_of, numbers, ordinal_of, words
from assistant.coaching.selection import Standout
from assistant.language import Language

_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d{2}(?!\d|%|\s*(?:mensen|people|medewerkers|employees))")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_OTHERS = re.compile(r"\b(?:andere|overige|other|remaining)\s+(\w+)\s+([\w']+)")
_SUPERLATIVE = re.compile(
    r"\b(?:welke?|which)\b.{0,40}\b(?:beste|grootste|slechtste|populairste|best|largest|biggest|worst|most popular)\b"
    r"(?! (?:bij|with|for (?:me|us|my)|way|manier|moment|passend))|\b(?:het|the) (?:beste|best) (?:boek|book|bedrijf|company)\b",
    re.IGNORECASE,
)
_BY_THE_SOURCE = re.compile(
    r"\b(?:volgens|in|uit|according to|from) (?:het|de|the|dit|this) "
    r"(?:artikel|article|raamwerk|framework|kennis|knowledge|blog|bron|source|onderzoek|research)\b",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"[€$£]|\beuros?\b|\bdollars?\b", re.IGNORECASE)
_TIME_UNIT = re.compile(
    r"\b(weken|week|maanden|maand|jaar|jaren|dagen|dag|uur|uren|kwartier|kwartaal|weeks?|months?|years?|days?|hours?|quarter|minuten|minutes)\b",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"^\W*(?:\w+\W+){0,3}?(wat|hoeveel|welk|welke|what|what's|how much|which|hoe duur|how expensive|hoe hoog)\b",
    re.IGNORECASE,
)
_OF = re.compile(
    r"^\s*(?:van|of|uit|among|onder)\s+(?:(?:de|het|alle|al|the|all|our|onze)\s+)*", re.IGNORECASE
)
# Fitted on the development questions.
FITS = 0.4
NEAR = 0.866
NEAR_SOURCE = 0.886
CLEARLY_NEAR = 0.9
# How good and how far ahead a sentence must be to be about what is asked, whatever the words.
ABOUT_IT = (0.86, 0.018)
AHEAD = 0.02
_DOES_IT = 0.835
"""How near a question for a company a sentence on a company must be, to be about what is asked."""
_WHICH_COMPANY = re.compile(
    r"\b(?:welk bedrijf|welke (?:organisatie|bedrijven|organisaties)|which (?:company|organi[sz]ation|companies|organi[sz]ations))"
    r"(?:['’]s\b| (?:is|zijn|heeft|hebben|doet|doen|kan|pakt|laat|leert|leren|are|has|have|does|do|did|got|can|could|trains?|helps?)\b)"
)
_SAYS = re.compile(
    r"\b(?:zegt|zeggen|zei|stelt|schrijft|schreef|noemt|vond|vonden|onderzo\w*|says?|said|found|finds|writes?|wrote|names?d|stud(?:y|ies|ied)|"
    r"research\w*|survey\w*|report(?:s|ed)?)\b"
)
"""Of who says or studied something it is the source that is asked for."""
_AN_ORGANISATION: dict[Language, str] = {
    "nl": "een bedrijf dat dit laat zien",
    "en": "a company that shows this",
}


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a question asks for and the knowledge lacks; `what` as the leader named it, or in short."""

    what: str
    reason: str
    kind: Literal["duration", "moment", "number", "other"] = "other"


class AskedFact:
    """Finds the asked-for thing, or tells that it is not there."""

    def __init__(self, lists: ScopeLists, facts: FactBase) -> None:
        """The phrases that ask, and the knowledge to look in."""
        asks = lists.asks
        self._facts = facts
        self._lists = lists
        self._percentage = phrases(asks.percentage)
        self._count = phrases(asks.count)
        self._sample = phrases(asks.sample)
        self._money = phrases(asks.money)
        self._moment = phrases(asks.moment)
        self._duration = phrases(asks.duration)
        self._elsewhere = {
            "ranking": phrases(asks.ranking),
            "product": phrases(asks.product),
            "contact": phrases(asks.contact),
            "biography": phrases(asks.biography),
            "law": phrases(asks.law),
        }
        self._organisation = phrases(asks.organisation)
        self._told_of = frozenset(name.lower() for name in asks.told_of)
        self._absence = phrases(lists.premises.absences)

    def lacking(
        self,
        asked: Asked,
        vector: np.ndarray,
        subject: str,
        found: Standout,
        *,
        follow_up: bool,
    ) -> Lacking | None:
        """The first thing that is asked for and not there, or None.

        `subject` is the standalone query; of a follow-up only what it asks itself is judged. `found`
        are the sentences that answer best: what they hold is there, in whatever words it was asked.
        """
        place = self._place(asked, subject) if follow_up else None
        if place is not None:
            return place
        checks = [
            self._part,
            self._kind_of_answer,
            self._an_organisation,
            self._figure,
            self._year,
        ]
        if asked.fact and not follow_up:
            told = found.clear(*ABOUT_IT) and not self._absence.search(found.sentences[0].lower())
            checks += [] if told else [self._definition, self._subject]
        for check in checks:
            lacking = check(asked, vector, subject)
            if lacking is not None and not self._holds(lacking, found):
                return lacking
        return None

    def _holds(self, lacking: Lacking, found: Standout) -> bool:
        """Whether one of the sentences found has what seemed to be missing."""
        if lacking.kind == "duration":
            return any(_TIME_UNIT.search(text) for text in found.sentences)
        if lacking.kind == "moment":
            return any(_DATE.search(text) for text in found.sentences)
        if lacking.kind == "number":
            return found.ahead >= AHEAD and any(numbers(text) for text in found.sentences)
        return False

    # -- one kind of answer each ---------------------------------------------------------------

    def _part(self, asked: Asked, vector: np.ndarray, subject: str) -> Lacking | None:  # noqa: ARG002
        """A step, theme or stage beyond the last one."""
        named = set(words(subject))
        for match in _OTHERS.finditer(asked.text.lower().replace("’", "'")):
            others, part = number_of(match.group(1)) or 0, match.group(2)
            counts = [c for c in self._lists.counted if part in c.parts]
            if others and counts and others + 1 > max(c.count for c in counts):
                return Lacking(match.group(2), f"there are no {others} others")
        for said, number, part in _ordinals(asked.text):
            counts = [
                c
                for c in self._lists.counted
                if part in c.parts and (named & set(c.names) or _bare(c.names, subject))
            ]
            counts = counts or [c for c in self._lists.counted if part in c.parts]
            if counts and not 1 <= number <= max(c.count for c in counts):
                return Lacking(said, f"there is no {said}: {max(c.count for c in counts)} parts")
        return None

    def _place(self, asked: Asked, subject: str) -> Lacking | None:
        """A follow-up's "and the ninth?", where what was spoken of has fewer parts."""
        place = ordinal_in(asked.text)
        low = subject.lower()
        named = [c for c in self._lists.counted if any(name in low for name in c.names)]
        parts = [c for c in self._lists.counted if set(c.parts) & set(words(subject))]
        counts = [c.count for c in named or parts]
        if place is not None and counts and place >= max(counts):
            return Lacking(asked.text.strip(" ?.!"), f"there is no {place + 1}th of {max(counts)}")
        return None

    def _kind_of_answer(self, asked: Asked, vector: np.ndarray, subject: str) -> Lacking | None:  # noqa: ARG002
        """Rankings, products, addresses, lives, law: the knowledge holds none."""
        if asked.how_to:
            return None
        best = _SUPERLATIVE.search(asked.asks)
        if best is not None and not asked.personal:
            return Lacking(best.group().strip(), "asks for the best of a kind")
        for kind, pattern in self._elsewhere.items():
            match = pattern.search(asked.asks.lower())
            if match and not (asked.personal and kind in ("ranking", "biography")):
                return Lacking(_typed(asked.asks, match), f"asks for a {kind}")
        return None

    def _an_organisation(self, asked: Asked, vector: np.ndarray, subject: str) -> Lacking | None:
        """A company that does well what is spoken of, where none is told of."""
        low = asked.asks.lower()
        named = self._organisation.search(low) or _WHICH_COMPANY.search(low)
        if named is None or asked.how_to or asked.personal or _SAYS.search(low):
            return None
        told = self._facts.find(content(subject), asked.language, vector)
        # What a whole conversation is about is nearer to everything than a question by itself.
        bar = _DOES_IT if subject == asked.text else NEAR
        if any(m.cosine >= bar and m.fact.names & self._told_of for m in told):
            return None
        return Lacking(_AN_ORGANISATION[asked.language], "no organisation that does this")

    def _figure(self, asked: Asked, vector: np.ndarray, subject: str) -> Lacking | None:
        """A percentage, number, amount, moment or duration."""
        for sentence in asked.asking:
            low = sentence.lower()
            if (match := self._percentage.search(low)) is not None:
                group = _group(sentence[match.end() :])
                matches = self._about(sentence, subject, asked, vector, group)
                if not any(_percent(m.fact) for m in matches):
                    return Lacking(" ".join(group) or _typed(sentence, match), "no such percentage")
            elif (match := self._duration.search(low)) is not None:
                matches = self._about(sentence, subject, asked, vector, ())
                if not any(_TIME_UNIT.search(m.fact.text) and m.fact.numbers for m in matches):
                    return Lacking(_typed(sentence, match), "no such duration", "duration")
            elif (match := self._moment.search(low)) is not None:
                matches = self._about(sentence, subject, asked, vector, ())
                if not any(_DATE.search(m.fact.text) for m in matches):
                    return Lacking(_typed(sentence, match), "no such moment", "moment")
            elif self._asks_money(sentence, asked) and (match := self._money.search(low)):
                if not any(_CURRENCY.search(f.text) for f in self._facts.facts):
                    return Lacking(_typed(sentence, match), "no such amount")
            elif (match := self._count.search(low)) is not None:
                lacking = self._number(sentence, match, asked, vector, subject)
                if lacking is not None:
                    return lacking
        return None

    def _asks_money(self, sentence: str, asked: Asked) -> bool:
        low = sentence.lower()
        if not self._money.search(low) or not _QUANTITY.match(sentence):
            return False
        return not asked.how_to or bool(
            re.search(r"\bhoeveel|how much|welk budget|what budget", low)
        )

    def _number(
        self, sentence: str, match: re.Match[str], asked: Asked, vector: np.ndarray, subject: str
    ) -> Lacking | None:
        group = _group(sentence[match.end() :])
        if group[:1] in (("tijd",), ("time",)):
            return None
        if not group or asked.how_to or asked.personal or self._is_counted(subject):
            return None
        matches = self._about(sentence, subject, asked, vector, group)
        sample = self._sample.search(sentence.lower())
        if sample:
            matches = [
                m for m in matches if any(n.value > 12 and not n.percent for n in m.fact.numbers)
            ]
        if not any(_percent(m.fact) or self._beside(m.fact, group[0]) for m in matches):
            kind: Literal["number", "other"] = "other" if sample else "number"
            return Lacking(" ".join(group), "no such number", kind)
        return None

    def _beside(self, fact: Fact, word: str) -> bool:
        """Whether a number stands right before the counted thing."""
        terms = self._facts.terms(word)
        for number in fact.numbers:
            after = content(fact.text[number.end : number.end + 60])[:2]
            if any(not terms.isdisjoint(self._facts.terms(w)) for w in after):
                return True
        return False

    def _year(self, asked: Asked, vector: np.ndarray, subject: str) -> Lacking | None:  # noqa: ARG002
        """A year nobody wrote about."""
        if not asked.fact:
            return None
        for match in _YEAR.finditer(asked.asks):
            year = match.group()
            named = self._facts.named(subject)
            if not any(
                year in f.text and (not named or any(self._facts.covers(f, n) for n in named))
                for f in self._facts.facts
            ):
                return Lacking(year, f"nothing about {year}")
        return None

    def _definition(self, asked: Asked, vector: np.ndarray, subject: str) -> Lacking | None:  # noqa: ARG002
        """What or who something is, where the word itself is unknown."""
        if not asked.defining or self._facts.named(asked.asks) or self._is_counted(subject):
            return None
        terms = content(asked.asks)
        unknown = [w for w in terms if not self._facts.known(w)]
        weight = sum(self._facts.rarity(w) for w in terms)
        if unknown and sum(self._facts.rarity(w) for w in unknown) >= 0.4 * weight:
            return Lacking(_as_typed(asked.asks, unknown), f"unknown terms {unknown}")
        return None

    def _subject(self, asked: Asked, vector: np.ndarray, subject: str) -> Lacking | None:
        """Anything else: some sentence must be about what is asked."""
        named = self._facts.named(asked.asks)
        asking = _BY_THE_SOURCE.sub(" ", asked.asks)
        terms = [t for t in content(asking) if not self._facts.named(t)]
        if not terms or self._is_counted(subject):
            return None
        matches = self._facts.find(terms, asked.language, vector, must=named[:1])[:4]
        if not matches:
            return None
        best = matches[0]
        if self._absence.search(best.fact.text.lower()) and best.coverage >= 0.3:
            return Lacking(
                _as_typed(asked.asks, self._uncovered(terms, matches)), "said to be absent"
            )
        if max(m.cosine for m in matches) >= (NEAR_SOURCE if named else NEAR):
            return None
        if self._together(terms, matches) >= FITS:
            return None
        return Lacking(
            _as_typed(asked.asks, self._uncovered(terms, matches)), "no sentence about it"
        )

    # -- looking things up ---------------------------------------------------------------------

    def _is_counted(self, subject: str) -> bool:
        """Whether it is about the parts of something of which the number is known."""
        said = set(words(subject))
        return any(
            said & set(c.parts) and (said & set(c.names) or _bare(c.names, subject))
            for c in self._lists.counted
        )

    def _about(
        self, sentence: str, subject: str, asked: Asked, vector: np.ndarray, group: Sequence[str]
    ) -> list[Match]:
        """Facts about the same subject and group, with every source that is named."""
        asking = " ".join(p.sub(" ", sentence.lower()) for p in (self._percentage,))
        terms = content(asking) if subject == asked.text else content(subject)
        terms = [t for t in terms if t not in ("percent", "procent", "percentage", "hoeveel")]
        must = [*self._facts.named(subject), *[g.lower().replace("’", "'") for g in group[:1]]]
        found = self._facts.find(terms, asked.language, vector, must=must)
        return [m for m in found if m.coverage >= FITS or m.cosine >= CLEARLY_NEAR]

    def _together(self, terms: Sequence[str], matches: Sequence[Match]) -> float:
        """The share of the terms, by rarity, that these facts cover between them."""
        weights = {t: self._facts.rarity(t) for t in terms}
        total = sum(weights.values())
        covered = sum(
            w for t, w in weights.items() if any(self._facts.covers(m.fact, t) for m in matches)
        )
        return covered / total if total else 1.0

    def _uncovered(self, terms: Sequence[str], matches: Sequence[Match]) -> list[str]:
        return [t for t in terms if not any(self._facts.covers(m.fact, t) for m in matches)]


def _ordinals(text: str) -> Iterator[tuple[str, int, str]]:
    """Every "sixth theme", "stap 9" in a text: as typed, its number, the part in lower case."""
    typed = re.findall(r"[\w'’]+", text)
    for first, second in itertools.pairwise(typed):
        one, two = first.lower().replace("’", "'"), second.lower().replace("’", "'")
        if (number := ordinal_of(one)) is not None:
            yield f"{first} {second}", number, two
        elif (number := number_of(two)) is not None and not number_of(one):
            yield f"{first} {second}", number, one


def _bare(names: Sequence[str], subject: str) -> bool:
    return any(name in subject.lower() for name in names)


def _group(rest: str) -> tuple[str, ...]:
    """The words a figure is asked of: "of middle managers expects" gives middle, managers."""
    rest = _OF.sub("", rest)
    typed = re.findall(r"[\w&]+(?:['’-][\w]+)*", rest)
    for start, word in enumerate(typed[:4]):
        if content(word):
            following = typed[start + 1 : start + 2]
            return (
                (word, *(w for w in following if content(w)))
                if word.islower() and len(word) < 8 and not word.endswith("s")
                else (word,)
            )
    return ()


def _percent(fact: Fact) -> bool:
    return any(number.percent for number in fact.numbers)


def _typed(text: str, match: re.Match[str]) -> str:
    return text[match.start() : match.end()].strip()


def _as_typed(text: str, wanted: Sequence[str]) -> str:
    """Up to three of these lower-case words as the leader typed them, in order."""
    typed = re.findall(r"[^\W_]+(?:['’&-][^\W_]+)*", text)
    kept = [w for w in typed if w.lower().replace("’", "'") in set(wanted)]
    return " ".join(dict.fromkeys(kept[:3]))
