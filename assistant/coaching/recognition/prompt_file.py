"""A prompt file that is wanted only when something is learnt from it, read strictly.

The examples are many; a start without changes needs no more than the hash of the file.
"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

from pydantic import BaseModel, ValidationError

from assistant.errors import PromptError

Content = TypeVar("Content", bound=BaseModel)

_READ: WeakValueDictionary[tuple[type[BaseModel], str], BaseModel] = WeakValueDictionary()
"""What is in use by anybody, by kind and hash: several learn from one file, and reading it takes a
second."""


class PromptFile(Generic[Content]):
    """A TOML file in the prompts folder, taken as it is when this is made."""

    def __init__(self, path: Path, model: type[Content]) -> None:
        """Raises PromptError when the file is missing."""
        self._path = path
        self._model = model
        try:
            self._raw = path.read_bytes()
        except OSError as error:
            raise self._wrong(error) from error
        self.hash = hashlib.sha256(self._raw).hexdigest()
        self._content: Content | None = None

    def read(self) -> Content:
        """What is in it; raises PromptError when it cannot be read."""
        if self._content is None:
            known = _READ.get((self._model, self.hash))
            self._content = known if isinstance(known, self._model) else self._parsed()
            _READ[self._model, self.hash] = self._content
        return self._content

    def _parsed(self) -> Content:
        try:
            return self._model.model_validate(tomllib.loads(self._raw.decode("utf-8")))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
            raise self._wrong(error) from error

    def _wrong(self, error: Exception) -> PromptError:
        return PromptError(
            f"{self._path}: {error}", name=self._path.name, problem=str(error).splitlines()[0]
        )
