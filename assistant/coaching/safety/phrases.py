"""Phrases as people write them in routes.toml, made into matchers.

ik wil (niet|nooit) meer [verder] leven     words; one of; may be there
negeer .. regel*                            up to five words between; any ending
geef _ een cijfer                           any one word
{iemand} zei                                one of a list under [words]
> negeer                                    at the start of a clause
kan niet meer <                             before a break or the end of a sentence
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.coaching.safety.wording import Wording

_LEX = re.compile(r"\.\.|[()\[\]|<>_]|\{\w+\}|[^\s()\[\]|<>{}]+")
_START = r"(?:^| \.| ,| en| and| dan| then| maar| but| dus| so| please| now| nu| graag| just)"
_GAP = r"(?: [^ .]+){0,5}?"
_BREAK = r"(?: ,)?"


class PhraseSyntaxError(ValueError):
    """A phrase in routes.toml is not written in the notation above."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase; `anchors` are marks a text must hold, one of each set, to be worth matching.

    The expression is compiled at the first text with the marks: most phrases never meet one, and a
    thousand of them take a second.
    """

    source: str
    regex: str
    anchors: tuple[frozenset[str], ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """The compiled expression."""
        return _compiled(self.regex)

    def search(self, words: str, seen: frozenset[str]) -> re.Match[str] | None:
        """The first place in `words` (see Wording) where the phrase fits; `seen` are its marks."""
        for marks in self.anchors:
            if marks.isdisjoint(seen):
                return None
        return self.pattern.search(words)


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


@dataclass(slots=True)
class _Part:
    regex: str
    anchors: tuple[frozenset[str], ...] = ()


class PhraseCompiler:
    """Compiles phrases with the word lists and the wording they are written for."""

    def __init__(self, lists: Mapping[str, Sequence[str]], wording: Wording) -> None:
        self._wording = wording
        self._lists = dict(lists)
        self._parts: dict[str, _Part] = {}
        self._words: dict[str, _Part] = {}

    def compile(self, source: str) -> Phrase:
        """Raises PhraseSyntaxError naming the phrase."""
        tokens = _LEX.findall(source)
        part, rest = self._sequence(tokens, source)
        if rest:
            raise PhraseSyntaxError(f"{source!r}: unexpected {rest[0]!r}")
        if not part.regex:
            raise PhraseSyntaxError("an empty phrase")
        return Phrase(source, part.regex + r"(?= |$)", part.anchors)

    def _sequence(self, tokens: list[str], source: str) -> tuple[_Part, list[str]]:
        regex = ""
        anchors: list[frozenset[str]] = []
        while tokens and tokens[0] not in (")", "]", "|"):
            part, tokens = self._item(tokens, source)
            regex += part.regex
            anchors += part.anchors
        return _Part(regex, tuple(sorted(anchors, key=len))), tokens

    def _item(self, tokens: list[str], source: str) -> tuple[_Part, list[str]]:
        token, rest = tokens[0], tokens[1:]
        if token in ("(", "["):
            part, rest = self._group(rest, ")" if token == "(" else "]", source)
            return (part if token == "(" else _Part(f"{part.regex}?")), rest
        fixed = {"..": _GAP, "_": rf"{_BREAK} [^ .,]+", ">": _START, "<": r"(?= [.,]|$)"}
        if token in fixed:
            return _Part(fixed[token]), rest
        if token.startswith("{"):
            return self._list(token[1:-1], source), rest
        # The same few hundred words stand in thousands of places.
        if token not in self._words:
            self._words[token] = self._word(token)
        return self._words[token], rest

    def _group(self, tokens: list[str], end: str, source: str) -> tuple[_Part, list[str]]:
        parts: list[_Part] = []
        while True:
            part, tokens = self._sequence(tokens, source)
            parts.append(part)
            if not tokens:
                raise PhraseSyntaxError(f"{source!r}: a bracket is not closed")
            mark, tokens = tokens[0], tokens[1:]
            if mark == end:
                return _either(parts), tokens
            if mark != "|":
                raise PhraseSyntaxError(f"{source!r}: unexpected {mark!r}")

    def _list(self, name: str, source: str) -> _Part:
        if name not in self._lists:
            raise PhraseSyntaxError(f"{source!r}: no word list {name!r}")
        if name not in self._parts:
            parts = []
            for entry in self._lists[name]:
                part, rest = self._sequence(_LEX.findall(entry), entry)
                if rest:
                    raise PhraseSyntaxError(f"{entry!r}: unexpected {rest[0]!r}")
                parts.append(part)
            self._parts[name] = _either(parts)
        return self._parts[name]

    def _word(self, token: str) -> _Part:
        before, after = token.startswith("*"), token.endswith("*")
        words = self._wording.words(token.strip("*")).split()
        if not words:
            raise PhraseSyntaxError(f"{token!r} holds no word")
        pieces = [re.escape(word) for word in words]
        if before:
            pieces[0] = rf"[^ .,]*{pieces[0]}"
        if after:
            pieces[-1] = rf"{pieces[-1]}[^ .,]*"
        marks = list(words)
        marks[0] = f"*{marks[0]}" if before else marks[0]
        marks[-1] = f"{marks[-1]}*" if after else marks[-1]
        anchors = tuple(
            frozenset([mark])
            for mark in marks
            if not (mark.startswith("*") and mark.endswith("*")) and len(mark.strip("*")) > 1
        )
        return _Part("".join(f"{_BREAK} {piece}" for piece in pieces), anchors)


def marks_of(words: str) -> frozenset[str]:
    """All that a text has to offer to the anchors: its words, their beginnings and their ends."""
    whole = set(words.split())
    begins = {f"{word[:end]}*" for word in whole for end in range(2, len(word) + 1)}
    ends = {f"*{word[start:]}" for word in whole for start in range(len(word) - 1)}
    return frozenset(whole | begins | ends)


def _either(parts: list[_Part]) -> _Part:
    anchors: tuple[frozenset[str], ...] = ()
    if all(part.anchors for part in parts):
        # One set per alternative has to do; the most telling is the smallest with the longest words.
        best = [min(part.anchors, key=_commonness) for part in parts]
        anchors = (frozenset().union(*best),)
    return _Part(f"(?:{'|'.join(part.regex for part in parts)})", anchors)


def _commonness(marks: frozenset[str]) -> tuple[int, float]:
    return len(marks), -sum(map(len, marks)) / len(marks)
