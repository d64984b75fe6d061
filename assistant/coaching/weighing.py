"""What speaks for and against a claim, as numbers that a small model can weigh.

Two kinds of claim ask for two readings. One that stays close to the words of its passage is decided
by what does not fit: a figure, a denial, a word too many. One in other words is decided by meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from assistant.coaching.across import Crossing, cross
from assistant.coaching.alignment import Alignment, added, align, exchanged
from assistant.coaching.claims import (
    Word,
    missing_names,
    names,
    read_wording,
    read_words,
    spelled_in,
)
from assistant.coaching.clauses import clauses_of, denials_moved
from assistant.coaching.order import order_changed
from assistant.coaching.polarity import (
    contradictions,
    denying_forms,
    hedges,
    negations,
    pivot,
    too_strong,
)
from assistant.coaching.quantities import Quantity, carried, quantities, rivals
from assistant.coaching.sides import sides_changed
from assistant.coaching.translation import meanings, translations, unmatched
from assistant.language import Language, other

# Beyond these log odds the reader of tokens is as sure as it is ever right to be.
_SURE = 3.0
# How far the best sentence usually stands out from the others; for a passage of one sentence.
_USUAL_MARGIN = 0.06
_SELF = frozenset("i i'm i've i'd i'll my mine me myself ik mijn mij".split())


@dataclass(frozen=True, slots=True)
class Reading:
    """A claim laid beside the sentences of its evidence."""

    claim: str
    sentences: tuple[str, ...]
    cosines: np.ndarray
    """Cosine [n] of the claim with each sentence."""
    windows: np.ndarray
    """Cosine of the claim with every run of one to three sentences."""
    cross: bool
    passage: str
    language: Language = "en"
    """Of the claim."""
    breaks: frozenset[int] = frozenset()
    """Places where another passage begins."""
    entailment: float = 0.0
    """Log odds that the nearest sentences carry the claim, read token by token (entailment.py)."""


@dataclass(frozen=True, slots=True)
class Window:
    """One or two sentences in a row that the claim leans on most."""

    first: int
    text: str
    words: tuple[Word, ...]
    alignment: Alignment


@dataclass(slots=True)
class Findings:
    """What in the claim does not fit its passage, in words of the claim."""

    missing_figures: list[Quantity] = field(default_factory=list)
    misplaced_figures: list[Quantity] = field(default_factory=list)
    missing_names: list[str] = field(default_factory=list)
    misplaced_names: list[str] = field(default_factory=list)
    denial: bool = False
    denials_moved: float = 0.0
    opposites: list[tuple[str, str]] = field(default_factory=list)
    too_strong: list[str] = field(default_factory=list)
    hedges_dropped: list[str] = field(default_factory=list)
    unfound: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    speaks_of_itself: bool = False
    exchanged: bool = False
    sides_changed: float = 0.0
    order_changed: bool = False
    crossing: Crossing | None = None
    """Across languages only."""

    @property
    def turned(self) -> float:
        """How much two sides, or two steps, changed places: 0 to 1."""
        return max(self.sides_changed, float(self.order_changed))


def nearest_window(reading: Reading) -> Window:
    """The sentence, or the two in a row, with most of the claim's words and meaning."""
    claim = read_words(reading.claim)
    shares = np.array([_shared(claim, sentence, reading) for sentence in reading.sentences])
    scores = 4 * reading.cosines + shares
    found: list[tuple[float, Window]] = []
    for at in sorted(range(len(scores)), key=lambda n: -scores[n])[:3]:
        window = _window(claim, reading, at, at + 1)
        found.append((_fit(window, reading, at), window))
        for start in (at - 1, at):
            inside = start >= 0 and start + 2 <= len(scores) and start + 1 not in reading.breaks
            if inside:
                wider = _window(claim, reading, start, start + 2)
                # Two sentences have more words to offer by chance: they must bring something.
                found.append((_fit(wider, reading, at) - 0.15, wider))
    return max(found, key=lambda pair: pair[0])[1]


def _shared(claim: tuple[Word, ...], sentence: str, reading: Reading) -> float:
    """The share of the claim's content words that a sentence has, or across may have translated."""
    content = [word for word in claim if word.content]
    words = read_words(sentence)
    if reading.cross:
        may = translations(content, words, reading.language)
        return sum(bool(may[word.stem]) for word in content) / max(1, len(content))
    stems = {word.stem for word in content}
    return len(stems & {word.stem for word in words}) / max(1, len(stems))


