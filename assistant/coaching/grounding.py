"""Is a claim carried by the passages it cites?

Two findings decide by themselves: a figure or a name of the claim that the passages do not have.
The rest (a denial, "always" for "often", sides that changed places, a detail put in, meaning, what a
reader of single tokens makes of it) is a matter of degree, weighed by two small logistic models with
one setting for all texts: one where claim and passage share a language, one where they do not. A
claim that literally stands in a passage is carried, and nothing needs to be computed for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from assistant.coaching.claims import Wording, read_wording, swapped_figures
from assistant.coaching.entailment import Entailment
from assistant.coaching.grounding_weights import (
    ACROSS_BIAS,
    ACROSS_TABLE,
    WITHIN_BIAS,
    WITHIN_TABLE,
)
from assistant.coaching.weighing import (
    Findings,
    Reading,
    Window,
    findings,
    nearest_window,
    signals,
)
from assistant.language import Language, detect_language, language_lead
from assistant.sentences import split_sentences

_LITERAL = 0.99
_BOUNDS = (-100.0, 100.0)
"""Log odds beyond any that the reader of tokens gives."""
_MOST_SENTENCES = 24
_READ_CLOSELY = 3
"""So many of the nearest sentences are read token by token."""
_LONGEST_CLAIM = 1500
_LONGEST_PASSAGE = 60_000


class SentenceEmbedder(Protocol):
    """The part of an embedder that the check needs."""

    def passages(self, texts: list[str]) -> np.ndarray:
        """Vectors [n, d], float32, normalised."""
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage a claim may lean on; `vectors` [n, d] of its sentences, if they exist already."""

    text: str
    sentences: tuple[str, ...]
    vectors: np.ndarray | None = None

    @classmethod
    def of_text(cls, text: str) -> Evidence:
        """Evidence from a bare text, cut to a length that can be read in bounded time."""
        text = text[:_LONGEST_PASSAGE]
        return cls(text, tuple(split_sentences(text)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim is carried. `score` lies between 0 and 1, supported from 0.5.

    `sentence` is the sentence of the evidence that carries it best, None when there is none.
    """

    supported: bool
    score: float
    reason: str
    sentence: str | None


class GroundingCheck:
    """Checks one claim against the passages it cites."""

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self._embedder = embedder
        self._entailment = Entailment()

    def check(self, claim: str, evidence: Sequence[Evidence]) -> Verdict:
        """The verdict on `claim`; bad input is never supported and never an error."""
        claim = claim.strip()
        if not claim or not any(c.isalnum() for c in claim):
            return Verdict(False, 0.0, "the claim is empty", None)
        if len(claim) > _LONGEST_CLAIM:
            return Verdict(False, 0.0, "the claim is too long to check", None)
        evidence = [item for item in evidence if item.sentences]
        if not evidence:
            return Verdict(False, 0.0, "there is no passage", None)
        literal = _literal(claim, evidence)
        if literal is not None:
            return Verdict(True, _LITERAL, "stands in the passage word for word", literal)
        reading = self._read(claim, evidence)
        window = nearest_window(reading)
        found = findings(reading, window)
        best = reading.sentences[window.first]
        certain = _certain(reading, found)
        if certain is not None:
            return Verdict(False, min(_score(reading, window, found), 0.2), certain, best)
        # Reading token by token costs most, so it is done where it can make a difference.
        least, most = (_score(replace(reading, entailment=x), window, found) for x in _BOUNDS)
        if (least >= 0.5) != (most >= 0.5):
            reading = self._read_closely(reading)
        score = _score(reading, window, found)
        if score >= 0.5:
            return Verdict(True, score, "the passage says so in other words", best)
        return Verdict(False, score, _explain(reading, window, found), best)

    def signals(self, claim: str, evidence: Sequence[Evidence]) -> tuple[np.ndarray, bool]:
        """The signals of a claim, and whether it was held against another language."""
        reading = self._read_closely(self._read(claim, evidence))
        window = nearest_window(reading)
        return signals(reading, window, findings(reading, window)), reading.cross

    def _read(self, claim: str, evidence: Sequence[Evidence]) -> Reading:
        """Lay the claim beside the sentences worth reading, with their cosines."""
        wording = read_wording(claim)
        passage = " ".join(item.text for item in evidence)
        language = detect_language(claim, "en")
        cross = _cross_language(claim, language, passage)
        sentences: list[str] = []
        rows: list[np.ndarray] = []
        breaks: list[int] = []
        unknown: list[tuple[int, str]] = []
        for item in evidence:
            breaks.append(len(sentences))
            for number in _worth_reading(wording, item, cross):
                if item.vectors is not None and number < len(item.vectors):
                    rows.append(item.vectors[number])
                else:
                    unknown.append((len(rows), item.sentences[number][:1000]))
                    rows.append(np.zeros(0))
                sentences.append(item.sentences[number][:1000])
        made = self._embedder.passages([claim, *(text for _, text in unknown)])
        for (place, _), vector in zip(unknown, made[1:], strict=True):
            rows[place] = vector
        vectors = np.stack(rows)
        return Reading(
            claim=claim,
            sentences=tuple(sentences),
            cosines=vectors @ made[0],
            windows=_windows(vectors, breaks) @ made[0],
            cross=cross,
            passage=passage,
            language=language,
            breaks=frozenset(breaks),
        )

    def _read_closely(self, reading: Reading) -> Reading:
        """The reading with what the tokens of the nearest sentences say of the claim."""
        if not reading.cross and len(reading.sentences) == 1:
            return reading  # there the other signals do better without
        nearest = nearest_sentences(reading.cosines)
        evidence = " ".join(reading.sentences[n] for n in nearest)
        return replace(reading, entailment=self._entailment.score(reading.claim, evidence))


def nearest_sentences(cosines: np.ndarray) -> list[int]:
    """Which sentences, by their cosines [n] with the claim, are read token by token; in order."""
    return sorted(np.argsort(-cosines, kind="stable")[:_READ_CLOSELY].tolist())


def verify_line(value: dict[str, Any], check: GroundingCheck) -> dict[str, Any]:
    """One line of `kompas verify --jsonl`: {"id","claim","passages"} to a verdict as data."""
    identifier = value.get("id")
    claim, passages = value.get("claim"), value.get("passages")
    if not isinstance(claim, str):
        return {"id": identifier, "error": "claim: should be a text"}
    if not isinstance(passages, list) or not all(isinstance(p, str) for p in passages):
        return {"id": identifier, "error": "passages: should be a list of texts"}
    verdict = check.check(claim, [Evidence.of_text(text) for text in passages])
    return {
        "id": identifier,
        "supported": verdict.supported,
        "score": round(verdict.score, 4),
        "reason": verdict.reason,
    }


# -- the literal case ----------------------------------------------------------------------------


def _literal(claim: str, evidence: Sequence[Evidence]) -> str | None:
    """The first sentence of a run of whole sentences that says exactly this, or None."""
    wanted = _bare(claim)
    for item in evidence:
        bare = [_bare(sentence) for sentence in item.sentences]
        for start, first in enumerate(bare):
            if not first or not wanted.startswith(first):
                continue
            run = first
            for following in [*bare[start + 1 :], ""]:
                if run == wanted:
                    return item.sentences[start]
                run = f"{run} {following}"
    return None


def _bare(text: str) -> str:
    """Letters and digits only, lower case: how two quotes of one sentence may differ."""
    plain = unicodedata.normalize("NFKC", re.sub(r"\[\d+\]", " ", text)).lower()
    return " ".join(re.findall(r"[\w%]+", plain))


# -- the findings ---------------------------------------------------------------------------------


def _certain(reading: Reading, found: Findings) -> str | None:
    """What decides by itself: a figure or a name that the passage does not have."""
    if found.missing_figures:
        return f"figure {found.missing_figures[0].text} is not in the passage"
    # Across languages a name may be spelled otherwise (Germany, Duitsland): the model weighs it.
    if found.missing_names and not reading.cross:
        return f"name {found.missing_names[0]} is not in the passage"
    swapped = swapped_figures(reading.claim, reading.passage)
    if swapped:
        return f"figure {swapped[0]} belongs to something else in the passage"
    return None


def _explain(reading: Reading, window: Window, found: Findings) -> str:
    """The finding that tells most about a claim that was weighed and found wanting."""
    if found.order_changed:
        return "the passage has this in another order"
    if reading.cross or window.alignment.covered >= 0.5:
        if found.denial or found.denials_moved > 0.5:
            return "the passage says the opposite (negation)"
        if found.opposites:
            mine, theirs = found.opposites[0]
            return f"'{mine}' where the passage says '{theirs}'"
        if found.too_strong:
            return f"'{found.too_strong[0]}' is stronger than what the passage says"
        if found.misplaced_figures:
            return (
                f"figure {found.misplaced_figures[0].text} belongs to something else in the passage"
            )
        if found.exchanged or found.sides_changed > 0.3:
            return "the passage has this the other way round"
        if found.missing_names:
            return f"name {found.missing_names[0]} is not in the passage"
        if found.added:
            return f"'{' '.join(found.added)}' is not in the passage"
    return "the passage does not carry this meaning"


# -- the weighing ---------------------------------------------------------------------------------


def _score(reading: Reading, window: Window, found: Findings) -> float:
    return _logistic(signals(reading, window, found), across=reading.cross)


def _logistic(values: np.ndarray, *, across: bool) -> float:
    table, bias = (ACROSS_TABLE, ACROSS_BIAS) if across else (WITHIN_TABLE, WITHIN_BIAS)
    mean, scale, weights = np.array(table).T
    weighed = (values - mean) / scale @ weights + bias
    return float(1 / (1 + np.exp(-np.clip(weighed, -30, 30))))


def _cross_language(claim: str, language: Language, passage: str) -> bool:
    theirs = detect_language(passage, "en")
    return language != theirs and min(language_lead(claim), language_lead(passage)) > 0.15


def _worth_reading(claim: Wording, item: Evidence, cross: bool) -> list[int]:
    """Which sentences to compare: all of a short passage, else those that share most words."""
    count = len(item.sentences)
    if count <= _MOST_SENTENCES or item.vectors is not None:
        return list(range(count))
    if cross:
        # Words say little across languages; an even sample keeps the time bounded.
        step = count / (2 * _MOST_SENTENCES)
        return sorted({int(n * step) for n in range(2 * _MOST_SENTENCES)} & set(range(count)))
    shares = [_share(claim.stems, read_wording(s).stems) for s in item.sentences]
    best = sorted(range(count), key=lambda n: (-shares[n], n))[:_MOST_SENTENCES]
    return sorted(best)


def _windows(vectors: np.ndarray, breaks: list[int]) -> np.ndarray:
    """Mean vectors of two and three sentences in a row of one passage, at length 1."""
    rows = [vectors]
    starts = set(breaks)
    for width in (2, 3):
        windows = [
            vectors[n : n + width].mean(axis=0)
            for n in range(len(vectors) - width + 1)
            if not starts & set(range(n + 1, n + width))
        ]
        if windows:
            rows.append(np.stack(windows))
    stacked = np.concatenate(rows)
    normed: np.ndarray = stacked / np.maximum(np.linalg.norm(stacked, axis=1, keepdims=True), 1e-9)
    return normed


def _share(wanted: frozenset[str], offered: frozenset[str]) -> float:
    return len(wanted & offered) / len(wanted) if wanted else 0.0
