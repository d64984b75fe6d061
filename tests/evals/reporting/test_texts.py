from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest

from evals.cases import CoachingCase, GoldenCase
from evals.measures import LOWER_IS_BETTER
from evals.reporting.texts import Texts, content
from evals.scorers import score
from evals.suites import OUTSIDE, SUITES
from tests.evals.made_up_run import claim_row, golden_row, pair_row, safety_row

SECTIONS = {name: texts for name, texts in content().items() if name != "how"}


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_every_text_is_there_in_both_languages_with_the_same_blanks(section: str) -> None:
    for key, text in SECTIONS[section].items():
        assert set(text) == {"nl", "en"}, key
        assert text["nl"].strip(), key
        assert text["en"].strip(), key
        assert _fields(text["nl"]) == _fields(text["en"]), key


def test_the_reading_guide_is_as_long_in_both_languages() -> None:
    assert len(Texts("nl").lines("how")) == len(Texts("en").lines("how")) >= 5


def test_dutch_speaks_to_je() -> None:
    dutch = " ".join(text["nl"] for texts in SECTIONS.values() for text in texts.values())
    assert not re.search(r"\b(u|uw)\b", dutch + " ".join(Texts("nl").lines("how")), re.IGNORECASE)


def test_every_measure_the_scorers_give_has_a_name() -> None:
    rows = [
        row.row
        for row in (
            golden_row(1),
            safety_row(1),
            pair_row(1),
            claim_row(1, supported=True, score=1),
        )
    ]
    metrics = {metric for row in rows for metric in score(row)} | LOWER_IS_BETTER
    named = content()["measure"]
    assert {metric for metric in metrics if ":" not in metric} <= set(named)


def test_every_suite_and_kind_has_a_name() -> None:
    assert {suite.name for suite in (*SUITES, *OUTSIDE)} <= set(content()["suite"])
    kinds: set[str] = set()
    for shape in (GoldenCase, CoachingCase):
        annotation: Any = shape.model_fields["suite_kind"].annotation
        kinds |= set(annotation.__args__)
    assert kinds <= set(content()["slice"])


def test_what_the_texts_do_not_know_shows_under_its_own_name() -> None:
    t = Texts("nl")
    assert t.measure("some_new_measure") == "some new measure"
    assert t.slice("nl / crisis") == "Nederlands · iemand in nood"
    assert t.slice("message, attack") == "in het bericht, aanval"


def test_a_criterion_of_the_judge_has_the_name_its_file_gives() -> None:
    assert Texts("nl").measure("judge:open_question") == "Beoordelaar: open vraag"
    assert Texts("en").measure("judge:long_gone") == "Judge: long gone"
