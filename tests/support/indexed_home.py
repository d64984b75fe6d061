"""A home with the shipped knowledge indexed, made once for all tests that need the real coach."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.running_window import PROJECT


@pytest.fixture(scope="session")
def indexed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `kompas knowledge sync` makes from nothing."""
    home = tmp_path_factory.mktemp("indexed") / "home"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KOMPAS_")}
    subprocess.run(
        [sys.executable, "-m", "assistant.cli", "knowledge", "sync"],
        cwd=PROJECT,
        env={**clean, "KOMPAS_HOME": str(home)},
        check=True,
        capture_output=True,
    )
    return home
