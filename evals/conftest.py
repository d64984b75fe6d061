"""One run of the embedded coach over all suites, made once for all gates."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from assistant.settings import Settings
from evals.running import Plan, run
from evals.store import RunFolder, ScoredRow, Summary


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunFolder]:
    """The stored run: the coach as a leader gets it with no key, whatever the environment says."""
    kept = {n: os.environ.pop(n) for n in list(os.environ) if n.startswith(("KOMPAS_", "OPENAI_"))}
    found = RunFolder(tmp_path_factory.mktemp("results") / "gates")
    run(Settings(_env_file=None), Plan(), found)
    yield found
    os.environ.update(kept)


@pytest.fixture(scope="session")
def summary(folder: RunFolder) -> Summary:
    """Its figures."""
    return folder.summary()


@pytest.fixture(scope="session")
def rows(folder: RunFolder) -> dict[tuple[str, str], ScoredRow]:
    """Its rows by suite and id."""
    return {(scored.row.suite, scored.row.case.id): scored for scored in folder.rows()}
