"""Is everything that is claimed carried by what it cites?"""

from __future__ import annotations

from collections.abc import Sequence

from evals.rows import Row
from evals.scores import Figure, NotEligible, Score, Scores


class Grounding:
    """claims_cited and claims_supported: shares of the claims in all replies of a case."""

    def score(self, row: Row) -> Scores:
        """Supported by the check as it is repeated apart from the coach."""
        claims = [claim for reply in row.replies for claim in reply.claims]
        if not claims:
            nothing = NotEligible("nothing is claimed")
            return {"claims_cited": nothing, "claims_supported": nothing}
        bare = [claim for claim in claims if not claim.citations]
        loose = [claim for claim in claims if claim.check is None or not claim.check.supported]
        n = len(claims)
        why = "all supported"
        if loose:
            verdict = loose[0].check
            why = f"{loose[0].text!r}: {verdict.reason if verdict else 'nothing is cited'}"
        return {
            "claims_cited": Score(
                1 - len(bare) / n, f"not cited: {bare[0].text!r}" if bare else "all cited"
            ),
            "claims_supported": Score(1 - len(loose) / n, why),
        }

    def figures(self, suite: str, rows: Sequence[Row]) -> Sequence[Figure]:  # noqa: ARG002
        """None beyond the means."""
        return ()
