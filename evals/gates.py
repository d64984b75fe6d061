"""The thresholds a run must reach: `gates.toml`, read strictly.

[[gate]]
suite = "golden"
metric = "answered"
slice = "nl"              # optional; "all" when left out
least = 0.95              # or: most = 0.04
because = "a coach that answers little is of no use"
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evals.scores import Figure

GATES = Path(__file__).parent / "gates.toml"


class GateError(ValueError):
    """A file of gates that cannot be used; the message says which gate and what is wrong."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The least or the most a figure may be; exactly one of the two is set.

    Both are in the unit of the figure: shares 0..1, milliseconds, counts.
    """

    suite: str
    metric: str
    because: str
    slice: str = "all"
    least: float | None = None
    most: float | None = None

    @property
    def name(self) -> str:
        """How the gate is called in a summary; no two gates of a file have the same name."""
        return f"{self.suite} / {self.metric} / {self.slice}"

    @property
    def threshold(self) -> float:
        """The least or the most."""
        found = self.least if self.least is not None else self.most
        assert found is not None
        return found

    def reached(self, value: float) -> bool:
        """Whether a figure of this value passes; NaN does not."""
        return value >= self.threshold if self.least is not None else value <= self.threshold

    def among(self, figures: Iterable[Figure]) -> Figure | None:
        """The figure this gate is about, None when it was not measured."""
        key = (self.suite, self.metric, self.slice)
        return next((f for f in figures if (f.suite, f.metric, f.slice) == key), None)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    suite: str
    metric: str
    because: str = Field(min_length=1)
    slice: str = "all"
    least: float | None = None
    most: float | None = None

    @model_validator(mode="after")
    def _one_threshold(self) -> _Entry:
        if (self.least is None) == (self.most is None):
            raise ValueError("give either least or most")
        return self


def load_gates(path: Path = GATES) -> tuple[Gate, ...]:
    """All gates of a file; raises GateError when it is no TOML, or at the first wrong gate."""
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GateError(f"{path.name}: cannot be read: {error}") from error
    other = sorted(set(content) - {"gate"})
    if other:
        raise GateError(f"{path.name}: holds {other[0]!r}; only [[gate]] tables are known")
    gates: dict[str, Gate] = {}
    for number, table in enumerate(content.get("gate", []), 1):
        try:
            entry = _Entry.model_validate(table)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "gate"
            raise GateError(f"{path.name}: gate {number}: {where}: {first['msg']}") from error
        gate = Gate(**entry.model_dump())
        if gate.name in gates:
            raise GateError(f"{path.name}: gate {number}: {gate.name!r} has a gate already")
        gates[gate.name] = gate
    return tuple(gates.values())
