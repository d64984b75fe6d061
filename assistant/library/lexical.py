"""Word overlap on an absolute scale: BM25 with Dutch and English stems.

BM25 has no ceiling, so it cannot be added to a cosine as it is. Here it is divided by what the
query would score against a text that has every one of its words: the share of the query, weighted
by rarity, that a passage covers. Across languages that share is small by itself, unless a rare name
is shared, and then it is worth something: no switch is needed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from assistant.language import Language

_SNOWBALL: dict[Language, str] = {"nl": "dutch", "en": "english"}
_STOP = frozenset(
    """
a about all also am an and any are as at be because been but by can could did do does doing for
from had has have he her his how i if in into is it its just me more most my no not of on or our
out own she should so some such than that the their them then there these they this those to too
up us was we were what when where which who why will with would you your aan al alles als altijd
andere ben bij daar dan dat de der deze die dit doch doen door dus een eens en er ge geen haar
had heb hebben heeft hem het hier hij hoe hun iemand iets ik in is ja je kan kon kunnen maar me
meer men met mij mijn moet na naar niet niets nog nu of om omdat onder ons ook op over reeds te
tegen toch toen tot u uit uw van veel voor want waren was wat we wel werd wie wij wil worden
wordt zal ze zelf zich zij zijn zo zonder zou jullie jouw jij welke welk waar waarom wanneer
""".split()
)
_K1, _B = 1.2, 0.75
_PIECE = 4


class Lexical:
    """Word overlap of questions with the texts of one language."""

    def __init__(self, texts: Sequence[str], language: Language) -> None:
        """Index `texts`; an empty sequence is fine and matches nothing."""
        import Stemmer

        self._stemmer: Any = Stemmer.Stemmer(_SNOWBALL[language])
        self._stems = _Terms([self._stemmer.stemWords(_words_of(text)) for text in texts])
        self._pieces = _Terms([_pieces_of(_words_of(text)) for text in texts])

    def coverage(self, query: str) -> np.ndarray:
        """For each text the covered share of the query, float32 [n]; about 0 (none) to 1 (all).

        A word that no text has counts for the share of its pieces of four letters that a text has:
        slips of the pen and compounds still overlap (McNamee and Mayfield, 2004, "Character n-gram
        tokenization for European language text retrieval").
        """
        words = list(dict.fromkeys(_words_of(query)))
        stems: list[str] = self._stemmer.stemWords(words)
        ceiling = self._stems.weight(set(stems))
        if not ceiling:
            return np.zeros(self._stems.count, dtype=np.float32)
        unknown = {s: w for w, s in zip(words, stems, strict=True) if not self._stems.knows(s)}
        share = self._stems.weight(unknown) / ceiling
        whole = self._stems.scores(stems) / ceiling
        parts = list(dict.fromkeys(_pieces_of(unknown.values())))
        if parts:
            whole += share * np.minimum(self._pieces.scores(parts) / self._pieces.weight(parts), 1)
        covered: np.ndarray = np.minimum(whole, 1).astype(np.float32)
        return covered


class _Terms:
    """BM25 over lists of terms."""

    def __init__(self, corpus: Sequence[list[str]]) -> None:
        import bm25s

        self.count = len(corpus)
        self._index: Any = None
        if any(corpus):
            self._index = bm25s.BM25(k1=_K1, b=_B, method="lucene")
            self._index.index(list(corpus), show_progress=False)
        self._idf = _idf(corpus)
        self._unseen = float(np.log(1 + (self.count + 0.5) / 0.5)) if self.count else 0.0

    def knows(self, term: str) -> bool:
        """Whether any text has the term."""
        return term in self._idf

    def weight(self, terms: Iterable[str]) -> float:
        """What a text would score that has each of these different terms; 0 for none."""
        return sum(self._idf.get(term, self._unseen) for term in sorted(terms))

    def scores(self, terms: Iterable[str]) -> np.ndarray:
        """The score of each text, float32 [count]."""
        known = [term for term in dict.fromkeys(terms) if term in self._idf]
        if self._index is None or not known:
            return np.zeros(self.count, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)


def _words_of(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.lower()) if word not in _STOP]


def _pieces_of(words: Iterable[str]) -> list[str]:
    return [piece for word in words for piece in _pieces_of_word(word)]


@lru_cache(maxsize=50_000)
def _pieces_of_word(word: str) -> tuple[str, ...]:
    marked = f"_{word}_"
    return tuple(marked[n : n + _PIECE] for n in range(max(1, len(marked) - _PIECE + 1)))


def _idf(corpus: Sequence[list[str]]) -> dict[str, float]:
    frequency = Counter(word for words in corpus for word in set(words))
    n = len(corpus)
    found = np.fromiter(frequency.values(), dtype=np.float64, count=len(frequency))
    return dict(zip(frequency, np.log(1 + (n - found + 0.5) / (found + 0.5)).tolist(), strict=True))
