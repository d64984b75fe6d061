"""What was said before: a crisis is not forgotten because the next message sounds lighter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.conversation import Turn

_REMEMBERED_TURNS = 3
"""So many messages of the leader after a crisis the coach stays with it."""


def recent_crisis(history: Sequence[Turn], find: Callable[[str], str | None]) -> str | None:
    """The reply key of the latest crisis that is still near, or None.

    `find` names the crisis in one text. A crisis of the leader is remembered longer than a worry
    about someone else, after which an ordinary question may simply be one.
    """
    said = [turn.content for turn in history if turn.role == "user"][-_REMEMBERED_TURNS:]
    for age, text in enumerate(reversed(said)):
        key = find(text)
        if key is not None and (age == 0 or key not in ("crisis.other", "crisis.danger")):
            return key
    return None


def follow_up(earlier: str) -> str:
    """The reply after an earlier crisis reply, in the same spirit but in other words."""
    return (
        "crisis.stay_other" if earlier in ("crisis.other", "crisis.acute_other") else "crisis.stay"
    )
