"""The reviewed criteria: complete, in both languages, and applied where they belong."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.cases import CoachingCase, read
from evals.criteria import CRITERIA, CriteriaError, Criterion, load_criteria
from evals.suites import suite_named
from tests.evals import coached


def _named(name: str) -> Criterion:
    return {criterion.id: criterion for criterion in load_criteria()}[name]


def test_the_behaviours_that_need_a_judge_are_each_covered_once() -> None:
    covered = [number for criterion in load_criteria() for number in criterion.behaviours]
    assert sorted(covered) == [2, 3, 5, 8, 9, 10, 11, 15, 17, 18, 20, 21, 22, 23, 29]


def test_every_criterion_applies_to_a_case_of_the_dataset() -> None:
    cases = read(suite_named("coaching").path, CoachingCase)
    for criterion in load_criteria():
        assert any(criterion.unfit(case, [coached.turn()]) is None for case in cases), criterion.id


def test_a_criterion_applies_by_kind_or_by_the_focus_of_the_case() -> None:
    blame = _named("other_view")
    assert blame.unfit(coached.case(kind="blame"), [coached.turn()]) is None
    assert blame.unfit(coached.case(kind="closing", focus=[18]), [coached.turn()]) is None
    assert blame.unfit(coached.case(kind="closing"), [coached.turn()]) is not None


def test_a_declined_reply_is_judged_only_on_what_can_still_hurt() -> None:
    declined = [coached.turn(declined=True)]
    assert _named("reflects_first").unfit(coached.case(), declined) is not None
    assert _named("no_label").unfit(coached.case(), declined) is None


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('kinds = ["thin"]', 'kinds = ["thinn"]', "'thinn' is no kind"),
        ('id = "says_thin"', 'id = "no_label"', "used twice"),
        ("[reads.any]", "[reads.some]", "reads"),
        ("behaviours = [23]", "behaviours = [31]", "less than or equal to 30"),
        ("behaviours = [23]", "behaviours = [23]\nweight = 2", "Extra inputs"),
    ],
)
def test_a_wrong_criterion_is_named(
    tmp_path: Path, before: str, after: str, complaint: str
) -> None:
    text = CRITERIA.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "criteria.toml"
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(CriteriaError, match=complaint):
        load_criteria(path)
