"""Where a message goes before anything is searched or written."""

from assistant.coaching.safety.decision import RouteDecision, advise
from assistant.coaching.safety.injections import turns_to_a_machine
from assistant.coaching.safety.leaving import CLOSING_EXAMPLES
from assistant.coaching.safety.likeness import Ordinary
from assistant.coaching.safety.router import ROUTE_EXAMPLES, Safety

__all__ = [
    "CLOSING_EXAMPLES",
    "ROUTE_EXAMPLES",
    "Ordinary",
    "RouteDecision",
    "Safety",
    "advise",
    "turns_to_a_machine",
]
