"""Which recognisable situation a leader tells of, learnt from examples of each.

The coach names a situation only when it is clearly that one; a reflection of something else is worse
than one that stays at the level of the theme. Plain questions within the framework are learnt too, as
no situation at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.coaching.recognition import (
    ExampleFile,
    ExampleVectors,
    Lesson,
    Lessons,
    Recogniser,
    Tuning,
)
from assistant.language import Language

SITUATION_EXAMPLES = "situation_examples.toml"
_TUNING = Tuning(ridge=0.3, words=1.0)
_NONE = "none"
_CLEAR = 0.15
"""Score from which a situation is named."""
_AHEAD = 0.05
"""How far it has to be ahead of the next; both chosen on messages written apart (evals/fitting)."""


class Situations:
    """Recognises situations by their id."""

    def __init__(
        self,
        prompts_dir: Path,
        vectors: ExampleVectors,
        plain: Callable[[str], str],
        ordinary: Sequence[tuple[str, Language]],
    ) -> None:
        """`plain` puts a text in plain words; `ordinary` are questions (text, language) without a
        situation.

        Raises PromptError when situation_examples.toml is missing, or has to be read and cannot be.
        """
        self._plain = plain
        examples = ExampleFile(prompts_dir / SITUATION_EXAMPLES)

        def read() -> list[Lesson]:
            return [
                *(Lesson(e.text, (e.label,), e.language) for e in examples.read()),
                *(Lesson(text, (_NONE,), language) for text, language in ordinary),
            ]

        names = (
            "situations",
            examples.hash,
            *(f"{language} {text}" for text, language in ordinary),
        )
        lessons = Lessons(names, read, lambda: vectors.get([lesson.text for lesson in read()]))
        self._recogniser = Recogniser(vectors, lessons, plain, _TUNING)

    def prepare(self) -> None:
        """Learn now rather than at the first message."""
        self._recogniser.fit()

    def of(self, text: str, vector: np.ndarray) -> str | None:
        """The id of the situation a message is clearly about, or None; `vector` [d] is its vector."""
        scores = self._recogniser.score(vector, self._plain(text))
        none = scores.pop(_NONE, 0.0)
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        if not ranked:
            return None
        (name, best), *others = ranked
        second = max(none, others[0][1] if others else 0.0)
        return name if best >= _CLEAR and best - second >= _AHEAD else None
