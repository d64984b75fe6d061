"""What a reply costs in tokens, money and time."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from evals.rows import Row
from evals.scores import Figure, NotEligible, Score, Scores
from evals.statistics import median_interval

PRICES = Path(__file__).parents[1] / "prices.toml"


class Cost:
    """tokens and cost a case; the median and the 95th percentile of the time of a reply."""

    def score(self, row: Row) -> Scores:
        """Tokens as the provider or, where it is silent, tiktoken counts them; 0 when embedded."""
        if not row.replies:
            return {
                "tokens": NotEligible("nothing was asked"),
                "cost": NotEligible("nothing was asked"),
            }
        prompt = sum(reply.prompt_tokens for reply in row.replies)
        completion = sum(reply.completion_tokens for reply in row.replies)
        tokens = Score(float(prompt + completion), f"{prompt} in, {completion} out")
        engine = row.replies[-1].engine
        price = _prices().get(engine)
        if engine == "embedded":
            return {"tokens": tokens, "cost": Score(0.0, "the embedded engine costs nothing")}
        if price is None:
            return {"tokens": tokens, "cost": NotEligible(f"no price of {engine} in prices.toml")}
        money = (prompt * price[0] + completion * price[1]) / 1_000_000
        return {"tokens": tokens, "cost": Score(money, f"{engine}: {tokens.reason}")}

    def figures(self, suite: str, rows: Sequence[Row]) -> Sequence[Figure]:
        """Milliseconds of a whole reply, as the coach's trace gives them."""
        times = [
            reply.timings_ms["total"]
            for row in rows
            for reply in row.replies
            if "total" in reply.timings_ms
        ]
        if not times:
            return ()
        figures = []
        for name, quantile in (("ms_median", 0.5), ("ms_p95", 0.95)):
            found = median_interval(times, quantile)
            figures.append(
                Figure(suite, name, "all", found.value, found.low, found.high, found.n, "ms")
            )
        return figures


@cache
def _prices() -> dict[str, tuple[float, float]]:
    table = tomllib.loads(PRICES.read_text(encoding="utf-8"))
    return {name: (row["in"], row["out"]) for name, row in table.get("model", {}).items()}
