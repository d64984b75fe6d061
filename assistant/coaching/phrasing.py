"""The coach's own words around the knowledge: reflections and connecting phrases.

They live in prompts/reflections.toml, where a coach who is no programmer can read and change them.
Which situation a question is about is recognised elsewhere (situations.py); which of its reflections
is said follows from a hash of the question, so that the same question always gets the same words.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import PromptError
from assistant.language import Language

REFLECTIONS = "reflections.toml"


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid")
    nl: list[str]
    en: list[str]


class _Situation(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    theme: str
    reflection: _Texts
    question: _Texts
    helps: list[str]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    situation: list[_Situation]
    theme: dict[str, _Texts]
    phrase: dict[str, _Texts]


@dataclass(frozen=True, slots=True)
class Situation:
    """A recognisable thing leaders come with, and the theme it belongs to."""

    id: str
    theme: str
    reflection: dict[Language, tuple[str, ...]]
    question: dict[Language, tuple[str, ...]]
    """Open questions that fit it, to end with."""
    helps: tuple[tuple[str, str], ...]
    """(document id, English heading) of the ideas that help in it."""


class Phrasing:
    """All words of the embedded coach that are not knowledge."""

    def __init__(self, prompts_dir: Path) -> None:
        """Read reflections.toml strictly; raises PromptError when it is missing or incomplete."""
        data, self.hash = _read(prompts_dir)
        self._themes = {key: _by_language(texts) for key, texts in data.theme.items()}
        self._phrases = {key: _by_language(texts) for key, texts in data.phrase.items()}
        self._situations = {
            entry.id: Situation(
                entry.id,
                entry.theme,
                _by_language(entry.reflection),
                _by_language(entry.question),
                tuple(_named(idea) for idea in entry.helps),
            )
            for entry in data.situation
        }

    @property
    def situations(self) -> tuple[Situation, ...]:
        """All situations, in the order of the file."""
        return tuple(self._situations.values())

    def situation(self, name: str | None) -> Situation | None:
        """The situation by this id, None for no id or one without a reflection."""
        return self._situations.get(name) if name else None

    def reflection(
        self, situation: Situation | None, theme: str, language: Language, key: str, avoid: str
    ) -> str:
        """One reflective sentence; `key` fixes the choice, `avoid` is the text not to open like."""
        texts = situation.reflection if situation else self._themes[theme]
        return pick(texts[language], key, avoid)

    def question(
        self, situation: Situation, language: Language, key: str, said: str
    ) -> tuple[str, ...]:
        """Questions that fit a situation and were not `said` before, the one to ask first."""
        fresh = tuple(text for text in situation.question[language] if text not in said)
        return (pick(fresh, key),) if fresh else ()

    def unsaid(self, name: str, language: Language, key: str, said: str) -> tuple[str, ...]:
        """A phrase by name that was not `said` before; none when all were.

        Raises PromptError when there is none by that name.
        """
        found = self.phrase(name, language, key, said)
        return () if found in said else (found,)

    def phrase(self, name: str, language: Language, key: str, said: str = "") -> str:
        """A connecting phrase by name, one that was not `said` before if there is any left.

        Raises PromptError when there is none by that name.
        """
        if name not in self._phrases:
            raise PromptError(
                f"no phrase {name!r}", name=REFLECTIONS, problem=f"phrase {name} is missing"
            )
        variants = self._phrases[name][language]
        fresh = tuple(text for text in variants if text not in said)
        return pick(fresh or variants, key)


def opening(text: str) -> str:
    """The first two words of a text, the part in which two replies would sound alike."""
    return " ".join(text.lower().split()[:2])


def pick(variants: tuple[str, ...], key: str, avoid: str = "") -> str:
    """One of `variants`, the same for the same `key`, not opening like `avoid` if it can be helped."""
    start = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % len(variants)
    ordered = variants[start:] + variants[:start]
    return next((v for v in ordered if not avoid or opening(v) != opening(avoid)), ordered[0])


def _read(prompts_dir: Path) -> tuple[_File, str]:
    """The file and its hash."""
    path = prompts_dir / REFLECTIONS
    try:
        raw = path.read_bytes()
        data = _File.model_validate(tomllib.loads(raw.decode("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise PromptError(
            f"{path}: {error}", name=REFLECTIONS, problem=str(error).splitlines()[0]
        ) from error
    return data, hashlib.sha256(raw).hexdigest()


def _named(idea: str) -> tuple[str, str]:
    """ "change-pace: Set a manageable pace" as document id and heading."""
    document, _, heading = idea.partition(": ")
    return document, heading


def _by_language(texts: _Texts) -> dict[Language, tuple[str, ...]]:
    return {"nl": tuple(texts.nl), "en": tuple(texts.en)}
