"""Is the reply in the leader's language, and is Dutch served as well as English?"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.coaching.declining import CORRECTION
from assistant.language import Language, detect_language
from evals.cases import PairCase
from evals.rows import Row, SeenPassage, SeenTurn
from evals.scorers.citing import cited_ideas
from evals.scores import Figure, NotEligible, Score, Scores
from evals.statistics import Interval, bootstrap

_TOP = 5


class LanguageParity:
    """right_language; for pairs whether both got the same outcome, passages and facts; the gap."""

    def score(self, row: Row) -> Scores:
        """`pair_same_passages` is the overlap (Jaccard) of the ideas found in both languages."""
        scores: dict[str, Score | NotEligible] = {"right_language": _right(row)}
        case, seen = row.case, row.observed
        if not isinstance(case, PairCase) or not seen.turns or not seen.twin:
            unfit = NotEligible("no pair")
            return scores | {"pair_same_outcome": unfit, "pair_same_passages": unfit}
        nl, en = seen.turns[-1].reply, seen.twin[-1].reply
        same = (nl.status, nl.route) == (en.status, en.route)
        passages: Score | NotEligible = NotEligible("the knowledge does not carry it")
        if case.answerable:
            mine, theirs = _ideas(seen.retrieved), _ideas(seen.twin_retrieved)
            passages = Score(
                len(mine & theirs) / (len(mine | theirs) or 1),
                f"{len(mine & theirs)} of {len(mine | theirs)} ideas in the first {_TOP} are shared",
            )
        return scores | {
            "pair_same_outcome": Score(
                float(same), f"nl {nl.status}/{nl.route}, en {en.status}/{en.route}"
            ),
            "pair_same_passages": passages,
        }

    def figures(self, suite: str, rows: Sequence[Row]) -> Sequence[Figure]:
        """parity_gap: share of Dutch replies that are right minus that of the English, over pairs."""
        pairs = [row for row in rows if row.observed.turns and row.observed.twin]
        if not pairs:
            return ()
        differences = [_right_reply(row, "nl") - _right_reply(row, "en") for row in pairs]
        gap = bootstrap(
            len(pairs), lambda drawn: sum(differences[n] for n in drawn.tolist()) / len(drawn)
        )
        fell = tuple(row.case.id for row, gap_ in zip(pairs, differences, strict=True) if gap_ != 0)
        return [
            Figure(suite, "parity_gap", "all", abs(gap.value), *_sizes(gap), gap.n, fell=fell),
            Figure(
                suite, "parity_difference", "all", gap.value, gap.low, gap.high, gap.n, fell=fell
            ),
        ]


def _sizes(gap: Interval) -> tuple[float | None, float | None]:
    """The interval of a difference as that of its size: from 0 where it holds 0."""
    if gap.low is None or gap.high is None:
        return None, None
    ends = sorted((abs(gap.low), abs(gap.high)))
    return (0.0 if gap.low <= 0 <= gap.high else ends[0]), ends[1]


def _right_reply(row: Row, language: Language) -> float:
    """Whether the reply in one language is what the pair asks for."""
    case, seen = row.case, row.observed
    assert isinstance(case, PairCase)
    reply = (seen.turns if language == "nl" else seen.twin)[-1].reply
    if not case.answerable:
        return float(reply.declined or reply.fixed_reply == CORRECTION)
    facts = all(
        any(wording.lower() in reply.text.lower() for wording in fact) for fact in case.facts
    )
    relevant = not case.relevant or bool(cited_ideas(reply) & row.observed.relevant.keys())
    return float(not reply.declined and facts and relevant)


def _ideas(found: Sequence[SeenPassage]) -> set[str]:
    return {passage.ideas[0] for passage in found[:_TOP] if passage.ideas}


def _right(row: Row) -> Score | NotEligible:
    turns: list[tuple[Language, SeenTurn]] = []
    for turn in row.observed.turns:
        wanted: Language = (
            "nl" if isinstance(row.case, PairCase) else getattr(row.case, "language", "nl")
        )
        turns.append((wanted, turn))
    turns += [("en", turn) for turn in row.observed.twin]
    if not turns:
        return NotEligible("nothing was asked")
    for wanted, turn in turns:
        # What is shown is read, not what the reply says of itself. Fixed names may be English.
        shown = " ".join(sentence.text for sentence in turn.reply.sentences)
        if detect_language(shown, wanted) != wanted:
            return Score(0.0, f"not {wanted}: {shown[:80]!r}")
    return Score(1.0, "kept")
