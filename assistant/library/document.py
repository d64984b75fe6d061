"""One Markdown file of the knowledge folder, read strictly and kindly.

Strictly: what does not fit the contract is a problem with a path, a line and a sentence. Kindly: a
bad document never stops the others.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.framework import THEME_IDS
from assistant.language import LANGUAGES, Language
from assistant.library.passages import Section

_MAX_BYTES = 1_000_000
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|[\U000e0000-\U000e007f]"
)

SECTIONS: dict[Language, dict[str, Section]] = {
    "nl": {
        "inzicht": "insight", "praktijk": "practice", "voorbeeld": "example",
        "onderzoek": "research", "coachvragen": "question", "klein experiment": "experiment",
        "voor l&d": "l-and-d",
    },
    "en": {
        "insight": "insight", "practice": "practice", "example": "example",
        "research": "research", "coaching questions": "question", "small experiment": "experiment",
        "for l&d": "l-and-d",
    },
}  # fmt: skip


class FrontMatter(BaseModel):
    """What every document says of itself, between the two `---` lines."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,80}$")
    title: str = Field(min_length=3, max_length=160)
    language: Language
    theme: str
    audience: Literal["leader", "l-and-d", "both"]
    owner: str = Field(min_length=1)
    source: str = Field(min_length=3)
    source_url: str | None = None
    licence: str = Field(min_length=2)
    review_by: date


@dataclass(frozen=True, slots=True)
class DocumentProblem:
    """Something wrong with a document. Serious: the document, or that part of it, is left out."""

    path: str
    line: int
    nl: str
    en: str
    serious: bool = True

    def sentence(self, language: Language) -> str:
        """Where and what, for a person."""
        return f"{self.path}:{self.line}: {self.nl if language == 'nl' else self.en}"

    def as_dict(self) -> dict[str, Any]:
        """The problem for programs."""
        return {
            "path": self.path,
            "line": self.line,
            "serious": self.serious,
            "nl": self.nl,
            "en": self.en,
        }


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a list under a heading; `items` are the items of a list, else one text."""

    items: tuple[str, ...]
    is_list: bool
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Idea:
    """A level-3 heading with what stands under it ("" for text right under the section).

    `asked` are the lines in which a curator wrote how leaders ask for it. They help to find the
    idea and are no knowledge: they are never part of `blocks`.
    """

    heading: str
    blocks: tuple[Block, ...]
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypedSection:
    """A level-2 section of a known type, with its heading as written."""

    section: Section
    heading: str
    ideas: tuple[Idea, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may be used."""

    path: str
    front: FrontMatter
    sections: tuple[TypedSection, ...]


def read_documents(folder: Path) -> tuple[list[Document], list[DocumentProblem]]:
    """Every document under `folder`/nl and `folder`/en that can be used, and all problems.

    Files in order of path, so that a run is repeatable. A folder that is missing gives no
    documents; whether that is an error is for the caller.
    """
    documents: list[Document] = []
    problems: list[DocumentProblem] = []
    seen: dict[tuple[str, str], str] = {}
    for language in LANGUAGES:
        for path in _files(folder / language):
            name = f"{language}/{path.name}"
            document, found = _read(folder, path, name, language)
            problems += found
            if document is None:
                continue
            key = (document.front.id, language)
            if key in seen:
                problems.append(DocumentProblem(
                    name, 1,
                    f"het id {key[0]} wordt al gebruikt door {seen[key]}.",
                    f"the id {key[0]} is already used by {seen[key]}.",
                ))  # fmt: skip
                continue
            seen[key] = name
            documents.append(document)
    return documents, problems


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(p for p in folder.iterdir() if p.suffix.lower() == ".md")


