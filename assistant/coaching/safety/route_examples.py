"""prompts/route_examples.toml, read strictly: messages and the reply each should get.

They are many, and wanted only when something is learnt from them; a start without changes needs no
more than their hash.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.coaching.safety.rulebook import route_of
from assistant.conversation import Route
from assistant.errors import PromptError
from assistant.language import LANGUAGES, Language

_NAME = "route_examples.toml"


class _Examples(BaseModel):
    model_config = ConfigDict(extra="forbid")
    reply: str
    nl: list[str]
    en: list[str]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    examples: list[_Examples]


@dataclass(frozen=True, slots=True)
class Example:
    """A message a person might write, and the reply it should get ("coach" for none)."""

    text: str
    reply: str
    language: Language

    @property
    def route(self) -> Route:
        """The route the reply belongs to."""
        return route_of(self.reply)


class RouteExamples:
    """The examples of a prompts folder; the file is taken as it is when this is made."""

    def __init__(self, prompts_dir: Path) -> None:
        """Raises PromptError when the file is missing."""
        self._path = prompts_dir / _NAME
        try:
            self._raw = self._path.read_bytes()
        except OSError as error:
            raise self._wrong(error) from error
        self.hash = hashlib.sha256(self._raw).hexdigest()
        self._read: tuple[Example, ...] | None = None

    def read(self) -> tuple[Example, ...]:
        """All examples in the order of the file; raises PromptError when it cannot be read."""
        if self._read is None:
            try:
                data = _File.model_validate(tomllib.loads(self._raw.decode("utf-8")))
            except (UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
                raise self._wrong(error) from error
            self._read = tuple(
                Example(text, entry.reply, language)
                for entry in data.examples
                for language, texts in zip(LANGUAGES, (entry.nl, entry.en), strict=True)
                for text in texts
            )
        return self._read

    def _wrong(self, error: Exception) -> PromptError:
        return PromptError(f"{self._path}: {error}", name=_NAME, problem=str(error).splitlines()[0])
