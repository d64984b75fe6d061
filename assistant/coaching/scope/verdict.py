"""What the judge of answerability says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["answerable", "no_evidence", "out_of_scope", "false_premise"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whether the knowledge carries a question.

    `missing` is what is not in the knowledge, as the leader named it. `themes` are the nearest
    themes, at most two, best first. `correction` points at the sentence (passage id, index) that
    says what the source does say. `reason` is for the trace.
    """

    verdict: Verdict
    missing: str = ""
    themes: tuple[str, ...] = ()
    correction: tuple[str, int] | None = None
    reason: str = ""
