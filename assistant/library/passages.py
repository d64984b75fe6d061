"""The nouns of the library: a passage, and a passage as it was retrieved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.language import Language

Section = Literal["insight", "practice", "example", "research", "question", "experiment", "l-and-d"]
Audience = Literal["leader", "l-and-d", "both"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one typed section of a knowledge document, small enough to quote from.

    `id` is stable under edits elsewhere in the file. `twin_key` is the same for a passage and its
    counterpart in the other language. `sentences` are the standing-alone sentences of `text`, in
    order; `headings[i]` is the level-3 heading that sentence i stands under ("" for none). `asked`
    are questions in leaders' words that this passage answers: for finding it, never for showing.
    """

    id: str
    twin_key: str
    document: str
    document_id: str
    title: str
    heading: str
    section: Section
    theme: str
    language: Language
    audience: Audience
    text: str
    sentences: tuple[str, ...]
    headings: tuple[str, ...]
    tokens: int
    source: str
    review_by: str
    asked: tuple[str, ...] = ()

    @property
    def ideas(self) -> dict[str, str]:
        """Its ideas by key, with their names: the heading of each, or of the section without one.

        The key is the same in both languages, and the twin key that a passage of that idea alone has:
        a passage may hold several small ideas in one language and one in the other.
        """
        names = [h or self.heading.split(" > ")[0] for h in dict.fromkeys(self.headings)]
        section, _, place = self.twin_key.rpartition("/")
        if not place.isdigit():
            return {self.twin_key: names[0] if names else self.heading}
        return {f"{section}/{int(place) + n}": name for n, name in enumerate(names)}


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A line in leaders' words, and the twin key of the passage that it asks for."""

    text: str
    language: Language
    twin_key: str


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage with what the retriever thought of it.

    `score` is the fused score the order follows; `dense` the cosine with the query (-1..1);
    `lexical` the share of the query's words it covers (0 when the words do not overlap).
    """

    passage: Passage
    score: float
    dense: float
    lexical: float


@dataclass(frozen=True, slots=True)
class Closeness:
    """How near a text is to every passage, by id: by vectors (about a cosine) and by words (0..1)."""

    vectors: Mapping[str, float]
    words: Mapping[str, float]
