"""A denial counts for the clause it stands in, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.coaching.alignment import align
from assistant.coaching.claims import read_words
from assistant.coaching.clauses import denials_moved, denied


def moved(claim: str, sentence: str) -> float:
    return denials_moved(claim, sentence, align(read_words(claim), read_words(sentence)))


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (
            "Planners lost their jobs and no longer solve problems.",
            "Planners did not lose their jobs: they solve problems.",
        ),
        (
            "Verslagen worden aangepast; een nieuwe keuze krijgt geen verslag.",
            "Verslagen worden nooit aangepast; een nieuwe keuze krijgt een verslag.",
        ),
    ],
)
def test_a_denial_that_moved_to_another_clause_is_seen(claim: str, sentence: str) -> None:
    assert moved(claim, sentence) > 0.5


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (
            "They solve problems, and they did not lose their jobs.",
            "Planners did not lose their jobs: they solve problems.",
        ),
        ("De planners losten het op.", "Daarna losten de planners het probleem op."),
        ("Wat niet gebruikt is, vervalt.", "Wat ongebruikt is, vervalt."),
    ],
)
def test_what_is_denied_in_both_is_no_difference(claim: str, sentence: str) -> None:
    assert moved(claim, sentence) == 0.0


@given(st.text(alphabet="adentoi' ,;.-’7", max_size=60))
def test_every_word_is_in_one_clause(text: str) -> None:
    assert len(denied(text)) == len(read_words(text))