def _window(claim: tuple[Word, ...], reading: Reading, start: int, stop: int) -> Window:
    text = " ".join(reading.sentences[start:stop])
    words = read_words(text)
    may = translations(claim, words, reading.language) if reading.cross else None
    return Window(start, text, words, align(claim, words, may))


def _fit(window: Window, reading: Reading, at: int) -> float:
    words = window.alignment.covered + 0.3 * window.alignment.ordered
    return float(words + 4 * reading.cosines[at])


def findings(reading: Reading, window: Window) -> Findings:
    """Everything in the claim that does not fit, hard or soft."""
    found = Findings()
    claim = read_words(reading.claim)
    mine = [w.plain for w in claim]
    near = [w.plain for w in window.words]
    whole = [w.plain for w in read_words(reading.passage)]
    offered, nearby = quantities(reading.passage), quantities(window.text)
    digits = {int(part) for part in re.findall(r"[0-9]+", reading.passage)}
    plain = [Quantity(q.value, "number", "") for q in offered if q.unit == "number"]
    for wanted in quantities(reading.claim):
        if not carried(wanted, offered):
            # The same digits may be a clock time, a score or a year in another spelling.
            bare = wanted.unit in ("number", "clock") or (
                wanted.unit == "time"
                and Quantity(float(_leading(wanted.text)), "number", "") in plain
            )
            written = {int(part) for part in re.findall(r"[0-9]+", wanted.text)}
            if not (bare and written and written <= digits):
                found.missing_figures.append(wanted)
        elif not carried(wanted, nearby) and rivals(wanted, nearby):
            found.misplaced_figures.append(wanted)
    if reading.cross:
        crossing = cross(
            reading.claim, reading.language, reading.passage, window.text, window.alignment
        )
        found.crossing = crossing
        found.missing_names = list(crossing.names_missing)
        found.misplaced_names = list(crossing.names_elsewhere)
        found.unfound = list(crossing.unfound)
        found.sides_changed = float(crossing.sides_changed)
        found.denial = crossing.denial
    else:
        found.missing_names = missing_names(reading.claim, reading.passage)
        theirs = names(window.text)
        for name in names(reading.claim):
            if (
                name not in found.missing_names
                and not spelled_in(name, window.text.lower())
                and theirs
            ):
                found.misplaced_names.append(name)
        found.denial = _denial(claim, window)
    alignment = window.alignment
    found.denials_moved = denials_moved(reading.claim, window.text, alignment)
    loose = [w.plain for n, w in enumerate(claim) if alignment.partners[n] < 0]
    found.opposites = contradictions(loose, near)
    found.too_strong = too_strong(mine, near)
    if too_strong(mine, whole) != found.too_strong and not found.too_strong:
        found.too_strong = too_strong(mine, whole)
    if not hedges(mine):
        found.hedges_dropped = hedges(_span(window))
    found.speaks_of_itself = bool(_SELF & set(mine)) and not _SELF & set(mine) & set(whole)
    if not reading.cross:
        stems = {w.stem for w in read_words(reading.passage)}
        found.unfound = [claim[n].plain for n in alignment.left if claim[n].stem not in stems]
        found.added = [
            claim[n].plain for n in added(window.words, alignment) if claim[n].stem not in stems
        ]
        found.exchanged = exchanged(claim, alignment)
        found.sides_changed = _sides_changed(reading.claim, window) * alignment.covered
    found.order_changed = _order_changed(reading)
    return found


def _sides_changed(claim: str, window: Window) -> float:
    if sides_changed(claim, window.text, _stems_each, _stems_each):
        return 1.0
    return max(0.0, operands(claim, window.text))


def _order_changed(reading: Reading) -> bool:
    if len(reading.breaks) > 1:
        return False  # two passages have no order
    beside = other(reading.language) if reading.cross else reading.language
    return order_changed(
        reading.claim,
        reading.passage,
        lambda text: meanings(text, reading.language),
        lambda text: meanings(text, beside),
    )


def _leading(text: str) -> int:
    found = re.match(r"[0-9]{1,9}", text)
    return int(found.group()) if found else -1


def _span(window: Window) -> list[str]:
    """The words of the window from the first to the last that the claim has, and two around."""
    places = [n for n in window.alignment.partners if n >= 0]
    if not places or window.alignment.covered < 0.4:
        return [w.plain for w in window.words]
    return [w.plain for w in window.words[max(0, min(places) - 2) : max(places) + 3]]


