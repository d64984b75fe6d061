"""Words as numbers: what is shared counts, what is everywhere or nowhere else does not."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.coaching.recognition.grams import Grams, Spoken, learn

TEXTS = [
    " ik wil er niet meer zijn .",
    " ik wil er even tussenuit .",
    " de planning is niet gehaald .",
    " de planning schuift een week .",
    *(f" dit gaat over onderwerp nummer {n} ." for n in range(40)),
]


@pytest.fixture(scope="module")
def grams() -> Grams:
    return Grams(learn(TEXTS)[0])


def test_a_text_is_a_vector_of_length_one_over_shared_pieces(grams: Grams) -> None:
    row = grams.row(TEXTS[0])
    assert np.linalg.norm(row.values) == pytest.approx(1.0, abs=1e-5)
    assert 0 < len(row.places) <= len(grams)


def test_words_nobody_else_uses_say_nothing(grams: Grams) -> None:
    assert len(grams.row(" xylofoon zwembad .").places) == 0
    assert len(grams.row("").places) == 0


def test_what_stands_in_many_texts_says_nothing(grams: Grams) -> None:
    assert len(grams.row(" onderwerp nummer ").places) == 0


def test_likeness_is_the_cosine_with_each_text(grams: Grams) -> None:
    rows = [grams.row(text) for text in TEXTS[:4]]
    spoken = Spoken.of(rows, len(grams))
    dense = np.zeros((4, len(grams)), dtype=np.float32)
    for number, row in enumerate(rows):
        dense[number, row.places] = row.values
    assert np.allclose([spoken.likeness(row) for row in rows], dense @ dense.T, atol=1e-6)


def test_each_text_is_learnt_as_it_is_read_later(grams: Grams) -> None:
    _, rows = learn(TEXTS)
    for text, row in zip(TEXTS, rows, strict=True):
        later = grams.row(text)
        assert np.array_equal(row.places, later.places)
        assert np.array_equal(row.values, later.values)


def test_those_before_can_be_left_out(grams: Grams) -> None:
    rows = [grams.row(text) for text in TEXTS[:6]]
    spoken = Spoken.of(rows, len(grams))
    for row in rows:
        assert np.array_equal(spoken.without(1).without(2).likeness(row), spoken.likeness(row)[3:])


def test_a_slip_of_the_keyboard_still_sounds_like_the_word(grams: Grams) -> None:
    rows = [grams.row(text) for text in TEXTS[:4]]
    heard = Spoken.of(rows, len(grams)).likeness(grams.row(" de plannning schoof ."))
    assert heard[2] > 0
    assert heard[3] > 0
    assert heard[0] == heard[1] == 0


def test_nothing_can_be_learnt_from_no_texts() -> None:
    empty = Grams(learn([])[0])
    assert len(empty) == 0
    assert len(empty.row(" ik wil iets ").places) == 0
    assert Spoken.of([], 0).likeness(empty.row(" ik ")).shape == (0,)
