"""Small passages and requests for tests of the coach."""

from __future__ import annotations

from assistant.coaching.draft import DraftRequest
from assistant.conversation import Question, SearchQuery, Turn
from assistant.library.passages import Passage, RetrievedPassage
from assistant.sentences import split_sentences


def passage(identifier: str, text: str, theme: str = "change", language: str = "nl") -> Passage:
    """A passage with these sentences."""
    sentences = tuple(split_sentences(text))
    return Passage(
        id=identifier,
        twin_key=identifier,
        document=f"{language}/{identifier}.md",
        document_id=identifier,
        title="Titel",
        heading="Inzicht",
        section="insight",
        theme=theme,
        language=language,  # type: ignore[arg-type]
        audience="leader",
        text=text,
        sentences=sentences,
        headings=("",) * len(sentences),
        tokens=80,
        source="Een bron",
        review_by="2099-01-01",
    )


GARTNER = passage(
    "p-gartner",
    "Volgens Gartner verwacht 77% van de CEO's een nieuw tijdperk. Een sprong vraagt moed.",
)
TEMPO = passage("p-tempo", "Doseer het tempo van de verandering. Check elke week in bij je team.")


def request(text: str = "Hoe ga ik om met verandering?", *history: Turn) -> DraftRequest:
    """A drafting request over two passages."""
    found = tuple(RetrievedPassage(p, 0.9, 0.9, 0.1) for p in (GARTNER, TEMPO))
    return DraftRequest(Question(text, history=history), SearchQuery(text, "nl"), "nl", found)
