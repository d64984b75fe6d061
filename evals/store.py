"""`results/<run>/`: what a run was made with, its rows, its figures. Written so that it can go on.

config.json    versions, hashes, model, split, suites
rows.jsonl     one case a line: the case, what was seen, its scores
summary.json   figures with intervals, and what could not be run
report.html    made from the other three
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from evals.cases import Case
from evals.rows import Observed, Row
from evals.scores import Figure, NotEligible, Score, Scores
from evals.suites import shape_of


class RunError(ValueError):
    """A run that cannot be read or written; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """A row with its scores."""

    row: Row
    scores: Scores


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a run; `problems` are cases and lines that could not be run, in words.

    `gates` maps the name of a gate to whether it was reached; `seconds` is the time of the run.
    """

    figures: tuple[Figure, ...]
    problems: tuple[str, ...] = ()
    gates: Mapping[str, bool] = field(default_factory=dict)
    seconds: float = 0.0


class RunFolder:
    """One run on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def name(self) -> str:
        """The name of the run."""
        return self.path.name

    # -- config --------------------------------------------------------------------------------

    def write_config(self, config: Mapping[str, Any]) -> None:
        """Write what the run is made with, making the folder."""
        self.path.mkdir(parents=True, exist_ok=True)
        _write(self.path / "config.json", config)

    def config(self) -> dict[str, Any]:
        """What the run was made with; raises RunError when the folder holds no run."""
        return _read(self.path / "config.json")

    # -- rows ----------------------------------------------------------------------------------

    def append(self, scored: ScoredRow) -> None:
        """Add one row; on disk when this returns, so that a kill costs the row in hand at most."""
        with (self.path / "rows.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row_as_dict(scored), ensure_ascii=False) + "\n")
            file.flush()

    def rows(self) -> Iterator[ScoredRow]:
        """The stored rows; a last line broken by a kill is passed over.

        Raises RunError when a line in the middle cannot be read.
        """
        path = self.path / "rows.jsonl"
        if not path.exists():
            return
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            try:
                value = json.loads(line)
            except ValueError as error:
                if number == len(lines):
                    return
                raise RunError(f"{path}:{number}: not JSON: {error}") from error
            yield row_from_dict(value)

    def replace_rows(self, rows: Sequence[ScoredRow]) -> None:
        """All rows anew, as one step: the old ones stay until the new ones are whole."""
        path = self.path / "rows.jsonl"
        fresh = path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            for scored in rows:
                file.write(json.dumps(row_as_dict(scored), ensure_ascii=False) + "\n")
        fresh.replace(path)

    # -- summary -------------------------------------------------------------------------------

    def write_summary(self, summary: Summary) -> None:
        """Write the figures."""
        _write(self.path / "summary.json", asdict(summary))

    def summary(self) -> Summary:
        """The figures; raises RunError when the run was not finished."""
        value = _read(self.path / "summary.json")
        figures = tuple(
            Figure(**{**figure, "fell": tuple(figure["fell"])}) for figure in value["figures"]
        )
        return Summary(figures, tuple(value["problems"]), value["gates"], value["seconds"])


def row_as_dict(scored: ScoredRow) -> dict[str, Any]:
    """A row as it is stored."""
    row = scored.row
    return {
        "suite": row.suite,
        "id": row.case.id,
        "language": row.language,
        "kind": row.case.kind,
        "split": row.case.split,
        "case": row.case.model_dump(by_alias=True, exclude_defaults=True),
        "observed": row.observed.model_dump(exclude_defaults=True),
        "ms": round(row.ms, 2),
        "error": row.error,
        "scores": {
            metric: {"value": score.value, "reason": score.reason}
            if isinstance(score, Score)
            else {"not_eligible": score.reason}
            for metric, score in scored.scores.items()
        },
    }


def row_from_dict(value: Mapping[str, Any]) -> ScoredRow:
    """A stored row."""
    case: Case = shape_of(value["suite"]).model_validate(value["case"])
    row = Row(
        value["suite"],
        case,
        Observed.model_validate(value["observed"]),
        value["ms"],
        value["error"],
    )
    scores: dict[str, Score | NotEligible] = {}
    for metric, score in value["scores"].items():
        scores[metric] = (
            NotEligible(score["not_eligible"])
            if "not_eligible" in score
            else Score(score["value"], score["reason"])
        )
    return ScoredRow(row, scores)


def _write(path: Path, value: Mapping[str, Any]) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    fresh.replace(path)


def _read(path: Path) -> dict[str, Any]:
    try:
        value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RunError(f"{path.parent} holds no finished run ({path.name} is missing)") from error
    except ValueError as error:
        raise RunError(f"{path}: not JSON: {error}") from error
    return value
