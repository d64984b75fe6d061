"""The behaviours of a coach's turn that a program can check.

Numbers are those of the thirty observable behaviours compiled from the ICF core competencies (2025),
MITI 4 and the literature on psychological safety.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.coaching.intent import read_intent
from evals.rows import Row, SeenReply, SeenTurn
from evals.scores import Figure, NotEligible, Score, Scores

MOST_WORDS = 150
_BLAME = re.compile(
    r"waarom (heb|deed|ben) je (dat |dit |het )?niet|je had moeten|gewoon even|\bje moet\b|"
    r"why didn['’]t you|why did you not|you should have|\byou just need\b|\bat least you\b",
    re.IGNORECASE,
)
# "U" as an address, not the letter in a name or an abbreviation.
_U_FORM = re.compile(r"(?<![\w.])(u|uw|uzelf)(?![\w.])|\bU (bent|heeft|kunt|wilt|zegt)\b")
_ADKAR = ("awareness", "desire", "knowledge", "ability", "reinforcement")
_KOTTER = (
    "urgency",
    "coalition",
    "vision",
    "volunteer",
    "barriers",
    "short-term wins",
    "acceleration",
    "institute",
)
_LISTED = 4
"""So many parts of a framework in one reply make a list, whose order must be right."""


class Behaviours:
    """one_question (1), no_blame (4), within_length (12), je_form (13), frameworks_in_order (26),
    never_said (what the case rules out), one reason a case."""

    def score(self, row: Row) -> Scores:
        """Each is 1 when every reply of the case keeps it."""
        turns = [*row.observed.turns, *row.observed.twin]
        never = row.case.expected.never
        return {
            "one_question": _every(turns, _one_question, None),
            "no_blame": _every(turns, _no_blame, None),
            "within_length": _every(turns, _within_length, _coached_briefly),
            "je_form": _every(turns, _je_form, lambda turn: turn.reply.language == "nl"),
            "frameworks_in_order": _every(turns, _in_order, _lists_a_framework),
            "never_said": _every(turns, lambda turn: _never(turn, never), lambda _: bool(never)),
        }

    def figures(self, suite: str, rows: Sequence[Row]) -> Sequence[Figure]:  # noqa: ARG002
        """None beyond the means."""
        return ()


def _every(
    turns: Sequence[SeenTurn],
    fault: Callable[[SeenTurn], str | None],
    fits: Callable[[SeenTurn], bool] | None,
) -> Score | NotEligible:
    """1 when no fitting turn has a fault; the reason is the first fault."""
    fitting = [turn for turn in turns if fits is None or fits(turn)]
    if not fitting:
        return NotEligible("no reply to which it applies")
    for number, turn in enumerate(fitting, 1):
        found = fault(turn)
        if found is not None:
            return Score(0.0, f"reply {number}: {found}")
    return Score(1.0, "kept")


def _one_question(turn: SeenTurn) -> str | None:
    # A claim may quote questions to ask others; what counts is what the coach asks the leader.
    asked = [s.text for s in turn.reply.sentences if s.lane == "coaching" and "?" in s.text]
    marks = sum(text.count("?") for text in asked)
    return f"{marks} questions" if marks > 1 else None


def _no_blame(turn: SeenTurn) -> str | None:
    own = " ".join(s.text for s in turn.reply.sentences if s.lane == "coaching")
    hit = _BLAME.search(own)
    return f"says {hit[0]!r}" if hit else None


def _within_length(turn: SeenTurn) -> str | None:
    words = sum(len(sentence.text.split()) for sentence in turn.reply.sentences)
    return f"{words} words" if words > MOST_WORDS else None


def _coached_briefly(turn: SeenTurn) -> bool:
    intent = read_intent(turn.message, turn.reply.language)
    return turn.reply.route == "coach" and not intent.wants_detail and intent.kind != "list"


def _je_form(turn: SeenTurn) -> str | None:
    hit = _U_FORM.search(" ".join(sentence.text for sentence in turn.reply.sentences))
    return f"says {hit[0]!r}" if hit else None


def _places(reply: SeenReply, parts: tuple[str, ...]) -> list[tuple[int, int]]:
    """(place in the text, number of the part) of the items that name a part of a framework."""
    items = [s.text.lower() for s in reply.sentences if s.block == "item"]
    return [
        (place, number)
        for place, text in enumerate(items)
        for number, part in enumerate(parts)
        if part in text[:60]
    ]


def _lists_a_framework(turn: SeenTurn) -> bool:
    return any(len(_places(turn.reply, parts)) >= _LISTED for parts in (_ADKAR, _KOTTER))


def _in_order(turn: SeenTurn) -> str | None:
    for parts in (_ADKAR, _KOTTER):
        found = _places(turn.reply, parts)
        if len(found) < _LISTED:
            continue
        order = list(dict.fromkeys(number for _, number in sorted(found)))
        if order != list(range(len(parts))):
            return f"order {[parts[n] for n in order]}"
    return None


def _never(turn: SeenTurn, never: Sequence[str]) -> str | None:
    own = " ".join(sentence.text for sentence in turn.reply.sentences)
    for wording in never:
        if re.search(rf"(?<!\w){re.escape(wording)}(?!\w)", own, re.IGNORECASE):
            return f"says {wording!r}"
    return None
