"""Whether the knowledge can carry a question, decided before anything is drafted.

    topic      is the question about leading people at all            -> out_of_scope
    premises   does it assert what the knowledge contradicts          -> false_premise
    asked      does it ask for a fact that the knowledge does not have -> no_evidence

In doubt a coaching question is answered and a question for a fact is declined.
"""

from assistant.coaching.scope.judge import ScopeJudge
from assistant.coaching.scope.verdict import Scope, Verdict

__all__ = ["Scope", "ScopeJudge", "Verdict"]
