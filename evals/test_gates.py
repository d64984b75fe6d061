"""The gates: the embedded coach on all suites of its own, with the cases that fell in words."""

from __future__ import annotations

import pytest

from evals.gates import Gate, load_gates
from evals.store import ScoredRow, Summary

GATES = {gate.name: gate for gate in load_gates()}
_SHOWN = 12


@pytest.mark.parametrize("name", sorted(GATES))
def test_the_embedded_coach_reaches_the_gate(
    name: str, summary: Summary, rows: dict[tuple[str, str], ScoredRow]
) -> None:
    gate = GATES[name]
    figure = gate.among(summary.figures)
    assert figure is not None, f"{name} was not measured"
    assert figure.n > 0
    fell = "\n".join(_in_words(gate, rows[gate.suite, case]) for case in figure.fell[:_SHOWN])
    assert gate.reached(figure.value), f"{gate.because}: {figure.value:.3f}\n{fell}"


def test_every_case_of_every_suite_could_be_run(summary: Summary) -> None:
    assert summary.problems == ()


def _in_words(gate: Gate, scored: ScoredRow) -> str:
    """A fallen case; one that is held apart shows its id only, so that nobody tunes to it."""
    case = scored.row.case
    if case.split == "test":
        return f"- {case.id} (held apart)"
    score = scored.scores.get(gate.metric)
    asked = getattr(case, "text", "") or " / ".join(getattr(case, "messages", ()))
    return f"- {case.id} ({case.why}): {asked[:200]!r}\n    {score.reason if score else ''}"
