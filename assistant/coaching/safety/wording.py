"""A message brought down to plain words, so that one phrase fits all the ways it is typed.

Capitals, accents, invisible characters, look-alike letters, contractions and chat language all go;
what stays is words with " ." between sentences and " ," at softer breaks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]"
)
_APOSTROPHE = re.compile("[\u2018\u2019\u00b4`\u02bc]")
_LOOKALIKES = str.maketrans("аеорсухіԁӏѕՏյοανеκρτ", "aeopcyxidlsSjoavekpt")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[.!?;…\n]+|[,:\"“”„«»()\[\]{}<>|—–=#*/-]+")
_HARD = frozenset(".!?;…\n")
_SPACED = re.compile(r"(?<!\S)(?:\S ){4,}\S(?!\S)")
_LEET = str.maketrans("013457@$", "oieastas")
_LONG = re.compile(r"(.)\1{2,}")

_CONTRACTIONS = {
    "n't": " not",
    "'m": " am",
    "'re": " are",
    "'ve": " have",
    "'ll": " will",
    "'d": " would",
    "'s": " is",
}
_WHOLE = {
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "shan't": "shall not",
    "ain't": "am not",
    "let's": "let us",
}


class Wording:
    """Normalises messages and phrases in the same way."""

    def __init__(self, chat: Mapping[str, str], typos: Iterable[str], protected: Iterable[str]):
        """`chat` replaces words as typed in a hurry; `typos` are words whose near misses count.

        No word of `protected` is ever taken for a slip of the keyboard.
        """
        self._replace = dict(_WHOLE)
        known = frozenset(protected)
        for word in typos:
            for variant in _slips(word):
                if variant not in known and len(variant) > 3:
                    self._replace.setdefault(variant, word)
        self._replace.update({key.lower(): value for key, value in chat.items()})
        # Learning puts some twenty thousand texts in plain words, and most words of them come back.
        self._word = lru_cache(maxsize=65536)(self._in_plain)

    def words(self, text: str) -> str:
        """` ik wil er niet meer zijn .`: words, each after a space; breaks as " ." and " ,"."""
        parts: list[str] = []
        for token in _TOKEN.findall(visible(text).lower()):
            if token[0].isalnum():
                parts += self._word(token)
            elif parts and parts[-1] not in (".", ","):
                parts.append("." if token[0] in _HARD else ",")
            elif parts and token[0] in _HARD:
                parts[-1] = "."
        return "".join(f" {part}" for part in parts)

    def _in_plain(self, token: str) -> list[str]:
        token = "".join(
            c for c in unicodedata.normalize("NFD", token) if not unicodedata.combining(c)
        )
        token = _LONG.sub(r"\1\1", token)
        if token in self._replace:
            return self._replace[token].split()
        for ending, full in _CONTRACTIONS.items():
            if token.endswith(ending) and len(token) > len(ending):
                head = token.removesuffix(ending)
                return [*self._replace.get(head, head).split(), *full.split()]
        token = token.replace("'", "")
        return self._replace.get(token, token).split()


def visible(text: str) -> str:
    """`text` as a reader sees it: no invisible characters, plain quotes, no borrowed letters."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return _APOSTROPHE.sub("'", plain).translate(_LOOKALIKES)


def despaced(text: str) -> str | None:
    """The text with `l e t t e r s` closed up, or None when no letters are spaced out."""
    if not _SPACED.search(text):
        return None
    words = re.split(r"\s{2,}", text)
    closed = " ".join(_SPACED.sub(lambda m: m.group().replace(" ", ""), word) for word in words)
    return closed


def unleeted(text: str) -> str | None:
    """The text with `1gn0r3` spelt out, or None when no word mixes letters and such digits."""
    if not re.search(r"(?i)[a-z][013457@$]+[a-z]|\b[013457@$]+[a-z]+[013457@$]", text):
        return None
    return text.translate(_LEET)


def _slips(word: str) -> set[str]:
    """What a hurried typist makes of `word`: a letter dropped, doubled or swapped with the next."""
    slips = {word[:i] + word[i + 1 :] for i in range(1, len(word))}
    slips |= {word[:i] + word[i] + word[i:] for i in range(len(word))}
    slips |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    if len(word) >= 7:
        letters = "abcdefghijklmnopqrstuvwxyz"
        slips |= {word[:i] + c + word[i + 1 :] for i in range(len(word)) for c in letters}
    return slips - {word}
