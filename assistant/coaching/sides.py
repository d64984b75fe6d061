"""Whether two sides changed places: "A before B" for "B before A", "from A to B" for "from B to A"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.coaching.claims import read_words
from assistant.coaching.polarity import contradictions, pivot

_SIDE = 3
"""So many words to the right of "than" or "before" are what is compared."""
_MOVED = re.compile(r"\b(?:van|from|uit|out of)\b(.+?)\b(?:naar|to|into)\b(.+)")
_MOVED_WORDS = 4

Meanings = Callable[[str], list[frozenset[str]]]
"""For each word of a text that says something, what it may mean; two that share one may be the same."""


def sides_changed(claim: str, sentence: str, mine: Meanings, theirs: Meanings) -> bool:
    """Whether what stands on the two sides of "than", "before" or "from ... to" changed places.

    `mine` reads words of the claim, `theirs` of the sentence, which may be in another language.
    """
    return _compared(claim, sentence, mine, theirs) or _moved(claim, sentence, mine, theirs)


def _compared(claim: str, sentence: str, mine: Meanings, theirs: Meanings) -> bool:
    said, stands = pivot(claim), pivot(sentence)
    if said is None or stands is None:
        return False
    left, right = _sides(said, mine)
    before, after = _sides(stands, theirs)
    if not right or not after:
        return False
    kinds = {said[0], stands[0]}
    crossed = meet(right, before) and not meet(right, after)
    uncrossed = meet(after, left) and not meet(after, right)
    if kinds in ({"before", "after"}, {"then", "after"}):
        return meet(right, after) and not (crossed or uncrossed)
    if len(kinds) > 1 and kinds != {"then", "before"}:
        return False
    # "More than" with its sides changed is what "less than" says.
    plain = ([word.plain for word in read_words(split[1])] for split in (said, stands))
    return crossed and uncrossed and not contradictions(*plain)


def _sides(
    split: tuple[str, str, str], read: Meanings
) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    """What is compared: the clause on the left, and the first words on the right."""
    left = re.split(r"[.;!?]", split[1])[-1]
    right = re.split(r"[.;!?]| maar | but ", split[2])[0]
    return read(left), read(right)[:_SIDE]


def _moved(claim: str, sentence: str, mine: Meanings, theirs: Meanings) -> bool:
    said, stands = _MOVED.search(claim.lower()), _MOVED.search(sentence.lower())
    if said is None or stands is None:
        return False
    goal = mine(_few(said[2]))
    return meet(goal, theirs(_few(stands[1]))) and not meet(goal, theirs(_few(stands[2])))


def _few(text: str) -> str:
    return " ".join(re.split(r"[.,;]", text)[0].split()[:_MOVED_WORDS])


def meet(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> bool:
    """Whether a word of the one may be the same as a word of the other."""
    return any(not a.isdisjoint(b) for a in one for b in other)
