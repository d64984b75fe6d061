"""Word overlap on an absolute scale: BM25 with Dutch and English stems.

BM25 has no ceiling, so it cannot be added to a cosine as it is. Here it is divided by what the
query would score against a text that has every one of its words: the share of the query, weighted
by rarity, that a passage covers. Across languages that share is small by itself, unless a rare name
is shared, and then it is worth something: no switch is needed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    """Word overlap of questions with the texts of one language, in two ways."""

    def __init__(self, texts: Sequence[str], language: Language) -> None:
        """Index `texts`; an empty sequence is fine and matches nothing."""
        import Stemmer

        self._stemmer: Any = Stemmer.Stemmer(_SNOWBALL[language])
        self._stems = _Coverage([self._stems_of(text) for text in texts])
        self._pieces = _Coverage([_pieces_of(text) for text in texts])

    def coverage(self, query: str) -> np.ndarray:
        """For each text the covered share of the query, float32 [n]; about 0 (none) to 1 (all)."""
        return self._stems.of(self._stems_of(query))

    def pieces(self, query: str) -> np.ndarray:
        """The same by pieces of four letters: slips of the pen and compounds still overlap.

        Source: McNamee and Mayfield, 2004, "Character n-gram tokenization for European language
        text retrieval".
        """
        return self._pieces.of(_pieces_of(query))

    def _stems_of(self, text: str) -> list[str]:
        words: list[str] = self._stemmer.stemWords(_words_of(text))
        return words


class _Coverage:
    """BM25 over lists of terms, as a share of what a query could score."""

    def __init__(self, corpus: Sequence[list[str]]) -> None:
        import bm25s

        self._count = len(corpus)
        self._index: Any = None
        if any(corpus):
            self._index = bm25s.BM25(k1=_K1, b=_B, method="lucene")
            self._index.index(list(corpus), show_progress=False)
        self._idf = _idf(corpus)
        self._unseen = float(np.log(1 + (self._count + 0.5) / 0.5)) if self._count else 1.0

    def of(self, query: Sequence[str]) -> np.ndarray:
        """For each list of terms the share of the query it covers, float32 [n]."""
        terms = list(dict.fromkeys(query))
        ceiling = sum(self._idf.get(term, self._unseen) for term in terms)
        known = [term for term in terms if term in self._idf]
        if self._index is None or not known or ceiling <= 0:
            return np.zeros(self._count, dtype=np.float32)
        scores = np.asarray(self._index.get_scores(known), dtype=np.float32)
        covered: np.ndarray = np.minimum(scores / ceiling, 1.0)
        return covered


def _words_of(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.lower()) if word not in _STOP]


def _pieces_of(text: str) -> list[str]:
    return [piece for word in _words_of(text) for piece in _pieces_of_word(word)]


@lru_cache(maxsize=50_000)
def _pieces_of_word(word: str) -> tuple[str, ...]:
    marked = f"_{word}_"
    return tuple(marked[n : n + _PIECE] for n in range(max(1, len(marked) - _PIECE + 1)))


def _idf(corpus: Sequence[list[str]]) -> dict[str, float]:
    frequency: dict[str, int] = {}
    for words in corpus:
        for word in set(words):
            frequency[word] = frequency.get(word, 0) + 1
    n = len(corpus)
    return {w: float(np.log(1 + (n - df + 0.5) / (df + 0.5))) for w, df in frequency.items()}
