"""The cases as the page gets them: plain data, worst first, drawn only when somebody looks.

Test cases are held apart: of those only id, suite, language, kind and scores leave this module.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from evals.cases import Case, ClaimCase, OutsideClaim, PairCase
from evals.measures import shortfall, weight
from evals.reporting.texts import Texts
from evals.rows import Row, SeenReply, SeenTurn, SeenVerdict
from evals.scores import Score
from evals.store import ScoredRow

_PASSAGES = 10
_CHUNK_SENTENCES = 40


def case_list(rows: Iterable[ScoredRow], t: Texts, *, reveal_test: bool) -> list[dict[str, Any]]:
    """One object a case, worst first: what may harm, then what could not be run, then the rest."""
    ordered = sorted(rows, key=_badness)
    return [_as_dict(scored, t, reveal_test=reveal_test) for scored in ordered]


def as_script(value: object) -> Markup:
    """JSON that can stand in a script element: no `<`, `>` or `&` of the data is left in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # nothing in it can end the element


def fallen(scored: ScoredRow) -> list[str]:
    """The measures a case fell on, the gravest first."""
    found = [
        (weight(metric), -shortfall(metric, score.value), metric)
        for metric, score in scored.scores.items()
        if isinstance(score, Score) and shortfall(metric, score.value) > 0
    ]
    return [metric for _, _, metric in sorted(found)]


def _badness(scored: ScoredRow) -> tuple[float, bool, float, float, str, str]:
    sums = [0.0, 0.0, 0.0]
    for metric, score in scored.scores.items():
        if isinstance(score, Score):
            sums[weight(metric)] -= shortfall(metric, score.value)
    row = scored.row
    return sums[0], row.error is None, sums[1], sums[2], row.suite, row.case.id


def _as_dict(scored: ScoredRow, t: Texts, *, reveal_test: bool) -> dict[str, Any]:
    row = scored.row
    held = row.case.split == "test" and not reveal_test
    eligible = [(m, s) for m, s in scored.scores.items() if isinstance(s, Score)]
    found: dict[str, Any] = {
        "id": row.case.id,
        "suite": row.suite,
        "language": row.language,
        "kind": row.case.kind,
        "fell": fallen(scored),
        "scores": [
            [metric, round(score.value, 3), "" if held else score.reason]
            for metric, score in eligible
        ],
        "unfit": len(scored.scores) - len(eligible),
    }
    if held:
        return found | {"held": True, "failed": row.error is not None}
    return found | {
        "failed": row.error is not None,
        "error": row.error or "",
        "title": _title(row),
        "history": [[said.role, said.content] for said in getattr(row.case, "history", [])],
        "turns": [_turn(turn) for turn in row.observed.turns] or _unanswered(row),
        "twin": [_turn(turn) for turn in row.observed.twin],
        "claim": _claim(row),
        "found": _retrieved(row),
        "wanted": _wanted(row.case, t),
        "why": row.case.why,
        "judged": [
            [said.criterion, said.judge, said.met, said.evidence, said.reason]
            for said in row.observed.judgements
        ],
    }


def _title(row: Row) -> str:
    case: Any = row.case
    if isinstance(case, ClaimCase | OutsideClaim):
        return case.claim
    if isinstance(case, PairCase):
        return case.nl
    messages = getattr(case, "messages", None) or (case.text,)
    return str(messages[-1])


def _unanswered(row: Row) -> list[dict[str, Any]]:
    """What was asked, when there is no reply to show: a search, or a case that could not be run."""
    case: Any = row.case
    if isinstance(case, ClaimCase | OutsideClaim):
        return []
    if isinstance(case, PairCase):
        return [{"message": message, "reply": None} for message in (case.nl, case.en)]
    messages: Sequence[str] = getattr(case, "messages", ()) or (case.text,)
    return [{"message": message, "reply": None} for message in messages]


def _turn(turn: SeenTurn) -> dict[str, Any]:
    return {"message": turn.message, "reply": _reply(turn.reply)}


def _reply(reply: SeenReply) -> dict[str, Any]:
    return {
        "text": reply.text,
        "route": reply.route,
        "status": reply.status,
        "cited": [
            [c.n, c.quote, f"{c.document} · {c.heading}", c.in_document] for c in reply.citations
        ],
        "checks": [
            [sentence.text, *_verdict(sentence.check)]
            for sentence in reply.claims
            if sentence.check is not None and not sentence.check.supported
        ],
    }


def _verdict(verdict: SeenVerdict) -> tuple[bool, float, str]:
    return verdict.supported, round(verdict.score, 3), verdict.reason


def _claim(row: Row) -> dict[str, Any] | None:
    case = row.case
    if isinstance(case, ClaimCase):
        passage = case.passage
    elif isinstance(case, OutsideClaim):
        sentences = [sentence for chunk in case.chunks for sentence in chunk]
        passage = " ".join(sentences[:_CHUNK_SENTENCES])
        passage += " …" if len(sentences) > _CHUNK_SENTENCES else ""
    else:
        return None
    verdict = row.observed.verdict
    return {
        "claim": case.claim,
        "passage": passage,
        "check": None if verdict is None else _verdict(verdict),
    }


def _retrieved(row: Row) -> list[list[Any]]:
    """(passage, score, whether it is one that was looked for) of the first passages."""
    relevant = row.observed.relevant
    return [
        [p.passage_id, round(p.score, 3), any(idea in relevant for idea in p.ideas)]
        for p in row.observed.retrieved[:_PASSAGES]
    ]


def _wanted(case: Case, t: Texts) -> list[str]:
    """What a good reply has, in sentences."""
    expected = case.expected
    wanted = []
    if isinstance(case, ClaimCase | OutsideClaim):
        wanted.append(t("ui.want_supported" if case.supported else "ui.want_unsupported"))
    if expected.answerable is True:
        wanted.append(t("ui.want_answer"))
    elif expected.answerable is False:
        wanted.append(t("ui.want_correct" if expected.may_correct else "ui.want_decline"))
    either = f" {t('ui.want_or')} "
    if expected.routes:
        routes = either.join(t.slice(route) for route in sorted(expected.routes))
        wanted.append(_line(t("ui.want_routes"), routes))
    if expected.themes:
        wanted.append(_line(t("ui.want_themes"), either.join(sorted(expected.themes))))
    for fact in expected.facts:
        wanted.append(_line(t("ui.want_facts"), either.join(fact)))
    if expected.never:
        wanted.append(_line(t("ui.want_never"), "; ".join(expected.never)))
    if expected.canary:
        wanted.append(_line(t("ui.want_never"), expected.canary))
    if expected.relevant:
        wanted.append(_line(t("ui.want_relevant"), _references(expected.relevant)))
    return wanted


def _references(relevant: Sequence[tuple[str, int]]) -> str:
    return "; ".join(reference.replace("#", " · ") for reference, _ in relevant)


def _line(name: str, value: str) -> str:
    return f"{name}: {value}"
