"""Documents into passages: one idea each where it is long enough, never cut inside a sentence.

A passage has 60 to 350 tokens (o200k_base). Small ideas of one section are put together; an idea
that is too long is cut between sentences. The headings are context: they are embedded with the
passage, and stay out of its text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.library.document import Document, Idea, TypedSection
from assistant.library.passages import Passage
from assistant.sentences import split_sentences
from assistant.tokens import count_tokens

MIN_TOKENS = 60
MAX_TOKENS = 350


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence or list item, the smallest thing that is never cut."""

    text: str
    sentences: tuple[str, ...]
    heading: str
    idea: int
    mark: str
    starts_block: bool


def chunk(document: Document) -> list[Passage]:
    """The passages of one document, in order."""
    passages: list[Passage] = []
    ids: set[str] = set()
    for section in document.sections:
        for group in _groups(section):
            passages.append(_passage(document, section, group, ids))
    return passages


def embedded_text(passage: Passage) -> str:
    """What is embedded for a passage: its headings, then its text."""
    context = " > ".join(part for part in (passage.title, passage.heading) if part)
    return f"{context}\n{passage.text}" if context else passage.text


def _groups(section: TypedSection) -> list[list[_Piece]]:
    """Ideas put together until they are long enough, then cut where they are too long."""
    groups: list[list[_Piece]] = []
    waiting: list[_Piece] = []
    for number, idea in enumerate(section.ideas):
        for part in _cut(_pieces(idea, number)):
            joined = waiting + part
            if _size(joined) > MAX_TOKENS:
                if waiting:
                    groups.append(waiting)
                joined = part
            if _size(joined) >= MIN_TOKENS:
                groups.append(joined)
                waiting = []
            else:
                waiting = joined
    if waiting:
        if groups and _size(groups[-1] + waiting) <= MAX_TOKENS:
            groups[-1] = groups[-1] + waiting
        else:
            groups.append(waiting)
    return groups


def _pieces(idea: Idea, place: int) -> list[_Piece]:
    pieces: list[_Piece] = []
    for block in idea.blocks:
        if block.is_list:
            for number, item in enumerate(block.items, 1):
                mark = f"{number}. " if block.ordered else "- "
                sentences = tuple(split_sentences(item))
                pieces.append(_piece(item, sentences, idea.heading, place, mark, True))
        else:
            for number, sentence in enumerate(split_sentences(block.items[0])):
                pieces.append(_piece(sentence, (sentence,), idea.heading, place, "", number == 0))
    return pieces


def _piece(
    text: str, sentences: tuple[str, ...], heading: str, idea: int, mark: str, first: bool
) -> _Piece:
    return _Piece(text, sentences, heading, idea, mark, first)


def _cut(pieces: list[_Piece]) -> list[list[_Piece]]:
    parts: list[list[_Piece]] = [[]]
    for piece in pieces:
        if parts[-1] and _size([*parts[-1], piece]) > MAX_TOKENS:
            parts.append([])
        parts[-1].append(piece)
    return [part for part in parts if part]


def _size(pieces: list[_Piece]) -> int:
    """Tokens of the pieces as they will stand together; less than the sum of their own."""
    return count_tokens(_joined(pieces))


def _joined(pieces: list[_Piece]) -> str:
    text = ""
    for number, piece in enumerate(pieces):
        joint = "\n" if piece.mark else "\n\n" if piece.starts_block else " "
        text += (joint if number else "") + piece.mark + piece.text
    return text


def _passage(
    document: Document, section: TypedSection, pieces: list[_Piece], ids: set[str]
) -> Passage:
    front = document.front
    text = _joined(pieces)
    first = pieces[0].heading
    base = "-".join(
        part for part in (front.language, front.id, section.section, _slug(first)) if part
    )
    identifier, clash = base, 2
    while identifier in ids:
        identifier, clash = f"{base}-{clash}", clash + 1
    ids.add(identifier)
    headings = tuple(p.heading for p in pieces for _ in p.sentences)
    ideas = dict.fromkeys(piece.idea for piece in pieces)
    named = list(dict.fromkeys(h for h in headings if h))
    return Passage(
        id=identifier,
        # Headings differ by language and so may the grouping; the place of the first idea does not.
        twin_key=f"{front.id}/{section.section}/{pieces[0].idea}",
        document=document.path,
        document_id=front.id,
        title=front.title,
        heading=" > ".join([section.heading, *named[:1]]),
        section=section.section,
        theme=front.theme,
        language=front.language,
        audience=front.audience,
        text=text,
        sentences=tuple(sentence for piece in pieces for sentence in piece.sentences),
        headings=headings,
        tokens=count_tokens(text),
        source=front.source,
        review_by=front.review_by.isoformat(),
        asked=tuple(question for place in ideas for question in section.ideas[place].asked),
    )


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
