"""What a message is about beyond its words: the ideas it asks for, and the situation it tells of.

A situation brings along what helps in it: in prompts/reflections.toml a coach who is no programmer
names ideas of the knowledge by their English headings. For a leader in that situation they come to
the front; which of them, and which sentence, still depends on the message.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant.coaching.asking import IDEA_QUESTIONS, named_ideas
from assistant.coaching.headings import counterparts
from assistant.coaching.ideas import IDEA_STORIES
from assistant.coaching.moments import MOMENTS, OPENINGS, Told, moments_file, openings_file
from assistant.coaching.phrasing import REFLECTIONS, Phrasing
from assistant.coaching.recognition import ExampleFile
from assistant.coaching.situations import Situated
from assistant.conversation import Call
from assistant.library.document import DocumentProblem, read_documents
from assistant.library.passages import Passage
from assistant.settings import Settings

log = logging.getLogger(__name__)

_UNLEARNT = 0.75
"""How much of the likeliest idea's score one has that nothing was learnt of, as no leader's lines are
written for it. With documents left out in turn, the right sentence of one that is new was among the best
three in 55 % without this and in 75 % with it; those of a library of which a quarter is new 76 and 73 %."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised in one message."""

    ideas: Mapping[str, float] = field(default_factory=dict)
    """For each idea, by twin key, how much the message is about it: about 0 to 1."""
    situation: str | None = None
    """The id of the situation it is most likely about."""
    sure: bool = True
    """Whether that is sure enough to be spoken of."""
    helpful: frozenset[tuple[str, str]] = frozenset()
    """(document id, heading) of the ideas that help in that situation, in both languages."""

    def about(self, passage: Passage) -> float:
        """How much the message is about the idea of a passage: about 0 to 1."""
        known = self.ideas.get(passage.twin_key)
        return _UNLEARNT * max(self.ideas.values(), default=0.0) if known is None else known

    def helps(self, passage: Passage, heading: str) -> bool:
        """Whether the idea under `heading` in `passage` helps in the situation."""
        return (passage.document_id, heading) in self.helpful


class IdeaSource(Protocol):
    """What recognises ideas."""

    def prepare(self) -> None:
        """Learn now rather than at the first message."""
        ...

    def of(
        self, text: str, vector: np.ndarray, earlier: Sequence[Told] = ()
    ) -> Mapping[str, float]:
        """For each idea, by twin key, how much a text with this vector [d] is about it, after `earlier`."""
        ...


class SituationSource(Protocol):
    """What recognises situations."""

    def prepare(self) -> None:
        """Learn now rather than at the first message."""
        ...

    def of(self, text: str, vector: np.ndarray, earlier: Sequence[Told] = ()) -> Situated | None:
        """The situation a text with this vector [d] is most likely about, or None."""
        ...


class CallSource(Protocol):
    """What recognises what a message half-way asks."""

    def prepare(self) -> None:
        """Learn now rather than at the first message."""
        ...

    def of(self, text: str, vector: np.ndarray) -> Call | None:
        """What a message with this vector [d] asks, or None."""
        ...


class Recognising:
    """Recognises ideas and situations, with what helps in each situation."""

    def __init__(
        self,
        ideas: IdeaSource,
        situations: SituationSource,
        calls: CallSource,
        phrasing: Phrasing,
        passages: Iterable[Passage],
    ) -> None:
        """`passages` are those of the knowledge, in the order of the documents.

        An idea that is named and not there (a heading was changed) is left out and logged; `kompas
        knowledge check` says so to a curator.
        """
        self._ideas = ideas
        self._situations = situations
        self._calls = calls
        everywhere = counterparts(passages)
        self._helpful: dict[str, frozenset[tuple[str, str]]] = {}
        for situation in phrasing.situations:
            found = frozenset[tuple[str, str]]()
            for named in situation.helps:
                there = everywhere.get(named)
                if there is None:
                    log.warning(
                        "situation %s names %s: %s, which is not there", situation.id, *named
                    )
                found |= there or frozenset()
            self._helpful[situation.id] = found

    def prepare(self) -> None:
        """Learn now rather than at the first message."""
        self._ideas.prepare()
        self._situations.prepare()
        self._calls.prepare()

    def call(self, text: str, vector: np.ndarray) -> Call | None:
        """What a message half-way with this vector [d] asks of the coach, None where that is not clear."""
        return self._calls.of(text, vector)

    def of(
        self, text: str, vector: np.ndarray, earlier: Sequence[Told] = (), *, story: bool = False
    ) -> Recognised:
        """What is recognised in a text with this vector [d], after `earlier`, the latest first.

        In a `story`, the leader's own case, the ideas too are those that help at this point of it.
        """
        ideas = self._ideas.of(text, vector, earlier if story else ())
        found = self._situations.of(text, vector, earlier)
        if found is None:
            return Recognised(ideas)
        helpful = self._helpful.get(found.id, frozenset())
        return Recognised(ideas, found.id, helpful=helpful, sure=found.sure)


def prompt_problems(settings: Settings) -> list[DocumentProblem]:
    """Which ideas the prompts name that the knowledge does not have (any more), for a curator.

    Raises PromptError when one of these files cannot be used.
    """
    documents, _ = read_documents(settings.knowledge_dir)
    there: dict[str, set[str]] = {}
    for document in documents:
        if document.front.language == "en":
            names = (i.heading or s.heading for s in document.sections for i in s.ideas)
            there.setdefault(document.front.id, set()).update(names)

    def gone(named: str) -> bool:
        # Who keeps other documents than those that ship has no use for their headings.
        identifier, _, heading = named.partition(": ")
        return identifier in there and heading not in there[identifier]

    folder = settings.prompts_dir
    openings, moments = openings_file(folder).read().openings, moments_file(folder).read().moments
    stories = ExampleFile(folder / IDEA_STORIES).read()
    named_at = {
        IDEA_STORIES: ("label = ", dict.fromkeys(story.label for story in stories)),
        IDEA_QUESTIONS: ("idea = ", dict.fromkeys(named_ideas(folder))),
        OPENINGS: ("", dict.fromkeys(idea for opening in openings for idea in opening.ideas)),
        MOMENTS: ("", dict.fromkeys(idea for moment in moments for idea in moment.ideas)),
    }
    return [
        *(
            _problem(
                folder / REFLECTIONS,
                (f'id = "{situation.id}"', f'"{named}"'),
                f"bij situatie {situation.id} staat '{named}'",
                f"situation {situation.id} names '{named}'",
            )
            for situation in Phrasing(folder).situations
            for named in map(": ".join, situation.helps)
            if gone(named)
        ),
        *(
            _problem(
                folder / name,
                (f'{key}"{named}"' if key else f'"{named}"',),
                f"er wordt verwezen naar '{named}'",
                f"there is a reference to '{named}'",
            )
            for name, (key, ideas) in named_at.items()
            for named in ideas
            if gone(named)
        ),
    ]


def _problem(path: Path, parts: Sequence[str], nl: str, en: str) -> DocumentProblem:
    """A heading that is gone, on the line where `parts` stand, each at or after the one before."""
    lines = path.read_text(encoding="utf-8").splitlines()
    at = 0
    for part in parts:
        at = next((n for n in range(at, len(lines)) if part in lines[n]), at)
    return DocumentProblem(
        f"{path.parent.name}/{path.name}",
        at + 1,
        f"{nl}, en die kop is er niet (meer) in het Engelse document.",
        f"{en}, a heading that is not (any more) in the English document.",
        serious=False,
    )
