"""Fixtures every test may use. No test reaches a network; none writes outside its own folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Chainlit writes into its root on import, and tracing would send what tests write outside.
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
for _name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
    os.environ[_name] = "false"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests leaks into them."""
    for name in list(os.environ):
        if name.startswith("KOMPAS_") or name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The top of the checkout."""
    return Path(__file__).resolve().parents[1]
