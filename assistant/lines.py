"""JSON lines in, one object a line out: the form programs use to ask many questions.

A bad line gets `{"id", "error"}` in its place and the rest go on. An id is a text or a whole number
and comes back as it was; of anything else the answer's id is null.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, StrictInt, StrictStr, ValidationError

from assistant.conversation import Question, Turn
from assistant.errors import KompasError
from assistant.rendering import reply_as_dict

if TYPE_CHECKING:
    from assistant.coaching.coach import Coach
    from assistant.coaching.grounding import GroundingCheck

log = logging.getLogger(__name__)

_TOO_LONG = 4_000_000
_INTERNAL = "internal error; see the log"


class _Line(BaseModel):
    """What each line may hold; keys that mean nothing here (a dataset's own) are passed over."""

    model_config = ConfigDict(extra="ignore", strict=True)
    id: StrictInt | StrictStr | None = None


class _TurnLine(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    role: Literal["user", "assistant"]
    content: str


class _QuestionLine(_Line):
    question: str
    history: list[_TurnLine] | None = None
    profile: str | None = None


class _ClaimLine(_Line):
    claim: str
    passages: list[str]


@dataclass(frozen=True, slots=True)
class _BadLine:
    """A line that holds no JSON object, and why."""

    error: str


def answer_lines(coach: Coach, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The coach's reply to each line, in input order, as data."""
    with asyncio.Runner() as runner:

        def answer(value: dict[str, Any]) -> dict[str, Any]:
            line = _QuestionLine.model_validate(value)
            history = tuple(
                Turn(turn.role, well_formed(turn.content)) for turn in line.history or ()
            )
            profile = None if line.profile is None else well_formed(line.profile)
            question = Question(well_formed(line.question), history=history, profile=profile)
            return reply_as_dict(runner.run(coach.areply(question)))

        for value in _objects(lines):
            yield _guarded(value, answer)


def verify_lines(check: GroundingCheck, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The verdict on the claim of each line, in input order, as data."""
    from assistant.coaching.grounding import verify_line

    def verdict(value: dict[str, Any]) -> dict[str, Any]:
        line = _ClaimLine.model_validate(value)
        passages = [well_formed(text) for text in line.passages]
        return verify_line({"claim": well_formed(line.claim), "passages": passages}, check)

    for value in _objects(lines):
        yield _guarded(value, verdict)


def well_formed(text: str) -> str:
    """The text with half characters (lone surrogates) replaced; no encoder can write those."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _guarded(value: dict[str, Any] | _BadLine, answer: Any) -> dict[str, Any]:
    """The answer to one line under the line's own id, or what is wrong with it."""
    if isinstance(value, _BadLine):
        return {"id": None, "error": value.error}
    identifier = value.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, str | int):
        identifier = None
    try:
        return {**answer(value), "id": identifier}
    except ValidationError as error:
        return {"id": identifier, "error": _said(error)}
    except KompasError as error:
        return {"id": identifier, "error": error.user_message("en")}
    except Exception:  # one bad question must not cost the others their answer
        log.exception("line %r failed", identifier)
        return {"id": identifier, "error": _INTERNAL}


def _said(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    if first["loc"][0] == "id":
        return "id: should be a text or a whole number"
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def _objects(lines: Iterable[bytes]) -> Iterator[dict[str, Any] | _BadLine]:
    """The object on each line that is not blank."""
    for raw in lines:
        if len(raw) > _TOO_LONG:
            yield _BadLine(f"line is longer than {_TOO_LONG} bytes")
            continue
        try:
            text = raw.decode("utf-8-sig").strip()
            if not text:
                continue
            value = json.loads(text, parse_constant=_no_constant)
        except (UnicodeDecodeError, ValueError, RecursionError) as error:
            yield _BadLine(f"not JSON: {error}")
            continue
        yield value if isinstance(value, dict) else _BadLine("not a JSON object")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")
