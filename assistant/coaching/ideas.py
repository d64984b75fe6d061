"""Which ideas of the knowledge a message is about, learnt from how leaders come with them.

Nearness looks for one line that says nearly the same (library/nearness.py). A leader who tells what
happened this week says it as nobody did before; what all lines of an idea have in common, and those
of other ideas do not, is then learnt better than looked up (recognition/recogniser.py).

The lines are those that curators write at an idea, and those in prompts/idea_stories.toml,
openings.toml and moments.toml, which name an idea as "document: heading" by its English heading.

It is learnt when the coach is made. What a curator adds while it runs is found by nearness at once,
and recognised from the next start on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant.coaching.moments import (
    Moment,
    Opening,
    Told,
    moment_vectors,
    moments_file,
    openings_file,
    story_text,
    story_vector,
)
from assistant.coaching.recognition import (
    Example,
    ExampleFile,
    ExampleVectors,
    Lesson,
    Lessons,
    Recogniser,
    Tuning,
)
from assistant.library.passages import AskedLine, Passage

IDEA_STORIES = "idea_stories.toml"
_TUNING = Tuning(ridge=1.0, words=0.5)
_NEXT_BEST = 0.7
"""How much less an idea counts than the one named before it where several would help."""


class Lines(Protocol):
    """The part of the library that this needs."""

    def asked_lines(self) -> tuple[tuple[AskedLine, ...], np.ndarray]:
        """The lines that curators wrote at an idea, with their vectors [n, d]."""
        ...

    def all_passages(self) -> tuple[Passage, ...]:
        """Every passage, in the order of the documents."""
        ...


class Ideas:
    """Recognises ideas; an idea is known by the twin key its passages have in both languages."""

    def __init__(
        self,
        library: Lines,
        prompts_dir: Path,
        vectors: ExampleVectors,
        plain: Callable[[str], str],
    ) -> None:
        """`plain` puts a text in plain words. Stories of ideas that are not in the library are left out.

        Raises PromptError when idea_stories.toml is missing, or has to be read and cannot be.
        """
        self._plain = plain
        asked, known = library.asked_lines()
        file = ExampleFile(prompts_dir / IDEA_STORIES)
        keys = _twin_keys(library.all_passages())

        opened, halfway = openings_file(prompts_dir), moments_file(prompts_dir)

        def stories() -> list[Example]:
            return [story for story in file.read() if story.label in keys]

        def openings() -> list[Opening]:
            return [o for o in opened.read().openings if any(idea in keys for idea in o.ideas)]

        def moments() -> list[Moment]:
            return [m for m in halfway.read().moments if any(idea in keys for idea in m.ideas)]

        def lessons() -> list[Lesson]:
            return [
                *(Lesson(line.text, {line.twin_key: 1.0}, line.language) for line in asked),
                *(Lesson(s.text, _worth((s.label,), keys), s.language) for s in stories()),
                *(Lesson(o.text, _worth(o.ideas, keys), o.language) for o in openings()),
                *(
                    Lesson(story_text(m.says, m.before), _worth(m.ideas, keys), m.language)
                    for m in moments()
                ),
            ]

        def made() -> np.ndarray:
            told = vectors.get([*(s.text for s in stories()), *(o.text for o in openings())])
            return np.concatenate([known, told, moment_vectors(moments(), vectors)])

        self._recogniser = None
        if asked or stories():
            names = (
                *("ideas", file.hash, opened.hash, halfway.hash),
                *(f"{name} {' '.join(found)}" for name, found in keys.items()),
                *(f"{line.language} {line.twin_key} {line.text}" for line in asked),
            )
            self._recogniser = Recogniser(vectors, Lessons(names, lessons, made), plain, _TUNING)

    def prepare(self) -> None:
        """Learn now rather than at the first message."""
        if self._recogniser is not None:
            self._recogniser.fit()

    def of(
        self, text: str, vector: np.ndarray, earlier: Sequence[Told] = ()
    ) -> Mapping[str, float]:
        """For each idea how much the message is about it, by twin key: about 0 to 1.

        `vector` [d] is that of `text`; `earlier` is what the leader told before, the latest first, where
        the message is part of that story. Empty when no lines are there to learn from.
        """
        if self._recogniser is None:
            return {}
        within = story_vector(vector, [where for _, where in earlier])
        words = story_text(text, [before for before, _ in earlier])
        return self._recogniser.score(within, self._plain(words))


def _worth(ideas: Iterable[str], keys: Mapping[str, tuple[str, ...]]) -> dict[str, float]:
    """For each twin key of these ideas, best first, how good an example of it this is."""
    worth: dict[str, float] = {}
    for rank, idea in enumerate(ideas):
        for key in keys.get(idea, ()):
            worth.setdefault(key, _NEXT_BEST**rank)
    return worth


def _twin_keys(passages: Iterable[Passage]) -> dict[str, tuple[str, ...]]:
    """For each idea by its English name the twin keys of the passages it stands in."""
    named: dict[str, str] = {}
    within: dict[str, dict[str, None]] = {}
    for passage in passages:
        for key, name in passage.ideas.items():
            within.setdefault(key, {})[passage.twin_key] = None
            if passage.language == "en":
                named[f"{passage.document_id}: {name}"] = key
    return {name: tuple(within[key]) for name, key in named.items()}
