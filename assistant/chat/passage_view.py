"""A citation as the panel at the side shows it: the passage with its supporting sentence marked."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from assistant.chat.texts import TEXTS
from assistant.conversation import Citation
from assistant.framework import Framework
from assistant.language import Language

_MONTHS: dict[Language, tuple[str, ...]] = {
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
        "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
}  # fmt: skip
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")


def citation_view(
    citation: Citation, language: Language, framework: Framework | None
) -> dict[str, Any]:
    """Everything the panel shows for one citation, as plain data."""
    texts = TEXTS[language]
    return {
        "n": citation.n,
        "panel": texts.source.format(n=citation.n),
        "title": citation.title,
        "heading": citation.heading,
        "theme": _theme_name(citation.theme, language, framework),
        "source": citation.source,
        "review": _review(citation.review_by, language),
        "lines": passage_lines(citation.passage or citation.quote, citation.quote),
        "lang": citation.language,
    }


def passage_lines(passage: str, quote: str) -> list[dict[str, Any]]:
    """The passage line by line, cut where the quote begins and ends.

    A quote that is not in the passage word for word is shown above it: the reader must always
    see which sentence the claim leans on.
    """
    quote = _BULLET.sub("", quote).strip()
    lines: list[dict[str, Any]] = []
    found = False
    for raw in re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)", passage):
        text = " ".join(_BULLET.sub("", raw).split())
        if not text:
            continue
        parts = _cut(text, quote) if not found else [(text, False)]
        found = found or any(marked for _, marked in parts)
        lines.append(_line(parts, item=bool(_BULLET.match(raw))))
    if quote and not found:
        lines.insert(0, _line([(quote, True)], item=False))
    return lines


def _line(parts: list[tuple[str, bool]], *, item: bool) -> dict[str, Any]:
    return {"item": item, "parts": [{"text": text, "mark": mark} for text, mark in parts]}


def _cut(text: str, quote: str) -> list[tuple[str, bool]]:
    words = quote.split()
    match = re.search(r"\s+".join(map(re.escape, words)), text) if words else None
    if match is None:
        return [(text, False)]
    parts = [
        (text[: match.start()], False),
        (match.group(), True),
        (text[match.end() :], False),
    ]
    return [(part, marked) for part, marked in parts if part]


def _theme_name(theme_id: str, language: Language, framework: Framework | None) -> str:
    if framework is None:
        return theme_id
    try:
        return framework.theme(theme_id).name[language]
    except KeyError:
        return theme_id


def _review(review_by: str, language: Language) -> str:
    if not review_by:
        return ""
    try:
        day = date.fromisoformat(review_by)
    except ValueError:
        return TEXTS[language].review.format(date=review_by)
    spoken = f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"
    return TEXTS[language].review.format(date=spoken)
