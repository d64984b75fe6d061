"""The embedded coach over the shipped knowledge, made once for all suites."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from assistant.coaching.build import build_coach, prepare_examples
from assistant.coaching.coach import Coach
from assistant.library.embedding import make_embedder
from assistant.library.sync import sync
from assistant.settings import Settings


@pytest.fixture(scope="session")
def embedded_coach() -> Iterator[Coach]:
    """The coach as a leader gets it with no key: default settings, whatever the environment says."""
    kept = {n: os.environ.pop(n) for n in list(os.environ) if n.startswith(("KOMPAS_", "OPENAI_"))}
    settings = Settings(_env_file=None)
    embedder = make_embedder(settings)
    sync(settings, embedder)
    prepare_examples(settings, embedder)
    with build_coach(settings, embedder) as coach:
        yield coach
    os.environ.update(kept)
