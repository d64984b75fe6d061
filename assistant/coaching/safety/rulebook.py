"""prompts/routes.toml, read strictly: the phrases by which messages are routed."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.coaching.safety.phrases import (
    Phrase,
    PhraseCompiler,
    PhraseSyntaxError,
    marks_of,
)
from assistant.coaching.safety.wording import Wording
from assistant.conversation import Route
from assistant.errors import PromptError

_NAME = "routes.toml"

Weight = Literal[
    "sure", "hint", "with_crisis", "denied", "retracted", "admitted", "at_work", "whole"
]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid")
    reply: str
    weight: Weight = "sure"
    nl: list[str] = []
    en: list[str] = []
    unless: list[str] = []
    max_words: int = 10_000


class _Spelling(BaseModel):
    model_config = ConfigDict(extra="forbid")
    watch: list[str]
    never: list[str]
    chat: dict[str, str]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    spelling: _Spelling
    words: dict[str, list[str]]
    rule: list[_Rule]


@dataclass(frozen=True, slots=True)
class Message:
    """One message in plain words, cut into sentences once for all rules."""

    sentences: tuple[str, ...]
    seen: tuple[frozenset[str], ...]
    length: int


@dataclass(frozen=True, slots=True)
class Rule:
    """Phrases that send a message one way, unless the same sentence says otherwise."""

    reply: str
    weight: Weight
    phrases: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]
    max_words: int

    @property
    def route(self) -> Route:
        """The route a reply belongs to: the part of its key before the dot."""
        return route_of(self.reply)

    def find(self, message: Message) -> tuple[int, str] | None:
        """The number of the first sentence that fits and the phrase that it fits, or None."""
        if message.length > self.max_words:
            return None
        for number, (words, seen) in enumerate(zip(message.sentences, message.seen, strict=True)):
            for phrase in self.phrases:
                if phrase.search(words, seen) and not self._excused(words, seen):
                    return number, phrase.source
        return None

    def sentences(self, message: Message) -> set[int]:
        """The numbers of all sentences that fit."""
        return {
            number
            for number, (words, seen) in enumerate(
                zip(message.sentences, message.seen, strict=True)
            )
            if any(phrase.search(words, seen) for phrase in self.phrases)
            and not self._excused(words, seen)
        }

    def _excused(self, words: str, seen: frozenset[str]) -> bool:
        return any(phrase.search(words, seen) for phrase in self.unless)


class Rulebook:
    """All rules, with the wording they are written for."""

    def __init__(self, prompts_dir: Path) -> None:
        """Raises PromptError when the file is missing or a phrase cannot be read."""
        path = prompts_dir / _NAME
        try:
            raw = path.read_bytes()
            data = _File.model_validate(tomllib.loads(raw.decode("utf-8")))
            self.hash = hashlib.sha256(raw).hexdigest()
            self._wording = Wording(data.spelling.chat, data.spelling.watch, data.spelling.never)
            compiler = PhraseCompiler(data.words, self._wording)
            self.rules = tuple(_compiled(rule, compiler) for rule in data.rule)
        except (
            OSError,
            UnicodeDecodeError,
            tomllib.TOMLDecodeError,
            ValidationError,
            PhraseSyntaxError,
        ) as error:
            problem = str(error).splitlines()[0]
            raise PromptError(f"{path}: {error}", name=_NAME, problem=problem) from error

    def plain(self, text: str) -> str:
        """`text` in plain words, as one string."""
        return self._wording.words(text)

    def read(self, text: str) -> Message:
        """`text` in plain words."""
        return self.message([text])

    def message(self, sentences: Iterable[str]) -> Message:
        """A message from sentences that are already cut; each may hold several in plain words."""
        cut = [
            f"{part} ."
            for sentence in sentences
            for part in self._wording.words(sentence).split(" .")
            if part.strip()
        ]
        seen = tuple(marks_of(part) for part in cut)
        return Message(tuple(cut), seen, sum(len(part.split()) - 1 for part in cut))

    def of(self, route: Route, *weights: Weight) -> tuple[Rule, ...]:
        """The rules of a route, in the order of the file."""
        return tuple(r for r in self.rules if r.route == route and r.weight in weights)


def route_of(reply: str) -> Route:
    """The route a reply key belongs to."""
    return cast(Route, reply.split(".", 1)[0])


def _compiled(rule: _Rule, compiler: PhraseCompiler) -> Rule:
    return Rule(
        reply=rule.reply,
        weight=rule.weight,
        phrases=tuple(compiler.compile(phrase) for phrase in (*rule.nl, *rule.en)),
        unless=tuple(compiler.compile(phrase) for phrase in rule.unless),
        max_words=rule.max_words,
    )
