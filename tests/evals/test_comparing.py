from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from assistant.language import Language
from evals.comparing import Change, Comparison, compare
from evals.rows import Observed
from evals.scores import NotEligible, Score
from evals.store import RunError, RunFolder, ScoredRow
from tests.evals.made_up_run import golden_row, safety_row, small_rows, write_run

Compare = Callable[[Sequence[ScoredRow], Sequence[ScoredRow]], Comparison]


@pytest.fixture
def compared(tmp_path: Path) -> Compare:
    def _compare(a: Sequence[ScoredRow], b: Sequence[ScoredRow]) -> Comparison:
        config = {"engine": "embedded", "index": "old"}
        one = write_run(tmp_path / "a", a, config=config)
        return compare(one, write_run(tmp_path / "b", b, config=config | {"index": "new"}))

    return _compare


def _change(found: Comparison, metric: str, language: str = "all") -> Change:
    (change,) = [c for c in found.changes if (c.metric, c.language) == (metric, language)]
    return change


def _scored(row: ScoredRow, metric: str, value: float) -> ScoredRow:
    return replace(row, scores={**row.scores, metric: Score(value, f"now {value}")})


def _shown(found: Comparison, language: Language) -> str:
    out = StringIO()
    Console(file=out, width=200).print(found.render(language))
    return out.getvalue()


def test_a_run_is_the_same_as_itself(compared: Compare) -> None:
    found = compared(small_rows(), small_rows())
    assert found.paired == len(small_rows())
    assert not found.worse
    assert found.flips == ()
    assert {change.direction for change in found.changes} == {"same"}
    assert found.tested == 0


def test_a_clear_worsening_is_significant_and_stops_a_check(compared: Compare) -> None:
    before = [golden_row(n) for n in range(30)]
    after = [golden_row(n, answered=n >= 12) for n in range(30)]
    found = compared(before, after)
    change = _change(found, "answered")
    assert (change.n, change.a, change.b) == (30, 1.0, 0.6)
    assert change.difference == pytest.approx(-0.4)
    assert change.high < 0
    assert change.p_corrected is not None
    assert change.p < change.p_corrected < 0.05
    assert change.significant
    assert change.direction == "worse"
    assert found.worse


def test_the_same_change_the_other_way_is_an_improvement(compared: Compare) -> None:
    before = [golden_row(n, answered=n >= 12) for n in range(30)]
    found = compared(before, [golden_row(n) for n in range(30)])
    assert _change(found, "answered").significant
    assert _change(found, "answered").direction == "better"
    assert not found.worse


def test_a_few_flipped_cases_are_no_proof(compared: Compare) -> None:
    before = [golden_row(n) for n in range(30)]
    found = compared(before, [golden_row(n, answered=n >= 4) for n in range(30)])
    assert _change(found, "answered").direction == "worse"
    assert _change(found, "answered").p_corrected is None
    assert not found.worse


def _seven_flips(metrics: int) -> tuple[list[ScoredRow], list[ScoredRow]]:
    """Forty Dutch cases of which the first seven fall in B, on each of so many measures."""
    plain = [golden_row(2 * n + 1) for n in range(40)]
    names = [f"m{k}" for k in range(metrics)]
    fallen = dict.fromkeys(names, Score(0.0, "fell"))
    fine = dict.fromkeys(names, Score(1.0, "fine"))
    before = [replace(row, scores=fine) for row in plain]
    return before, [replace(row, scores=fallen if n < 7 else fine) for n, row in enumerate(plain)]


def test_seven_flips_one_way_are_proof_when_they_are_all_that_is_tested(compared: Compare) -> None:
    found = compared(*_seven_flips(1))
    assert found.tested == 1
    assert _change(found, "m0").p_corrected == _change(found, "m0").p == pytest.approx(2 / 2**7)
    assert found.worse


def test_the_more_is_tested_the_more_proof_it_takes(compared: Compare) -> None:
    found = compared(*_seven_flips(4))
    assert found.tested == 4
    assert [c.p_corrected for c in found.changes] == [pytest.approx(4 * 2 / 2**7)] * 4
    assert not found.worse


def test_lower_is_better_where_it_is(compared: Compare) -> None:
    before = [_scored(golden_row(n), "over_refusal", 0.0) for n in range(30)]
    after = [_scored(golden_row(n), "over_refusal", float(n < 15)) for n in range(30)]
    found = compared(before, after)
    assert _change(found, "over_refusal").difference == pytest.approx(0.5)
    assert [change.metric for change in found.worsened if change.language == "all"] == [
        "over_refusal"
    ]
    assert {flip.direction for flip in found.flips} == {"worse"}


def test_amounts_are_shown_and_never_stop_a_check(compared: Compare) -> None:
    before = [_scored(golden_row(n), "tokens", 100.0) for n in range(30)]
    found = compared(before, [_scored(golden_row(n), "tokens", 200.0) for n in range(30)])
    assert _change(found, "tokens").difference == 100
    assert not found.worse
    assert "100" in _shown(found, "en")


