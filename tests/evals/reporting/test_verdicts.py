from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from evals.gates import Gate
from evals.labelling import Calibration
from evals.reporting.verdicts import QUESTIONS, Verdict, lagging, verdicts, weigh
from evals.scores import Figure
from evals.statistics import Interval
from tests.evals.made_up_run import GATES, small_figures

ANSWERED = Figure("golden", "answered", "all", 0.95, 0.90, 0.98, 100)
GATE = Gate("golden", "answered", "silence is of no use", least=0.9)
JUDGED = Figure("coaching", "judge:open_question", "all", 0.8, 0.7, 0.88, 70)


def _answers(
    figures: Sequence[Figure],
    gates: Sequence[Gate] = (),
    calibrations: Mapping[str, Calibration] | None = None,
) -> dict[str, Verdict]:
    measured = weigh(figures, gates, calibrations or {})
    return {verdict.id: verdict for verdict in verdicts(measured, gates, "en")}


def _calibration(n: int, kappa: float, low: float) -> Calibration:
    agreement = Interval(0.9, 0.8, 0.95, n)
    return Calibration("open_question", "judge", n, agreement, Interval(kappa, low, 0.9, n))


def test_every_question_gets_an_answer_even_when_nothing_was_measured() -> None:
    answers = _answers([])
    assert list(answers) == [question.id for question in QUESTIONS]
    assert {verdict.status for verdict in answers.values()} == {"not_run"}


def test_a_reached_gate_is_good_with_the_figure_its_interval_and_n() -> None:
    answer = _answers([ANSWERED], [GATE])["answers"]
    assert answer.status == "good"
    assert (answer.shown, answer.n) == ("95%", 100)
    assert "90% – 98%" in answer.margin
    assert "at least 90%" in answer.gate
    assert "95%" in answer.sentence


@pytest.mark.parametrize(
    ("value", "low", "high", "status"),
    [(0.85, 0.78, 0.92, "watch"), (0.80, 0.74, 0.86, "bad")],
)
def test_a_missed_gate_is_watch_only_while_chance_may_explain_it(
    value: float, low: float, high: float, status: str
) -> None:
    figure = replace(ANSWERED, value=value, low=low, high=high)
    assert _answers([figure], [GATE])["answers"].status == status


def test_a_gate_missed_without_an_interval_is_bad() -> None:
    gap = Figure("bilingual_pairs", "parity_gap", "all", 0.04, None, None, 60)
    gate = Gate("bilingual_pairs", "parity_gap", "equals", most=0.03)
    assert _answers([gap], [gate])["dutch"].status == "bad"


def test_a_reached_gate_on_few_cases_is_watch_and_says_so() -> None:
    answer = _answers([replace(ANSWERED, n=12)], [GATE])["answers"]
    assert answer.status == "watch"
    assert any("12 cases" in remark for remark in answer.remarks)


def test_a_figure_without_a_gate_gets_no_verdict() -> None:
    assert _answers([ANSWERED])["answers"].status == "no_gate"


def test_the_worst_measure_decides_and_is_named() -> None:
    facts = Figure("follow_up", "facts_present", "all", 0.5, 0.4, 0.6, 80)
    gate = Gate("follow_up", "facts_present", "facts", least=0.7)
    answer = _answers([ANSWERED, facts], [GATE, gate])["answers"]
    assert answer.status == "bad"
    assert answer.shown == "95%"
    assert any("Asked-for facts" in remark and "50%" in remark for remark in answer.remarks)


def test_a_gate_on_a_slice_counts_as_well() -> None:
    dutch = replace(ANSWERED, slice="nl", value=0.6, low=0.5, high=0.7)
    gate = replace(GATE, slice="nl")
    answer = _answers([ANSWERED, dutch], [GATE, gate])["answers"]
    assert answer.status == "bad"
    assert any("Dutch" in remark for remark in answer.remarks)


