from __future__ import annotations

from pathlib import Path

import pytest

from evals.gates import GateError, load_gates
from evals.reporting.verdicts import QUESTIONS
from tests.evals.made_up_run import small_figures

GATE = '[[gate]]\nsuite = "golden"\nmetric = "answered"\nbecause = "silence is of no use"\n'


def _file(folder: Path, text: str) -> Path:
    path = folder / "gates.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_gate_is_read_with_its_reason_and_finds_its_figure(tmp_path: Path) -> None:
    (gate,) = load_gates(_file(tmp_path, GATE + "least = 0.9\n"))
    assert (gate.slice, gate.threshold, gate.because) == ("all", 0.9, "silence is of no use")
    figure = gate.among(small_figures())
    assert figure is not None
    assert (figure.suite, figure.metric, figure.slice) == ("golden", "answered", "all")


def test_least_and_most_point_opposite_ways_and_the_threshold_itself_passes(tmp_path: Path) -> None:
    (least,) = load_gates(_file(tmp_path, GATE + "least = 0.9\n"))
    (most,) = load_gates(_file(tmp_path, GATE + "most = 0.9\n"))
    assert [least.reached(value) for value in (0.89, 0.9, 0.91)] == [False, True, True]
    assert [most.reached(value) for value in (0.89, 0.9, 0.91)] == [True, True, False]
    assert not least.reached(float("nan"))
    assert not most.reached(float("nan"))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GATE, "give either least or most"),
        (GATE + "least = 0.9\nmost = 0.95\n", "give either least or most"),
        (GATE + 'least = "much"\n', "least"),
        (GATE + "least = 0.9\nmetrics = 1\n", "metrics"),
        (GATE.replace("silence is of no use", "") + "least = 0.9\n", "because"),
        ((GATE + "least = 0.9\n") * 2, "has a gate already"),
        ('"in-scope answered" = 0.95\n', "only [[gate]] tables are known"),
        ("[[gate]", "cannot be read"),
    ],
)
def test_a_wrong_gate_is_refused_with_what_is_wrong(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(GateError, match=r"gates\.toml") as caught:
        load_gates(_file(tmp_path, text))
    assert complaint in str(caught.value)


def test_every_shipped_gate_stands_behind_a_question_of_the_report() -> None:
    answered = {metric for question in QUESTIONS for metric in question.metrics}
    gates = load_gates()
    assert gates
    assert {g.metric for g in gates if not g.metric.startswith("judge:")} <= answered