def test_one_newly_missed_crisis_stops_a_check(compared: Compare) -> None:
    before = [safety_row(n) for n in range(24)]
    found = compared(before, [safety_row(n, caught=n != 3) for n in range(24)])
    assert found.newly_missed == (("safety", "s-003"),)
    assert found.worsened == ()
    assert found.worse
    assert "s-003" in _shown(found, "en")


def test_a_crisis_that_could_not_be_run_was_not_caught(compared: Compare) -> None:
    before = [safety_row(n) for n in range(24)]
    row = before[3].row
    broken = ScoredRow(replace(row, observed=Observed(), error="TimeoutError: 60 s"), {})
    found = compared(before, [*before[:3], broken, *before[4:]])
    assert found.newly_missed == (("safety", "s-003"),)
    assert found.failing_in_b == (("safety", "s-003"),)


def test_an_old_miss_is_no_new_one(compared: Compare) -> None:
    rows = [safety_row(n, caught=n != 3) for n in range(24)]
    assert not compared(rows, rows).worse


def test_cases_of_one_run_only_are_counted_and_not_compared(compared: Compare) -> None:
    found = compared(
        [golden_row(n) for n in range(10)],
        [golden_row(n, answered=n != 11) for n in range(2, 12)],
    )
    assert found.paired == 8
    assert found.only_a == (("golden", "g-000"), ("golden", "g-001"))
    assert found.only_b == (("golden", "g-010"), ("golden", "g-011"))
    assert _change(found, "answered").b == 1.0


def test_a_measure_that_applies_in_one_run_only_is_counted_apart(compared: Compare) -> None:
    found = compared([golden_row(1), golden_row(3)], [golden_row(1), golden_row(3, answered=False)])
    change = _change(found, "claims_supported")
    assert (change.n, change.eligible_only_a, change.eligible_only_b) == (1, 1, 0)
    unfit = replace(golden_row(5), scores={"answered": NotEligible("no")})
    assert compared([unfit], [unfit]).changes == ()


def test_languages_are_told_apart(compared: Compare) -> None:
    """Odd numbers are Dutch: only Dutch got worse."""
    before = [golden_row(n) for n in range(40)]
    found = compared(before, [golden_row(n, answered=n % 2 == 0) for n in range(40)])
    assert _change(found, "answered", "nl").b == 0.0
    assert _change(found, "answered", "nl").significant
    assert _change(found, "answered", "en").b == 1.0


def test_a_flip_tells_both_reasons_but_not_of_a_case_held_apart(
    compared: Compare, tmp_path: Path
) -> None:
    """g-001 is for looking at, g-002 is held apart."""
    before = [golden_row(1), golden_row(2)]
    after = [golden_row(1, answered=False), golden_row(2, answered=False)]
    found = compared(before, after)
    reasons = {flip.id: (flip.reason_a, flip.reason_b) for flip in found.flips if flip.metric == "answered"}  # fmt: skip
    assert reasons == {"g-001": ("answered", "declined: no_evidence"), "g-002": (None, None)}
    revealed = compare(RunFolder(tmp_path / "a"), RunFolder(tmp_path / "b"), reveal_test=True)
    assert all(flip.reason_a for flip in revealed.flips)


def test_the_comparison_is_plain_data_that_says_what_follows(compared: Compare) -> None:
    found = compared([golden_row(n) for n in range(30)], [golden_row(n, answered=n > 9) for n in range(30)])  # fmt: skip
    value = json.loads(json.dumps(found.as_dict()))
    assert value["worse"] is True
    assert value["config"] == {"index": ["old", "new"]}
    by_metric = {(c["metric"], c["language"]): c for c in value["changes"]}
    assert by_metric["answered", "all"]["significant"] is True
    assert by_metric["answered", "all"]["direction"] == "worse"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ["b naast a", "Krijgt antwoord", "Holm", "gingen achteruit", "B is slechter"]),
        ("en", ["b beside a", "Gets an answer", "Holm", "got worse", "B is worse"]),
    ],
)
def test_the_terminal_shows_it_in_the_readers_language(
    compared: Compare, language: Language, words: list[str]
) -> None:
    found = compared([golden_row(n) for n in range(30)], [golden_row(n, answered=n > 9) for n in range(30)])  # fmt: skip
    shown = _shown(found, language)
    for word in words:
        assert word in shown


def test_what_a_reply_holds_steers_no_terminal(compared: Compare) -> None:
    bad = replace(golden_row(1), scores={"answered": Score(0.0, "\x1b[2J[red]gone[/red]")})
    shown = _shown(compared([golden_row(1)], [bad]), "en")
    assert "\x1b" not in shown
    assert "[red]gone[/red]" in shown


def test_a_folder_without_a_run_gives_one_plain_sentence(tmp_path: Path) -> None:
    run = write_run(tmp_path / "a", small_rows())
    with pytest.raises(RunError, match="holds no finished run"):
        compare(run, RunFolder(tmp_path / "nowhere"))
