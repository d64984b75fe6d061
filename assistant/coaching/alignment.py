"""Which words of a claim stand in a sentence, and in the same order: what is left is what decides."""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.coaching.claims import Word

# Small words round which two parts of a sentence may change places.
_JOINTS = frozenset(
    """than dan before after voordat nadat rather instead plaats niet not but maar more less meer
    minder eerst first last vaker""".split()
)
_MOST_JOINTS = 16
_LONGEST_PART = 6


@dataclass(frozen=True, slots=True)
class Alignment:
    """A claim laid beside a sentence."""

    partners: tuple[int, ...]
    """For each word of the claim its place in the sentence, -1 for none."""
    in_order: frozenset[int]
    """Places in the claim of the words that stand in the sentence in the same order."""
    copied: float
    """Share of all words of the claim, small ones too, that stand there in the same order."""
    covered: float
    """Share of the claim's content words that stand there at all."""
    ordered: float
    """Share of the claim's content words that stand there in the same order."""
    left: tuple[int, ...]
    """Places in the claim of the content words that stand nowhere in the sentence."""


def align(
    claim: tuple[Word, ...],
    sentence: tuple[Word, ...],
    same: Mapping[str, tuple[int, ...]] | None = None,
) -> Alignment:
    """Lay the claim beside the sentence: a longest common subsequence first, then the rest.

    `same` gives for each stem of the claim the places of the words that it may stand for; without
    it those are the same words, inflected otherwise or as part of a compound.
    """
    if same is None:
        same = _matches(tuple(w.stem for w in claim), tuple(w.stem for w in sentence))
    pairs = _in_order(claim, sentence, same)
    partners = [-1] * len(claim)
    for mine, theirs in pairs:
        partners[mine] = theirs
    taken = {theirs for _, theirs in pairs}
    for mine, word in enumerate(claim):
        if partners[mine] < 0 and (word.content or word.plain in _JOINTS):
            free = [n for n in same.get(word.stem, ()) if n not in taken]
            again = free or list(same.get(word.stem, ()))
            if again:
                partners[mine] = again[0]
                taken.add(again[0])
    in_order = frozenset(mine for mine, _ in pairs)
    content = [n for n, word in enumerate(claim) if word.content]
    left = tuple(n for n in content if partners[n] < 0)
    total = max(1, len(content))
    return Alignment(
        partners=tuple(partners),
        in_order=in_order,
        copied=len(pairs) / max(1, len(claim)),
        covered=(len(content) - len(left)) / total,
        ordered=sum(n in in_order for n in content) / total,
        left=left,
    )


def added(sentence: tuple[Word, ...], laid: Alignment) -> list[int]:
    """Places in the claim of words put in between, where the sentence has no word in their stead.

    A word that stands in the place of another may be another word for the same; a word that stands
    where the sentence goes straight on is a detail of the claim's own.
    """
    taken = {n for n in laid.partners if n >= 0}
    spare = [n for n, word in enumerate(sentence) if word.content and n not in taken]
    found = []
    for place in laid.left:
        before = max((laid.partners[n] for n in laid.in_order if n < place), default=-1)
        after = min((laid.partners[n] for n in laid.in_order if n > place), default=len(sentence))
        if not any(before < n < after for n in spare):
            found.append(place)
    return found


def exchanged(claim: tuple[Word, ...], laid: Alignment) -> bool:
    """Whether two parts of the sentence changed places in the claim round what stands between.

    "B leads to A" for "A leads to B", not "in June A left" for "A left in June": putting two parts
    back restores the order by two words or more, while a word between them stays where it was.
    """
    joints = [
        n
        for n, place in enumerate(laid.partners)
        if place >= 0 and (claim[n].content or claim[n].plain in _JOINTS)
    ][:_MOST_JOINTS]
    # A word that stands twice in the claim and once in the sentence counts once.
    joints = list({laid.partners[n]: n for n in reversed(joints)}.values())[::-1]
    places = [laid.partners[n] for n in joints]
    count = len(places)
    kept = _longest_rise(places)
    if kept > count - 2:
        return False
    content = [claim[n].content for n in joints]
    # One part that moved as a whole ("in June A left") changes no roles.
    moved = max(
        _longest_rise([*places[:a], *places[b:c], *places[a:b], *places[c:]])
        for a in range(count)
        for b in range(a + 1, count)
        for c in range(b + 1, count + 1)
    )
    framed = 0
    for a in range(count):
        for b in range(a + 1, min(a + _LONGEST_PART, count) + 1):
            for c in range(b + 1, count):
                for d in range(c + 1, min(c + _LONGEST_PART, count) + 1):
                    # Cheap first: the parts must really stand the other way round.
                    if places[a] < places[c] or not (any(content[a:b]) and any(content[c:d])):
                        continue
                    back = [*places[:a], *places[c:d], *places[b:c], *places[a:b], *places[d:]]
                    framed = max(framed, _longest_rise(back))
    return framed >= kept + 2 and framed >= 0.8 * count and framed > moved


def _longest_rise(places: list[int]) -> int:
    """Length of the longest rising subsequence."""
    tails: list[int] = []
    for place in places:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return len(tails)


def alike(one: str, other: str) -> bool:
    """Whether two stems are the same word: inflected otherwise, or a part of a compound."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < 4:
        return False
    if len(short) >= 5 and short in long:
        return True
    shared = next(
        (n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    return shared >= 4 and shared >= 0.7 * len(long)


@functools.lru_cache(maxsize=256)
def _matches(claim: tuple[str, ...], sentence: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """For each stem of the claim the places in the sentence where it stands."""
    places: dict[str, list[int]] = {}
    for number, stem in enumerate(sentence):
        places.setdefault(stem, []).append(number)
    found: dict[str, tuple[int, ...]] = {}
    for stem in dict.fromkeys(claim):
        if stem in places:
            found[stem] = tuple(places[stem])
        else:
            found[stem] = tuple(n for other, at in places.items() if alike(stem, other) for n in at)
    return found


def _in_order(
    claim: tuple[Word, ...], sentence: tuple[Word, ...], same: Mapping[str, tuple[int, ...]]
) -> list[tuple[int, int]]:
    """A heaviest common subsequence as pairs of places; a content word weighs three small ones."""
    rows, columns = len(claim), len(sentence)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    hits = [frozenset(same.get(word.stem, ())) for word in claim]
    for i in range(rows - 1, -1, -1):
        weight = 3 if claim[i].content else 1
        row, below, mine = best[i], best[i + 1], hits[i]
        for j in range(columns - 1, -1, -1):
            value = max(below[j], row[j + 1])
            if j in mine and below[j + 1] + weight > value:
                value = below[j + 1] + weight
            row[j] = value
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < rows and j < columns:
        weight = 3 if claim[i].content else 1
        if j in hits[i] and best[i][j] == best[i + 1][j + 1] + weight:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
