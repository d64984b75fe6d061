"""Whether a claim tells two steps in another order than the passage does.

"First look at each other's homes, then ask about the rent" for a passage that has the rent asked
first. What stands on the two sides of "then" or "before" in one sentence is compared in sides.py; here
the passage may tell its order in any way: by a list, by one sentence after the other, by "after".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.coaching.sides import Meanings
from assistant.sentences import split_sentences

_FIRST = re.compile(
    # "In its first sentence" tells no order of steps.
    r"(?<!\bthe )(?<!\bits )(?<!\byour )(?<!\btheir )(?<!\bat )\b(?:first|eerst)\b",
    re.I,
)
_THEN = re.compile(
    r"\b(?:only then|and then|after that|after which|afterwards|then|next|later|"
    r"pas daarna|daarna|vervolgens|dan pas|pas dan|dan)\b",
    re.I,
)
_BEFORE = re.compile(r"\b(?:before|voordat)\b", re.I)
_AFTER = re.compile(
    r"\b(?:after|nadat|pas na|only after)\b(?! that\b| this\b| which\b| dat\b)", re.I
)
_SAYS_ORDER = re.compile(
    r"\b(?:first|eerst|then|afterwards|next|later|daarna|vervolgens|dan|only|pas)\b", re.I
)
_JOINT = re.compile(r"[,;:]|\b(?:and|en|but|maar)\b", re.I)
_CUT = re.compile(
    r"[,;:()]\s*|\s+(?=(?:and|en|then|dan|daarna|vervolgens|pas|only|before|voordat|after|nadat|once|"
    r"zodra)\b)",
    re.I,
)
_VERB = 5
"""So many words may stand between "and" and "then": "en bouw je daarna een groep"."""
_OPENING = 2
"""So many words before "first" belong to what comes first."""
_LEAST = 1 / 3
"""Share of the words of a step that the passage has to have where that step is."""
_MANY = 3
"""A word that stands in so many parts of the passage does not tell steps apart."""
_ENOUGH = 0.3
"""Share of what the best place in the passage tells of a step that one beside the other step may tell."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a sentence of the passage."""

    sentence: int
    meanings: tuple[frozenset[str], ...]
    after: bool
    """Whether it tells what came before the rest of the sentence."""
    before: bool
    """Whether it tells what comes after the rest of the sentence."""


def order_changed(claim: str, passage: str, mine: Meanings, theirs: Meanings) -> bool:
    """Whether the claim has one step before another that the passage has after it.

    `mine` reads words of the claim and `theirs` those of the passage, which may be in another language.
    Where the passage does not have both steps in places of their own, nothing is said.
    """
    steps = _steps(claim)
    if steps is None:
        return False
    first, second = (mine(_SAYS_ORDER.sub(" ", step)) for step in steps)
    parts = _parts(passage, theirs)
    first, second = _without(first, second), _without(second, first)
    pairs = [
        (one, two)
        for sentence in dict.fromkeys(part.sentence for part in parts)
        for one in _places(first, parts, sentence)
        for two in _places(second, parts, sentence)
        if one != two
    ]
    # A sentence that has both steps tells more of their order than two sentences that have one each.
    pairs = pairs or [(one, two) for one in _places(first, parts) for two in _places(second, parts)]
    return bool(pairs) and all(_precedes(two, one, parts) for one, two in pairs)


def _steps(claim: str) -> tuple[str, str] | None:
    """What the claim has first, and what after that."""
    for sentence in split_sentences(claim):
        found = _first_and_then(sentence)
        if found is not None:
            return found
    return None


def _first_and_then(sentence: str) -> tuple[str, str] | None:
    first = _FIRST.search(sentence)
    then = _THEN.search(sentence, first.end()) if first else None
    if first is None or then is None or not re.search(r"\w", sentence[first.end() :]):
        return None
    told, following = sentence[first.end() : then.start()], sentence[then.end() :]
    joint = max((match.start() for match in _JOINT.finditer(told)), default=None)
    if joint is not None:
        between = told[joint:]
        if not re.search(r"\w", following):
            # "Go in first and report afterwards": what comes second stands before the word for it.
            told, following = told[:joint], between
        elif len(between.split()) <= _VERB:
            told, following = told[:joint], f"{between} {following}"
    opening = sentence[: first.start()]
    if not re.search(r"\w", told) or len(opening.split()) <= _OPENING:
        # "Go into the courtroom first and ...", "Bezoek eerst ..."
        told = f"{opening} {told}"
    return told, next(part for part in _JOINT.split(following) if re.search(r"\w", part))


def _parts(passage: str, read: Meanings) -> list[_Part]:
    parts: list[_Part] = []
    for number, sentence in enumerate(split_sentences(passage)):
        for piece in _CUT.split(sentence):
            parts.append(
                _Part(
                    number,
                    tuple(read(piece)),
                    after=bool(re.match(r"(?:pas |only )?(?:once|zodra)\b", piece, re.I))
                    or bool(_AFTER.match(piece)),
                    before=bool(_BEFORE.match(piece)),
                )
            )
    return parts


def _without(
    words: Sequence[frozenset[str]], others: Sequence[frozenset[str]]
) -> list[frozenset[str]]:
    return [word for word in words if not _met(word, others)]


def _places(
    step: Sequence[frozenset[str]], parts: Sequence[_Part], sentence: int | None = None
) -> list[int]:
    """The parts, of one sentence or of all, that tell most of a step."""
    met = np.array([[_met(word, part.meanings) for word in step] for part in parts], dtype=float)
    if not met.any():
        return []
    # A word that stands in several parts tells less of which one is meant, and in many nothing.
    among = met.sum(axis=0)
    told = met @ np.where(among < _MANY, 1 / np.maximum(among, 1), 0.0)
    told[met.sum(axis=1) < _LEAST * len(step)] = 0.0
    best = told.max()
    if sentence is not None:
        told[[part.sentence != sentence for part in parts]] = 0.0
    most = told.max()
    if not most or most < _ENOUGH * best:
        return []
    return np.flatnonzero(told > most - 1e-9).tolist()


def _precedes(one: int, two: int, parts: Sequence[_Part]) -> bool:
    """Whether the passage has what part `one` tells before what part `two` tells."""
    if one == two:
        return False
    if parts[one].sentence == parts[two].sentence:
        early, late = min(one, two), max(one, two)
        if parts[late].after or parts[early].before:
            return one > two
    return one < two


def _met(word: frozenset[str], others: Sequence[frozenset[str]]) -> bool:
    return any(not word.isdisjoint(other) for other in others)
