"""People label blind and at their own pace; a judge is believed only where it agrees with them."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from assistant.language import Language
from evals.criteria import Criterion, load_criteria
from evals.labelling import (
    LEAST_LABELS,
    Label,
    LabelFile,
    calibration,
    labelled_by,
    rated,
    sample,
)
from evals.labelling_command import label
from evals.labelling_session import Session
from evals.rows import Row
from evals.store import RunError, RunFolder
from tests.evals import coached
from tests.evals.coached import said

CRITERIA = {criterion.id: criterion for criterion in load_criteria()}
NO_LABEL = [CRITERIA["no_label"]]


def _row(n: int, met: bool | None = True, *, text: str | None = None) -> Row:
    return coached.row(
        f"coa-nl-{n:03}", [said("no_label", met)], text=text or f"Antwoord nummer {n} aan jou."
    )


def _label(n: int, met: bool, who: str = "IS", criterion: str = "no_label") -> Label:
    return Label(
        suite="coaching",
        id=f"coa-nl-{n:03}",
        criterion=criterion,
        met=met,
        labeller=who,
        at="2025-06-26T10:00:00+00:00",
    )


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return coached.run(tmp_path / "results" / "one", *(_row(n, n % 3 != 0) for n in range(12)))


# -- what is asked ---------------------------------------------------------------------------------


def test_the_sample_is_the_same_every_time_and_in_no_order_of_the_run(folder: RunFolder) -> None:
    items = sample(folder, NO_LABEL, 8)
    assert len(items) == 8
    assert [item.key for item in sample(folder, NO_LABEL, 8)] == [item.key for item in items]
    assert [item.row.case.id for item in items] != sorted(item.row.case.id for item in items)


def test_a_larger_sample_goes_on_from_a_smaller_one(folder: RunFolder) -> None:
    assert sample(folder, NO_LABEL, 10)[:5] == sample(folder, NO_LABEL, 5)


def test_the_order_tells_nothing_of_the_verdicts(tmp_path: Path, folder: RunFolder) -> None:
    other = coached.run(tmp_path / "other" / "one", *(_row(n, n % 3 == 0) for n in range(12)))
    keys = [item.key for item in sample(folder, NO_LABEL, 12)]
    assert keys == [item.key for item in sample(other, NO_LABEL, 12)]


def test_only_what_the_judge_could_score_is_asked(tmp_path: Path) -> None:
    run = coached.run(tmp_path / "one", _row(1), _row(2, None))
    assert [item.row.case.id for item in sample(run, NO_LABEL, 9)] == ["coa-nl-001"]


def test_a_run_without_a_judge_can_be_labelled_too(tmp_path: Path) -> None:
    run = coached.run(tmp_path / "one", coached.row())
    asked = {item.criterion.id for item in sample(run, list(CRITERIA.values()), 9)}
    assert "mistake_handled" in asked
    assert "other_view" not in asked


# -- a sitting -------------------------------------------------------------------------------------


def _sit(
    folder: RunFolder,
    keys: str,
    *,
    who: str = "IS",
    language: Language = "nl",
    criteria: list[Criterion] = NO_LABEL,
    n: int = 4,
) -> str:
    pressed: Iterator[str] = iter(keys)
    out = io.StringIO()
    Session(
        sample(folder, criteria, n),
        LabelFile(folder),
        who=who,
        done=labelled_by(folder, who),
        language=language,
        console=Console(file=out, width=100),
        read_key=lambda: next(pressed, ""),
    ).run()
    return out.getvalue()


def _kept(folder: RunFolder) -> list[bool]:
    """The labels in the order of the sample."""
    by_id = {label.id: label.met for label in LabelFile(folder).labels()}
    return [
        by_id[item.row.case.id]
        for item in sample(folder, NO_LABEL, 12)
        if item.row.case.id in by_id
    ]


@pytest.mark.parametrize("keys", ["jnjn", "ynyn", "JNYN"])
def test_one_key_is_one_label(folder: RunFolder, keys: str) -> None:
    shown = _sit(folder, keys)
    assert _kept(folder) == [True, False, True, False]
    assert "dank je wel" in shown


def test_a_label_is_on_disk_before_the_next_is_asked(folder: RunFolder) -> None:
    seen: list[int] = []
    lines = folder.path / "labels.jsonl"

    def press() -> str:
        seen.append(len(lines.read_text().splitlines()) if lines.exists() else 0)
        return "j"

    Session(
        sample(folder, NO_LABEL, 3),
        LabelFile(folder),
        who="IS",
        done=set(),
        language="nl",
        console=Console(file=io.StringIO()),
        read_key=press,
    ).run()
    assert seen == [0, 1, 2]


def test_a_sitting_goes_on_where_it_stopped(folder: RunFolder) -> None:
    assert "Nog te gaan: 2" in _sit(folder, "jjq")
    shown = _sit(folder, "nn")
    assert "3 van 4" in shown
    assert "1 van 4" not in shown
    assert _kept(folder) == [True, True, False, False]


def test_input_that_ends_is_a_stop(folder: RunFolder) -> None:
    _sit(folder, "j")
    assert _kept(folder) == [True]


def test_back_asks_again_and_the_last_answer_counts(folder: RunFolder) -> None:
    assert "2 keer je oordeel bewaard" in _sit(folder, "jtnjq")
    assert _kept(folder) == [False, True]


def test_back_at_the_first_says_so_and_stays(folder: RunFolder) -> None:
    assert "eerste" in _sit(folder, "tjq")
    assert _kept(folder) == [True]


def test_what_is_skipped_is_not_stored_and_comes_back(folder: RunFolder) -> None:
    _sit(folder, "sjq")
    assert len(_kept(folder)) == 1
    assert "1 van 4" in _sit(folder, "q")


def test_an_unknown_key_stores_nothing(folder: RunFolder) -> None:
    assert "ken ik niet" in _sit(folder, "xq")
    assert _kept(folder) == []


def test_another_person_starts_afresh(folder: RunFolder) -> None:
    _sit(folder, "jjjj")
    assert "1 van 4" in _sit(folder, "q", who="MB")


def test_the_judge_and_the_purpose_of_the_case_stay_out_of_sight(folder: RunFolder) -> None:
    for language in ("nl", "en"):
        shown = _sit(folder, "ssss", language=language)
        for hidden in ("it says so", "one@1", "a mistake that is confessed", "coa-nl"):
            assert hidden not in shown
        assert "Antwoord nummer" in shown
        assert CRITERIA["no_label"].name[language] in shown


def test_markup_in_a_conversation_is_shown_as_it_is(tmp_path: Path) -> None:
    run = coached.run(tmp_path / "one", _row(1, text="Zie [1] en [bold red]niets[/] meer."))
    assert "Zie [1] en [bold red]niets[/] meer." in _sit(run, "q")


def test_the_same_words_in_another_run_are_not_asked_twice(folder: RunFolder) -> None:
    _sit(folder, "jjjj")
    again = coached.run(folder.path.parent / "two", *(_row(n) for n in range(12)))
    assert "dank je wel" in _sit(again, "")
    changed = coached.run(
        folder.path.parent / "three", *(_row(n, text=f"Nu anders, {n}.") for n in range(12))
    )
    assert "1 van 4" in _sit(changed, "q")


# -- the file --------------------------------------------------------------------------------------


def test_a_label_cut_off_by_a_kill_costs_that_label_only(folder: RunFolder) -> None:
    file = LabelFile(folder)
    file.append(_label(1, True))
    with file.path.open("a") as broken:
        broken.write('{"suite": "coaching", "id"')
    assert len(file.labels()) == 1
    file.append(_label(2, False))
    assert [one.id for one in file.labels()] == ["coa-nl-001", "coa-nl-002"]


def test_a_wrong_line_is_named(folder: RunFolder) -> None:
    file = LabelFile(folder)
    file.append(_label(1, True))
    file.path.write_text(file.path.read_text() + '{"met": "yes"}\n')
    with pytest.raises(RunError, match=r"labels\.jsonl:2"):
        file.labels()


# -- calibration -----------------------------------------------------------------------------------


def _calibrated(tmp_path: Path, pairs: list[tuple[bool, bool]]) -> RunFolder:
    """A run in which people and the judge said these things."""
    run = coached.run(tmp_path / "one", *(_row(n, judge) for n, (_, judge) in enumerate(pairs)))
    for n, (person, _) in enumerate(pairs):
        LabelFile(run).append(_label(n, person))
    return run


def test_a_judge_that_agrees_often_enough_passes(tmp_path: Path) -> None:
    pairs = [(n % 2 == 0, n % 2 == 0) for n in range(34)] + [(True, False), (False, True)]
    found = calibration(_calibrated(tmp_path, pairs))["no_label"]
    assert found.n == 36
    assert found.agreement.value == pytest.approx(34 / 36)
    assert found.kappa.value == pytest.approx(16 / 18)
    assert found.passed


def test_a_judge_that_agrees_on_too_few_labels_does_not_pass(tmp_path: Path) -> None:
    pairs = [(n % 2 == 0, n % 2 == 0) for n in range(LEAST_LABELS - 1)]
    found = calibration(_calibrated(tmp_path, pairs))["no_label"]
    assert found.kappa.value == 1
    assert not found.passed


def test_a_judge_that_always_says_yes_does_not_pass_however_often_it_is_right(
    tmp_path: Path,
) -> None:
    pairs = [(n != 7, True) for n in range(40)]
    found = calibration(_calibrated(tmp_path, pairs))["no_label"]
    assert found.agreement.value == pytest.approx(39 / 40)
    assert found.kappa.value == 0
    assert not found.passed


def test_where_everybody_said_the_same_there_is_no_kappa_and_no_pass(tmp_path: Path) -> None:
    found = calibration(_calibrated(tmp_path, [(True, True)] * 40))["no_label"]
    assert math.isnan(found.kappa.value)
    assert not found.passed


def test_a_kappa_that_may_well_be_chance_does_not_pass(tmp_path: Path) -> None:
    # 24 of 30 alike: kappa 0.6, and its interval reaches far below 0.4.
    pairs = [(n % 2 == 0, (n % 2 == 0) == (n >= 6)) for n in range(30)]
    found = calibration(_calibrated(tmp_path, pairs))["no_label"]
    assert found.kappa.value == pytest.approx(0.6)
    assert not found.passed


def test_without_labels_a_judged_criterion_has_none_and_does_not_pass(folder: RunFolder) -> None:
    found = calibration(folder)["no_label"]
    assert found.n == 0
    assert not found.passed


def test_without_a_judge_there_is_nothing_to_calibrate(tmp_path: Path) -> None:
    run = coached.run(tmp_path / "one", coached.row())
    LabelFile(run).append(_label(1, True))
    assert calibration(run) == {}


def test_of_two_judges_the_one_that_does_worst_is_told(tmp_path: Path) -> None:
    rows = [
        coached.row(
            f"coa-nl-{n:03}",
            [said("no_label", n % 2 == 0), said("no_label", n % 4 == 0, judge="two@1")],
            text=f"Antwoord {n} aan jou.",
        )
        for n in range(40)
    ]
    run = coached.run(tmp_path / "one", *rows)
    for n in range(40):
        LabelFile(run).append(_label(n, n % 2 == 0))
    found = calibration(run)["no_label"]
    assert found.judge == "two@1"
    assert found.kappa.value == pytest.approx(0.5)


def test_where_people_are_divided_evenly_the_label_does_not_count() -> None:
    rows = [_row(1), _row(2)]
    votes = [_label(1, True, "IS"), _label(1, False, "MB"), _label(2, False, "IS")]
    assert [(one.met, one.verdicts) for one in rated(votes, rows)] == [(False, (("one@1", True),))]


def test_labels_of_other_runs_count_for_the_same_judge(folder: RunFolder) -> None:
    for n in range(12):
        LabelFile(folder).append(_label(n, n % 3 != 0))
    later = coached.run(
        folder.path.parent / "two", *(_row(n, text=f"Nu anders, {n}.") for n in range(5))
    )
    for n in range(5):
        LabelFile(later).append(_label(n, True))
    assert calibration(later)["no_label"].n == 17
    repinned = coached.run(
        folder.path.parent / "three",
        coached.row("coa-nl-001", [said("no_label", True, judge="one@2")]),
    )
    assert calibration(repinned)["no_label"].n == 0


def test_the_same_words_labelled_in_two_runs_count_once(folder: RunFolder) -> None:
    again = coached.run(folder.path.parent / "two", *(_row(n, n % 3 != 0) for n in range(12)))
    for run in (folder, again):
        for n in range(12):
            LabelFile(run).append(_label(n, n % 3 != 0))
    assert calibration(again)["no_label"].n == 12


# -- the command -----------------------------------------------------------------------------------

APP = typer.Typer()
APP.command()(label)


def test_the_command_labels_a_run_from_piped_keys(folder: RunFolder) -> None:
    asked = [str(folder.path), "--criterion", "no_label", "--n", "2", "--who", "IS"]
    done = CliRunner().invoke(APP, [*asked, "--language", "nl"], input="j\n\nn\n")
    assert done.exit_code == 0, done.output
    assert "ken ik niet" in done.output
    assert _kept(folder) == [True, False]


def test_the_command_asks_who_is_there(folder: RunFolder) -> None:
    asked = [str(folder.path), "--criterion", "no_label", "--n", "1", "--language", "en"]
    done = CliRunner().invoke(APP, asked, input="MB\ny\n")
    assert "Your name or initials" in done.output
    assert json.loads((folder.path / "labels.jsonl").read_text())["labeller"] == "MB"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--criterion", "kindness"], "kindness bestaat niet"),
        (["--criterion", "other_view"], "niets te beoordelen"),
    ],
)
def test_the_command_says_in_one_sentence_what_is_wrong(
    folder: RunFolder, options: list[str], sentence: str
) -> None:
    asked = [str(folder.path), "--language", "nl", "--who", "IS", *options]
    done = CliRunner().invoke(APP, asked)
    assert done.exit_code == 1
    assert sentence in done.output


def test_a_folder_that_is_no_run_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(APP, [str(tmp_path), "--who", "IS", "--language", "en"])
    assert done.exit_code == 1
    assert "is no run" in done.output
