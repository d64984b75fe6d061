"""Word overlap on an absolute scale: BM25 with Dutch and English stems.

BM25 has no ceiling, so it cannot be added to a cosine as it is. Here it is divided by what the
query would score against a text that has every one of its words: the share of the query, weighted
by rarity, that a passage covers. Across languages that share is small by itself, unless a rare name
is shared, and then it is worth something: no switch is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.language import Language

_SNOWBALL: dict[Language, str] = {"nl": "dutch", "en": "english"}
_STOP = """
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
_K1, _B = 1.2, 0.75


class Lexical:
    """BM25 over the texts of one language."""

    def __init__(self, texts: Sequence[str], language: Language) -> None:
        """Index `texts`; an empty sequence is fine and matches nothing."""
        import bm25s
        import Stemmer

        self._bm25s: Any = bm25s
        self._stemmer: Any = Stemmer.Stemmer(_SNOWBALL[language])
        self._count = len(texts)
        self._index: Any = None
        corpus = self._tokens(list(texts))
        if any(corpus):
            self._index = bm25s.BM25(k1=_K1, b=_B, method="lucene")
            self._index.index(corpus, show_progress=False)
        self._idf = _idf(corpus)
        self._unseen = float(np.log(1 + (self._count + 0.5) / 0.5)) if self._count else 1.0

    def coverage(self, query: str) -> np.ndarray:
        """For each text the covered share of the query, float32 [n]; about 0 (none) to 1 (all)."""
        if self._index is None:
            return np.zeros(self._count, dtype=np.float32)
        words = list(dict.fromkeys(self._tokens([query])[0]))
        ceiling = sum(self._idf.get(word, self._unseen) for word in words)
        known = [word for word in words if word in self._idf]
        if not known or ceiling <= 0:
            return np.zeros(self._count, dtype=np.float32)
        scores = np.asarray(self._index.get_scores(known), dtype=np.float32)
        covered: np.ndarray = np.minimum(scores / ceiling, 1.0)
        return covered

    def _tokens(self, texts: list[str]) -> list[list[str]]:
        tokenized = self._bm25s.tokenize(
            texts,
            stopwords=_STOP,
            stemmer=self._stemmer,
            token_pattern=r"(?u)\b\w+\b",
            return_ids=False,
            show_progress=False,
        )
        return [list(words) for words in tokenized]


def _idf(corpus: list[list[str]]) -> dict[str, float]:
    frequency: dict[str, int] = {}
    for words in corpus:
        for word in set(words):
            frequency[word] = frequency.get(word, 0) + 1
    n = len(corpus)
    return {w: float(np.log(1 + (n - df + 0.5) / (df + 0.5))) for w, df in frequency.items()}
