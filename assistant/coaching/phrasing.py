"""The coach's own words around the knowledge: reflections and connecting phrases.

They live in prompts/reflections.toml, where a coach who is no programmer can read and change them.
A reflection is picked by what the question is like (nearest example by embedding) and varied by a
hash of the question, so that the same question always gets the same words.
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.coaching.examples import ExampleVectors
from assistant.coaching.rewriting import stems
from assistant.errors import PromptError
from assistant.language import LANGUAGES, Language

_NAME = "reflections.toml"

# A situation is only named when the question is nearly one of its examples, or clearly nearer to
# them than to any other situation's; otherwise the reflection stays at the level of the theme.
_SURE = 0.95
_LIKELY = 0.89
_MARGIN = 0.012
_WORDS = 0.08


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid")
    nl: list[str]
    en: list[str]


class _Situation(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    theme: str
    examples: _Texts
    reflection: _Texts


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    situation: list[_Situation]
    theme: dict[str, _Texts]
    phrase: dict[str, _Texts]

    @property
    def examples(self) -> tuple[list[int], list[str]]:
        """The number of its situation, and the text, of every example question."""
        pairs = [
            (number, example)
            for number, item in enumerate(self.situation)
            for language in LANGUAGES
            for example in getattr(item.examples, language)
        ]
        return [number for number, _ in pairs], [example for _, example in pairs]


@dataclass(frozen=True, slots=True)
class Situation:
    """A recognisable thing leaders come with, and the theme it belongs to."""

    id: str
    theme: str
    reflection: dict[Language, tuple[str, ...]]


class Phrasing:
    """All words of the embedded coach that are not knowledge."""

    def __init__(self, prompts_dir: Path, vectors: ExampleVectors) -> None:
        """Read reflections.toml strictly; raises PromptError when it is missing or incomplete."""
        data, self.hash = _read(prompts_dir)
        self._themes = {key: _by_language(texts) for key, texts in data.theme.items()}
        self._phrases = {key: _by_language(texts) for key, texts in data.phrase.items()}
        self._entries: list[_Situation] = data.situation
        self._owner, self._examples = data.examples
        self._stems = [stems(example) for example in self._examples]
        count = Counter(word for words in self._stems for word in words)
        # 0 for a word of every example, 1 for a word of one: rare words tell situations apart.
        self._rarity = {
            word: 1 - math.log(n) / math.log(len(self._examples)) for word, n in count.items()
        }
        self._vectors = vectors

    def situation(self, text: str, query: np.ndarray) -> Situation | None:
        """The situation a question is clearly about, or None.

        `query` is the vector [d] of `text`, normalised. Nearness of meaning decides together with
        the words shared with an example, because a small embedder confuses moods and topics.
        """
        vectors = self._vectors.get(self._examples)
        words = stems(text)
        total = sum(self._rarity.get(w, 1.0) for w in words) or 1.0
        similarity = vectors @ query
        best: dict[int, float] = {}
        for number, (owner, value) in enumerate(zip(self._owner, similarity.tolist(), strict=True)):
            shared = sum(self._rarity[w] for w in words & self._stems[number])
            value += _WORDS * shared / total
            best[owner] = max(best.get(owner, -1.0), value)
        ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
        (first, top), (_, second) = ranked[0], ranked[1]
        if not (top >= _SURE or (top >= _LIKELY and top - second >= _MARGIN)):
            return None
        entry = self._entries[first]
        return Situation(entry.id, entry.theme, _by_language(entry.reflection))

    def reflection(
        self, situation: Situation | None, theme: str, language: Language, key: str, avoid: str
    ) -> str:
        """One reflective sentence; `key` fixes the choice, `avoid` is the text not to open like."""
        texts = situation.reflection if situation else self._themes[theme]
        return pick(texts[language], key, avoid)

    def phrase(self, name: str, language: Language, key: str, avoid: str = "") -> str:
        """A connecting phrase by name; raises PromptError when there is none by that name."""
        if name not in self._phrases:
            raise PromptError(
                f"no phrase {name!r}", name=_NAME, problem=f"phrase {name} is missing"
            )
        return pick(self._phrases[name][language], key, avoid)


def situation_examples(prompts_dir: Path) -> list[str]:
    """The example questions of all situations; raises PromptError as `Phrasing` does."""
    data, _ = _read(prompts_dir)
    return data.examples[1]


def opening(text: str) -> str:
    """The first two words of a text, the part in which two replies would sound alike."""
    return " ".join(text.lower().split()[:2])


def pick(variants: tuple[str, ...], key: str, avoid: str = "") -> str:
    """One of `variants`, the same for the same `key`, not opening like `avoid` if it can be helped."""
    start = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % len(variants)
    ordered = variants[start:] + variants[:start]
    return next((v for v in ordered if not avoid or opening(v) != opening(avoid)), ordered[0])


def _read(prompts_dir: Path) -> tuple[_File, str]:
    """The file and its hash."""
    path = prompts_dir / _NAME
    try:
        raw = path.read_bytes()
        data = _File.model_validate(tomllib.loads(raw.decode("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise PromptError(
            f"{path}: {error}", name=_NAME, problem=str(error).splitlines()[0]
        ) from error
    return data, hashlib.sha256(raw).hexdigest()


def _by_language(texts: _Texts) -> dict[Language, tuple[str, ...]]:
    return {"nl": tuple(texts.nl), "en": tuple(texts.en)}
