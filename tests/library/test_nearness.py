"""Nearness reads as a cosine, and the best of three voices can lift a passage."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.library.index import Lines, open_generation
from assistant.library.nearness import ASKED, OWN, SENTENCE, Nearness
from assistant.library.sync import sync
from assistant.settings import Settings
from tests.library.conftest import NL_BODY, CountingEmbedder, write_document


def test_a_question_that_was_foreseen_is_near_to_its_passage_only(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    asked = NL_BODY.replace("## Coachvragen", "> krijg ik de zwartepiet\n\n## Coachvragen")
    write_document(settings.knowledge_dir, "nl", body=asked)
    sync(settings, embedder)
    generation = open_generation(settings.index_dir, embedder)
    vector = embedder.queries(["krijg ik de zwartepiet"])[0]
    own = generation.passage_vectors @ vector
    gained = Nearness(generation).of(vector) - own
    (row,) = (n for n, passage in enumerate(generation.passages) if passage.asked)
    assert gained[row] > ASKED * (1 - own[row]) * 0.8
    assert np.delete(gained, row).max() < 0.2


def test_without_asked_lines_it_is_the_passage_and_its_nearest_sentence(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    sync(settings, embedder)
    generation = open_generation(settings.index_dir, embedder)
    vector = embedder.queries(["een fout bespreken"])[0]
    near = Nearness(generation).of(vector)
    for row in range(len(generation.passages)):
        own = generation.passage_vectors[row] @ vector
        sentence = (generation.sentences.of(row) @ vector).max()
        assert np.isclose(near[row], (OWN + ASKED) * own + SENTENCE * sentence, atol=1e-5)


def test_two_near_lines_say_more_than_one() -> None:
    matrix = np.array([[1.0, 0.0], [0.8, 0.0], [0.2, 0.0], [0.9, 0.0]], dtype=np.float32)
    lines = Lines(matrix, np.array([0, 3, 4, 4]))
    question = np.array([1.0, 0.0], dtype=np.float32)
    otherwise = np.array([0.1, 0.1, 0.7], dtype=np.float32)
    # Of three lines the two nearest, of one itself, and of none what else is known.
    assert lines.best_two(question, otherwise) == pytest.approx([0.9, 0.9, 0.7])
    assert lines.best(question, otherwise) == pytest.approx([1.0, 0.9, 0.7])
