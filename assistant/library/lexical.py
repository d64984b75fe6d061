"""Word overlap on an absolute scale: BM25 with Dutch and English stems.

Counting the words of the knowledge is done when it is indexed, and kept with the index.

BM25 has no ceiling, so it cannot be added to a cosine as it is. Here it is divided by what the
query would score against a text that has every one of its words: the share of the query, weighted
by rarity, that a passage covers. Across languages that share is small by itself, unless a rare name
is shared, and then it is worth something: no switch is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
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
_STEMS, _PIECES = "stems", "pieces"


class Lexical:
    """Word overlap of questions with the texts of one language."""

    def __init__(self, language: Language, stems: _Terms, pieces: _Terms) -> None:
        self._stemmer = _stemmer(language)
        self._stems = stems
        self._pieces = pieces

    @classmethod
    def of(cls, texts: Sequence[str], language: Language) -> Lexical:
        """The words of `texts`; an empty sequence is fine and matches nothing."""
        words = [_words_of(text) for text in texts]
        stemmer = _stemmer(language)
        return cls(
            language,
            _Terms.of([stemmer.stemWords(some) for some in words]),
            _Terms.of([_pieces_of(some) for some in words]),
        )

    @classmethod
    def load(cls, folder: Path, language: Language, count: int) -> Lexical:
        """What `save` left in `folder` of `count` texts; raises OSError, ValueError or KeyError."""
        return cls(
            language, _Terms.load(folder / _STEMS, count), _Terms.load(folder / _PIECES, count)
        )

    def save(self, folder: Path) -> None:
        """Keep it in `folder`, which is made; raises OSError."""
        self._stems.save(folder / _STEMS)
        self._pieces.save(folder / _PIECES)

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

    def __init__(self, index: Any, count: int) -> None:
        """`index` is that of bm25s over `count` lists, None where there is no term in any."""
        self.count = count
        self._index = index
        self._idf: Mapping[str, float] = _idf(index, count) if index is not None else {}
        self._unseen = float(np.log(1 + (count + 0.5) / 0.5)) if count else 0.0

    @classmethod
    def of(cls, corpus: Sequence[list[str]]) -> _Terms:
        import bm25s

        if not any(corpus):
            return cls(None, len(corpus))
        index = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        index.index(list(corpus), show_progress=False)
        return cls(index, len(corpus))

    @classmethod
    def load(cls, folder: Path, count: int) -> _Terms:
        import bm25s

        if not any(folder.iterdir()):
            return cls(None, count)
        index = bm25s.BM25.load(folder, show_progress=False)
        if index.scores["num_docs"] != count:
            raise ValueError(
                f"{folder}: counted over {index.scores['num_docs']} texts, not {count}"
            )
        return cls(index, count)

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        if self._index is not None:
            self._index.save(folder, show_progress=False)

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


def _stemmer(language: Language) -> Any:
    import Stemmer

    return Stemmer.Stemmer(_SNOWBALL[language])


def _idf(index: Any, count: int) -> dict[str, float]:
    """How rare each term is. A column of the index holds the texts that have its term."""
    having = np.diff(index.scores["indptr"]).astype(np.float64)
    rarity = np.log(1 + (count - having + 0.5) / (having + 0.5)).tolist()
    return {term: rarity[n] for term, n in index.vocab_dict.items() if n < len(rarity)}
