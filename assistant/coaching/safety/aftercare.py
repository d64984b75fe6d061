"""What was said before: a crisis is not forgotten because the next message sounds lighter."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.conversation import Turn

_REMEMBERED_TURNS = 3
"""So many messages of the leader after a crisis the coach stays with it."""


_CITED = re.compile(r"\[\d+\]")


def recent_crisis(
    history: Sequence[Turn],
    certain: Callable[[str], str | None],
    likely: Callable[[str], str | None],
) -> str | None:
    """The reply key of the latest crisis that is still near, or None.

    `certain` names a crisis that is said in so many words in one text, `likely` one that it only
    sounds like. A guess counts where the coach heard it at the time: a conversation in which it
    went on coaching is not broken off afterwards. A crisis of the leader is remembered longer than
    a worry about someone else, after which an ordinary question may simply be one.
    """
    for age, (text, coached) in enumerate(_said(history)):
        key = certain(text) or (None if coached else likely(text))
        if key is not None and (age == 0 or key not in ("crisis.other", "crisis.danger")):
            return key
    return None


def _said(history: Sequence[Turn]) -> list[tuple[str, bool]]:
    """The leader's latest messages, newest first, and whether the coach answered with claims."""
    said: list[tuple[str, bool]] = []
    answer = ""
    for turn in reversed(history):
        if turn.role == "user":
            said.append((turn.content, bool(_CITED.search(answer))))
            answer = ""
        else:
            answer = turn.content
    return said[:_REMEMBERED_TURNS]


def follow_up(earlier: str) -> str:
    """The reply after an earlier crisis reply, in the same spirit but in other words."""
    return (
        "crisis.stay_other" if earlier in ("crisis.other", "crisis.acute_other") else "crisis.stay"
    )
