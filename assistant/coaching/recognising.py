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

from assistant.coaching.ideas import IDEA_STORIES
from assistant.coaching.phrasing import REFLECTIONS, Phrasing
from assistant.coaching.recognition import ExampleFile
from assistant.coaching.situations import Situated, Told
from assistant.language import LANGUAGES
from assistant.library.document import DocumentProblem, read_documents
from assistant.library.passages import Passage, Section
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

    def of(self, text: str, vector: np.ndarray) -> Mapping[str, float]:
        """For each idea, by twin key, how much a text with this vector [d] is about it."""
        ...


class SituationSource(Protocol):
    """What recognises situations."""

    def prepare(self) -> None:
        """Learn now rather than at the first message."""
        ...

    def of(self, text: str, vector: np.ndarray, earlier: Sequence[Told] = ()) -> Situated | None:
        """The situation a text with this vector [d] is most likely about, or None."""
        ...


class Recognising:
    """Recognises ideas and situations, with what helps in each situation."""

    def __init__(
        self,
        ideas: IdeaSource,
        situations: SituationSource,
        phrasing: Phrasing,
        passages: Iterable[Passage],
    ) -> None:
        """`passages` are those of the knowledge, in the order of the documents.

        An idea that is named and not there (a heading was changed) is left out and logged; `kompas
        knowledge check` says so to a curator.
        """
        self._ideas = ideas
        self._situations = situations
        counterparts = _counterparts(passages)
        self._helpful: dict[str, frozenset[tuple[str, str]]] = {}
        for situation in phrasing.situations:
            found = frozenset[tuple[str, str]]()
            for named in situation.helps:
                there = counterparts.get(named)
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

    def of(self, text: str, vector: np.ndarray, earlier: Sequence[Told] = ()) -> Recognised:
        """What is recognised in a text with this vector [d], after `earlier`, the latest first."""
        ideas, found = self._ideas.of(text, vector), self._situations.of(text, vector, earlier)
        if found is None:
            return Recognised(ideas)
        helpful = self._helpful.get(found.id, frozenset())
        return Recognised(ideas, found.id, helpful=helpful, sure=found.sure)


def _counterparts(
    passages: Iterable[Passage],
) -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
    """For each idea by its English heading the same idea in every language it is there in.

    Twin documents have the same ideas in the same order under each section.
    """
    headings: dict[tuple[str, str, Section], list[str]] = {}
    for passage in passages:
        listed = headings.setdefault((passage.language, passage.document_id, passage.section), [])
        listed += [h for h in dict.fromkeys(passage.headings) if h and h not in listed]
    found: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
    for (language, document, section), english in headings.items():
        if language != "en":
            continue
        for place, heading in enumerate(english):
            everywhere = [headings.get((other, document, section), []) for other in LANGUAGES]
            found[document, heading] = frozenset(
                (document, listed[place]) for listed in everywhere if len(listed) == len(english)
            ) | {(document, heading)}
    return found


def prompt_problems(settings: Settings) -> list[DocumentProblem]:
    """Which ideas the prompts name that the knowledge does not have (any more), for a curator.

    Raises PromptError when reflections.toml or idea_stories.toml cannot be used.
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

    helps, stories = settings.prompts_dir / REFLECTIONS, settings.prompts_dir / IDEA_STORIES
    return [
        *(
            _problem(
                helps,
                (f'id = "{situation.id}"', f'"{named}"'),
                f"bij situatie {situation.id} staat '{named}'",
                f"situation {situation.id} names '{named}'",
            )
            for situation in Phrasing(settings.prompts_dir).situations
            for named in map(": ".join, situation.helps)
            if gone(named)
        ),
        *(
            _problem(
                stories,
                (f'label = "{label}"',),
                f"er staan berichten bij '{label}'",
                f"there are messages for '{label}'",
            )
            for label in dict.fromkeys(story.label for story in ExampleFile(stories).read())
            if gone(label)
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
