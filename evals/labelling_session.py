"""A colleague reads conversations of a run in the terminal and says yes or no, one key each.

What a judge said is never shown, nor what the case is meant to test: both would steer the reader.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Literal

import typer
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from assistant.language import Language
from evals.cases import Asked
from evals.criteria import Criterion, load_criteria
from evals.labelling import Item, Label, LabelFile, labelled_by, sample
from evals.store import RunFolder

Key = Literal["yes", "no", "skip", "back", "stop"]
_KEYS: dict[str, Key] = {
    "j": "yes",
    "y": "yes",
    "n": "no",
    "s": "skip",
    "t": "back",
    "b": "back",
    "q": "stop",
}
_TEXTS: dict[Language, dict[str, str]] = {
    "nl": {
        "leader": "Leider",
        "coach": "Coach",
        "place": "{at} van {of}",
        "keys": "[j] ja   [n] nee   [s] sla over   [t] terug   [q] stop",
        "odd": "Die toets ken ik niet; kies j, n, s, t of q.",
        "first": "Dit is de eerste; verder terug kan niet.",
        "saved": "{n} keer je oordeel bewaard. Nog te gaan: {left}. Met hetzelfde commando ga je verder.",
        "done": "{n} keer je oordeel bewaard. Je hebt alles gehad, dank je wel.",
        "nothing": "In deze meting is niets te beoordelen: er zijn geen coachgesprekken voor deze punten.",
        "who": "Je naam of initialen",
        "unknown": "Het punt {name} bestaat niet; kies uit {known}.",
        "no_run": "{path} is geen meting; geef de map van een meting, zoals results/2025-06-01.",
    },
    "en": {
        "leader": "Leader",
        "coach": "Coach",
        "place": "{at} of {of}",
        "keys": "[y] yes   [n] no   [s] skip   [b] back   [q] stop",
        "odd": "That key means nothing here; press y, n, s, b or q.",
        "first": "This is the first one; there is nothing before it.",
        "saved": "{n} labels saved. {left} to go. The same command takes you on from here.",
        "done": "{n} labels saved. That was all of it, thank you.",
        "nothing": "There is nothing to label in this run: no coaching conversations for these criteria.",
        "who": "Your name or initials",
        "unknown": "There is no criterion {name}; choose from {known}.",
        "no_run": "{path} is no run; give the folder of a run, such as results/2025-06-01.",
    },
}


class LabellingError(ValueError):
    """Nothing can be labelled; the message says why, in the language of the reader."""


def start(
    folder: RunFolder,
    names: Sequence[str],
    *,
    n: int,
    language: Language,
    who: str | None,
    ask: Callable[[str], str],
) -> None:
    """Let a person label at most `n` conversations for each of the named criteria, all if none.

    `ask` is used for the name when `who` is None. Raises LabellingError, or RunError when the
    run cannot be read.
    """
    texts = _TEXTS[language]
    if not (folder.path / "rows.jsonl").exists():
        raise LabellingError(texts["no_run"].format(path=folder.path))
    items = sample(folder, _chosen(names, texts), n)
    if not items:
        raise LabellingError(texts["nothing"])
    name = (who or ask(texts["who"])).strip()
    Session(
        items,
        LabelFile(folder),
        who=name,
        done=labelled_by(folder, name),
        language=language,
        console=Console(),
        read_key=_read_key,
    ).run()


class Session:
    """One sitting of one person."""

    def __init__(
        self,
        items: Sequence[Item],
        file: LabelFile,
        *,
        who: str,
        done: set[tuple[str, str]],
        language: Language,
        console: Console,
        read_key: Callable[[], str],
    ) -> None:
        """`done` is what this person labelled before; `read_key` gives "" when input has ended."""
        self._items = items
        self._file = file
        self._who = who
        self._done = done
        self._language = language
        self._texts = _TEXTS[language]
        self._console = console
        self._read_key = read_key
        self._saved: set[tuple[str, str]] = set()

    def run(self) -> None:
        """Ask until all is labelled or skipped, or the person stops."""
        at = self._next(-1)
        while at < len(self._items):
            self._show(at)
            key = self._key()
            if key == "stop":
                break
            if key == "back":
                if at == 0:
                    self._console.print(self._texts["first"])
                at = max(0, at - 1)
                continue
            if key != "skip":
                self._save(self._items[at], met=key == "yes")
            at = self._next(at)
        left = sum(item.asked not in self._done for item in self._items)
        self._console.print(
            self._texts["saved" if left else "done"].format(n=len(self._saved), left=left)
        )

    def _next(self, at: int) -> int:
        """The next thing not labelled yet, or the end."""
        later = range(at + 1, len(self._items))
        return next((n for n in later if self._items[n].asked not in self._done), len(self._items))

    def _save(self, item: Item, *, met: bool) -> None:
        suite, case, criterion = item.key
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._file.append(
            Label(suite=suite, id=case, criterion=criterion, met=met, labeller=self._who, at=now)
        )
        self._done.add(item.asked)
        self._saved.add(item.asked)

    def _key(self) -> Key:
        self._console.print(Text(self._texts["keys"], style="dim"))
        while True:
            pressed = self._read_key()
            if not pressed:
                return "stop"
            if (key := _KEYS.get(pressed.lower())) is not None:
                return key
            self._console.print(self._texts["odd"])

    def _show(self, at: int) -> None:
        item, place = self._items[at], self._texts["place"]
        self._console.rule(place.format(at=at + 1, of=len(self._items)))
        for who, said in _said(item):
            self._console.print(Text(self._texts[who], style="bold"))
            self._console.print(Padding(Text(said), (0, 0, 1, 2)))
        # The criterion comes last, so that it is in sight when the key is pressed.
        criterion = item.criterion
        question = Text(f"{criterion.met[self._language]}\n\n", style="bold")
        question.append(criterion.about[self._language], style="not bold dim")
        self._console.print(Panel(question, title=Text(criterion.name[self._language])))


def _said(item: Item) -> list[tuple[Literal["leader", "coach"], str]]:
    case = item.row.case
    said: list[tuple[Literal["leader", "coach"], str]] = []
    if isinstance(case, Asked):
        said += [("leader" if one.role == "user" else "coach", one.content) for one in case.history]
    for turn in item.row.observed.turns:
        said += [("leader", turn.message), ("coach", turn.reply.text)]
    return said


def _chosen(names: Sequence[str], texts: dict[str, str]) -> list[Criterion]:
    criteria = {criterion.id: criterion for criterion in load_criteria()}
    for name in names:
        if name not in criteria:
            known = ", ".join(criteria)
            raise LabellingError(texts["unknown"].format(name=name, known=known))
    return [criteria[name] for name in names or criteria]


def _read_key() -> str:
    """One key from a terminal, one line from anything else; "" when there is no more."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        return line and (line.strip()[:1] or " ")
    try:
        return typer.getchar()
    except (EOFError, KeyboardInterrupt):
        return ""
