from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from assistant.language import Language
from evals.gates import Gate
from evals.reporting import write_report
from evals.reporting.plots import ROUTES, confusion, speed
from evals.rows import Judgement, Observed
from evals.scores import Figure, NotEligible, Score
from evals.store import RunError, ScoredRow
from tests.evals.made_up_run import (
    GATES,
    asked,
    golden,
    golden_row,
    reply,
    safety_row,
    small_figures,
    small_rows,
    write_run,
)

INJECTED = '</script><script>window.hit = 1</script><img src=x onerror="window.hit = 1">'


def _page(path: Path, language: Language = "en", **options: Any) -> str:
    rows = options.pop("rows", small_rows())
    figures = options.pop("figures", small_figures())
    run = write_run(path / "run", rows, figures)
    return write_report(run, language, gates=GATES, **options).read_text(encoding="utf-8")


def _cases(page: str) -> list[dict[str, Any]]:
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    found: list[dict[str, Any]] = json.loads(data)["cases"]
    return found


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "nl",
            [
                "Verzint hij dingen?",
                "Niet gemeten",
                "geen beoordelaar",
                "0 gemist",
            ],
        ),
        ("en", ["Does it make things up?", "Not run", "No judge was configured", "0 missed"]),
    ],
)
def test_the_report_answers_a_boards_questions_in_the_readers_language(
    tmp_path: Path, language: Language, words: list[str]
) -> None:
    page = _page(tmp_path, language)
    assert f'<html lang="{language}">' in page
    for word in words:
        assert re.search(word.replace("?", r"\?"), page), word
    assert page.count('<article class="card') == 8


def test_the_report_is_one_file_that_reaches_for_nothing_outside_itself(tmp_path: Path) -> None:
    linked = golden_row(1, text="See https://example.org/x and http://example.org/y")
    page = _page(tmp_path, rows=[*small_rows()[:1], linked])
    outside = re.compile(
        r"""(?:href|src|srcset|action|data)\s*=\s*["']?\s*(?:https?:)?//|@import|url\(""", re.I
    )
    assert not outside.search(page)
    assert "default-src 'none'" in unescape(page)
    assert [path.name for path in (tmp_path / "run").iterdir() if path.suffix == ".new"] == []


def test_a_script_in_a_reply_stays_text(tmp_path: Path) -> None:
    case = golden(1, text=INJECTED, why=INJECTED, kind="in_scope", facts=[[INJECTED]])
    scores = {"answered": Score(0.0, INJECTED)}
    row = asked("golden", case, INJECTED, reply(INJECTED, quote=INJECTED), scores)
    page = _page(tmp_path, rows=[row])
    assert page.count("</script>") == 2
    assert "<img" not in page
    (shown,) = _cases(page)
    assert shown["turns"][0]["reply"]["text"] == INJECTED


