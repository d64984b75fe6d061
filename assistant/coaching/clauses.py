"""What is denied in which part of a sentence: "they did not lose their jobs: they solve problems".

A denial that moved to another part leaves as many denials as there were, so counting them is not
enough. Every word is denied or not with the clause it stands in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import groupby

from assistant.coaching.alignment import Alignment
from assistant.coaching.claims import read_words, word_starts
from assistant.coaching.polarity import denying_forms, negations

_BETWEEN = re.compile(
    r"[,;:.!?()–—]|\b(?:and|but|or|that|because|which|who|if|when|while|so|where|as|en|maar|of|dat"
    r"|omdat|die|als|terwijl|zodat|want|waar|wie|toen)\b",
    re.IGNORECASE,
)


def denials_moved(claim: str, sentence: str, laid: Alignment) -> float:
    """Share of the claim's words that its sentence has as well, and denies where the claim does not
    or the other way round.

    `laid` is the claim beside the sentence, which may be in the other language.
    """
    words = read_words(claim)
    mine, theirs = denied(claim, sentence), denied(sentence, claim)
    if not (any(mine) or any(theirs)):
        return 0.0
    pairs = [(n, m) for n, m in enumerate(laid.partners) if m >= 0 and words[n].content]
    return sum(mine[n] != theirs[m] for n, m in pairs) / len(pairs) if pairs else 0.0


def denied(text: str, beside: str = "") -> list[bool]:
    """For each word of a text whether the clause it stands in denies something.

    "Unused" denies what a text `beside` it calls used.
    """
    words, clauses = [word.plain for word in read_words(text)], clauses_of(text)
    forms = denying_forms(words, {word.plain for word in read_words(beside)})
    odd = {
        clause: len(negations((words[n] for n in group), forms)) % 2 == 1
        for clause, group in groupby(range(len(words)), key=lambda n: clauses[n])
    }
    return [odd[clause] for clause in clauses]


def clauses_of(text: str) -> list[int]:
    """For each word of a text the number of the clause it stands in."""
    ends = [between.end() for between in _BETWEEN.finditer(text)]
    return [bisect_right(ends, start) for start in word_starts(text)]
