"""Conversations as they go: how they open, and what a few words half-way mean.

"She hears when somebody is about to break" says little by itself. What it is about, and what would
help now, follows from how the conversation began; so a message half-way is looked at as a point
between the opening, the message just before, and itself.

The examples were written as conversations first, and what helps was looked for after that. Examples
written the other way round, from an idea or a situation, resemble how leaders talk much less: learnt
from those alone the right idea came first in one opening of nine, and half-way in one of eleven.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from assistant.coaching.recognition import Example, ExampleVectors, PromptFile
from assistant.conversation import Call
from assistant.language import Language

OPENINGS = "openings.toml"
MOMENTS = "moments.toml"

Told = tuple[str, np.ndarray]
"""What the leader said earlier, with its vector [d]."""

ORDINARY = "coach"
"""The label of a message that needs no fixed reply."""
_ONE_IN = 4
_OF_OPENING = 0.7
"""How much the opening of the conversation counts beside what a leader goes on to tell."""
_OF_THE_LAST = 0.4
"""And the message just before, of which this one is the next."""


class Opening(BaseModel):
    """A first message, with the situations it tells of and the ideas that help, best first."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    language: Language
    text: str
    situations: tuple[str, ...]
    ideas: tuple[str, ...]
    route: str | None = None
    """Where the message was taken for an alarm, the reply it should get, or "coach"."""


class Moment(BaseModel):
    """A message half-way a conversation, with what it asks and the ideas that help, best first."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    language: Language
    opening: str
    between: tuple[str, ...]
    asked: str
    says: str
    move: Call
    ideas: tuple[str, ...]
    route: str | None = None
    """As of an opening."""

    @property
    def before(self) -> tuple[str, ...]:
        """What counts of what the leader said before: the latest message first, the opening last."""
        return (*self.between[-1:], self.opening)


class _Openings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    openings: tuple[Opening, ...]


class _Moments(BaseModel):
    model_config = ConfigDict(extra="forbid")
    moments: tuple[Moment, ...]


def openings_file(prompts_dir: Path) -> PromptFile[_Openings]:
    """The openings; raises PromptError when the file is missing."""
    return PromptFile(prompts_dir / OPENINGS, _Openings)


def moments_file(prompts_dir: Path) -> PromptFile[_Moments]:
    """The moments; raises PromptError when the file is missing."""
    return PromptFile(prompts_dir / MOMENTS, _Moments)


class Heard:
    """Openings and moments as examples of routes: all that was taken for an alarm, and some of the rest.

    Ordinary talk of leaders, short and dark as it may be, raised an alarm in one message of twenty
    before the router learnt from it; with all of it, true alarms in unusual words are drowned out.
    """

    def __init__(self, prompts_dir: Path) -> None:
        """Raises PromptError when a file is missing."""
        self._openings, self._moments = openings_file(prompts_dir), moments_file(prompts_dir)
        self.hash = f"{self._openings.hash} {self._moments.hash}"

    def read(self) -> tuple[Example, ...]:
        """The examples, their labels the replies they should get; raises PromptError."""
        told = [(o.text, o.route, o.language) for o in self._openings.read().openings]
        # Who has decided may round off, which is another route.
        on = (m for m in self._moments.read().moments if m.move != "done" or m.route)
        told += [(moment.says, moment.route, moment.language) for moment in on]
        return tuple(
            Example(text, route or ORDINARY, language)
            for number, (text, route, language) in enumerate(told)
            if route or number % _ONE_IN == 0
        )


def story_vector(vector: np.ndarray, earlier: Sequence[np.ndarray]) -> np.ndarray:
    """Where a message with this vector [..., d] stands in its conversation, at length 1.

    `earlier` are the vectors of what the leader said before, the latest first; the last is taken for
    the one that opened the conversation.
    """
    if not len(earlier):
        return vector
    mixed = vector + _OF_OPENING * earlier[-1]
    if len(earlier) > 1:
        mixed = mixed + _OF_THE_LAST * earlier[0]
    length = np.linalg.norm(mixed, axis=-1, keepdims=True)
    return np.asarray(mixed / np.maximum(length, 1e-9), dtype=np.float32)


def story_text(text: str, earlier: Sequence[str]) -> str:
    """The words of a message within its conversation; `earlier` as in story_vector."""
    return " ".join(dict.fromkeys((*earlier[-1:], *earlier[:1], text)))


def moment_vectors(moments: Sequence[Moment], vectors: ExampleVectors) -> np.ndarray:
    """Where each moment stands in its conversation, [n, d]."""
    said = vectors.get([moment.says for moment in moments])
    opened = vectors.get([moment.before[-1] for moment in moments])
    latest = vectors.get([moment.before[0] for moment in moments])
    return np.stack(
        [
            story_vector(now, (last, first)[-len(moment.before) :])
            for moment, now, last, first in zip(moments, said, latest, opened, strict=True)
        ]
    )
