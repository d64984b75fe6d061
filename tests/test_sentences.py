"""Quotes, checks and vectors stand on the same sentences, so the cutting must be right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Een zin. Nog een zin!", ["Een zin.", "Nog een zin!"]),
        ("Volgens o.a. Gartner is het zo. En nu?", ["Volgens o.a. Gartner is het zo.", "En nu?"]),
        ("It grew 1.5 times. Fine.", ["It grew 1.5 times.", "Fine."]),
        (
            "E.g. Deloitte says so. Dr. Sadun agrees.",
            ["E.g. Deloitte says so.", "Dr. Sadun agrees."],
        ),
        ("Zij vroeg: “Wat nu?” Niemand wist het.", ["Zij vroeg: “Wat nu?”", "Niemand wist het."]),
        ("- eerste punt\n- tweede punt. Met meer.", ["eerste punt", "tweede punt.", "Met meer."]),
        ("1. Urgentie\n2. Coalitie", ["Urgentie", "Coalitie"]),
        ("Kop zonder punt\n\nEen alinea.", ["Kop zonder punt", "Een alinea."]),
        ("", []),
    ],
)
def test_text_is_cut_where_a_reader_would_pause(text: str, expected: list[str]) -> None:
    assert split_sentences(text) == expected


@given(st.text(max_size=300))
def test_no_letter_or_digit_is_ever_lost_except_list_numbers(text: str) -> None:
    kept = "".join(split_sentences(text))
    letters = [char for char in text if char.isalpha()]
    assert [char for char in kept if char.isalpha()] == letters
