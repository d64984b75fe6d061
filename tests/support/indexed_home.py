"""A home with the shipped knowledge indexed, for tests that need the real coach."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from tests.support.running_window import PROJECT


@pytest.fixture(scope="session")
def indexed_home(request: pytest.FixtureRequest) -> Path:
    """What `kompas knowledge sync` makes.

    Kept between runs in pytest's own cache: from nothing it takes half a minute, and after that
    only what changed is indexed.
    """
    cache = request.config.cache
    assert cache is not None
    home = Path(cache.mkdir("indexed-home"))
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KOMPAS_")}
    # Tests run in two processes, and the second waits for what the first makes.
    with FileLock(home.with_suffix(".lock")):
        done = subprocess.run(
            [sys.executable, "-m", "assistant.cli", "knowledge", "sync"],
            cwd=PROJECT,
            env={**clean, "KOMPAS_HOME": str(home)},
            check=False,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    return home
