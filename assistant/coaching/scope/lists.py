"""The reviewed lists of prompts/scope.toml, read strictly."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import PromptError
from assistant.language import Language

FILE = "scope.toml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Examples(_Strict):
    """Example questions in both languages."""

    nl: list[str]
    en: list[str]

    @property
    def both(self) -> list[str]:
        """All of them, Dutch first."""
        return [*self.nl, *self.en]

    @property
    def lines(self) -> tuple[tuple[str, Language], ...]:
        """All of them with their language, in the order of `both`."""
        return (*((text, "nl") for text in self.nl), *((text, "en") for text in self.en))


class Names(_Strict):
    """Names outside the knowledge that people write with or without a capital."""

    organisations: list[str]
    thinkers: list[str]
    models: list[str]
    tools: list[str]


class Asks(_Strict):
    """Phrases that ask for one kind of answer; a trailing * stands for any ending."""

    percentage: list[str]
    count: list[str]
    sample: list[str]
    money: list[str]
    moment: list[str]
    duration: list[str]
    ranking: list[str]
    product: list[str]
    contact: list[str]
    biography: list[str]
    law: list[str]
    organisation: list[str]
    told_of: list[str]
    """Companies of which the knowledge tells what they do, as it writes them."""


class Same(_Strict):
    """Words that point at the same thing."""

    words: list[str]


class Field(_Strict):
    """Words that leaders use when they speak of their own people."""

    words: list[str]


class Counted(_Strict):
    """Something that has a fixed number of parts."""

    names: list[str]
    parts: list[str]
    count: int


class Premises(_Strict):
    """How people assert something in passing, and words that turn its meaning around."""

    tags: list[str]
    openers: list[str]
    saying: list[str]
    events: list[str]
    negations: list[str]
    only: list[str]
    most: list[str]
    least: list[str]
    opposites: list[tuple[str, str]]
    absences: list[str]


class ScopeLists(_Strict):
    """The whole file."""

    inside: Examples
    outside: dict[str, Examples]
    field: Field
    names: Names
    asks: Asks
    same: list[Same]
    counted: list[Counted]
    premises: Premises

    @property
    def all_outside(self) -> list[str]:
        """Every example outside the framework."""
        return [text for group in self.outside.values() for text in group.both]


def load_lists(prompts_dir: Path) -> ScopeLists:
    """Read the file; raises PromptError saying what is wrong with it."""
    path = prompts_dir / FILE
    try:
        return ScopeLists.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PromptError(f"{path}: {error}", name=FILE, problem=str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise PromptError(
            f"{path}: {error}", name=FILE, problem=f"{place}: {first['msg']}"
        ) from error


def phrases(entries: list[str]) -> re.Pattern[str]:
    """One pattern that finds any of these phrases as whole words in lower-case text."""
    parts = []
    for entry in sorted(entries, key=len, reverse=True):
        text = re.escape(entry.removesuffix("*").lower()).replace(r"\ ", r"\s+")
        parts.append(text + (r"[\w'-]*" if entry.endswith("*") else ""))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])")