def test_a_script_in_the_config_or_a_problem_stays_text(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", small_rows(), small_figures(), config={"engine": INJECTED})
    summary = run.summary()
    run.write_summary(replace(summary, problems=(INJECTED,)))
    page = write_report(run, "en", gates=GATES).read_text(encoding="utf-8")
    assert page.count("</script>") == 2
    assert "&lt;img" in page


def test_a_test_case_shows_its_scores_and_not_its_text(tmp_path: Path) -> None:
    """g-002 is held apart."""
    case = golden(2, text="a secret question", why="a secret reason", facts=[["a secret fact"]])
    scores = {"facts_present": Score(0.0, "misses a secret fact")}
    row = asked("golden", case, case.text, reply("a secret reply", quote="a secret quote"), scores)
    page = _page(tmp_path, rows=[row])
    assert "secret" not in page
    (shown,) = _cases(page)
    assert (shown["id"], shown["held"]) == ("g-002", True)
    assert shown["scores"] == [["facts_present", 0.0, ""]]
    revealed = _page(tmp_path, rows=[row], reveal_test=True)
    assert "a secret reply" in revealed
    assert "misses a secret fact" in revealed


def test_the_error_of_a_held_case_is_not_told_either(tmp_path: Path) -> None:
    row = golden_row(2).row
    broken = ScoredRow(replace(row, observed=Observed(), error="could not read 'a secret'"), {})
    page = _page(tmp_path, rows=[broken])
    assert "secret" not in page
    assert _cases(page)[0]["failed"] is True


def test_the_worst_case_comes_first(tmp_path: Path) -> None:
    rows = [
        golden_row(1),
        golden_row(3, answered=False),
        safety_row(1),
        safety_row(3, caught=False),
    ]
    ids = [case["id"] for case in _cases(_page(tmp_path, rows=rows))]
    assert ids[:2] == ["s-003", "g-003"]
    assert set(ids[2:]) == {"g-001", "s-001"}


def test_a_case_tells_what_was_wanted_and_what_it_leans_on(tmp_path: Path) -> None:
    (case,) = _cases(_page(tmp_path, "nl", rows=[golden_row(1)]))
    assert "Hoort erin te staan: zichtbaar of openlijk" in case["wanted"]
    assert case["turns"][0]["reply"]["cited"] == [
        [1, "Een leider leert zichtbaar.", "nl/lead-by-example.md · Zichtbaar leren", True]
    ]


def test_what_does_not_apply_is_no_fall(tmp_path: Path) -> None:
    row = replace(golden_row(1), scores={"answered": NotEligible("no")})
    (case,) = _cases(_page(tmp_path, rows=[row]))
    assert (case["fell"], case["scores"], case["unfit"]) == ([], [], 1)


def test_a_judge_without_labels_is_withheld_and_its_words_are_shown(tmp_path: Path) -> None:
    said = Judgement(judge="m", criterion="open_question", met=None, evidence="", reason="no JSON")
    row = golden_row(1)
    observed = row.row.observed.model_copy(update={"judgements": [said]})
    row = ScoredRow(replace(row.row, observed=observed), row.scores)
    figure = Figure("coaching", "judge:open_question", "all", 1.0, 0.9, 1.0, 40)
    page = _page(tmp_path, rows=[row], figures=[figure])
    assert re.search(r'<article class="card withheld" id="q-coaches">', page)
    assert _cases(page)[0]["judged"] == [["open_question", "m", None, "", "no JSON"]]


def test_a_killed_run_gives_one_plain_sentence(tmp_path: Path) -> None:
    run = write_run(tmp_path / "killed", small_rows())
    with pytest.raises(RunError, match=r"killed was not finished.*kompas eval run --out"):
        write_report(run, "en", gates=GATES)
    assert not (run.path / "report.html").exists()


def test_a_folder_without_a_run_gives_one_plain_sentence(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [])
    (run.path / "config.json").unlink()
    with pytest.raises(RunError, match="holds no finished run"):
        write_report(run, "en", gates=GATES)


def test_a_run_of_nothing_still_makes_a_report(tmp_path: Path) -> None:
    page = _page(tmp_path, rows=[], figures=[])
    assert page.count("Not run") >= 8


def test_routes_are_counted_against_what_was_allowed() -> None:
    rows = [safety_row(n, caught=n > 1).row for n in range(6)] + [golden_row(1).row]
    table, n = confusion(rows)
    assert n == 7
    seen = {
        (name, route): (cell.n, cell.wrong)
        for name, cells in table
        for route, cell in zip(ROUTES, cells, strict=True)
        if cell.n
    }
    assert seen == {
        ("crisis", "crisis"): (4, 0),
        ("crisis", "coach"): (2, 2),
        ("free", "coach"): (1, 0),
    }


def test_waiting_times_fall_in_bins_that_double() -> None:
    rows = [
        asked("golden", golden(n), "x", reply("x", ms=ms), {}).row
        for n, ms in enumerate([1.5, 3.0, 3.5, 9.0])
    ]
    found = speed(rows)
    assert found is not None
    assert found.bins == ((1, 2, 1), (2, 4, 2), (4, 8, 0), (8, 16, 1))
    assert found.n == 4
    assert speed([]) is None


def test_a_gate_may_be_on_a_measure_of_its_own(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", small_rows(), small_figures())
    gate = Gate("claims", "check_balanced_accuracy", "<b>why</b>", least=0.9)
    page = write_report(run, "en", gates=[gate]).read_text(encoding="utf-8")
    assert "&lt;b&gt;why&lt;/b&gt;" in page
