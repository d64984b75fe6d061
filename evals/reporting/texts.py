"""The texts of the report, in the language of the reader, from `texts.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from assistant.language import Language
from evals.criteria import Criterion, load_criteria

FILE = Path(__file__).parent / "texts.toml"


@cache
def content() -> Mapping[str, Any]:
    """The whole file, read once."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def _criteria() -> tuple[Criterion, ...]:
    return load_criteria()


class Texts:
    """Texts in one language. A text that is asked for by key must exist: KeyError otherwise."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The text under "section.key", with {values} filled in."""
        section, _, name = key.partition(".")
        text: str = content()[section][name][self.language]
        return text.format(**values) if values else text

    def lines(self, section: str) -> list[str]:
        """A list of texts that is longer or shorter as its writers see fit."""
        found: list[str] = content()[section][self.language]
        return found

    def section(self, section: str) -> dict[str, str]:
        """All texts of a section by key."""
        return {name: text[self.language] for name, text in content()[section].items()}

    # Names of measures, suites and kinds come from runs, which may know more of them than the
    # texts do: those show under their own name.

    def measure(self, metric: str) -> str:
        """What a measure is called."""
        judged, _, criterion = metric.partition(":")
        if criterion:
            return f"{self._name('measure', judged)}: {self.criterion(criterion)}"
        return self._name("measure", metric)

    def criterion(self, criterion: str) -> str:
        """What a criterion of the judge is called."""
        named = {known.id: known.name for known in _criteria()}.get(criterion)
        return named[self.language] if named else criterion.replace("_", " ")

    def suite(self, suite: str) -> str:
        """What a suite is called."""
        return self._name("suite", suite)

    def slice(self, slice_: str) -> str:
        """What a language, a kind or both together ("nl / crisis") are called."""
        parts = [
            ", ".join(self._name("slice", part) for part in half.split(", "))
            for half in slice_.split(" / ")
        ]
        return " · ".join(parts)

    def _name(self, section: str, key: str) -> str:
        named = content()[section].get(key)
        return named[self.language] if named else key.replace("_", " ")
