"""The embedded engine: a coach's reply composed from the knowledge, sentence by sentence.

No model writes here. The claims are sentences of the knowledge, quoted as they stand; what makes
it a reply and not a search result is the choice: which sentences, how many, in which order, with
which reflection before and which one question after. Each kind of question has its own shape.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence

from assistant.coaching.draft import Block, DraftRequest, DraftSentence, Usage
from assistant.coaching.intent import Intent, Kind, read_intent
from assistant.coaching.phrasing import Phrasing, Situation
from assistant.coaching.selection import Candidate, SentenceSource, candidates, diverse
from assistant.conversation import Turn
from assistant.language import Language
from assistant.sentences import split_sentences

MAX_WORDS = 150
_OPTIONS: tuple[Kind, ...] = ("howto", "dilemma")
_ENUMERATED = re.compile(r"^\s*(?:[-*+]|\d{1,2}[.)])\s+", re.MULTILINE)


class EmbeddedEngine:
    """Composes drafts from passages; deterministic, offline, and unable to invent anything."""

    name = "embedded"

    def __init__(self, source: SentenceSource, phrasing: Phrasing) -> None:
        self._source = source
        self._phrasing = phrasing

    @property
    def prompt_hashes(self) -> dict[str, str]:
        """The hash of the file with the coach's own words."""
        return {"reflections.toml": self._phrasing.hash}

    async def draft(self, request: DraftRequest) -> AsyncIterator[DraftSentence | Usage]:
        """Yield the composed reply in reading order."""
        for sentence in self.compose(request):
            yield sentence

    def compose(self, request: DraftRequest) -> list[DraftSentence]:
        """The whole draft at once; empty when no passage offers a sentence to quote."""
        intent = read_intent(request.question.text, request.language)
        ranked = [
            candidate
            for candidate in candidates(self._source, request.query, request.passages, intent)
            if candidate.text not in request.rejected
        ]
        said = _said_before(request.question.history)
        fresh = [candidate for candidate in ranked if candidate.text not in said] or ranked
        claims = self._claims(intent, fresh, request)
        if not claims:
            return []
        lead = self._lead(intent, claims, request)
        close = self._close(intent, claims, request, said)
        return _within(MAX_WORDS, lead, claims, close, unlimited=intent.wants_detail)

    # -- what the reply claims -------------------------------------------------------------

    def _claims(
        self, intent: Intent, ranked: list[Candidate], request: DraftRequest
    ) -> list[DraftSentence]:
        if intent.kind == "list":
            listed = _enumeration(ranked)
            if listed:
                return listed
        if intent.kind in ("fact", "list"):
            return [_claim(c) for c in _in_reading_order(_direct_answer(ranked))]
        if intent.kind == "example":
            return [_claim(c) for c in _in_reading_order(_told_together(ranked, 3))]
        if intent.kind == "experiment":
            return self._experiments(ranked)
        if intent.kind in ("why", "disclosure"):
            return [_claim(c) for c in diverse(ranked, 2)]
        options = diverse(ranked, 3)
        context = [c for c in options if c.passage.section in ("insight", "research")][:1]
        practices = [c for c in options if c not in context]
        if context and len(practices) < 2:
            wanted = [c for c in ranked if c.passage.section in ("practice", "l-and-d", "example")]
            practices = diverse(wanted, 2, taken=context)
        if len(practices) < 2:
            return [_claim(c) for c in options]
        return [_claim(c) for c in context] + [_claim(c, "item") for c in practices]

    def _experiments(self, ranked: list[Candidate]) -> list[DraftSentence]:
        experiments = [c for c in ranked if c.passage.section == "experiment"]
        if not experiments:
            return [_claim(c, "item") for c in diverse(ranked, 2)]
        best = experiments[0]
        same_idea = [c for c in experiments if c.idea == best.idea]
        return [_claim(c, "experiment") for c in _in_reading_order(same_idea[:3])]

    # -- what stands around it ---------------------------------------------------------------

    def _lead(
        self, intent: Intent, claims: Sequence[DraftSentence], request: DraftRequest
    ) -> list[DraftSentence]:
        language, key = request.language, request.question.text
        items = sum(claim.block == "item" for claim in claims)
        lead: list[DraftSentence] = []
        if intent.kind not in ("fact", "list", "example", "experiment"):
            previous = _last_answer(request.question.history)
            situation = self._situation(request)
            theme = situation.theme if situation else request.passages[0].passage.theme
            reflection = self._phrasing.reflection(situation, theme, language, key, previous)
            lead.append(_coaching(reflection))
        if items >= 2 and intent.kind in _OPTIONS:
            name = {2: "options_2", 3: "options_3"}.get(items, "options_many")
            lead.append(_coaching(self._phrasing.phrase(name, language, key)))
        return lead

    def _situation(self, request: DraftRequest) -> Situation | None:
        return self._phrasing.situation(self._source.query_vector(request.query.text))

    def _close(
        self,
        intent: Intent,
        claims: Sequence[DraftSentence],
        request: DraftRequest,
        said: frozenset[str],
    ) -> list[DraftSentence]:
        close: list[DraftSentence] = []
        if intent.kind in ("howto", "dilemma") and not intent.for_l_and_d:
            offers = candidates(
                self._source, request.query, request.passages, intent, sections=("experiment",)
            )
            first = [c for c in offers if c.opens_idea and c.text not in said]
            if first and first[0].text not in request.rejected:
                close.append(_claim(first[0], "experiment"))
        questions = candidates(
            self._source, request.query, request.passages, intent, sections=("question",)
        )
        fitting = [c for c in questions if c.text not in said and c.text.endswith("?")]
        if fitting:
            close.append(_coaching(fitting[0].text, "question"))
        return close