def _denial(claim: tuple[Word, ...], window: Window) -> bool:
    """Whether one of the two denies what the other says.

    A denial of the sentence counts where the claim follows it word by word, in its own clause too.
    """
    said, read = [w.plain for w in claim], [w.plain for w in window.words]
    mine = negations(said, denying_forms(said, set(read)))
    theirs = negations(read, denying_forms(read, set(said)))
    if window.alignment.covered >= 0.4:
        taken = {window.alignment.partners[n] for n in window.alignment.in_order}
        clauses = clauses_of(window.text)
        drawn_on = {clauses[n] for n in taken}
        theirs = [
            n
            for n in theirs
            if len(taken & set(range(n - 3, n + 4))) >= 2 and clauses[n] in drawn_on
        ]
    return len(mine) % 2 != len(theirs) % 2


def operands(claim: str, text: str) -> float:
    """How much the two sides of a comparison or an order changed places: -1 (no) to 1 (yes)."""
    mine, theirs = pivot(claim), pivot(text)
    if mine is None or theirs is None:
        return 0.0
    left, right = _stems(mine[1]), _stems(mine[2])
    before, after = _stems(theirs[1]), _stems(theirs[2])
    if not (left and right and before and after):
        return 0.0
    straight = len(left & before) + len(right & after)
    crossed = len(left & after) + len(right & before)
    if straight + crossed == 0:
        return 0.0
    turned = (crossed - straight) / (straight + crossed)
    if {mine[0], theirs[0]} in ({"before", "after"}, {"then", "after"}):
        turned = -turned
    elif mine[0] != theirs[0] and {mine[0], theirs[0]} != {"then", "before"}:
        return 0.0
    return turned


def _stems_each(text: str) -> list[frozenset[str]]:
    return [frozenset((word.stem,)) for word in read_words(text) if word.content]


def _stems(text: str) -> set[str]:
    return {w.stem for w in read_words(text) if w.content}


WITHIN = (
    "window cosine",
    "margin",
    "sentences",
    "names missing",
    "cosine with coverage",
    "near coverage",
    "longer copy of several",
    "unfound in a copy",
    "left over",
    "left in a copy",
    "exchanged",
    "sides changed",
    "figures missing",
    "figures elsewhere",
    "denial in a copy",
    "denials moved",
    "opposites in a copy",
    "too strong",
    "too strong in a copy",
    "hedge dropped and too strong",
    "lone sentence",
    "lone sentence, content missing",
    "lone sentence, far cosine",
    "lone sentence, cosine",
    "lone sentence, cosine with coverage",
    "speaks of itself",
    "asks",
    "far cosine",
    "far margin",
    "far in Dutch",
    "entailed when far",
)
ACROSS = (
    "length",
    "cosine, capped",
    "length with capped cosine",
    "far cosine",
    "far margin",
    "far in Dutch",
    "figures missing",
    "names missing",
    "a name for another",
    "a name of another sentence",
    "names shared",
    "unfound",
    "unfound in a row",
    "sides changed",
    "denial",
    "denial when near",
    "denials moved",
    "too strong",
    "too strong when near",
    "hedge dropped and too strong",
    "entailed when far",
    "not entailed when near",
)


def signals(reading: Reading, window: Window, found: Findings) -> np.ndarray:
    """The signals of a claim, [len(ACROSS)] across languages and else [len(WITHIN)]."""
    read = _across if reading.cross else _within
    named = read(reading, window, found)
    order = ACROSS if reading.cross else WITHIN
    return np.array([named[name] for name in order], dtype=np.float64)


