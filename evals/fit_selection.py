"""Fits what tells a sentence that answers (`STANDING` and `FOLLOWING` in coaching/selection.py).

    python -m evals.fit_selection

The practice cases in evals/fitting are questions with strings that a right answer holds. Every
sentence of the knowledge in the language of the question is put forward; those that hold such a
string under the right heading are right. The weights maximise the likelihood that a right sentence
is drawn when sentences are drawn in proportion to exp(score) (ListNet with one draw: Cao et al.,
2007, "Learning to Rank: From Pairwise Approach to Listwise Approach"), with a ridge penalty. Printed
are the weights and how often the best k sentences hold every asked-for fact, in ten-fold
cross-validation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from assistant.coaching.aiming import aim_of
from assistant.coaching.build import recognising_of
from assistant.coaching.examples import ExampleVectors
from assistant.coaching.phrasing import Phrasing
from assistant.coaching.recognising import Recognising
from assistant.coaching.rewriting import rewrite
from assistant.coaching.safety.rulebook import Rulebook
from assistant.coaching.selection import FOLLOWING, STANDING, evidence
from assistant.conversation import Question, Turn
from assistant.language import Language
from assistant.library.embedding import make_embedder
from assistant.library.retriever import Library
from assistant.settings import Settings

FITTING = Path(__file__).parent / "fitting"
FILES = ("questions.jsonl", "follow_ups.jsonl", "situations.jsonl")
_RIDGE = 1.0
_FOLDS = 10


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice case: evidence [sentences, n] and which facts [sentences, facts] each holds.

    `right` are the sentences that hold a fact under a heading where the answer stands.
    """

    follow_up: bool
    evidence: np.ndarray
    holds: np.ndarray
    right: np.ndarray


def practice(library: Library, recognising: Recognising) -> Iterator[Practice]:
    """The practice cases that have a right sentence in the knowledge."""
    for name in FILES:
        for line in (FITTING / name).read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            history = tuple(Turn(turn["role"], turn["content"]) for turn in case["history"])
            question = Question(case["text"], case["language"], history)
            made = _practice(
                library, recognising, question, case["language"], case["facts"], case["relevant"]
            )
            if made.right.any():
                yield made


def _practice(
    library: Library,
    recognising: Recognising,
    question: Question,
    language: Language,
    facts: Sequence[Sequence[str]],
    relevant: dict[str, int],
) -> Practice:
    query = rewrite(question, language)
    aim = aim_of(library, question, query, recognising)
    rows, holds, right = [], [], []
    for passage in library.all_passages():
        if passage.language != language or not passage.sentences or passage.section == "question":
            continue
        rows.append(evidence(library, passage, aim))
        for heading, text in zip(passage.headings, passage.sentences, strict=True):
            said = text.lower()
            held = [any(option.lower() in said for option in fact) for fact in facts]
            holds.append(held)
            places = {
                f"{passage.document_id}#{heading}",
                f"{passage.document_id}#{passage.heading}",
            }
            right.append(any(held) and not places.isdisjoint(relevant))
    return Practice(
        aim.follow_up is not None, np.concatenate(rows), np.array(holds), np.array(right)
    )


def fit(cases: Sequence[Practice]) -> np.ndarray:
    """The weights [n] for these cases."""
    centred = [case.evidence - case.evidence.mean(axis=0) for case in cases]
    spread = np.sqrt(np.mean([(x**2).mean(axis=0) for x in centred], axis=0)) + 1e-9
    scaled = [x / spread for x in centred]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = float(_RIDGE * weights @ weights), 2 * _RIDGE * weights
        for x, case in zip(scaled, cases, strict=True):
            scores = x @ weights
            drawn = np.exp(scores - scores.max())
            good = drawn * case.right
            total += float(np.log(drawn.sum()) - np.log(good.sum()))
            slope = slope + x.T @ (drawn / drawn.sum() - good / good.sum())
        return total / len(cases), slope / len(cases)

    found = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B")
    weights: np.ndarray = found.x / spread
    return weights


def held_by_best(case: Practice, weights: np.ndarray, k: int) -> bool:
    """Whether the best `k` sentences hold every fact."""
    best = np.argsort(-(case.evidence @ weights), kind="stable")[:k]
    return bool(case.holds[best].any(axis=0).all())


def _cross_validated(cases: Sequence[Practice]) -> list[np.ndarray]:
    """For each case the weights that were fitted without it."""
    fold = np.random.default_rng(0).permutation(len(cases)) % _FOLDS
    fitted = [fit([c for c, f in zip(cases, fold, strict=True) if f != n]) for n in range(_FOLDS)]
    return [fitted[f] for f in fold]


def main() -> None:
    """Fit both sets of weights and print them with their cross-validated worth."""
    settings = Settings()
    embedder = make_embedder(settings)
    library = Library.open(settings, embedder)
    recognising = recognising_of(
        settings,
        ExampleVectors(embedder, settings.home / "examples", settings.prompts_dir),
        library,
        Rulebook(settings.prompts_dir).plain,
        Phrasing(settings.prompts_dir),
    )
    cases = list(practice(library, recognising))
    for names, follow_up in ((STANDING, False), (FOLLOWING, True)):
        mine = [case for case in cases if case.follow_up == follow_up]
        weights = fit(mine)
        scale = sum(w for w, name in zip(weights, names, strict=True) if _is_cosine(name))
        print(f"{'follow-ups' if follow_up else 'questions'}: {len(mine)}")
        print({name: round(float(w / scale), 3) for name, w in zip(names, weights, strict=True)})
        without = _cross_validated(mine)
        for k in (1, 2, 3, 4):
            hits = [held_by_best(case, w, k) for case, w in zip(mine, without, strict=True)]
            now = [held_by_best(c, np.array(list(names.values())), k) for c in mine]
            print(
                f"  best {k}: {100 * np.mean(hits):.1f} % (weights in use {100 * np.mean(now):.1f} %)"
            )


def _is_cosine(name: str) -> bool:
    return name.endswith(("sentence", "passage"))


if __name__ == "__main__":
    main()