# -- choosing ----------------------------------------------------------------------------------


def _direct_answer(ranked: list[Candidate]) -> list[Candidate]:
    """The sentence that answers, and a second one where it belongs with the first."""
    if not ranked:
        return []
    best = ranked[0]
    for other in ranked[1:6]:
        related = other.passage.id == best.passage.id or best.score - other.score < 0.012
        if related and best.score - other.score < 0.03 and float(other.vector @ best.vector) < 0.95:
            return [best, other]
    return [best]


def _told_together(ranked: list[Candidate], count: int) -> list[Candidate]:
    """The best sentence with its neighbours of the same idea: an example is a small story."""
    if not ranked:
        return []
    best = ranked[0]
    same = [c for c in ranked if c.idea == best.idea][:count]
    return same if len(same) > 1 else diverse(ranked, 2)


def _enumeration(ranked: list[Candidate]) -> list[DraftSentence]:
    """A passage that really is a list, whole and in its own order, when it is what was asked for."""
    for best in ranked[:6]:
        items = _list_items(best.passage.text)
        if len(items) < 3:
            continue
        same = sorted((c for c in ranked if c.passage.id == best.passage.id), key=lambda c: c.index)
        listed = [c for c in same if c.text in items]
        if len(listed) < len(items):
            continue
        intro = [c for c in same if c.text not in items and c.index < listed[0].index][:1]
        return [_claim(c) for c in intro] + [_claim(c, "item") for c in listed]
    return []


def _list_items(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if _ENUMERATED.match(line)]
    return [sentence for line in lines for sentence in split_sentences(line)]


def _in_reading_order(chosen: list[Candidate]) -> list[Candidate]:
    """Sentences of one passage in the order they were written; the best passage first."""
    order = list(dict.fromkeys(c.passage.id for c in chosen))
    return sorted(chosen, key=lambda c: (order.index(c.passage.id), c.index))


# -- putting together --------------------------------------------------------------------------


def _claim(candidate: Candidate, block: Block = "text") -> DraftSentence:
    return DraftSentence(candidate.text, "claim", (candidate.passage.id,), block)


def _coaching(text: str, block: Block = "text") -> DraftSentence:
    return DraftSentence(text, "coaching", (), block)


def _within(
    words: int,
    lead: list[DraftSentence],
    claims: list[DraftSentence],
    close: list[DraftSentence],
    *,
    unlimited: bool,
) -> list[DraftSentence]:
    """The reply within its length: the experiment goes first, then the last claim but two."""

    def length(parts: list[DraftSentence]) -> int:
        return sum(len(part.text.split()) for part in parts)

    whole = lead + claims + close
    if unlimited:
        return whole
    while length(whole) > words:
        if any(part.block == "experiment" for part in close):
            close = [part for part in close if part.block != "experiment"]
        elif len(claims) > 1:
            claims = claims[:-1]
        else:
            break
        whole = lead + claims + close
    return whole


def _said_before(history: tuple[Turn, ...]) -> frozenset[str]:
    """Sentences the coach already used in this conversation, so that it does not repeat itself."""
    marks = re.compile(r"\s*\[\d+\]|[*_]+")
    return frozenset(
        sentence
        for turn in history
        if turn.role == "assistant"
        for sentence in split_sentences(marks.sub("", turn.content))
    )


def _last_answer(history: tuple[Turn, ...]) -> str:
    return next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
