"""A small knowledge folder and an embedder that counts, for tests of the library."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from assistant.library.passages import Passage
from assistant.settings import Settings

DOCUMENT = """---
id: {id}
title: "{title}"
language: {language}
theme: {theme}
audience: leader
owner: "L&D"
source: "Een bron"
licence: "MIT"
review_by: 2099-01-01
---

# {title}

{body}
"""

NL_BODY = """## Inzicht

### Leren hoort erbij

Een leider die zelf leert, geeft het team toestemming om te leren. Leren kost tijd en levert rust op.
Een team dat leert, durft vragen te stellen aan elkaar en aan de leider. Vragen stellen is een
teken van kracht in een tijd waarin veel verandert en niemand alles weet over nieuwe techniek.

### Fouten zijn informatie

Een fout laat zien waar de werkwijze beter kan. Een leider die rustig reageert op een fout, houdt
het gesprek open. Het team ziet aan de eerste reactie van de leider of een fout besproken mag worden.
Een bespreking van een fout gaat over het werk en niet over de persoon die de fout heeft gemaakt.

## Coachvragen

- Wat heb je zelf deze maand geleerd?
- Hoe reageer je op een fout?
"""

EN_BODY = """## Insight

### Learning belongs to it

A leader who learns gives the team permission to learn. Learning takes time and brings calm.
A team that learns dares to ask questions of each other and of the leader. Asking questions is a
sign of strength at a time in which much is changing and nobody knows everything about technology.

### Mistakes are information

A mistake shows where the way of working can be better. A leader who responds calmly to a mistake
keeps the conversation open. The first response of the leader shows the team whether a mistake may
be discussed. Discussing a mistake is about the work and not about the person who made the mistake.

## Coaching questions

- What did you learn yourself this month?
- How do you respond to a mistake?
"""


class CountingEmbedder:
    """Vectors from a hash of the words: cheap, repeatable, and it remembers what it was asked."""

    version = "1"
    dimension = 64

    def __init__(self, name: str = "counting") -> None:
        self.name = name
        self.embedded: list[str] = []
        self.asked: list[str] = []

    def queries(self, texts: list[str]) -> np.ndarray:
        self.asked += texts
        return np.stack([self._vector(text) for text in texts])

    def passages(self, texts: list[str]) -> np.ndarray:
        self.embedded += texts
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> np.ndarray:
        vector = np.full(self.dimension, 0.01, dtype=np.float32)
        for word in text.lower().split():
            place = int.from_bytes(hashlib.sha256(word.strip(".,?:").encode()).digest()[:2], "big")
            vector[place % self.dimension] += 1
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def write_document(
    folder: Path,
    language: str,
    identifier: str = "learning",
    theme: str = "lead-by-example",
    body: str | None = None,
) -> Path:
    """Put a valid document in the folder and return its path."""
    text = DOCUMENT.format(
        id=identifier,
        title="Leren als leider" if language == "nl" else "Learning as a leader",
        language=language,
        theme=theme,
        body=body or (NL_BODY if language == "nl" else EN_BODY),
    )
    path = folder / language / f"{identifier}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def outside_passage(identifier: str, text: str) -> Passage:
    """A passage as an outside corpus gives it: no headings, no sentences, no twin."""
    return Passage(
        id=identifier, twin_key=identifier, document=identifier, document_id=identifier,
        title="", heading="", section="insight", theme="compass", language="nl", audience="both",
        text=text, sentences=(), headings=(), tokens=0, source="", review_by="",
    )  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a knowledge folder of one pair of twins and an empty home."""
    knowledge = tmp_path / "knowledge"
    write_document(knowledge, "nl")
    write_document(knowledge, "en")
    return Settings(home=tmp_path / "home", knowledge_dir=knowledge)


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()
