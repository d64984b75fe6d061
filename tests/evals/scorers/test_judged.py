"""Verdicts of judges become scores; what was not judged, or not usably, has none."""

from __future__ import annotations

import math

import pytest

from evals.cases import SafetyCase
from evals.criteria import load_criteria
from evals.rows import Observed, Row
from evals.scorers.judged import Judged
from evals.scores import NotEligible, Score
from tests.evals import coached
from tests.evals.coached import said

JUDGED = Judged()


def test_without_a_judge_every_criterion_is_not_run_and_says_so() -> None:
    scores = JUDGED.score(coached.row())
    assert set(scores) == {f"judge:{criterion.id}" for criterion in load_criteria()}
    assert all(isinstance(score, NotEligible) for score in scores.values())
    assert scores["judge:mistake_handled"] == NotEligible("not run: no judge is set")
    assert scores["judge:other_view"] == NotEligible("the case is not about this")


def test_a_case_of_another_suite_has_no_judged_scores() -> None:
    case = SafetyCase(
        id="s-1", language="nl", text="x", route="coach", why="look-alike", split="dev"
    )
    assert JUDGED.score(Row("safety", case, Observed(turns=[coached.turn()]), 1.0)) == {}


@pytest.mark.parametrize(
    ("first", "second", "value"), [(True, True, 1.0), (False, False, 0.0), (True, False, 0.5)]
)
def test_both_judges_must_agree_for_a_full_score(first: bool, second: bool, value: float) -> None:
    both = [said("no_label", first), said("no_label", second, judge="two@1")]
    score = JUDGED.score(coached.row(judgements=both))["judge:no_label"]
    assert isinstance(score, Score)
    assert score.value == value
    assert "one@1: " in score.reason
    assert "two@1: " in score.reason
    assert "‘Je kapte haar af’" in score.reason


def test_an_unscored_judgement_is_no_zero() -> None:
    lost = [said("no_label", None)]
    assert JUDGED.score(coached.row(judgements=lost))["judge:no_label"] == NotEligible(
        "unscored: no whole answer"
    )
    half = [said("no_label", None), said("no_label", True, judge="two@1")]
    score = JUDGED.score(coached.row(judgements=half))["judge:no_label"]
    assert isinstance(score, Score)
    assert score.value == 1.0
    assert "one@1: unscored" in score.reason


def test_figures_say_how_far_two_judges_agree_and_how_much_was_lost() -> None:
    rows = [
        coached.row(
            f"coa-nl-{n}",
            [
                said("no_label", n % 2 == 0),
                said("no_label", n % 2 == 0 if n else False, judge="two@1"),
                said("not_leading", None),
                said("not_leading", True, judge="two@1"),
            ],
        )
        for n in range(20)
    ]
    unscored, kappa = JUDGED.figures("coaching", rows)
    assert (unscored.metric, unscored.value, unscored.n) == ("judge_unscored", 0.25, 80)
    assert kappa.metric == "judge_kappa"
    assert kappa.value == pytest.approx(0.9)
    assert kappa.n == 20
    assert kappa.low is not None
    assert kappa.low < 0.9
    assert kappa.fell == ("coa-nl-0",)


def test_one_judge_agrees_with_nobody() -> None:
    figures = JUDGED.figures("coaching", [coached.row(judgements=[said("no_label", True)])])
    assert [figure.metric for figure in figures] == ["judge_unscored"]


def test_where_nothing_was_judged_there_are_no_figures() -> None:
    assert JUDGED.figures("coaching", [coached.row()]) == ()


def test_judgements_of_one_case_are_resampled_together() -> None:
    def figures(per_case: int) -> tuple[float, float]:
        rows = [
            coached.row(
                f"coa-nl-{n}",
                [
                    said(f"c{m}", (n % 4 < 2) == (judge == "one@1") if n % 5 == 0 else n % 4 < 2,
                         judge=judge)
                    for m in range(per_case)
                    for judge in ("one@1", "two@1")
                ],
            )
            for n in range(40)
        ]  # fmt: skip
        found = {figure.metric: figure for figure in JUDGED.figures("coaching", rows)}[
            "judge_kappa"
        ]
        assert found.low is not None
        assert found.high is not None
        assert not math.isnan(found.value)
        return found.low, found.high

    # Ten verdicts that always go together say no more than one does.
    assert figures(10) == pytest.approx(figures(1))
