"""A prompt file with example messages, read strictly: [[examples]] with a label, `nl` and `en`.

The examples are many, and wanted only when something is learnt from them; a start without changes
needs no more than their hash.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import PromptError
from assistant.language import LANGUAGES, Language


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    label: str
    nl: list[str]
    en: list[str]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    examples: list[_Entry]


@dataclass(frozen=True, slots=True)
class Example:
    """A message a person might write, and what it is an example of."""

    text: str
    label: str
    language: Language


class ExampleFile:
    """The examples of one file, taken as it is when this is made."""

    def __init__(self, path: Path) -> None:
        """Raises PromptError when the file is missing."""
        self._path = path
        try:
            self._raw = path.read_bytes()
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
                Example(text, entry.label, language)
                for entry in data.examples
                for language, texts in zip(LANGUAGES, (entry.nl, entry.en), strict=True)
                for text in texts
            )
        return self._read

    def _wrong(self, error: Exception) -> PromptError:
        return PromptError(
            f"{self._path}: {error}", name=self._path.name, problem=str(error).splitlines()[0]
        )