def _within(reading: Reading, window: Window, found: Findings) -> dict[str, float]:
    """Signals within one language: by how near the claim stays to the words of its passage."""
    stems = read_wording(reading.claim).stems
    content = max(1, sum(word.content for word in read_words(reading.claim)))
    cosine, margin = _cosine(reading)
    best = float(max(reading.windows.max(), cosine))
    near = window.alignment.covered
    beyond = unmatched(
        read_words(reading.claim),
        window.words,
        window.alignment,
        reading.language,
        reading.language,
    )
    # How near it stays to a sentence once the words put in are taken out.
    put_in = len(found.added)
    kept = near * content / max(3, content - put_in)
    far = 1 - kept
    coverage = max(
        len(stems & read_wording(sentence).stems) / max(1, len(stems))
        for sentence in reading.sentences
    )
    # Where the passage is one sentence there are no others for it to stand out from.
    lone = float(len(reading.sentences) == 1)
    strong = min(len(found.too_strong), 2)
    laid = window.alignment
    # A copy that is longer than its sentence says something that the sentence does not.
    longer = max(0.0, len(laid.partners) / max(1, len(window.words)) - 1)
    return {
        "window cosine": best - 0.9,
        "margin": margin,
        "sentences": min(len(reading.sentences), 10) / 10,
        "names missing": _strangers(reading, found),
        "cosine with coverage": (cosine - 0.9) * coverage,
        "near coverage": near,
        "longer copy of several": (1 - lone) * laid.copied * min(longer, 1.0),
        "unfound in a copy": near**2 * min(len(found.unfound), 5) / 5,
        "left over": max(0, min(len(beyond.left) - beyond.spare, 3)) / 3,
        "left in a copy": beyond.coverage**2 * min(len(beyond.left), 4) / 4,
        "exchanged": near * found.exchanged,
        "sides changed": found.turned,
        "figures missing": float(bool(found.missing_figures)),
        "figures elsewhere": near * bool(found.misplaced_figures),
        "denial in a copy": near**2 * found.denial,
        "denials moved": near**2 * found.denials_moved,
        "opposites in a copy": near**2 * bool(found.opposites),
        "too strong": strong,
        "too strong in a copy": strong * near**2,
        "hedge dropped and too strong": float(bool(found.hedges_dropped and strong)),
        "lone sentence": lone,
        "lone sentence, content missing": lone * len(found.unfound) / content,
        "lone sentence, far cosine": lone * far * (cosine - 0.85),
        "lone sentence, cosine": lone * (cosine - 0.9),
        "lone sentence, cosine with coverage": lone * (cosine - 0.9) * coverage,
        "speaks of itself": float(found.speaks_of_itself),
        "asks": float("?" in reading.claim),
        "far cosine": (1 - lone) * far * (cosine - 0.85),
        "far margin": (1 - lone) * far * margin,
        # Two Dutch texts lie nearer to each other than two English ones, whatever they say.
        "far in Dutch": (1 - lone) * (1 - near) * (reading.language == "nl"),
        "entailed when far": (1 - lone) * far * _entailed(reading),
    }


def _across(reading: Reading, window: Window, found: Findings) -> dict[str, float]:
    """Signals across languages: meaning, and what of the claim cannot be a translation."""
    crossing = found.crossing
    assert crossing is not None
    cosine, margin = _cosine(reading)
    length = min(len(read_wording(reading.claim).words), 60) / 30
    # Above the usual cosine of a translation there is no more to gain.
    capped = min(cosine, 0.88) - 0.87
    far = 1 - crossing.coverage
    near = window.alignment.covered**2
    strong = min(len(found.too_strong), 2)
    named = crossing.names_shared + len(crossing.names_missing) + len(crossing.names_elsewhere)
    unsaid = bool(crossing.names_unsaid)
    entailed = _entailed(reading)
    return {
        "length": length,
        "cosine, capped": capped,
        "length with capped cosine": length * capped,
        "far cosine": far * capped,
        "far margin": far * margin,
        "far in Dutch": (1 - window.alignment.covered) * (reading.language == "nl"),
        "figures missing": float(bool(found.missing_figures)),
        "names missing": len(crossing.names_missing) / (1 + named),
        "a name for another": float(unsaid and bool(crossing.names_missing)),
        "a name of another sentence": float(unsaid and bool(crossing.names_elsewhere)),
        "names shared": min(crossing.names_shared, 3) / 3,
        "unfound": min(len(crossing.unfound), 4) / 4,
        "unfound in a row": min(crossing.run, 4) / 4,
        "sides changed": found.turned,
        "denial": float(crossing.denial),
        "denial when near": near * crossing.denial,
        "denials moved": near * found.denials_moved,
        "too strong": strong,
        "too strong when near": near * strong,
        "hedge dropped and too strong": float(bool(found.hedges_dropped and strong)),
        "entailed when far": far * entailed,
        "not entailed when near": (1 - far) * min(entailed, 0.0),
    }


def _cosine(reading: Reading) -> tuple[float, float]:
    """The cosine of the best sentence, and how far it stands out from the mean of the others."""
    best = float(reading.cosines.max())
    others = np.delete(reading.cosines, int(reading.cosines.argmax()))
    return best, best - float(others.mean()) if len(others) else _USUAL_MARGIN


def _entailed(reading: Reading) -> float:
    """How sure the reader of tokens is, -1 to 1. That a near-copy follows says nothing new."""
    return max(-_SURE, min(reading.entailment, _SURE)) / _SURE


def _strangers(reading: Reading, found: Findings) -> float:
    return len(found.missing_names) / (1 + len(read_wording(reading.claim).names))
