"""The outcome of routing, and what a language model may add to it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.conversation import Route


@dataclass(frozen=True, slots=True)
class RouteDecision:
    """Which way a message goes, and why.

    `reply` is the key of a fixed reply, None when the coach answers. `rest` is what is answered in
    place of the message: what is left of one that also held, or only told of, an injection, or what
    was asked before a doubt was taken away (then `reply` opens the answer). `sure` runs from 0 (a
    guess) to 1 (a rule matched).
    """

    route: Route
    reply: str | None
    reason: str
    rest: str | None = None
    sure: float = 1.0


_MAY_ADD: dict[str, str] = {"crisis": "crisis.self", "boundary": "boundary.general"}


def advise(decision: RouteDecision, model_route: Route) -> RouteDecision:
    """The decision after hearing a language model.

    A model may raise the alarm (crisis, boundary) but never call one off: what the rules and the
    examples stopped stays stopped, and a crisis stays a crisis.
    """
    if decision.route == "crisis" or model_route not in _MAY_ADD:
        return decision
    if model_route == "boundary" and decision.route in ("boundary", "injection"):
        return decision
    return RouteDecision(
        route=model_route,
        reply=_MAY_ADD[model_route],
        reason=f"the language model saw a {model_route}",
        sure=0.5,
    )
