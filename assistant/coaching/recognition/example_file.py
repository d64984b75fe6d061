"""A prompt file with example messages: [[examples]] with a label, `nl` and `en`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant.coaching.recognition.prompt_file import PromptFile
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
        self._file = PromptFile(path, _File)
        self.hash = self._file.hash
        self._read: tuple[Example, ...] | None = None

    def read(self) -> tuple[Example, ...]:
        """All examples in the order of the file; raises PromptError when it cannot be read."""
        if self._read is None:
            self._read = tuple(
                Example(text, entry.label, language)
                for entry in self._file.read().examples
                for language, texts in zip(LANGUAGES, (entry.nl, entry.en), strict=True)
                for text in texts
            )
        return self._read
