"""Prompt files, loaded by name and filled strictly.

A prompt is a Markdown file in prompts/, `<role>.<language>.md`, with blanks written {{name}}. Braces
elsewhere are plain text. A blank nobody fills, or a value no blank asks for, is an error by name.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from assistant.errors import PromptError
from assistant.language import Language

_BLANK = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")


class Prompts:
    """The prompt files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, str] = {}

    def fill(self, role: str, language: Language, **values: str) -> str:
        """The text of a prompt with its blanks filled; raises PromptError."""
        name = f"{role}.{language}.md"
        text = self._read(name)
        blanks = set(_BLANK.findall(text))
        for problem, odd in (
            ("has no value", blanks - set(values)),
            ("is no blank", set(values) - blanks),
        ):
            if odd:
                blank = sorted(odd)[0]
                raise PromptError(
                    f"{name}: {blank} {problem}", name=name, problem=f"{blank} {problem}"
                )
        return _BLANK.sub(lambda match: values[match.group(1)], text)

    def hashes(self, *roles: str) -> dict[str, str]:
        """File name -> sha256 of the prompts of these roles, in both languages."""
        return {
            name: hashlib.sha256(self._read(name).encode("utf-8")).hexdigest()
            for role in roles
            for name in (f"{role}.nl.md", f"{role}.en.md")
        }

    def _read(self, name: str) -> str:
        if name not in self._texts:
            try:
                text = (self._folder / name).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise PromptError(str(error), name=name, problem="cannot be read") from error
            self._texts[name] = text.strip()
        return self._texts[name]
