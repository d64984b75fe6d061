"""Nearness reads as a cosine, and the best of three voices can lift a passage."""

from __future__ import annotations

import numpy as np

from assistant.library.index import open_generation
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
