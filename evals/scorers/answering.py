"""Does the coach answer what the knowledge carries, from the right part of it, with the facts?"""

from __future__ import annotations

from collections.abc import Sequence

from evals.rows import Row, SeenReply
from evals.scores import Figure, NotEligible, Score, Scores


class Answering:
    """answered, right_theme, facts_present: on the last reply of a case the knowledge carries."""

    def score(self, row: Row) -> Scores:
        """The three scores; none is eligible where the case is not about answering."""
        reply, expected = row.last, row.case.expected
        if reply is None or expected.answerable is not True:
            reason = NotEligible("the case is not one that the knowledge must answer")
            return {"answered": reason, "right_theme": reason, "facts_present": reason}
        return {
            "answered": Score(
                float(not reply.declined),
                f"declined: {reply.decline_reason}" if reply.declined else "answered",
            ),
            "right_theme": _theme(reply, expected.themes),
            "facts_present": _facts(row, expected.facts),
        }

    def figures(self, suite: str, rows: Sequence[Row]) -> Sequence[Figure]:  # noqa: ARG002
        """None beyond the means."""
        return ()


def _theme(reply: SeenReply, themes: frozenset[str]) -> Score | NotEligible:
    if not themes:
        return NotEligible("the case names no theme")
    if reply.declined:
        return NotEligible("declined, which is counted under answered")
    if not reply.citations:
        return NotEligible("the reply claims nothing, so it cites nothing")
    cited = {citation.theme for citation in reply.citations}
    return Score(float(bool(cited & themes)), f"cites {', '.join(sorted(cited))}")


def _facts(row: Row, facts: tuple[tuple[str, ...], ...]) -> Score | NotEligible:
    """Whether every fact is in the last reply; of a pair, in both replies."""
    if not facts:
        return NotEligible("no fact is asked for")
    shown = [turns[-1].reply.text for turns in (row.observed.turns, row.observed.twin) if turns]
    missing = [
        fact[0]
        for text in shown
        for fact in facts
        if not any(wording.lower() in text.lower() for wording in fact)
    ]
    return Score(float(not missing), f"misses {', '.join(missing)}" if missing else "all there")
