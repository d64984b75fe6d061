"""A person turns a conversation into a case: sees it masked, completes it, and decides."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from assistant.language import Language
from evals.promoting import (
    PROMOTABLE,
    WHY,
    Blank,
    Conversation,
    Exported,
    PromotionError,
    add,
    blanks,
    made,
    masked,
    parsed,
)
from evals.suites import suite_named

Ask = Callable[[str], str]
"""Puts a question and gives what was typed, "" for nothing."""

_TEXTS: dict[Language, dict[str, str]] = {
    "nl": {
        "heading": "Gesprek {at} van {of}",
        "user": "Leider",
        "assistant": "Coach",
        "comment": "Opmerking van de leider",
        "masked": "Gemaskeerd:",
        "none_masked": "Er is niets gemaskeerd.",
        "also": "Staat er nog een naam of iets anders persoonlijks in? Typ het, met komma's ertussen (Enter: nee)",
        "keep": "Is er iets ten onrechte gemaskeerd? Typ het, met komma's ertussen (Enter: nee)",
        "want": "Wil je hier een testgeval van maken? (j/n)",
        "suite": "Bij welk onderdeel hoort het",
        "one_of": "kies uit {choices}",
        "optional": "mag leeg blijven",
        "save": "Opslaan in {file}, deel {split}? (j/n)",
        "saved": "Opgeslagen als {id} in {file}.",
        "not_saved": "Niet opgeslagen.",
    },
    "en": {
        "heading": "Conversation {at} of {of}",
        "user": "Leader",
        "assistant": "Coach",
        "comment": "The leader's comment",
        "masked": "Masked:",
        "none_masked": "Nothing was masked.",
        "also": "Is a name or anything else personal still there? Type it, separated by commas (Enter: no)",
        "keep": "Was anything masked by mistake? Type it, separated by commas (Enter: no)",
        "want": "Make a case of this? (y/n)",
        "suite": "Which suite does it belong to",
        "one_of": "choose from {choices}",
        "optional": "may be left empty",
        "save": "Save in {file}, part {split}? (y/n)",
        "saved": "Saved as {id} in {file}.",
        "not_saved": "Not saved.",
    },
}


class Promoting:
    """One sitting. `suite`, `given` and `why` are what was said beforehand and is not asked again."""

    def __init__(
        self,
        *,
        suite: str | None,
        to: Path | None,
        given: Mapping[str, str],
        why: str | None,
        also: Sequence[str],
        keep: Sequence[str],
        language: Language,
        console: Console,
    ) -> None:
        """`to` is the dataset, None for the suite's own."""
        self._suite = suite
        self._to = to
        self._given = given
        self._why = why
        self._also = list(also)
        self._keep = list(keep)
        self._language = language
        self._t = _TEXTS[language]
        self._console = console

    def without_asking(self, exported: Exported) -> str:
        """Keep a conversation with nothing but what was said beforehand; the id of the case.

        Raises PromotionError when something is missing.
        """
        if self._suite is None or self._why is None:
            raise PromotionError(
                "Met --yes zijn --suite en --why nodig.", "--yes needs --suite and --why."
            )
        missing = [b.name for b in blanks(self._suite) if b.required and b.name not in self._given]
        if missing:
            names = ", ".join(missing)
            raise PromotionError(
                f"Met --yes ontbreekt nog: {names} (geef --set naam=waarde).",
                f"--yes still needs: {names} (give --set name=value).",
            )
        filled = {name: parsed(self._suite, name, text) for name, text in self._given.items()}
        conversation = masked(exported, self._also, self._keep)
        case = made(self._suite, conversation, self._why, filled)
        self._show(conversation)
        path = self._path(self._suite)
        add(case, self._suite, path)
        self._say("saved", id=case.id, file=path.name)
        return case.id

    def with_person(self, exported: Exported, at: int, of: int, ask: Ask) -> str | None:
        """Show, complete and confirm one conversation; the id of the case, None when not kept."""
        self._console.rule(self._t["heading"].format(at=at, of=of))
        conversation = self._agreed(exported, ask)
        if not _yes(ask(self._t["want"])):
            self._say("not_saved")
            return None
        suite = self._suite or self._until_good(
            Blank("suite", True, PROMOTABLE, {"nl": self._t["suite"], "en": self._t["suite"]}),
            lambda text: _among(text, PROMOTABLE),
            ask,
        )
        filled: dict[str, Any] = {
            name: parsed(suite, name, text) for name, text in self._given.items()
        }
        for blank in blanks(suite):
            if blank.name not in filled:
                filled[blank.name] = self._filled(suite, blank, ask)
        why = self._why or self._until_good(Blank("why", True, (), WHY), _something, ask)
        case = made(
            suite, conversation, why, {k: v for k, v in filled.items() if v not in ([], {})}
        )
        path = self._path(suite)
        shown = case.model_dump(by_alias=True, exclude_defaults=True)
        self._console.print(Text(json.dumps(shown, ensure_ascii=False, indent=2)))
        if not _yes(ask(self._t["save"].format(file=path.name, split=case.split))):
            self._say("not_saved")
            return None
        add(case, suite, path)
        self._say("saved", id=case.id, file=path.name)
        return case.id

    def _agreed(self, exported: Exported, ask: Ask) -> Conversation:
        """The conversation masked until the person has nothing to add and nothing to put back."""
        also, keep = list(self._also), list(self._keep)
        while True:
            conversation = masked(exported, also, keep)
            self._show(conversation)
            more, back = _words(ask(self._t["also"])), _words(ask(self._t["keep"]))
            if not more and not back:
                return conversation
            also = [word for word in also if word not in back] + more
            keep = [word for word in keep if word not in more] + back

    def _filled(self, suite: str, blank: Blank, ask: Ask) -> Any:
        return self._until_good(blank, lambda text: self._read(suite, blank, text), ask)

    def _read(self, suite: str, blank: Blank, text: str) -> Any:
        # An optional blank that is left empty keeps what the shape has for it.
        return parsed(suite, blank.name, text) if text.strip() or blank.required else None

    def _until_good(self, blank: Blank, read: Callable[[str], Any], ask: Ask) -> Any:
        question = blank.question[self._language]
        if blank.choices:
            question += f" ({self._t['one_of'].format(choices=', '.join(blank.choices))})"
        if not blank.required:
            question += f" ({self._t['optional']})"
        while True:
            try:
                return read(ask(question))
            except PromotionError as error:
                self._console.print(Text(error.sentence[self._language], style="red"))

    def _show(self, conversation: Conversation) -> None:
        for said in conversation.messages:
            self._block(self._t[said.role], said.content)
        if conversation.comment:
            self._block(self._t["comment"], conversation.comment)
        replaced = conversation.masking.replaced
        self._say("masked" if replaced else "none_masked")
        for original, placeholder in replaced.items():
            self._console.print(Text(f"  {original} → {placeholder}"))

    def _block(self, who: str, said: str) -> None:
        self._console.print(Text(who, style="bold"))
        self._console.print(Padding(Text(said), (0, 0, 1, 2)))

    def _say(self, key: str, **values: str) -> None:
        self._console.print(Text(self._t[key].format(**values)))

    def _path(self, suite: str) -> Path:
        return self._to or suite_named(suite).path


def _yes(text: str) -> bool:
    return text.strip().casefold() in ("j", "ja", "y", "yes")


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _something(text: str) -> str:
    if not text.strip():
        raise PromotionError("Dit mag niet leeg zijn.", "This must not be empty.")
    return text


def _among(text: str, choices: Sequence[str]) -> str:
    if text.strip() not in choices:
        listed = ", ".join(choices)
        raise PromotionError(f"Kies uit {listed}.", f"Choose from {listed}.")
    return text.strip()