def _read(
    root: Path, path: Path, name: str, language: Language
) -> tuple[Document | None, list[DocumentProblem]]:
    def fail(line: int, nl: str, en: str) -> tuple[None, list[DocumentProblem]]:
        return None, [DocumentProblem(name, line, nl, en)]

    try:
        if not path.resolve().is_relative_to(root.resolve()):
            return fail(
                1,
                "dit is een verwijzing naar buiten de kennismap.",
                "this links to outside the knowledge folder.",
            )
        if path.stat().st_size > _MAX_BYTES:
            return fail(
                1,
                "het bestand is groter dan 1 MB; splits het.",
                "the file is larger than 1 MB; split it.",
            )
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return fail(
            1,
            f"het bestand is geen UTF-8-tekst (byte {error.start}).",
            f"the file is no UTF-8 text (byte {error.start}).",
        )
    except OSError:
        return fail(
            1,
            "het bestand kan niet worden gelezen; kijk naar de rechten.",
            "the file cannot be read; check its permissions.",
        )
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    hidden = _hidden_text(text)
    if hidden is not None:
        return fail(
            hidden,
            "hier staat verborgen tekst; haal die weg.",
            "there is hidden text here; remove it.",
        )
    return _parse(text, name, language)


def _hidden_text(text: str) -> int | None:
    """The line (from 1) of the first thing a reader would not see, or None."""
    for number, line in enumerate(text.split("\n"), 1):
        invisible = _INVISIBLE.search(line)
        control = any(unicodedata.category(c) == "Cc" and c != "\t" for c in line)
        if invisible or control or re.search(r"<!--|<[a-zA-Z/][^>]*>?", line):
            return number
    return None


def _parse(
    text: str, name: str, language: Language
) -> tuple[Document | None, list[DocumentProblem]]:
    match = re.match(r"\A---\n(.*?)\n---[ \t]*(?:\n|\Z)", text, re.DOTALL)
    if match is None:
        return None, [DocumentProblem(
            name, 1,
            "bovenaan ontbreekt het blok met gegevens tussen twee regels ---.",
            "the block of data between two lines --- at the top is missing.",
        )]  # fmt: skip
    front, problem = _front_matter(match.group(1), name, language)
    if front is None:
        return None, [problem] if problem else []
    offset = text[: match.end()].count("\n")
    sections, problems = _sections(text[match.end() :], name, language, offset)
    if not sections:
        problems.append(
            DocumentProblem(
                name,
                offset + 1,
                "er staat geen bruikbaar onderdeel in.",
                "there is no usable section in it.",
            )
        )
        return None, problems
    return Document(name, front, tuple(sections)), problems


def _front_matter(
    block: str, name: str, language: Language
) -> tuple[FrontMatter | None, DocumentProblem | None]:
    try:
        data = yaml.safe_load(block)
        front = FrontMatter.model_validate(data)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = (mark.line if mark else 0) + 2
        return None, DocumentProblem(
            name,
            line,
            "de gegevens bovenaan zijn niet leesbaar.",
            "the data at the top cannot be read.",
        )
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0]) if first["loc"] else "?"
        line = _line_of(block, key)
        missing = first["type"] == "missing"
        return None, DocumentProblem(
            name, line,
            f"`{key}` ontbreekt in de gegevens bovenaan." if missing else f"`{key}` klopt niet in de gegevens bovenaan.",
            f"`{key}` is missing from the data at the top." if missing else f"`{key}` is not right in the data at the top.",
        )  # fmt: skip
    if front.theme not in THEME_IDS:
        return None, DocumentProblem(
            name, _line_of(block, "theme"),
            f"het thema {front.theme!r} bestaat niet; kies uit {', '.join(THEME_IDS)}.",
            f"there is no theme {front.theme!r}; choose from {', '.join(THEME_IDS)}.",
        )  # fmt: skip
    if front.language != language:
        return None, DocumentProblem(
            name, _line_of(block, "language"),
            f"de taal is {front.language}, maar het bestand staat in {language}/.",
            f"the language is {front.language}, but the file is in {language}/.",
        )  # fmt: skip
    return front, None


def _line_of(block: str, key: str) -> int:
    for number, line in enumerate(block.split("\n"), 2):
        if line.startswith(f"{key}:"):
            return number
    return 1


@dataclass(slots=True)
class _Open:
    """An idea that is still being read, from `line` of the body on."""

    heading: str
    line: int
    blocks: list[Block] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


