"""A source as it is shown at the side."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.chat.passage_view import citation_view, passage_lines
from tests.support.conversations import CITATIONS_EN, CITATIONS_NL


def marked(lines: list[dict[str, Any]]) -> list[str]:
    """What is highlighted."""
    return [part["text"] for line in lines for part in line["parts"] if part["mark"]]


def test_only_the_supporting_sentence_is_marked() -> None:
    lines = passage_lines("One. Two is here. Three.", "Two is here.")
    assert [(part["text"], part["mark"]) for part in lines[0]["parts"]] == [
        ("One. ", False),
        ("Two is here.", True),
        (" Three.", False),
    ]


def test_list_items_keep_their_own_lines() -> None:
    lines = passage_lines("Intro.\n\n- First thing.\n- Second thing.\n3. Third.", "Second thing.")
    assert [line["item"] for line in lines] == [False, True, True, True]
    assert marked(lines) == ["Second thing."]


def test_a_quote_is_found_across_a_line_break() -> None:
    assert marked(passage_lines("It is\nbroken here. More.", "It is broken here.")) == [
        "It is broken here."
    ]


def test_a_quote_that_occurs_twice_is_marked_once() -> None:
    assert len(marked(passage_lines("Same.\n\nSame.", "Same."))) == 1


def test_a_quote_that_is_not_in_the_passage_is_shown_above_it() -> None:
    lines = passage_lines("Something else.", "The missing sentence.")
    assert marked(lines) == ["The missing sentence."]
    assert lines[0]["parts"][0]["mark"] is True


def test_signs_with_a_meaning_elsewhere_are_plain_here() -> None:
    assert marked(passage_lines("What (really)? [1] a*b.", "What (really)? [1] a*b.")) != []


def test_without_a_passage_the_quote_is_the_passage() -> None:
    view = citation_view(replace(CITATIONS_NL[0], passage=""), "nl", None)
    assert marked(view["lines"]) == [CITATIONS_NL[0].quote]


def test_the_date_is_spoken_in_the_language_of_the_reply() -> None:
    assert citation_view(CITATIONS_NL[0], "nl", None)["review"].endswith("1 mei 2027")
    assert citation_view(CITATIONS_EN[0], "en", None)["review"].endswith("1 May 2027")


def test_a_missing_or_strange_date_is_no_error() -> None:
    assert citation_view(replace(CITATIONS_NL[0], review_by=""), "nl", None)["review"] == ""
    odd = citation_view(replace(CITATIONS_NL[0], review_by="spring"), "en", None)
    assert "spring" in odd["review"]
