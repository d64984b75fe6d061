"""Is a claim carried by the passages it cites?

Two kinds of evidence decide. Hard findings speak for themselves: a figure, a name or a negation of
the claim that the passages do not have. What is left is a matter of degree, meaning and wording
together, weighed by a small logistic model with one setting for all texts: Dutch, English, and a
claim in one language against a passage in the other. A claim that literally stands in a passage is
carried, and nothing needs to be computed for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from assistant.coaching.claims import (
    Wording,
    figures,
    missing_figures,
    missing_names,
    read_wording,
    swapped_figures,
)
from assistant.coaching.grounding_weights import BIAS, MEAN, SCALE, WEIGHTS
from assistant.language import detect_language, language_lead
from assistant.sentences import split_sentences

_LITERAL = 0.99
_MOST_SENTENCES = 24
_LONGEST_CLAIM = 1500
_LONGEST_PASSAGE = 60_000

FEATURES = (
    "sentence cosine",
    "window cosine",
    "sentence coverage",
    "passage coverage",
    "longest run",
    "trigram coverage",
    "cross-language",
    "cross-language sentence cosine",
    "cross-language window cosine",
    "negation differs",
    "names missing",
    "claim length",
    "names missing across languages",
    "uncovered length",
    "cosine with coverage",
)


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
        features, best = self.features(claim, evidence)
        hard = _hard_finding(claim, " ".join(item.text for item in evidence), best)
        score = _logistic(features)
        if hard is not None:
            return Verdict(False, min(score, 0.2), hard, best)
        if score >= 0.5:
            return Verdict(True, score, "the passage says so in other words", best)
        return Verdict(False, score, "the passage does not carry this meaning", best)

    def features(self, claim: str, evidence: Sequence[Evidence]) -> tuple[np.ndarray, str]:
        """The features [len(FEATURES)] of a claim, and the sentence nearest to it."""
        wording = read_wording(claim)
        passage_text = " ".join(item.text for item in evidence)
        cross = _cross_language(claim, passage_text)
        sentences: list[str] = []
        rows: list[np.ndarray] = []
        breaks: list[int] = []
        unknown: list[tuple[int, str]] = []
        for item in evidence:
            picked = _worth_reading(wording, item, cross)
            breaks.append(len(sentences))
            for number in picked:
                if item.vectors is not None and number < len(item.vectors):
                    rows.append(item.vectors[number])
                else:
                    unknown.append((len(rows), item.sentences[number][:1000]))
                    rows.append(np.zeros(0))
                sentences.append(item.sentences[number])
        made = self._embedder.passages([claim, *(text for _, text in unknown)])
        for (place, _), vector in zip(unknown, made[1:], strict=True):
            rows[place] = vector
        vectors = np.stack(rows)
        cosines = vectors @ made[0]
        windows = _windows(vectors, breaks) @ made[0]
        read = [read_wording(sentence) for sentence in sentences]
        whole = read_wording(passage_text)
        coverage = [_share(wording.stems, other.stems) for other in read]
        combined = cosines + 0.15 * np.array(coverage) * (0 if cross else 1)
        best = int(np.argmax(combined))
        near = read[best]
        cosine, window = float(cosines.max()), float(max(windows.max(), cosines.max()))
        same = 0.0 if cross else 1.0
        covered = same * max(coverage)
        trigrams = same * _trigram_share(wording.words, whole.words)
        strangers = len(missing_names(claim, passage_text)) / (1 + len(wording.names))
        length = min(len(wording.words), 60) / 30
        features = np.array(
            [
                cosine,
                window,
                covered,
                same * _share(wording.stems, whole.stems),
                same * _longest_run(wording.words, whole.words),
                trigrams,
                1 - same,
                (1 - same) * cosine,
                (1 - same) * window,
                float(wording.negations % 2 != near.negations % 2),
                strangers,
                length,
                (1 - same) * strangers,
                same * (1 - trigrams) * length,
                same * (cosine - 0.9) * covered,
            ],
            dtype=np.float64,
        )
        return features, sentences[best]


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


# -- the hard findings ---------------------------------------------------------------------------


def _hard_finding(claim: str, passage: str, nearest: str) -> str | None:
    missing = missing_figures(claim, passage)
    if missing:
        return f"figure {missing[0]} is not in the passage"
    cross = _cross_language(claim, passage)
    names = missing_names(claim, passage)
    # Across languages a name may be spelled otherwise (Germany, Duitsland): the model weighs it.
    if names and not cross:
        return f"name {names[0]} is not in the passage"
    swapped = swapped_figures(claim, passage)
    if swapped:
        return f"figure {swapped[0]} belongs to something else in the passage"
    mine, theirs = read_wording(claim), read_wording(nearest)
    close = not cross and _share(mine.stems, theirs.stems) > 0.6
    if close and mine.negations % 2 != theirs.negations % 2 and not figures(claim):
        return "the passage says the opposite (negation)"
    return None


# -- the features --------------------------------------------------------------------------------


def _logistic(features: np.ndarray) -> float:
    weighed = (features - np.array(MEAN)) / np.array(SCALE) @ np.array(WEIGHTS) + BIAS
    return float(1 / (1 + np.exp(-np.clip(weighed, -30, 30))))


def _cross_language(claim: str, passage: str) -> bool:
    mine, theirs = detect_language(claim, "en"), detect_language(passage, "en")
    return mine != theirs and min(language_lead(claim), language_lead(passage)) > 0.15


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


def _longest_run(claim: tuple[str, ...], passage: tuple[str, ...]) -> float:
    """Share of the claim's words in the longest run of words it shares with the passage."""
    if not claim:
        return 0.0
    places: dict[str, list[int]] = {}
    for number, word in enumerate(passage):
        places.setdefault(word, []).append(number)
    longest = 0
    previous: dict[int, int] = {}
    for word in claim:
        current = {n: previous.get(n - 1, 0) + 1 for n in places.get(word, ())}
        longest = max(longest, *current.values()) if current else longest
        previous = current
    return longest / len(claim)


def _trigram_share(claim: tuple[str, ...], passage: tuple[str, ...]) -> float:
    """Share of the claim's word trigrams (of letters) that the passage has."""

    def trigrams(words: tuple[str, ...]) -> set[str]:
        return {f" {w} "[i : i + 3] for w in words for i in range(len(w))}

    mine = trigrams(claim)
    return len(mine & trigrams(passage)) / len(mine) if mine else 0.0
