"""Ideas: what a passage is about, under one key in both languages.

An idea is one `###` heading of a section (or the whole section where it has none). Grouping into
passages may differ between the languages, and so do the headings; the place of an idea does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.library.passages import Passage
from evals.cases import DatasetError


@dataclass(frozen=True, slots=True)
class Ideas:
    """The ideas of all passages, and which reference ("document#heading") means which idea."""

    of_passage: Mapping[str, tuple[str, ...]]
    by_reference: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, passages: Iterable[Passage]) -> Ideas:
        """The ideas of these passages."""
        of_passage: dict[str, tuple[str, ...]] = {}
        by_reference: dict[str, dict[str, None]] = {}
        for passage in passages:
            of_passage[passage.id] = tuple(passage.ideas)
            for key, name in passage.ideas.items():
                reference = f"{passage.document_id}#{name}"
                by_reference.setdefault(reference, {})[key] = None
        return cls(of_passage, {name: tuple(keys) for name, keys in by_reference.items()})

    def graded(self, relevant: Iterable[tuple[str, int]]) -> dict[str, int]:
        """Idea keys with their grades; raises DatasetError for a reference that is nowhere."""
        grades: dict[str, int] = {}
        for reference, grade in relevant:
            if reference not in self.by_reference:
                raise DatasetError(f"no passage stands under {reference!r}")
            for key in self.by_reference[reference]:
                grades[key] = max(grade, grades.get(key, 0))
        return grades
