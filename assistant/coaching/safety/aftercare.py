"""What was said before: a crisis is not forgotten because the next message sounds lighter."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.conversation import Turn

_REMEMBERED_TURNS = 3
"""So many messages of the leader after a crisis the coach stays with it."""
_DOUBT = {
    "crisis.self": "crisis.doubt",
    "crisis.violence": "crisis.doubt",
    "crisis.other": "crisis.doubt_other",
}
"""What a crisis that is merely guessed is answered with: the question whether it is one."""
_DOUBTED = {"crisis.doubt": "crisis.self", "crisis.doubt_other": "crisis.other"}
ACUTE = ("crisis.acute", "crisis.acute_other")
"""Never taken back."""
_SOON_OVER = ("crisis.other", "crisis.danger")
"""After these an ordinary question may simply be one."""
_CITED = re.compile(r"\[\d+\]")


def in_doubt(key: str) -> str:
    """The reply that asks whether a guessed crisis is one; what is acute is never doubted."""
    return _DOUBT.get(key, key)


def after_crisis(
    now: str,
    history: Sequence[Turn],
    certain: Callable[[str], str | None],
    likely: Callable[[str, bool], str | None],
    waved_away: Callable[[str, bool], bool],
    denied: Callable[[str], bool],
) -> str | None:
    """The key of the reply to `now` when a crisis was named or heard just before, else None.

    `certain` names a crisis that is said in so many words in one text, `likely` one that it only sounds
    like, where it is told whether the coach was coaching by then; `waved_away` tells whether an answer
    goes on about work, and is told whether a few words are enough for that. A guess counts where the
    coach heard it at the time: a conversation in which it went on coaching is not broken off
    afterwards. A crisis of the leader is remembered longer than
    a worry about someone else. A guess that was put as a question is a crisis unless the message
    after it says otherwise, and is then spoken of as one that has just been told. Any guess is over
    once the leader has `denied` it in so many words; what was told is not, nor what sounds acute.
    """
    crises: list[tuple[int, str, bool]] = []
    newer = [now]
    all_said = said_before(history, 2 * _REMEMBERED_TURNS)
    said = all_said[:_REMEMBERED_TURNS]
    for age, (text, coached) in enumerate(said):
        key = certain(text)
        asked = False
        if key is not None and denied(text):
            # "I am not thinking about suicide" names what it denies, if there was an alarm to deny.
            raised = any(
                likely(older, False) for older, coaching in said[age + 1 :] if not coaching
            )
            key = None if raised else key
        elif key is None and not coached:
            within = while_coaching(all_said[age + 1 :])
            key = likely(text, within)
            asked = doubted(key)
            # Of somebody else a word of work says nothing: a colleague is who it is about.
            over = asked and waved_away(newer[-1], within and key == "crisis.doubt")
            if key is not None and (over or (key not in ACUTE and any(map(denied, newer)))):
                key = None
        if key is not None:
            crises.append((age, _DOUBTED.get(key, key), asked))
        newer.append(text)
    for age, key, asked in crises:
        if age == 0 or key not in _SOON_OVER:
            just_told = age == 0 and asked and len(crises) == 1
            return key if just_told else _follow_up(key)
    return None


def while_coaching(said: Sequence[tuple[str, bool]]) -> bool:
    """Whether the messages before one, newest first as `said_before` gives them, were all coached: after
    a fixed reply a guess is no longer taken lightly."""
    latest = said[:_REMEMBERED_TURNS]
    return bool(latest) and all(coached for _, coached in latest)


def doubted(key: str | None) -> bool:
    """Whether a reply asks if a guessed crisis is one."""
    return key in _DOUBTED


def said_before(history: Sequence[Turn], turns: int = _REMEMBERED_TURNS) -> list[tuple[str, bool]]:
    """The leader's latest messages, newest first, and whether the coach answered with claims."""
    said: list[tuple[str, bool]] = []
    answer = ""
    for turn in reversed(history):
        if turn.role == "user":
            said.append((turn.content, bool(_CITED.search(answer))))
            answer = ""
        else:
            answer = turn.content
    return said[:turns]


def _follow_up(earlier: str) -> str:
    """The reply after an earlier crisis reply, in the same spirit but in other words."""
    return (
        "crisis.stay_other" if earlier in ("crisis.other", "crisis.acute_other") else "crisis.stay"
    )
