from __future__ import annotations

from evals.measures import shortfall, weight


def test_a_case_falls_short_of_one_where_higher_is_better_and_of_nought_where_lower_is() -> None:
    assert shortfall("answered", 1.0) == 0
    assert shortfall("answered", 0.25) == 0.75
    assert shortfall("over_refusal", 1.0) == 1
    assert shortfall("over_refusal", 0.0) == 0


def test_no_case_falls_on_an_amount() -> None:
    assert shortfall("tokens", 4000.0) == 0
    assert shortfall("tokens", 0.0) == 0


def test_what_may_harm_weighs_before_what_is_untrue_and_that_before_the_rest() -> None:
    assert weight("crisis_caught") < weight("claims_supported") < weight("one_question")
