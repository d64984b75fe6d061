"""The criteria a judge is asked about, and an L&D colleague as well: `criteria.toml`, read strictly."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.language import Language
from evals.cases import Case, CoachingCase
from evals.rows import SeenTurn

CRITERIA = Path(__file__).with_name("criteria.toml")
KINDS: tuple[str, ...] = get_args(CoachingCase.model_fields["suite_kind"].annotation)

Reads = Literal["last", "any"]


class CriteriaError(ValueError):
    """A file of criteria that cannot be used; the message says which criterion and what is wrong."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question that is answered with yes or no.

    `behaviours` are the numbers it covers of the thirty observable behaviours. `kinds` are the
    kinds of coaching cases it applies to, next to those whose focus names one of the behaviours.
    `name` is short, `met` says what "yes" means and `about` which replies count, per language.
    """

    id: str
    behaviours: frozenset[int]
    kinds: frozenset[str]
    reads: Reads
    when_declined: bool
    name: Mapping[Language, str]
    met: Mapping[Language, str]
    about: Mapping[Language, str]

    def unfit(self, case: Case, turns: Sequence[SeenTurn]) -> str | None:
        """Why the criterion does not apply to a case as it went, None where it does."""
        if not isinstance(case, CoachingCase):
            return "the case is no coaching conversation"
        if case.kind not in self.kinds and not self.behaviours & set(case.focus):
            return "the case is not about this"
        if not turns:
            return "there is no reply"
        if turns[-1].reply.declined and not self.when_declined:
            return "declined, which is counted under answered"
        return None

    def replies(self, turns: Sequence[SeenTurn]) -> list[str]:
        """The texts of the replies that count."""
        counted = turns[-1:] if self.reads == "last" else turns
        return [turn.reply.text for turn in counted]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Both(_Shape):
    nl: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class _Entry(_Both):
    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    behaviours: Annotated[list[Annotated[int, Field(ge=1, le=30)]], Field(min_length=1)]
    kinds: list[str] | Literal["all"]
    reads: Reads
    when_declined: bool = False
    name: _Both


class _File(_Shape):
    reads: dict[Reads, _Both]
    criterion: Annotated[list[_Entry], Field(min_length=1)]


def load_criteria(path: Path = CRITERIA) -> tuple[Criterion, ...]:
    """All criteria in order; raises CriteriaError at the first thing that is wrong."""
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        file = _File.model_validate(content)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CriteriaError(f"{path.name}: cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CriteriaError(f"{path.name}: {where}: {first['msg']}") from error
    found: dict[str, Criterion] = {}
    for entry in file.criterion:
        kinds = KINDS if entry.kinds == "all" else entry.kinds
        odd = sorted(set(kinds) - set(KINDS))
        if odd:
            raise CriteriaError(f"{path.name}: {entry.id}: {odd[0]!r} is no kind of coaching case")
        if entry.id in found:
            raise CriteriaError(f"{path.name}: the id {entry.id!r} is used twice")
        if entry.reads not in file.reads:
            raise CriteriaError(f"{path.name}: [reads.{entry.reads}] is missing")
        found[entry.id] = Criterion(
            id=entry.id,
            behaviours=frozenset(entry.behaviours),
            kinds=frozenset(kinds),
            reads=entry.reads,
            when_declined=entry.when_declined,
            name={"nl": entry.name.nl, "en": entry.name.en},
            met={"nl": entry.nl, "en": entry.en},
            about={"nl": file.reads[entry.reads].nl, "en": file.reads[entry.reads].en},
        )
    return tuple(found.values())


def criteria_hash(path: Path = CRITERIA) -> str:
    """sha256 of the file: what the judge was asked in this run."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
