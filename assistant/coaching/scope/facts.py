"""The sentences of the knowledge as facts to look things up in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assistant.coaching.scope.lists import Same
from assistant.coaching.scope.words import Number, content_of, forms, numbers, whole_forms, words
from assistant.language import LANGUAGES, Language
from assistant.library.passages import Passage

_NAME = re.compile(r"(?<=[\w,;:)] )['‘\"“(]?([A-ZÀ-Þ][\w]*(?:[&-][\w]+)*)")
# Written with a capital, yet no source: these say nothing about whose fact it is.
_NO_SOURCE = frozenset(
    ["ai", "hr", "it", "i", "ceo", "ceo's", "ceos", "cio", "cio's", "cios", "l&d"]
)
# More candidates than any check looks at.
_KEPT = 60
_HINGES = frozenset(["only", "alone", "alleen", "nieuw", "nieuwe", "new"])
_ASSERTING = frozenset({"insight", "practice", "example", "research", "l-and-d"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence of the knowledge. `terms` are its stems, `around` those of its headings too."""

    row: int
    passage_id: str
    index: int
    language: Language
    theme: str
    section: str
    text: str
    terms: frozenset[str]
    around: frozenset[str]
    names: frozenset[str]
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A fact with how much of the asked words it covers (0..1, by rarity) and its cosine."""

    fact: Fact
    coverage: float
    cosine: float

    @property
    def fit(self) -> float:
        """Both on one scale; cosines of e5 live between 0.75 and 0.92."""
        return self.coverage + 4 * (self.cosine - 0.85)


class FactBase:
    """Everything the knowledge asserts, indexed by stem; made anew when the knowledge changes."""

    def __init__(
        self, passages: Sequence[Passage], vectors: Sequence[np.ndarray], same: Iterable[Same]
    ) -> None:
        """`vectors[i]` are the sentence vectors [n, d] of `passages[i]`."""
        self.facts: list[Fact] = []
        self._same = {word: frozenset(g.words) for g in same for word in g.words}
        kept: list[np.ndarray] = []
        lower: set[str] = set()
        capital: set[str] = set()
        for passage, matrix in zip(passages, vectors, strict=True):
            for index, text in enumerate(passage.sentences):
                lower.update(w.lower() for w in re.findall(r"\b[a-zà-ÿ][\w'’-]+", text))
                capital.update(n.lower() for n in _NAME.findall(text))
                self.facts.append(_fact(len(self.facts), passage, index, text))
                kept.append(matrix[index])
        self.matrix: np.ndarray = np.stack(kept) if kept else np.zeros((0, 1), dtype=np.float32)
        self.sources: frozenset[str] = frozenset(
            n for n in capital - lower - _NO_SOURCE if not n.startswith("ai-") and len(n) > 2
        )
        self._rows: dict[str, set[int]] = {}
        for fact in self.facts:
            for term in fact.around:
                self._rows.setdefault(term, set()).add(fact.row)
        self._vocabulary = sorted(lower | capital)
        self._by_language: dict[Language, np.ndarray] = {
            language: np.array(
                [f.language == language and f.section in _ASSERTING for f in self.facts], dtype=bool
            )
            for language in LANGUAGES
        }
        self._prose = "\n".join(f.text.lower() for f in self.facts)
        self._capital = frozenset(capital)
        self.known = lru_cache(maxsize=4096)(self._known)
        self._terms_of = lru_cache(maxsize=4096)(self._stems)
        self._told = lru_cache(maxsize=256)(self._stems_about)
        self._word = lru_cache(maxsize=4096)(self._find_word)

    def terms(self, word: str) -> frozenset[str]:
        """The stems of a word and of the words that mean the same."""
        return self._terms_of(word)

    def rarity(self, word: str) -> float:
        """How rare a word is in the knowledge; an unknown word is as rare as can be."""
        return self._word(word)[1]

    def _stems(self, word: str) -> frozenset[str]:
        same = self._same.get(word, frozenset()) | {word}
        return frozenset().union(*(self._own_stems(w) for w in same))

    def _own_stems(self, word: str) -> frozenset[str]:
        """A hyphenated word that the knowledge has counts as a whole, not by its parts."""
        whole = whole_forms(word)
        return whole if any(term in self._rows for term in whole) else forms(word)

    def _find_word(self, word: str) -> tuple[np.ndarray, float]:
        """The rows that have a word, sorted, and its rarity."""
        rows = set().union(*(self._rows.get(t, set()) for t in self.terms(word)))
        n = len(self.facts)
        rarity = float(np.log(1 + (n - len(rows) + 0.5) / (len(rows) + 0.5)))
        return np.array(sorted(rows), dtype=np.intp), rarity

    def _known(self, word: str) -> bool:
        """Whether the knowledge has the word, or a word it is compounded of."""
        if any(term in self._rows for term in self.terms(word)):
            return True
        if any(
            any(t in self._rows for t in forms(p)) for p in re.split(r"[-']", word) if len(p) > 3
        ):
            return True
        return any(
            len(known) >= 5 and (word.startswith(known) or word.endswith(known))
            for known in self._vocabulary
        )

    def find(
        self,
        asked: Sequence[str],
        language: Language,
        vector: np.ndarray,
        *,
        must: Iterable[str] = (),
    ) -> list[Match]:
        """Facts in `language` that fit the asked words, best first; all have every word of `must`."""
        allowed = self._by_language[language].copy()
        for word in must:
            having = np.zeros(len(self.facts), dtype=bool)
            having[self._word(word)[0]] = True
            allowed &= having
        covered = np.zeros(len(self.facts))
        total = 0.0
        for word in asked:
            rows, weight = self._word(word)
            covered[rows] += weight
            total += weight
        coverage = covered / total if total else covered
        places = np.flatnonzero(allowed)
        if not len(places):
            return []
        cosines = self.matrix[places] @ vector
        order = np.argsort(-(coverage[places] + 4 * (cosines - 0.85)), kind="stable")[:_KEPT]
        return [
            Match(self.facts[int(places[n])], float(coverage[places[n]]), float(cosines[n]))
            for n in order
        ]

    def covers(self, fact: Fact, word: str) -> bool:
        """Whether the sentence or its headings have the word."""
        return not fact.around.isdisjoint(self.terms(word))

    def says(self, fact: Fact, word: str) -> bool:
        """Whether the sentence itself has the word."""
        return not fact.terms.isdisjoint(self.terms(word))

    def of(self, sources: Iterable[str], fact: Fact) -> bool:
        """Whether a fact, or its heading, names one of these sources."""
        return any(self.covers(fact, source) for source in sources)

    def told_about(self, sources: tuple[str, ...]) -> frozenset[str]:
        """All stems of the passages in which one of these sources is named."""
        return self._told(sources)

    def _stems_about(self, sources: tuple[str, ...]) -> frozenset[str]:
        near = {fact.passage_id for fact in self.facts if self.of(sources, fact)}
        return frozenset().union(
            *(fact.around for fact in self.facts if fact.passage_id in near), frozenset()
        )

    def writes(self, phrase: str) -> bool:
        """Whether the knowledge has this stretch of words, in any case."""
        return phrase.lower() in self._prose

    def capitalised(self, word: str) -> bool:
        """Whether the knowledge writes the lower-case word with a capital inside a sentence."""
        return word in self._capital

    def named(self, text: str) -> list[str]:
        """The sources of the knowledge that a text names, in order."""
        found = []
        for word in words(text):
            bare = word.removesuffix("'s")
            for candidate in (word, bare, bare.removesuffix("s"), *bare.split("-")):
                known = sorted(
                    self.sources & (self._same.get(candidate, frozenset()) | {candidate})
                )
                if known:
                    found.append(known[0])
                    break
        return list(dict.fromkeys(found))


def _fact(row: int, passage: Passage, index: int, text: str) -> Fact:
    own = _terms(text)
    return Fact(
        row=row,
        passage_id=passage.id,
        index=index,
        language=passage.language,
        theme=passage.theme,
        section=passage.section,
        text=text,
        terms=own,
        around=own | _terms(passage.headings[index]),
        names=frozenset(n.lower() for n in _NAME.findall(f"a {text}")),
        numbers=tuple(numbers(text)),
    )


@lru_cache(maxsize=1024)  # a heading stands over many sentences
def _terms(text: str) -> frozenset[str]:
    """The stems of a text, with words that `content` leaves out but that a fact may hinge on."""
    listed = words(text)
    hinges = _HINGES.intersection(listed)
    return frozenset().union(*(forms(word) for word in (*content_of(listed), *hinges)))
