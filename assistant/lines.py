"""JSON lines in, one object a line out: the form programs use to ask many questions.

A bad line gets an error in its place and the rest go on.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.conversation import Question, Turn
from assistant.errors import KompasError
from assistant.rendering import reply_as_dict

if TYPE_CHECKING:
    from assistant.coaching.coach import Coach

log = logging.getLogger(__name__)

_TOO_LONG = 4_000_000


class _TurnLine(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    role: Literal["user", "assistant"]
    content: str


class _QuestionLine(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)
    id: str | int | None = None
    question: str
    history: list[_TurnLine] = []
    profile: str | None = None


def parse_lines(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The object on each line that is not blank, or {"id": None, "error": ...} for a bad one."""
    for raw in lines:
        if not raw.strip():
            continue
        if len(raw) > _TOO_LONG:
            yield {"id": None, "error": f"line is longer than {_TOO_LONG} bytes"}
            continue
        try:
            value = json.loads(raw.decode("utf-8-sig"))
        except (UnicodeDecodeError, ValueError, RecursionError) as error:
            yield {"id": None, "error": f"not JSON: {error}"}
            continue
        if not isinstance(value, dict):
            yield {"id": None, "error": "not a JSON object"}
            continue
        value.pop("error", None)
        yield value


def answer_lines(coach: Coach, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The coach's reply to each line, in input order, as data."""
    with asyncio.Runner() as runner:
        for value in parse_lines(lines):
            if "error" in value:
                yield value
                continue
            identifier = value.get("id")
            try:
                line = _QuestionLine.model_validate(value)
                question = Question(
                    line.question,
                    history=tuple(Turn(turn.role, turn.content) for turn in line.history),
                    profile=line.profile,
                )
                reply = runner.run(coach.areply(question))
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(str(part) for part in first["loc"])
                yield {"id": identifier, "error": f"{where}: {first['msg']}"}
            except KompasError as error:
                yield {"id": identifier, "error": error.user_message("en")}
            except Exception:  # one bad question must not cost the others their answer
                log.exception("question %r failed", identifier)
                yield {"id": identifier, "error": "internal error; see the log"}
            else:
                yield {**reply_as_dict(reply), "id": identifier}
