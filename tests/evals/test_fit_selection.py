"""Fitting what tells a sentence that answers, on evidence made up by hand."""

from __future__ import annotations

import json

import numpy as np

from assistant.language import LANGUAGES
from evals.fit_selection import FILES, FITTING, Practice, fit, held_by_best


def practice(rng: np.random.Generator) -> Practice:
    """Twenty sentences of which the one with the highest first signal is right."""
    evidence = rng.normal(size=(20, 2))
    right: np.ndarray = np.arange(20) == int(evidence[:, 0].argmax())
    return Practice(False, evidence, right[:, None], right)


def test_the_signal_that_tells_gets_the_weight() -> None:
    rng = np.random.default_rng(1)
    cases = [practice(rng) for _ in range(60)]
    weights = fit(cases)
    assert weights[0] > 10 * abs(weights[1])
    assert np.mean([held_by_best(case, weights, 1) for case in cases]) > 0.9


def test_all_facts_must_be_held_by_the_best() -> None:
    holds = np.array([[True, False], [False, True], [False, False]])
    right: np.ndarray = np.array([True, True, False])
    case = Practice(False, np.array([[3.0], [2.0], [1.0]]), holds, right)
    assert not held_by_best(case, np.array([1.0]), 1)
    assert held_by_best(case, np.array([1.0]), 2)


def test_every_practice_case_is_whole_and_none_is_an_exam_case() -> None:
    exam = {
        json.loads(line)["id"]
        for path in (FITTING.parent / "datasets").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    for name in FILES:
        for line in (FITTING / name).read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            assert case["language"] in LANGUAGES
            assert case["facts"]
            assert case["relevant"]
            assert case["text"].strip()
            assert case["id"] not in exam
