"""Are the citations real, complete and the right ones?

Precision and recall against reference passages do not saturate where a judged groundedness does.
"""

from __future__ import annotations

from collections.abc import Sequence

from evals.rows import Row, SeenReply
from evals.scores import Figure, NotEligible, Score, Scores


class Citing:
    """citations_known, quotes_in_document, citation_precision, citation_recall."""

    def score(self, row: Row) -> Scores:
        """Over all replies of a case; precision and recall over the last one."""
        citing = [reply for reply in row.replies if reply.citations or reply.claims]
        if not citing:
            nothing = NotEligible("nothing is cited")
            return {"citations_known": nothing, "quotes_in_document": nothing, **_matched(row)}
        unknown = [
            f"[{n}]"
            for reply in citing
            for sentence in reply.sentences
            for n in sentence.citations
            if n not in {citation.n for citation in reply.citations}
        ]
        unknown += [
            finding
            for reply in citing
            for finding in reply.findings
            if finding.startswith("unknown citation")
        ]
        absent = [
            citation.quote
            for reply in citing
            for citation in reply.citations
            if not citation.in_document
        ]
        return {
            "citations_known": Score(
                float(not unknown), f"unknown: {unknown[0]}" if unknown else "all known"
            ),
            "quotes_in_document": Score(
                float(not absent),
                f"not in the document: {absent[0]}" if absent else "all there word for word",
            ),
            **_matched(row),
        }

    def figures(self, suite: str, rows: Sequence[Row]) -> Sequence[Figure]:  # noqa: ARG002
        """None beyond the means."""
        return ()


def _matched(row: Row) -> dict[str, Score | NotEligible]:
    """Precision and recall of the cited ideas against the expected ones (grade 2 for recall)."""
    relevant, reply = row.observed.relevant, row.last
    if not relevant or reply is None or reply.declined:
        unfit = NotEligible("no passages are expected, or nothing was answered")
        return {"citation_precision": unfit, "citation_recall": unfit}
    cited = [set(citation.ideas) for citation in reply.citations]
    if not cited:
        none = NotEligible("the reply claims nothing, so it cites nothing")
        return {"citation_precision": none, "citation_recall": none}
    right = sum(bool(ideas & relevant.keys()) for ideas in cited)
    wanted = [idea for idea, grade in relevant.items() if grade == 2]
    found = sum(any(idea in ideas for ideas in cited) for idea in wanted)
    # A reply has room for a few passages only; more than it cites cannot be asked of it.
    most = min(len(wanted), len(cited)) or 1
    return {
        "citation_precision": Score(
            right / len(cited), f"{right} of {len(cited)} cited are expected"
        ),
        "citation_recall": Score(
            min(found / most, 1.0), f"{found} of {len(wanted)} expected are cited"
        ),
    }


def cited_ideas(reply: SeenReply) -> set[str]:
    """All ideas a reply cites."""
    return {idea for citation in reply.citations for idea in citation.ideas}
