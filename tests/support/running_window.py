"""A window running as a program of its own, for tests that come to it from outside."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class RunningWindow:
    """Where the window is, and what it leaves behind."""

    port: int
    home: Path
    log: Path

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.port}"

    def questions(self) -> list[dict[str, Any]]:
        """What reached the scripted coach, in order."""
        lines = (self.home / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]


def free_port() -> int:
    """A port nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_window(
    command: Sequence[str], *, port: int, home: Path, env: dict[str, str] | None = None
) -> Iterator[RunningWindow]:
    """Start `command` and wait until the window answers; end it afterwards.

    It works in a folder of its own, so that anything it would litter is seen by the tests.
    """
    home.mkdir(parents=True, exist_ok=True)
    cwd = home.parent / f"{home.name}-cwd"
    cwd.mkdir(exist_ok=True)
    window = RunningWindow(port, home, home.parent / f"{home.name}.log")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KOMPAS_")}
    with window.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=cwd,
            env={**clean, "PYTHONPATH": str(PROJECT), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(window, process)
            yield window
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(window: RunningWindow, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{window.url}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"no window: {window.log.read_text(encoding='utf-8', errors='replace')}")


@pytest.fixture(scope="session", name="window")
def scripted_window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningWindow]:
    """The window with the scripted coach."""
    home = tmp_path_factory.mktemp("window") / "home"
    port = free_port()
    command = ["-m", "tests.support.scripted_window", str(port), str(home)]
    with running_window(command, port=port, home=home) as running:
        yield running