def _sections(
    body: str, name: str, language: Language, offset: int
) -> tuple[list[TypedSection], list[DocumentProblem]]:
    body, waiting = _take_asked(body)
    tokens = MarkdownIt("commonmark").parse(body)
    problems: list[DocumentProblem] = []
    result: list[TypedSection] = []
    heading = ""
    section: Section | None = None
    ideas: list[_Open] = []

    def take(until: float) -> None:
        """Give the questions before line `until` to the idea they stand under."""
        while waiting and waiting[0][0] < until:
            line, question = waiting.pop(0)
            if section is None:
                continue  # said already, or above the first section, where nothing is used
            if not ideas:
                ideas.append(_Open("", line))
            ideas[-1].asked.append(question)

    def close() -> None:
        nonlocal ideas
        if section is not None:
            for idea in ideas:
                if idea.asked and not idea.blocks:
                    problems.append(DocumentProblem(
                        name, offset + idea.line + 1,
                        "er staan vragen van leiders bij een kopje zonder tekst; zet ze onder het idee zelf.",
                        "questions of leaders stand under a heading without text; put them under the idea itself.",
                        serious=False,
                    ))  # fmt: skip
            kept = tuple(
                Idea(idea.heading, tuple(idea.blocks), tuple(dict.fromkeys(idea.asked)))
                for idea in ideas
                if idea.blocks
            )
            if kept:
                result.append(TypedSection(section, heading, kept))
        ideas = []

    index = 0
    while index < len(tokens):
        token = tokens[index]
        line = token.map[0] if token.map else 0
        if token.type == "heading_open":
            take(line)
            title = _plain(tokens[index + 1])
            if token.tag == "h2":
                close()
                heading, section = title, SECTIONS[language].get(title.lower().strip())
                if section is None:
                    known = ", ".join(k.capitalize() for k in SECTIONS[language])
                    problems.append(DocumentProblem(
                        name, offset + line + 1,
                        f"het onderdeel {title!r} is onbekend en wordt overgeslagen; kies uit: {known}.",
                        f"the section {title!r} is unknown and is left out; choose from: {known}.",
                    ))  # fmt: skip
            elif token.tag == "h3":
                ideas.append(_Open(title, line))
            index += 3
            continue
        block, index = _block(tokens, index)
        if block is not None and section is not None:
            if not ideas:
                ideas.append(_Open("", line))
            ideas[-1].blocks.append(block)
    take(math.inf)
    close()
    return result, problems


def _take_asked(body: str) -> tuple[str, list[tuple[int, str]]]:
    """The body without its quoted lines, and those lines with their place, in plain text.

    Line by line rather than as Markdown reads a quotation: there a line that follows without a
    blank line belongs to the quotation, and a paragraph of knowledge would be lost in it.
    """
    lines = body.split("\n")
    asked: list[tuple[int, str]] = []
    for number, line in enumerate(lines):
        match = re.match(r" {0,3}>(.*)", line)
        if match is None:
            continue
        lines[number] = ""
        text = re.sub(r"^(?:[-*+>]\s+|\d+[.)]\s+)+", "", match.group(1).strip())
        plain = _plain(MarkdownIt("commonmark").parseInline(text)[0])
        if plain:
            asked.append((number, plain))
    return "\n".join(lines), asked


def _block(tokens: list[Token], index: int) -> tuple[Block | None, int]:
    token = tokens[index]
    if token.type == "paragraph_open":
        return Block((_plain(tokens[index + 1]),), is_list=False), index + 3
    if token.type in ("bullet_list_open", "ordered_list_open"):
        closing = token.type.replace("open", "close")
        items: list[str] = []
        depth = token.level
        index += 1
        while not (tokens[index].type == closing and tokens[index].level == depth):
            if tokens[index].type == "inline":
                items.append(_plain(tokens[index]))
            index += 1
        ordered = token.type.startswith("ordered")
        return (Block(tuple(items), is_list=True, ordered=ordered) if items else None), index + 1
    if token.type == "inline":
        return Block((_plain(token),), is_list=False), index + 1
    return None, index + 1


def _plain(token: Token) -> str:
    """The text of an inline token without Markdown marks; links keep their words only."""
    parts: list[str] = []
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return " ".join("".join(parts).split())
