"""The gate: the embedded coach on the golden set, with the cases that fell in words."""

from __future__ import annotations

import asyncio
import tomllib
from pathlib import Path

import pytest

from evals.golden import Measure, Outcome, load, measure, run

GATES = tomllib.loads((Path(__file__).parent / "gates.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def outcomes(embedded_coach) -> list[Outcome]:  # type: ignore[no-untyped-def]
    return asyncio.run(run(embedded_coach, load()))


@pytest.fixture(scope="module")
def measures(outcomes: list[Outcome]) -> dict[str, Measure]:
    return {row.name: row for row in measure(outcomes)}


@pytest.mark.parametrize("name", sorted(GATES))
def test_the_embedded_coach_reaches_the_gate(
    name: str, measures: dict[str, Measure], outcomes: list[Outcome]
) -> None:
    row = measures[name]
    assert row.n > 0
    shown = {
        o.case.id: f"{o.case.id} ({o.case.why}): {o.case.text!r}\n    got: {o.text[:300]!r}"
        for o in outcomes
        if o.case.split == "dev"
    }
    fell = "\n".join(shown.get(case, f"{case} (held apart)") for case in row.fell)
    assert row.share >= GATES[name], f"{name}: {row.good}/{row.n}\n{fell}"


def test_every_measure_has_a_gate(measures: dict[str, Measure]) -> None:
    assert set(measures) == set(GATES)


def test_the_set_is_large_bilingual_and_has_a_third_held_apart() -> None:
    cases = load()
    assert len(cases) >= 60
    held = sum(case.split == "test" for case in cases) / len(cases)
    assert 0.25 <= held <= 0.40
    dutch = sum(case.language == "nl" for case in cases) / len(cases)
    assert 0.4 <= dutch <= 0.6
    assert len({case.id for case in cases}) == len(cases)
