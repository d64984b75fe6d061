"""What a message half-way a conversation calls for, beside what it is about.

Who asks "may I?" wants the choice left where it belongs, who says "it is about me" wants to be spoken
of, and who asks what to do when the other says no is not helped by a question about the team. The
coach takes that up in a few words of its own before it quotes, and asks on from there: a question
that fits the move fits better than the nearest one in the knowledge.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, cast

import numpy as np

from assistant.coaching.intent import Intent, of_own_case
from assistant.coaching.moments import moments_file
from assistant.coaching.recognition import ExampleVectors, Lesson, Lessons, Recogniser, Tuning
from assistant.coaching.rewriting import what_if
from assistant.coaching.wanted import asks_leave, weighs
from assistant.coaching.words import any_of
from assistant.conversation import Call, Question
from assistant.language import Language

Move = Literal["own", "weigh", "what_if", "words", "example", "step", "detail", "amount", "on"]
"""It is about the leader; a choice is put; what if somebody does something; words to say; an example;
what to do; something to know; how long or how many; the story goes on."""

_CALLED: dict[Call, Move] = {
    "how": "step", "first": "step", "words": "words", "example": "example", "choice": "weigh",
    "what_if": "what_if", "amount": "amount", "who": "detail", "why": "detail",
}  # fmt: skip
_TUNING = Tuning(ridge=1.0, words=1.0)
_CLEAR = 0.4
_CLEARER: dict[str, float] = {"wrong": 0.45, "done": 0.5}
"""Score from which a call is heard, and from which those are that cost most when misheard. On messages
written apart 92 % of what is heard is right, of a goodbye all 11 of 11."""


class Calls:
    """Recognises what a message half-way asks, learnt from prompts/moments.toml."""

    def __init__(
        self, prompts_dir: Path, vectors: ExampleVectors, plain: Callable[[str], str]
    ) -> None:
        """`plain` puts a text in plain words.

        Raises PromptError when moments.toml is missing, or has to be read and cannot be.
        """
        self._plain = plain
        file = moments_file(prompts_dir)
        lessons = Lessons(
            ("calls", file.hash),
            lambda: [Lesson(m.says, {m.move: 1.0}, m.language) for m in file.read().moments],
            lambda: vectors.get([moment.says for moment in file.read().moments]),
        )
        self._recogniser = Recogniser(vectors, lessons, plain, _TUNING)

    def prepare(self) -> None:
        """Learn now rather than at the first message."""
        self._recogniser.fit()

    def of(self, text: str, vector: np.ndarray) -> Call | None:
        """What a message with this vector [d] asks, None where that is not clear."""
        scores = self._recogniser.score(vector, self._plain(text))
        best = max(scores, key=lambda key: (scores[key], key), default=None)
        if best is None or scores[best] < _CLEARER.get(best, _CLEAR):
            return None
        return cast(Call, best)


_STATES = r"(?:bang|moe|doodmoe|kapot|gesloopt|uitgeput|onzeker|op|kwijt|leeg|gespannen|zenuwachtig|bezorgd|angstig|boos|slecht|somber|afraid|scared|tired|unsure|worried|anxious|nervous|exhausted|drained|wrecked|angry|lost)"
_OWN = any_of(
    r"\b(?:gaat|ging|draait)\b(?: \w+){0,3} (?:om|over) (?:mij|me|mezelf)\b",
    rf"\bik (?:ben|voel me|word|raak|zit|slaap) (?:\w+ ){{0,2}}zelf (?:\w+ ){{0,2}}{_STATES}\b|\bben ik zelf (?:\w+ ){{0,2}}{_STATES}\b|\bik zelf (?:\w+ ){{0,2}}{_STATES}\b|\bikzelf\b|^\W*ik zelf\b",
    r"\b(?:voor|over|met|aan|bij) mezelf\b|\bmag ik zelf\b",
    rf"\b(?:it's|it is|this is|that's) (?:\w+ )?about me\b|\b(?:i'm|i am|i feel) (?:\w+ ){{0,2}}{_STATES} (?:\w+ )?myself\b|\b(?:i'm|i am) the one (?:who's|who is) {_STATES}\b",
    r"\b(?:fine|okay|ok|not them|goed|mee),? (?:but |maar )?(?:it's|it is|'t is|het is|het ligt aan) (?:me|mij)\b|\bhet ligt aan mij\b|\bit's me\b(?! (?:who|that))",
    r"\bi myself (?:am|feel)\b|\b(?:for|about|with) myself\b|\bme, not (?:them|the team|him|her)\b",
    r"\bmijn eigen (?:angst|baan|plek|energie|hoofd|twijfel|onzekerheid)\b|\bmy own (?:fear|job|place|energy|head|doubts?)\b",
)
_STEP = any_of(
    r"\b(?:wat|hoe) (?:doe|ga|kan|moet|pak|begin) ik\b.*\b(?:morgen|vandaag|eerst|nu|deze week|maandag|aan)\b|\bwaar begin ik\b|\bde eerste stap\b",
    r"\b(?:what|how) (?:do|can|should|would) i\b.*\b(?:tomorrow|today|first|now|this week|monday)\b|\bwhere do i (?:start|begin)\b|\bthe first step\b",
)
_FEARS = any_of(
    r"\bdan (?:denken|zeggen|zegt|denkt|lachen|worden|gaan) (?:ze|zij|hij|mensen|iedereen)\b|\b(?:they|he|she|people)(?:'ll| will| would) (?:think|say|laugh|be)\b"
)


def about_self(text: str) -> bool:
    """Whether a message says that it is about the leader and nobody else."""
    return bool(_OWN.search(text))


def move_of(
    question: Question, intent: Intent, language: Language, called: Call | None = None
) -> Move | None:
    """The move of a message in a conversation about the leader's own case, which `called` for this.

    None at the opening, for a list, and in a conversation that opened with a question to know something.
    """
    text = question.text
    if not question.history or intent.kind == "list" or not of_own_case(question, language):
        return None
    if intent.kind in ("words", "questions"):
        return "words"
    if intent.kind in ("experiment", "plan"):
        return "step"
    if about_self(text):
        return "own"
    if called in _CALLED:
        return _CALLED[called]
    if weighs(text) or asks_leave(text):
        return "weigh"
    if what_if(text) or _FEARS.search(text):
        return "what_if"
    if intent.kind == "example":
        return "example"
    if _STEP.search(text):
        return "step"
    if intent.kind in ("fact", "why"):
        return "detail"
    return "on"
