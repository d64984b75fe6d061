"""What a claim says that a passage in the other language does not, or says the other way round.

Within a language words tell by standing there; here they do so by what they may be translated as.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.coaching.alignment import Alignment
from assistant.coaching.claims import Word, names, read_words, spelled_in
from assistant.coaching.polarity import negations
from assistant.coaching.sides import sides_changed
from assistant.coaching.translation import (
    LIGHT,
    is_known,
    meanings,
    senses,
    translations,
    unmatched,
    with_near,
)
from assistant.language import Language, other

# Words that deny without a denial: "leeg terug" for "without cargo".
_IMPLIED = frozenset(
    """
    weinig few little fewer less minder nauwelijks hardly scarcely zelden rarely seldom rather
    instead only alleen slechts enkel leeg empty skip skipping wegblijven ignore negeren prevent
    prevents prevented kept keep from stop stopped stops refuse refused weigert weigeren avoid avoids
    vermijden vermijdt fail fails failed mislukt lack lacks lacking ontbreekt other others andere
    anders unless tenzij despite ondanks although hoewel lost loses verloor weg away gone unable
    impossible te cannot verbod verboden forbidden former voormalig until totdat yet pas worse slow
    slower trager quiet stil zwijgen silent reject rejected throws
    """.split()
)
_LONG_PREFIXED = 6
_NEARLY_SPELLED = 0.7
_NEAR_A_DENIAL = 4


@dataclass(frozen=True, slots=True)
class Crossing:
    """What does not fit across languages, in words of the claim."""

    unfound: tuple[str, ...]
    """Content words of which no translation, nor a word near to one, stands in the passage."""
    run: int
    """Most unfound words in a row, other small words left out, in the nearest sentence."""
    coverage: float
    """Share of the claim's content words that the nearest sentence has, nearly or exactly."""
    names_missing: tuple[str, ...]
    names_elsewhere: tuple[str, ...]
    """Names that the passage has, and the nearest sentence does not."""
    names_unsaid: tuple[str, ...]
    """Names of the nearest sentence that the claim does not have."""
    names_shared: int
    sides_changed: bool
    denial: bool


def cross(claim: str, language: Language, passage: str, sentence: str, laid: Alignment) -> Crossing:
    """Hold a claim in `language` against a passage in the other one and its nearest sentence.

    `laid` is the claim beside that sentence, aligned by translations.
    """
    words, near, whole = read_words(claim), read_words(sentence), read_words(passage)
    theirs = other(language)
    mine = senses(words, language)
    content = [n for n, word in enumerate(words) if word.content and word.plain not in LIGHT]
    in_passage = with_near(frozenset().union(*senses(whole, theirs)))
    spelled = translations([words[n] for n in content], whole, language)
    beyond = unmatched(words, near, laid, language, theirs)
    missing, elsewhere, unsaid, shared = _names(claim, passage, sentence, language)
    return Crossing(
        unfound=tuple(
            words[n].plain
            for n in content
            if not spelled[words[n].stem] and mine[n] and mine[n].isdisjoint(in_passage)
        ),
        run=_longest_run(content, frozenset(beyond.left)),
        coverage=beyond.coverage,
        names_missing=missing,
        names_elsewhere=elsewhere,
        names_unsaid=unsaid,
        names_shared=shared,
        sides_changed=sides_changed(
            claim,
            sentence,
            lambda text: meanings(text, language),
            lambda text: meanings(text, theirs),
        ),
        denial=_denial(words, near, laid),
    )


def _longest_run(places: Sequence[int], left: frozenset[int]) -> int:
    longest = run = 0
    for place in places:
        run = run + 1 if place in left else 0
        longest = max(longest, run)
    return longest


# -- names ----------------------------------------------------------------------------------------


def _names(
    claim: str, passage: str, sentence: str, language: Language
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], int]:
    """Names missing from the passage, elsewhere in it, unsaid by the claim; and how many are shared."""
    said = sorted(_named(claim, language, names(passage)))
    missing = tuple(name for name in said if not _stands(name, passage, language))
    elsewhere = tuple(
        name for name in said if name not in missing and not _stands(name, sentence, language)
    )
    unsaid = tuple(
        name
        for name in sorted(_named(sentence, other(language), frozenset()))
        if not _stands(name, claim, other(language))
    )
    return missing, elsewhere, unsaid, len(said) - len(missing) - len(elsewhere)


def _named(text: str, language: Language, known: frozenset[str]) -> set[str]:
    """The names of a text, also one that opens it: a name elsewhere, or no word of the language."""
    found = set(names(text))
    first = read_words(text)[:1]
    if first and first[0].content and text.lstrip("\"'“‘")[:1].isupper():
        plain = first[0].plain
        if plain in known or not is_known(plain, language):
            found.add(plain)
    return found


def _stands(name: str, text: str, language: Language) -> bool:
    """Whether a name from a text in `language` stands in one in the other language: spelled the
    same, nearly the same (Kopenhagen), or translated (Duitsland)."""
    if spelled_in(name, text.lower()):
        return True
    words = read_words(text)
    parts = [Word(part, part, True) for part in re.findall(r"[^\W_]+", name)]
    mine = frozenset().union(*senses(parts, language)) | {part.plain for part in parts}
    return any(
        not mine.isdisjoint(theirs | {word.plain}) or _nearly(name, word.plain)
        for word, theirs in zip(words, senses(words, other(language)), strict=True)
    )


def _nearly(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 4 or one[0] != other[0]:
        return False
    return SequenceMatcher(None, one, other).ratio() >= _NEARLY_SPELLED


# -- the other way round ---------------------------------------------------------------------------


def _denial(claim: Sequence[Word], sentence: Sequence[Word], laid: Alignment) -> bool:
    """Whether one of the two denies and the other does not, not even by implication."""
    mine = negations(word.plain for word in claim)
    theirs = negations(word.plain for word in sentence)
    if not mine and laid.covered >= 0.4:
        taken = {place for place in laid.partners if place >= 0}
        around = range(-_NEAR_A_DENIAL, _NEAR_A_DENIAL + 1)
        theirs = [n for n in theirs if len(taken & {n + step for step in around}) >= 2]
    if bool(mine) == bool(theirs):
        return False
    return not any(_implies(word.plain) for word in (sentence if mine else claim))


def _implies(word: str) -> bool:
    return word in _IMPLIED or (word.startswith(("un", "on")) and len(word) >= _LONG_PREFIXED)
