"""Which words of two texts, Dutch or English, may stand for each other.

A dictionary of our own (dutch_english.tsv): nearly twenty thousand Dutch word forms with their usual
English words. A check across languages that has only vectors knows that two sentences are near in
meaning, and not which word of the one is missing in the other.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import Stemmer

from assistant.coaching.alignment import Alignment, alike
from assistant.coaching.claims import Word, read_words
from assistant.language import Language, other

_FILE = Path(__file__).with_name("dutch_english.tsv")
_SHORTEST_PART = 4
_LINKS = ("", "s", "en", "e")
# Two English words are near when so many Dutch words may be translated by either.
_SHARED_WORDS = 2
# Words that other wordings add, drop or put otherwise; their absence says nothing.
LIGHT = frozenset(
    """
    had hadden heeft gehad having down off up out over round away back komt komen kwam ging gaat
    gegaan gaan put get gets got take takes took take make makes made keep keeps kept come comes came
    go goes went thing things iets people mensen one ones even still already al zodra toen when
    whether although though hoewel since because omdat want daarom therefore so thus dus also too ook
    samen together really echt rather quite longer langer just zelf zelfs themselves himself herself
    yourself own eigen deel part parts much many several beide both plenty rest else way ways manier
    stuk keer times time
    """.split()
)
# A sentence says a little more at its ends than a claim that leans on its middle.
_AROUND = 2


@dataclass(frozen=True, slots=True)
class Unmatched:
    """What of a claim and a sentence stands for nothing in the other, in either language."""

    left: tuple[int, ...]
    """Places in the claim of content words that no word of the sentence stands for."""
    spare: int
    """How many content words of the sentence, round where the claim leans on it, are not in the claim."""
    coverage: float
    """Share of the claim's content words that the sentence has, exactly or nearly."""


def unmatched(
    claim: Sequence[Word],
    sentence: Sequence[Word],
    laid: Alignment,
    language: Language,
    beside: Language,
) -> Unmatched:
    """What is left of a claim in `language` beside a sentence in `beside`, which may be the same.

    `laid` is the one aligned with the other. A word near in meaning counts as found: employee beside
    worker. A claim with words left, and a sentence with none to spare, says more than is there.
    """
    mine, theirs = senses(claim, language), senses(sentence, beside)
    said, there = with_near(frozenset().union(*mine)), with_near(frozenset().union(*theirs))
    content = [n for n, word in enumerate(claim) if word.content and word.plain not in LIGHT]
    left = [n for n in content if laid.partners[n] < 0 and mine[n].isdisjoint(there)]
    taken = {place for place in laid.partners if place >= 0}
    start = min(taken, default=0) - _AROUND
    stop = max(taken, default=len(sentence)) + _AROUND
    spare = sum(
        word.content
        and word.plain not in LIGHT
        and start <= n <= stop
        and n not in taken
        and theirs[n].isdisjoint(said)
        for n, word in enumerate(sentence)
    )
    return Unmatched(tuple(left), spare, 1 - len(left) / max(1, len(content)))


def meanings(text: str, language: Language) -> list[frozenset[str]]:
    """For each word of a text that says something what it may mean, its own stem included."""
    words = [w for w in read_words(text) if w.content and w.plain not in LIGHT]
    return [found | {word.stem} for word, found in zip(words, senses(words, language), strict=True)]


def senses(words: Sequence[Word], language: Language) -> list[frozenset[str]]:
    """For each word the stems of the English words it may stand for; none for an unknown one."""
    book = _dictionary()
    return [book.senses(word.plain, language) for word in words]


def translations(
    claim: Sequence[Word], sentence: Sequence[Word], language: Language
) -> dict[str, tuple[int, ...]]:
    """For each stem of a claim in `language` the places in a sentence in the other language where a
    word stands that may be its translation."""
    there = senses(sentence, other(language))
    found: dict[str, set[int]] = {}
    for word, mine in zip(claim, senses(claim, language), strict=True):
        found.setdefault(word.stem, set()).update(
            n
            for n, (theirs, beside) in enumerate(zip(there, sentence, strict=True))
            if not mine.isdisjoint(theirs) or _same(word, beside)
        )
    return {stem: tuple(sorted(places)) for stem, places in found.items()}


def with_near(stems: frozenset[str]) -> frozenset[str]:
    """English stems with those that often translate the same Dutch words: edit beside adapt."""
    book = _dictionary()
    return stems.union(*(book.near(stem) for stem in stems))


def is_known(word: str, language: Language) -> bool:
    """Whether a word is in the dictionary, so that a capital at the start of a sentence says nothing."""
    book = _dictionary()
    return bool(book.english(word)) if language == "nl" else book.stem(word) in book


def _same(one: Word, other: Word) -> bool:
    """A name, or a word that both languages have in nearly one spelling."""
    return one.plain == other.plain or (
        one.content and other.content and alike(one.stem, other.stem)
    )


class _Dictionary:
    """Dutch words with the stems of their English ones."""

    def __init__(self, path: Path) -> None:
        dutch, english = Stemmer.Stemmer("dutch"), Stemmer.Stemmer("english")
        self._dutch_stem = functools.lru_cache(maxsize=None)(dutch.stemWord)
        self._english_stem = functools.lru_cache(maxsize=None)(english.stemWord)
        self._forms: dict[str, frozenset[str]] = {}
        by_stem: dict[str, set[str]] = {}
        self._from: dict[str, list[str]] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            word, _, meant = line.partition("\t")
            parts = meant.replace(",", " ").replace("-", " ").split()
            found = frozenset(self._english_stem(part) for part in parts)
            self._forms[word] = found
            by_stem.setdefault(self._dutch_stem(word), set()).update(found)
            for stem in found:
                self._from.setdefault(stem, []).append(word)
        self._stems = {stem: frozenset(found) for stem, found in by_stem.items()}
        self._near: dict[str, frozenset[str]] = {}

    def __contains__(self, english_stem: str) -> bool:
        return english_stem in self._from

    def senses(self, word: str, language: Language) -> frozenset[str]:
        """Stems of the English words for a word; of an English word its own."""
        return self.english(word) if language == "nl" else frozenset((self.stem(word),))

    def stem(self, english: str) -> str:
        """The stem of an English word."""
        stem: str = self._english_stem(english)
        return stem

    def english(self, dutch: str) -> frozenset[str]:
        """Stems of the English words for a Dutch word; of its two parts when it is a compound."""
        return self._of(dutch) or self._of_parts(dutch)

    def near(self, stem: str) -> frozenset[str]:
        """English stems near to one."""
        if stem not in self._near:
            shared = Counter(
                other for word in self._from.get(stem, ()) for other in self._forms[word]
            )
            self._near[stem] = frozenset(
                other for other, count in shared.items() if count >= _SHARED_WORDS
            )
        return self._near[stem]

    def _of(self, dutch: str) -> frozenset[str]:
        none: frozenset[str] = frozenset()
        return self._forms.get(dutch, none) | self._stems.get(self._dutch_stem(dutch), none)

    def _of_parts(self, dutch: str) -> frozenset[str]:
        for cut in range(len(dutch) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            tail = self._of(dutch[cut:])
            for link in _LINKS if tail else ():
                head = dutch[:cut]
                first = self._of(head.removesuffix(link)) if head.endswith(link) else None
                if first:
                    return first | tail
        return frozenset()


@functools.cache
def _dictionary() -> _Dictionary:
    return _Dictionary(_FILE)
