"""Which recognisable situation a leader tells of, learnt from examples of each.

The coach names a situation only when it is clearly one; a reflection of something else is worse than
one that stays at the level of the theme. Of two near ones (fear of losing the job, a craft that seems
to count no longer) either will do. Who asks for a fact tells of no situation: that is for the intent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.coaching.moments import Told, openings_file
from assistant.coaching.recognition import (
    ExampleFile,
    ExampleVectors,
    Lesson,
    Lessons,
    Recogniser,
    Tuning,
)

SITUATION_EXAMPLES = "situation_examples.toml"
SITUATION_STORIES = "situation_stories.toml"
_TUNING = Tuning(ridge=1.0, words=1.0)
_CLEAR = 0.17
"""Score from which a situation is recognised; chosen, as the next, on stories written apart
(evals/fitting)."""
_SURE, _AHEAD = 0.20, 0.03
"""Score, and lead on the next one, from which it is spoken of too. Of messages that tell without naming
three in five are then spoken of and four in five of those rightly; at `_CLEAR` nine in ten and two in
three."""
_OPENING, _BEFORE = 1.5, (1.0, 0.5)
"""How much the message counts that opened the conversation, where the story is told, and the two just
before, the latest first; chosen on conversations written apart (evals/fitting)."""
_CLEAR_AFTER = 0.35
"""Score from which a situation is recognised when messages before count as well."""
_SURE_AFTER, _AHEAD_AFTER = 0.6, 0.15
"""Score, and lead on the next one, from which it is spoken of then: a reflection that is beside the point
is worse half-way than none."""


@dataclass(frozen=True, slots=True)
class Situated:
    """The id of a situation, and whether it is sure enough to be spoken of."""

    id: str
    sure: bool = True


class Situations:
    """Recognises situations by their id."""

    def __init__(
        self,
        prompts_dir: Path,
        vectors: ExampleVectors,
        plain: Callable[[str], str],
    ) -> None:
        """`plain` puts a text in plain words.

        Raises PromptError when situation_examples.toml, situation_stories.toml or openings.toml is
        missing, or has to be read and cannot be.
        """
        self._plain = plain
        files = [
            ExampleFile(prompts_dir / name) for name in (SITUATION_EXAMPLES, SITUATION_STORIES)
        ]

        opened = openings_file(prompts_dir)

        def told() -> list[Lesson]:
            return [
                *(Lesson(e.text, {e.label: 1.0}, e.language) for f in files for e in f.read()),
                *(
                    Lesson(o.text, dict.fromkeys(o.situations, 1.0), o.language)
                    for o in opened.read().openings
                ),
            ]

        lessons = Lessons(
            ("situations", opened.hash, *(file.hash for file in files)),
            told,
            lambda: vectors.get([lesson.text for lesson in told()]),
        )
        self._recogniser = Recogniser(vectors, lessons, plain, _TUNING)

    def prepare(self) -> None:
        """Learn now rather than at the first message."""
        self._recogniser.fit()

    def of(self, text: str, vector: np.ndarray, earlier: Sequence[Told] = ()) -> Situated | None:
        """The situation a message is most likely about, or None; `vector` [d] is its vector.

        `earlier` holds the latest messages before it, newest first; the oldest is taken for the one
        that opened the conversation. A few words in the middle of a story ("budget and hours, the
        rest is hers") are about that story.
        """
        scores = self._recogniser.score(vector, self._plain(text))
        told = [*zip(_BEFORE, earlier[:-1], strict=False), *((_OPENING, e) for e in earlier[-1:])]
        for share, (before, where) in told:
            for known, score in self._recogniser.score(where, self._plain(before)).items():
                scores[known] += share * score
        ranked = sorted(scores, key=lambda key: (-scores[key], key))
        if not ranked or scores[ranked[0]] < (_CLEAR_AFTER if earlier else _CLEAR):
            return None
        best = scores[ranked[0]]
        ahead = best - scores[ranked[1]] if len(ranked) > 1 else best
        sure, leading = (_SURE_AFTER, _AHEAD_AFTER) if earlier else (_SURE, _AHEAD)
        return Situated(ranked[0], best >= sure and ahead >= leading)
