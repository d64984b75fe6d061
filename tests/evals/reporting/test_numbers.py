from __future__ import annotations

import pytest

from assistant.language import Language
from evals.reporting.numbers import amount, interval, points


@pytest.mark.parametrize(
    ("value", "unit", "nl", "en"),
    [
        (0.973, "share", "97%", "97%"),
        (1.0, "share", "100%", "100%"),
        (0.996, "share", "99,6%", "99.6%"),
        (0.99999, "share", ">99,9%", ">99.9%"),
        (0.0001, "share", "<0,1%", "<0.1%"),
        (0.0, "share", "0%", "0%"),
        (0.021, "points", "2,1 punt", "2.1 points"),
        (41.4, "ms", "41 ms", "41 ms"),
        (1234.0, "ms", "1,2 s", "1.2 s"),
        (0.00125, "money", "0,0013", "0.0013"),
        (412.3, "tokens", "412", "412"),
        (0.71, "", "0,71", "0.71"),
        (3.0, "", "3", "3"),
        (float("nan"), "share", "–", "–"),
    ],
)
def test_a_figure_reads_as_people_write_it(value: float, unit: str, nl: str, en: str) -> None:
    shown = {language: amount(value, unit, language) for language in ("nl", "en")}
    assert {key: text.replace("\N{NO-BREAK SPACE}", " ") for key, text in shown.items()} == {
        "nl": nl,
        "en": en,
    }


def test_a_share_just_past_its_threshold_does_not_look_like_it() -> None:
    assert amount(0.042, "share", "en", 0.04) == "4.2%"
    assert amount(0.04, "share", "en", 0.04) == "4%"
    assert amount(0.07, "share", "en", 0.04) == "7%"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_has_no_interval_shows_a_dash(language: Language) -> None:
    assert interval(None, None, "share", language) == "–"
    assert interval(0.5, 0.75, "share", language) == "50% – 75%"


def test_a_difference_carries_its_sign() -> None:
    assert points(-0.125, "share", "nl") == "\N{MINUS SIGN}12,5\N{NO-BREAK SPACE}pt"
    assert points(3.0, "", "en") == "+3.00"
