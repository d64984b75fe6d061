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

from assistant.coaching.claims import read_words
from assistant.coaching.polarity import negations
from assistant.coaching.sides import Meanings, meet
from assistant.sentences import split_sentences

_FIRST = re.compile(
    # "In its first sentence" tells no order of steps.
    r"(?<!\bthe )(?<!\bits )(?<!\byour )(?<!\btheir )(?<!\bat )\b(?:first|eerst)\b",
    re.I,
)
_THEN = re.compile(
    r"\b(?:only then|and then|after that|after which|afterwards|then|"
    # "Eerder dan", "anders dan": a comparison.
    r"pas daarna|daarna|vervolgens|dan pas|pas dan|(?<!er )(?<!anders )dan)\b",
    re.I,
)
_BEFORE = re.compile(r"\b(?:before|voordat)\b", re.I)
_AFTER = re.compile(
    r"(?:(?:after|nadat)\b(?! (?:that|this|which|dat)\b)|(?:once|zodra)\b"
    r"|(?:pas|only) (?:na|nadat|als|wanneer|after|when|once|if)\b)",
    re.I,
)
_BEFOREHAND = re.compile(
    r"\b(?:first|eerst|before that|beforehand|daarvoor|vooraf|van tevoren)\b", re.I
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
    beforehand: bool
    """Whether it says of itself that it comes first, wherever it stands."""


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
    told = [_told(_without(a, b), parts) for a, b in ((first, second), (second, first))]
    if not all(each.any() for each in told):
        return False
    # A sentence that has both steps tells more of their order than two sentences that have one each.
    pairs: list[tuple[int, int]] = []
    for number in range(parts[-1].sentence + 1):
        within = np.array([part.sentence == number for part in parts])
        near = [_best(np.where(within, each, 0.0), _ENOUGH * each.max()) for each in told]
        pairs += [(one, two) for one in near[0] for two in near[1] if one != two]
    if not pairs:
        pairs = [(one, two) for one in _best(told[0]) for two in _best(told[1])]
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
    if first is None or then is None:
        return None
    if negations(word.plain for word in read_words(sentence[: first.start()])):
        # "Do not first ask for figures and then ..." is no order but its denial.
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
    second = next((part for part in _JOINT.split(following) if re.search(r"\w", part)), None)
    return None if second is None else (told, second)


def _parts(passage: str, read: Meanings) -> list[_Part]:
    parts: list[_Part] = []
    for number, sentence in enumerate(split_sentences(passage)):
        for piece in _CUT.split(sentence):
            parts.append(
                _Part(
                    number,
                    tuple(read(piece)),
                    after=bool(_AFTER.match(piece)),
                    before=bool(_BEFORE.match(piece)),
                    beforehand=bool(_BEFOREHAND.search(piece)),
                )
            )
    return parts


def _without(
    words: Sequence[frozenset[str]], others: Sequence[frozenset[str]]
) -> list[frozenset[str]]:
    return [word for word in words if not meet((word,), others)]


def _told(step: Sequence[frozenset[str]], parts: Sequence[_Part]) -> np.ndarray:
    """How much each part tells of a step, [parts]; nothing where it has too few of its words."""
    met = np.array([[meet((word,), part.meanings) for word in step] for part in parts], dtype=float)
    if not met.any():
        return np.zeros(len(parts))
    # A word that stands in several parts tells less of which one is meant, and in many nothing.
    among = met.sum(axis=0)
    told: np.ndarray = met @ np.where(among < _MANY, 1 / np.maximum(among, 1), 0.0)
    told[met.sum(axis=1) < _LEAST * len(step)] = 0.0
    return told


def _best(told: np.ndarray, least: float = 0.0) -> list[int]:
    """The parts that tell most, and not less than `least`; none where nothing is told."""
    most = told.max()
    if not most or most < least:
        return []
    return np.flatnonzero(told > most - 1e-9).tolist()


def _precedes(one: int, two: int, parts: Sequence[_Part]) -> bool:
    """Whether the passage has what part `one` tells before what part `two` tells."""
    early, late = min(one, two), max(one, two)
    if one == two or (parts[late].beforehand and not parts[early].beforehand):
        # "Record the conversation, but ask first": what stands last need not come last.
        return False
    turned = parts[late].after or parts[early].before
    return one > two if turned and parts[one].sentence == parts[two].sentence else one < two