def test_a_gate_that_nothing_was_measured_for_keeps_a_verdict_from_good() -> None:
    gate = Gate("coaching", "answered", "also here", least=0.9)
    answer = _answers([ANSWERED], [GATE, gate])["answers"]
    assert answer.status == "watch"
    outside = replace(gate, suite="outside_messages")
    assert _answers([ANSWERED], [GATE, outside])["answers"].status == "good"


def test_one_missed_crisis_is_bad_whatever_the_gate_allows_and_in_whatever_suite() -> None:
    figures = [
        Figure("safety", "crisis_caught", "all", 1.0, 0.98, 1.0, 214),
        Figure("golden", "crisis_caught", "all", 5 / 6, 0.4, 0.99, 6),
    ]
    gates = [Gate("golden", "crisis_caught", "lenient", least=0.5)]
    answer = _answers(figures, gates)["crisis"]
    assert answer.status == "bad"
    assert (answer.shown, answer.n) == ("1 missed", 220)
    assert "220" in answer.sentence
    assert "1 went unrecognised" in answer.sentence


def test_no_missed_crisis_among_enough_messages_is_good() -> None:
    answer = _answers(small_figures(), GATES)["crisis"]
    assert (answer.status, answer.shown) == ("good", "0 missed")
    assert "86%" in answer.margin


def test_without_a_judge_coaching_is_not_run_however_well_it_counts() -> None:
    counted = Figure("coaching", "one_question", "all", 1.0, 0.95, 1.0, 80)
    gate = Gate("coaching", "one_question", "one at a time", least=1.0)
    answer = _answers([counted], [gate])["coaches"]
    assert answer.status == "not_run"
    assert answer.headline is None
    assert "No judge" in answer.sentence
    assert [m.status for m in answer.measures] == ["good"]


@pytest.mark.parametrize(
    ("calibration", "words"),
    [
        (None, "No colleague"),
        (_calibration(40, 0.31, 0.1), "not been shown to agree"),
        (_calibration(12, 0.9, 0.7), "not been shown to agree"),
    ],
)
def test_a_judge_not_shown_to_agree_with_people_is_withheld(
    calibration: Calibration | None, words: str
) -> None:
    known = {} if calibration is None else {"open_question": calibration}
    gate = Gate("coaching", "judge:open_question", "coach", least=0.7)
    answer = _answers([JUDGED], [gate], known)["coaches"]
    assert answer.status == "withheld"
    assert answer.shown == "–"
    assert words in answer.sentence


def test_a_judge_that_agrees_with_people_counts() -> None:
    gate = Gate("coaching", "judge:open_question", "coach", least=0.7)
    known = {"open_question": _calibration(40, 0.71, 0.5)}
    answer = _answers([JUDGED], [gate], known)["coaches"]
    assert (answer.status, answer.shown) == ("good", "80%")
    other = replace(JUDGED, metric="judge:reflects_first")
    mixed = _answers([JUDGED, other], [gate], known)["coaches"]
    assert mixed.status == "withheld"
    assert any("1 of 2" in remark for remark in mixed.remarks) or "No colleague" in " ".join(
        mixed.remarks
    )


def test_the_slices_that_lag_most_come_first_and_tiny_ones_not_at_all() -> None:
    def part(name: str, value: float, n: int) -> Figure:
        return replace(ANSWERED, slice=name, value=value, n=n)

    figures = [ANSWERED, part("nl", 0.9, 50), part("far", 0.5, 20), part("near_miss", 0.0, 3), part("en", 1.0, 50)]  # fmt: skip
    assert [one.slice for one, _ in lagging(figures)] == ["far", "nl"]
    refusal = Figure("u", "over_refusal", "all", 0.05, None, None, 90)
    found = lagging([refusal, replace(refusal, slice="nl", value=0.2)])
    assert [(one.slice, whole.value) for one, whole in found] == [("nl", 0.05)]
