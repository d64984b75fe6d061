"""The framework itself: five themes and the compass that spans them, read from framework.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import KnowledgeError
from assistant.language import Language

THEME_IDS = ("lead-by-example", "curious-team", "ownership", "human-touch", "change", "compass")


class _Bilingual(BaseModel):
    model_config = ConfigDict(extra="forbid")
    nl: str
    en: str


class _BilingualList(BaseModel):
    model_config = ConfigDict(extra="forbid")
    nl: list[str]
    en: list[str]


class _ThemeFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    name: _Bilingual
    essence: _Bilingual
    starters: _BilingualList


class _FrameworkFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    theme: list[_ThemeFile]


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme with its texts in both languages."""

    id: str
    name: dict[Language, str]
    essence: dict[Language, str]
    starters: dict[Language, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Framework:
    """All themes, in the order of the file."""

    themes: tuple[Theme, ...]

    def theme(self, theme_id: str) -> Theme:
        """The theme with this id; raises KeyError when there is none."""
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        raise KeyError(theme_id)


def load_framework(path: Path) -> Framework:
    """Read framework.toml strictly.

    Raises KnowledgeError when the file is missing, unreadable, or has an unknown or missing theme.
    """
    try:
        data = _FrameworkFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        problem = str(error).splitlines()[0]
        raise KnowledgeError(f"{path}: {error}", path=str(path), problem=problem) from error
    found = [theme.id for theme in data.theme]
    if sorted(found) != sorted(THEME_IDS):
        problem = f"themes are {found}, expected {list(THEME_IDS)}"
        raise KnowledgeError(f"{path}: {problem}", path=str(path), problem=problem)
    return Framework(
        tuple(
            Theme(
                id=theme.id,
                name={"nl": theme.name.nl, "en": theme.name.en},
                essence={"nl": theme.essence.nl, "en": theme.essence.en},
                starters={"nl": tuple(theme.starters.nl), "en": tuple(theme.starters.en)},
            )
            for theme in data.theme
        )
    )
