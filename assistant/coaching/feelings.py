"""Listening: a leader says what it feels like, or asks to be heard, and gets no advice for once.

What is felt is recognised by the leader's own words for it and by nothing else: nothing is inferred from
how somebody writes, and it is kept nowhere (Regulation (EU) 2024/1689, article 5(1)(f)). The words, and
what is said back, stand in prompts/feelings.toml.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from assistant.coaching.intent import asks, asks_for, without_quotes
from assistant.coaching.recognition import PromptFile
from assistant.conversation import Question
from assistant.language import LANGUAGES, Language

FEELINGS = "feelings.toml"
_MOST_IN_A_ROW = 2
"""So many times in a row the coach only listens."""
_DENIED_BEFORE = frozenset(
    "niet geen nooit not never no hardly think thinks saying vinden vindt denken denkt".split()
)
"""What makes the words after it a denial, or the view of others."""
_BEFORE = 4
_DENIED_AFTER = frozenset("niet geen nooit aan laughing".split())
_FILLERS = frozenset(
    "zo echt gewoon heel best nogal even toch eigenlijk ook maar just really so very quite totally".split()
)
"""Words that change nothing between those that say what is felt."""
_WORDLESS = re.compile(r"[^\w]+")


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid")
    nl: list[str] = Field(min_length=1)
    en: list[str] = Field(min_length=1)

    def of(self, language: Language) -> tuple[str, ...]:
        return tuple(self.nl if language == "nl" else self.en)


class _Heard(BaseModel):
    model_config = ConfigDict(extra="forbid")
    said: _Texts
    reflection: _Texts
    question: _Texts


class _Feeling(_Heard):
    id: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    feeling: list[_Feeling]
    general: _Heard
    offer: _Texts


@dataclass(frozen=True, slots=True)
class Listening:
    """What may be said to a leader who is listened to: variants to choose from."""

    reflections: tuple[str, ...]
    questions: tuple[str, ...]
    wished: bool = False
    """Whether the leader asks to be heard, rather than naming a feeling."""


class Feelings:
    """Hears the words in which a leader says what it feels like."""

    def __init__(self, prompts_dir: Path, plain: Callable[[str], str]) -> None:
        """`plain` puts a text in plain words; raises PromptError when feelings.toml cannot be used."""
        file = PromptFile(prompts_dir / FEELINGS, _File)
        self.hash = file.hash
        data = file.read()
        self._plain = plain
        self._kinds: tuple[_Heard, ...] = (data.general, *data.feeling)
        self._offers = {language: data.offer.of(language) for language in LANGUAGES}
        self._said = {
            language: tuple(
                (f" {_WORDLESS.sub(' ', plain(phrase)).strip()} ", number)
                for number, kind in enumerate(self._kinds)
                for phrase in kind.said.of(language)
            )
            for language in LANGUAGES
        }

    def heard(self, text: str, language: Language) -> Listening | None:
        """What to say to the feeling that a message names first, None where it names none."""
        words = _WORDLESS.sub(" ", self._plain(without_quotes(text))).split()
        bare = [word for word in words if word not in _FILLERS]
        found = [
            (place, number)
            for said in (f" {' '.join(words)} ", f" {' '.join(bare)} ")
            for phrase, number in self._said[language]
            if (place := said.find(phrase)) >= 0 and not _denied(said, place, phrase)
        ]
        if not found:
            return None
        # Who asks to be heard is heard, whatever else is said.
        number = min(found, key=lambda one: (one[1] > 0, one))[1]
        kind = self._kinds[number]
        return Listening(
            kind.reflection.of(language), kind.question.of(language), wished=number == 0
        )

    def only_listen(self, question: Question, language: Language) -> Listening | None:
        """What to say where a message half-way asks nothing and is about what the leader feels.

        None elsewhere, and where the coach has only listened for some time.
        """
        heard = self.heard(question.text, language) if question.history else None
        # "I need no tips" speaks of tips, and asks for none.
        if heard is None or (
            asks(question.text) if heard.wished else asks_for(question.text, language)
        ):
            return None
        answers = [turn.content for turn in question.history if turn.role == "assistant"]
        latest = answers[-_MOST_IN_A_ROW:]
        listened = [
            any(text in answer for text in self._every_reflection(language)) for answer in latest
        ]
        if len(listened) == _MOST_IN_A_ROW and all(listened):
            return None
        return heard

    def offers(self, language: Language) -> tuple[str, ...]:
        """Sentences that leave the next step to the leader."""
        return self._offers[language]

    def _every_reflection(self, language: Language) -> list[str]:
        return [text for kind in self._kinds for text in kind.reflection.of(language)]


def _denied(words: str, place: int, phrase: str) -> bool:
    """Whether what is said is denied in so many words: "schaam me niet", "not a bad manager"."""
    before = words[:place].split()[-_BEFORE:]
    after = words[place + len(phrase) :].split()[:1]
    return not _DENIED_BEFORE.isdisjoint(before) or not _DENIED_AFTER.isdisjoint(after)
