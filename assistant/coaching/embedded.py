"""The embedded engine: a coach's reply composed from the knowledge, sentence by sentence.

No model writes here. The claims are sentences of the knowledge, quoted as they stand; what makes
it a reply and not a search result is the choice: which sentences, how many, in which order, with
which reflection before and which one question after. Each kind of question has its own shape.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from assistant.coaching.aiming import Aim, SentenceSource, aim_at_part, aim_of, unit
from assistant.coaching.asking import IDEA_QUESTIONS, IdeaQuestions
from assistant.coaching.claims import figures
from assistant.coaching.draft import Block, DraftRequest, DraftSentence, Usage
from assistant.coaching.feelings import FEELINGS, Feelings, Listening
from assistant.coaching.intent import (
    Intent,
    Kind,
    asks_for,
    asks_steps,
    disappoints,
    intent_of,
    leaves,
    names_step,
    number_to_use,
    of_own_case,
    tells,
    to_one,
)
from assistant.coaching.moves import Move, about_self, move_of
from assistant.coaching.phrasing import Phrasing, Situation, pick
from assistant.coaching.repair import says_no, speaks_of
from assistant.coaching.rewriting import (
    asked_parts,
    asks_for_rest,
    asks_what_follows,
    last_answer,
    ordinal_in,
    refuses_lists,
)
from assistant.coaching.selection import (
    PLAIN,
    Candidate,
    candidates,
    companions,
    diverse,
    ready_made,
    to_a_group,
)
from assistant.coaching.wanted import Want, asks_evidence, gives, in_time
from assistant.coaching.words import stems
from assistant.conversation import Turn
from assistant.library.passages import Passage, RetrievedPassage, Section
from assistant.sentences import split_sentences

MAX_WORDS = 150
Opening = Literal[
    "no_example", "no_research", "misread", "own", "weigh", "no_amount", "own_first", "unsure",
    "reflection",
]  # fmt: skip
"""What a reply opens with: a reflection, or the phrase of that name in prompts/reflections.toml."""
_TO_DO: tuple[Section, ...] = ("practice", "l-and-d", "example")
_WITH_CLAIMS = 0.6
_READY_MADE: tuple[Kind, ...] = ("words", "questions", "plan")
"""What is offered to be used as it is, under a phrase of its own."""
_OFFERED: tuple[Kind, ...] = ("howto", "dilemma", *_READY_MADE)
"""What is offered to choose from."""
_LISTS_AMONG = 8
# So many questions in one message are answered one by one, in at most so many sentences.
_PARTS = 3
_MOST_CLAIMS = 4
_MOST_OF_IT = 0.3
_GUESS = 0.1
"""How much a message half-way must be about the idea that is quoted first for that to be more than a guess.
On moments written apart (evals/fitting) the first idea helps in 12 % below it, and in 38 to 44 % above."""
_OF_A_GUESS = 2
"""So many things are offered at most on a guess."""
_ASKED_FIRST: tuple[Move, ...] = ("own", "weigh", "words")
"""The moves with a question of their own that fits better than one of the idea that is quoted."""
_AMOUNTS: tuple[Want, ...] = ("time", "number")
"""What a sentence gives that answers how long, how often or how many."""
_OF_L_AND_D = "l-and-d-programme"
"""The situation of somebody who makes leaders learn."""
_OF_THE_LEADER = frozenset(
    "own-fear own-knowledge-gap own-mistake own-role self-doubt tired-leader unsure-change no-time-to-learn"
    " lead-by-example letting-go pressure-from-above convince-above".split()
)
"""The situations that are the leader's own, and not those of a team."""
_TO_OTHERS = 0.04
"""How much a sentence for a team counts less where one person is spoken to, and the other way round."""
# How much less well than the best a second and third sentence of an answer may fit.
_CLOSE = 0.02
_RELATED = 0.03
_ASKS_OTHERS = re.compile(
    r"(?:Vraag|Ask) (?:de ander|een |je (?!af)|jouw |iemand|elk|wie |aan |a |an |your |the other|each |every |someone|whoever)(?!advi)"
)
_NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s+", re.MULTILINE)
_LISTED: tuple[Kind, ...] = ("list", "plan")
"""What is asked for as a list, also by who refused one before."""
_IN_PROSE = 2
"""So many claims at most for who refused a list."""
_ABOUT_RESEARCH = stems(
    "research onderzoek evidence bewijs proof source sources bron bronnen study studie ai"
)
_ENUMERATED = re.compile(r"^\s*(?:[-*+]|\d{1,2}[.)])\s+", re.MULTILINE)


class EmbeddedEngine:
    """Composes drafts from passages; deterministic, offline, and unable to invent anything."""

    name = "embedded"

    def __init__(
        self,
        source: SentenceSource,
        phrasing: Phrasing,
        asking: IdeaQuestions,
        feelings: Feelings,
    ) -> None:
        self._source = source
        self._phrasing = phrasing
        self._asking = asking
        self._feelings = feelings

    @property
    def prompt_hashes(self) -> dict[str, str]:
        """The hashes of the files with the coach's own words."""
        return {
            "reflections.toml": self._phrasing.hash,
            IDEA_QUESTIONS: self._asking.hash,
            FEELINGS: self._feelings.hash,
        }

    async def draft(self, request: DraftRequest) -> AsyncIterator[DraftSentence | Usage]:
        """Yield the composed reply in reading order."""
        for sentence in self.compose(request):
            yield sentence

    def compose(self, request: DraftRequest) -> list[DraftSentence]:
        """The whole draft at once; empty when no passage offers a sentence to quote."""
        intent = intent_of(request.question, request.query)
        if intent.kind == "closing":
            return self._farewell(request)
        listening = self._feelings.only_listen(request.question, request.language)
        if listening is not None:
            return self._listening(listening, request)
        aim = request.aim or aim_of(self._source, request.question, request.query)
        situation = self._situation(intent, aim, request)
        ranked = [
            candidate
            for candidate in candidates(self._source, request.query, request.passages, intent, aim)
            if candidate.text not in request.rejected
        ]
        said = _spoken(request.question.history)
        move = move_of(request.question, intent, request.language, request.query.call)
        felt = None if request.question.history else self._felt(request)
        chosen = self._chosen(intent, aim, ranked, request, said)
        if not chosen:
            return []
        if _is_guess(move, aim, chosen[0][0]):
            chosen = chosen[:_OF_A_GUESS]
        if felt is not None:
            chosen = _plain([candidate for candidate, _ in chosen[:1]])
        elif intent.kind not in _LISTED and refuses_lists(request.question):
            most = len(chosen) if intent.kind in _READY_MADE else _IN_PROSE
            chosen = _plain([candidate for candidate, _ in chosen[:most]])
        claims = [_claim(candidate, block) for candidate, block in chosen]
        quoted = [candidate for candidate, _ in chosen]
        opening = _opening(intent, situation, quoted, aim, request, move)
        lead = self._lead(opening, situation, quoted[0].passage.theme, request, said)
        close = self._close(intent, situation, quoted, aim, request, said, move, opening)
        if felt is not None:
            # Who opens with what it feels like hears that first, and one thing that may help.
            lead = [_coaching(pick(felt.reflections, request.question.text))]
            close = [_coaching(pick(felt.questions, request.question.text), "question")]
        whole = intent.wants_detail or aim.heading is not None
        lead, claims, close = _within(MAX_WORDS, lead, claims, close, whole)
        if not (lead and lead[-1].text.endswith(":")):
            claims = self._with_options_named(claims, intent, request, said)
        return [*lead, *claims, *close]

    def _situation(self, intent: Intent, aim: Aim, request: DraftRequest) -> Situation | None:
        """The situation to speak of, None where it is not certain or is somebody else's."""
        recognised = aim.recognised
        situation = self._phrasing.situation(recognised.situation) if recognised.sure else None
        if situation is None or (intent.leads and situation.id == _OF_L_AND_D):
            return None
        if about_self(request.question.text) and situation.id not in _OF_THE_LEADER:
            # The same fear is another story when it is one's own.
            return None
        return situation

    def _chosen(
        self,
        intent: Intent,
        aim: Aim,
        ranked: list[Candidate],
        request: DraftRequest,
        said: str,
    ) -> list[tuple[Candidate, Block]]:
        """What is claimed, of all that was `ranked`."""
        if aim.heading is not None:
            return _told_under(aim.heading, ranked)
        if parts := self._answers_to_parts(intent, aim, request):
            return parts
        # Who asks for a fact again gets it again; advice is not given twice.
        again = intent.kind in ("fact", "list")
        fresh = [c for c in ranked if again or c.text not in said] or ranked
        if not request.query.rewritten:
            return self._claims(intent, fresh, request)
        return self._asked_items(ranked, aim, request) or self._going_on(intent, fresh, request)

    def _farewell(self, request: DraftRequest) -> list[DraftSentence]:
        """A few words when a leader rounds off, and one question about the own next step."""
        language, text = request.language, request.question.text
        says, asks = "closing", "closing_planned" if names_step(text) else "closing_open"
        if disappoints(text):
            says, asks = "not_helped", "not_helped_open"
        elif leaves(text):
            asks = "closing_leaving"
        return [
            _coaching(self._phrasing.phrase(says, language, text)),
            _asked(self._phrasing.phrase(asks, language, text)),
        ]

    def _felt(self, request: DraftRequest) -> Listening | None:
        """What to say to the feeling that a first message names and that asks nothing."""
        if asks_for(request.question.text, request.language):
            return None
        return self._feelings.heard(request.question.text, request.language)

    def _listening(self, listening: Listening, request: DraftRequest) -> list[DraftSentence]:
        """What it is like for the leader in a few words, and a question; advice waits until it is asked."""
        said, key = _spoken(request.question.history), request.question.text
        texts = [pick(_unsaid(listening.reflections, said), key)]
        if request.query.repairs:
            misread = self._phrasing.phrase("misread", request.language, key, said=said)
            texts.insert(0, misread)
        offers = self._feelings.offers(request.language)
        if not any(offer in said for offer in offers):
            texts.append(pick(offers, key))
        asked = pick(_unsaid(listening.questions, said), key)
        return [*map(_coaching, texts), _coaching(asked, "question")]

    # -- what the reply claims -------------------------------------------------------------

    def _claims(
        self, intent: Intent, ranked: list[Candidate], request: DraftRequest
    ) -> list[tuple[Candidate, Block]]:
        match intent.kind:
            case "list":
                number = _asked_number(request.query.text)
                listed = _enumeration(ranked, request.passages, number)
                return listed or _plain(_closest(_summing_up(ranked)))
            case "fact":
                return _plain(_in_reading_order(_closest(ranked)))
            case "example":
                return _plain(_in_reading_order(_told_together(ranked, 3)))
            case "experiment":
                return _experiment(ranked)
            case "words" | "questions":
                return _to_use(intent, ranked, request.question.text)
            case "why" | "disclosure" | "closing":
                return _plain(diverse(ranked, 2))
            case "howto" | "dilemma":
                own = of_own_case(request.question, request.language)
                return _options(ranked, apart=own)
            case "plan":
                parts = diverse(ranked, _MOST_CLAIMS)
                if asks_steps(request.question.text):
                    parts = sorted(parts, key=lambda c: in_time(c.text))
                return [(c, "item") for c in parts]

    def _answers_to_parts(
        self, intent: Intent, aim: Aim, request: DraftRequest
    ) -> list[tuple[Candidate, Block]]:
        """An answer to each of two or three questions in one message; nothing where there is one."""
        parts = asked_parts(request.query.asked or request.question.text)
        if intent.kind not in ("fact", "why", "list") or not 2 <= len(parts) <= _PARTS:
            return []
        chosen: list[Candidate] = []
        for part in parts:
            found = candidates(
                self._source,
                request.query,
                request.passages,
                intent,
                aim_at_part(self._source, aim, part),
            )
            taken = {*request.rejected, *(c.text for c in chosen)}
            fresh = [c for c in found if c.text not in taken]
            chosen += _closest(fresh)[: _MOST_CLAIMS // len(parts)]
        return _plain(_in_reading_order(chosen))

    def _going_on(
        self, intent: Intent, ranked: list[Candidate], request: DraftRequest
    ) -> list[tuple[Candidate, Block]]:
        """A follow-up stays with one idea where it can: that is what the conversation is about."""
        match intent.kind:
            case "fact" | "why" | "disclosure":
                return _plain(_in_reading_order(_closest(ranked)))
            case "howto" | "dilemma":
                most = 3 if of_own_case(request.question, request.language) else 4
                chosen = diverse(ranked, most, one_per_idea=False)
                near = [c for c in chosen if ranked[0].score - c.score < _RELATED]
                return [(c, "item") for c in near] if len(near) > 1 else _plain(near)
            case _:
                return self._claims(intent, ranked, request)

    def _asked_items(
        self, ranked: list[Candidate], aim: Aim, request: DraftRequest
    ) -> list[tuple[Candidate, Block]]:
        """The items of a numbered list a follow-up points at: "the third?", "and the other two?".

        The list is the one the last answer came from; nothing when it came from no such list.
        """
        query = request.query
        position, rest = ordinal_in(query.asked), asks_for_rest(query.asked)
        following = asks_what_follows(query.asked)
        if aim.follow_up is None or (position is None and not rest and not following):
            return []
        passage = _list_of(aim.follow_up.quoted.sentences, request.passages, query.text)
        items = _list_items(passage.text) if passage else []
        listed = sorted(
            (c for c in ranked if passage and c.passage.id == passage.id and c.text in items),
            key=lambda c: c.index,
        )
        if not listed or len(listed) < len(items):
            return []
        named = [n for n, c in enumerate(listed) if _named_in(c.text, items, query.said)]
        if rest:
            return [(c, "item") for n, c in enumerate(listed) if n not in named]
        if position is None:
            position = named[-1] + 1 if named else None
        if position is None or not -len(listed) <= position < len(listed):
            return []
        return _plain([listed[position]])

    def _own_words(self, name: str, request: DraftRequest, said: str) -> DraftSentence:
        """A phrase of the coach's own by name, another than it `said` before if there is one."""
        phrase = self._phrasing.phrase(name, request.language, request.question.text, said=said)
        return _coaching(phrase)

    # -- what stands around it ---------------------------------------------------------------

    def _lead(
        self,
        opening: Opening | None,
        situation: Situation | None,
        theme: str,
        request: DraftRequest,
        said: str,
    ) -> list[DraftSentence]:
        """What the reply opens with; a reflection on the situation or, where none is spoken of, on
        the theme of what is claimed."""
        if opening is None:
            return []
        if opening != "reflection":
            return [self._own_words(opening, request, said)]
        language, key = request.language, request.question.text
        previous = last_answer(request.question.history)
        theme = situation.theme if situation else theme
        reflection = self._phrasing.reflection(situation, theme, language, key, previous)
        if reflection in said or speaks_of(reflection, request.query.refused):
            return []
        return [_coaching(reflection)]

    def _with_options_named(
        self, claims: list[DraftSentence], intent: Intent, request: DraftRequest, said: str
    ) -> list[DraftSentence]:
        """The claims with, before a list of options, a phrase that leaves the choice to the leader."""
        first = next((n for n, claim in enumerate(claims) if claim.block == "item"), None)
        items = [claim.text for claim in claims if claim.block == "item"]
        usable = all(ready_made(intent.kind, text) for text in items)
        if first is None or intent.kind not in _OFFERED or (len(items) < 2 and not usable):
            return claims
        name = {2: "options_2", 3: "options_3"}.get(len(items), "options_many")
        if intent.kind == "plan":
            name = "plan_steps" if asks_steps(request.question.text) else "plan"
        elif usable:
            name = intent.kind if len(items) > 1 else f"{intent.kind}_one"
        phrase = self._phrasing.phrase(name, request.language, request.question.text, said=said)
        return [*claims[:first], _coaching(phrase), *claims[first:]]

    def _close(
        self,
        intent: Intent,
        situation: Situation | None,
        claims: Sequence[Candidate],
        aim: Aim,
        request: DraftRequest,
        said: str,
        move: Move | None,
        opening: Opening | None,
    ) -> list[DraftSentence]:
        """The experiment and the question that go with what was asked and with what was said."""
        claimed = unit(np.mean([candidate.vector for candidate in claims], axis=0))
        closing = unit(aim.vector + _WITH_CLAIMS * claimed)

        def best(section: Section) -> list[Candidate]:
            found = companions(self._source, request.passages, closing, section)
            taken = {*request.rejected, *(claim.text for claim in claims)}
            fresh = [c for c in found if c.text not in said and c.text not in taken]
            fresh = [c for c in fresh if not speaks_of(c.text, request.query.refused)]
            # What helps in the situation comes first, each part in its own order.
            return sorted(fresh, key=lambda c: not aim.recognised.helps(c.passage, c.heading))

        close: list[DraftSentence] = []
        first = not (request.question.history or aim.heading)
        if intent.kind in ("howto", "dilemma") and first and not intent.for_l_and_d:
            # Unasked it must belong to what was said, or to the situation.
            near = {claim.passage.document_id for claim in claims}
            close += [
                _claim(c, "experiment")
                for c in best("experiment")
                if c.opens_idea
                and (c.passage.document_id in near or aim.recognised.helps(c.passage, c.heading))
            ][:1]
        text = request.question.text
        asked = [c.text for c in best("question") if c.text.endswith("?")]
        if intent.kind in ("fact", "list", "example") and move is None:
            return [*close, *(_coaching(text, "question") for text in asked[:1])]
        onward = self._onward(claims[0], text, said)
        if move is not None:
            # Half-way a conversation a question that takes up what was just said goes before others.
            fits = self._phrasing.unsaid(f"ask_{move}", request.language, text, said)
            mine_first = move in _ASKED_FIRST or _is_guess(move, aim, claims[0])
            mine = [*fits, *onward] if mine_first else [*onward, *fits]
        elif opening == "unsure":
            mine = [*self._phrasing.unsaid("unsure_ask", request.language, text, said), *onward]
        elif situation is not None:
            mine = [*self._phrasing.question(situation, request.language, text, said), *onward]
        else:
            mine = onward
        asked = [*(q for q in mine if not speaks_of(q, request.query.refused)), *asked]
        return [*close, *(_coaching(text, "question") for text in asked[:1])]

    def _onward(self, claim: Candidate, key: str, said: str) -> list[str]:
        """The questions of the idea that is quoted first which were not `said` before."""
        fresh = [q for q in self._asking.of(claim.passage, claim.heading) if q not in said]
        return [pick(tuple(fresh), key)] if fresh else []


# -- choosing ----------------------------------------------------------------------------------


def _opening(
    intent: Intent,
    situation: Situation | None,
    claims: Sequence[Candidate],
    aim: Aim,
    request: DraftRequest,
    move: Move | None,
) -> Opening | None:
    """What a reply with these claims opens with; None where there is nothing to reflect."""
    asked = f"{request.query.text} {request.question.text}"
    if asks_evidence(request.question.text) and not any(_bears_out(c, asked) for c in claims):
        return "no_research"
    if move == "example" and not any(_is_example(c) for c in claims):
        return "no_example"
    if request.query.repairs:
        return "misread"
    match move:
        case "own" | "weigh":
            return move
    if move == "amount" and not any(gives(want, c.text) for want in _AMOUNTS for c in claims):
        return "no_amount"
    if intent.kind in (*PLAIN, *_READY_MADE) or aim.heading is not None:
        return None
    if request.question.history and says_no(request.question.text):
        # A no means that what the coach made of it was not it.
        return None
    # Half-way a conversation a reflection must be about this message, or it sounds deaf.
    going_on = request.query.rewritten or (situation is None and request.question.history)
    if going_on and intent.kind != "disclosure":
        return None
    if situation is None and about_self(request.question.text):
        return "own_first"
    if situation is None and tells(request.question.text):
        # What a story is about is not guessed at: it is asked.
        return "unsure"
    return "reflection"


def _is_guess(move: Move | None, aim: Aim, first: Candidate) -> bool:
    """Whether what is quoted first half-way a story is hardly more than a guess at what would help."""
    if move is None or move in ("words", "detail") or not aim.story:
        return False
    return bool(aim.recognised.ideas) and aim.recognised.about(first.passage) < _GUESS


def _bears_out(candidate: Candidate, asked: str) -> bool:
    """Whether a sentence tells of research, and of more than one thing that was asked about."""
    if candidate.passage.section != "research":
        return False
    shared = stems(f"{candidate.heading} {candidate.text}") & stems(asked)
    return len(shared - _ABOUT_RESEARCH) > 1


def _closest(ranked: list[Candidate]) -> list[Candidate]:
    """The sentences that answer: the best, with at most two that come close to it."""
    return [c for c in diverse(ranked, 3, one_per_idea=False) if ranked[0].score - c.score < _CLOSE]


def _list_of(
    quoted: Sequence[tuple[Passage, int]], passages: Sequence[RetrievedPassage], topic: str
) -> Passage | None:
    """The numbered list the quoted sentences stand in, or else one about the same by its heading."""
    lists = [i.passage for i in passages if len(_NUMBERED.findall(i.passage.text)) >= 3]
    source, place = quoted[0]
    for passage, _ in quoted:
        if passage in lists and passage.document_id == source.document_id:
            return passage
    about = _subject(source.headings[place]) | _subject(topic)
    shared = [(len(about & _subject(" ".join(dict.fromkeys(p.headings)))), p) for p in lists]
    fitting = [
        (n, p) for n, p in shared if n > 1 or (n == 1 and p.document_id == source.document_id)
    ]
    return max(fitting, key=lambda pair: (pair[0], pair[1].id))[1] if fitting else None


def _subject(heading: str) -> frozenset[str]:
    """The stems of a heading without its numbers: "The eight steps" is not about eight."""
    return frozenset(s for s in stems(heading) if not figures(s))


def _named_in(item: str, items: Sequence[str], said: str) -> bool:
    """Whether what was said has most of the words that set this item of a list apart."""
    others = frozenset[str]().union(*(stems(other) for other in items if other != item))
    own = stems(item) - others
    return bool(own) and len(own & stems(said)) / len(own) >= _MOST_OF_IT


def _told_under(heading: str, ranked: list[Candidate]) -> list[tuple[Candidate, Block]]:
    """All that stands under a heading, in its own order; a list as a list."""
    under = [c for c in ranked if c.heading == heading]
    told = [c for c in under if c.passage.id == under[0].passage.id]
    items = _list_items(told[0].passage.text) if told else []
    told.sort(key=lambda c: c.index)
    listed = [c for c in told if c.text in items]
    return [(c, "item" if c in listed else "text") for c in told]


def _is_example(candidate: Candidate) -> bool:
    return candidate.passage.section == "example" or gives("example", candidate.text)


def _told_together(ranked: list[Candidate], count: int) -> list[Candidate]:
    """The best sentence with its neighbours of the same idea: an example is a small story."""
    if not ranked:
        return []
    best = ranked[0]
    same = [c for c in ranked if c.idea == best.idea][:count]
    return same if len(same) > 1 else diverse(ranked, 2)


def _enumeration(
    ranked: list[Candidate], passages: Sequence[RetrievedPassage], asked: int | None
) -> list[tuple[Candidate, Block]]:
    """A passage that really is a list, whole and in its own order, when it is what was asked for.

    Passages as a whole decide, not sentences: the items of a list each say little of the question.
    When the question names a number ("the eight steps") the list has that many items.
    """
    for item in passages[:_LISTS_AMONG]:
        passage = item.passage
        mine = sorted((c for c in ranked if c.passage.id == passage.id), key=lambda c: c.index)
        items = _list_items(passage.text)
        listed = [c for c in mine if c.text in items]
        if len(items) < 3 or len(listed) < len(items) or asked not in (None, len(items)):
            continue
        intro = [c for c in mine if c.text not in items and c.index < listed[0].index][:1]
        return [*_plain(intro), *((c, "item") for c in listed)]
    return []


def _summing_up(ranked: list[Candidate]) -> list[Candidate]:
    """The candidates with, of the first few, the sentence that sums things up in front."""
    whole = [c for c in ranked[:_LISTS_AMONG] if gives("whole", c.text)][:1]
    return [*whole, *(c for c in ranked if c not in whole)]


def _asked_number(text: str) -> int | None:
    """The number of things a question asks for, from three to ten: "the eight steps".

    Of two numbers ("I mix up 3 and 4") neither says how long the list is.
    """
    numbers = [n for n in map(int, filter(str.isdigit, figures(text))) if 3 <= n <= 10]
    return numbers[0] if len(set(numbers)) == 1 else None


def _options(ranked: list[Candidate], *, apart: bool = False) -> list[tuple[Candidate, Block]]:
    """Two or three ways to go, after what the knowledge says about it; something to do among them.

    `apart` takes each from another idea: which of them helps in a story, the leader knows best.
    """
    chosen = diverse(ranked, 3, one_per_idea=apart)
    to_do = [c for c in chosen if c.passage.section in _TO_DO]
    if not to_do:
        more = [c for c in ranked if c.passage.section in _TO_DO]
        to_do = diverse(more, 1, taken=chosen)
    told = [c for c in chosen if c not in to_do]
    if len(to_do) < 2:
        return _plain([*told, *to_do])
    return [*_plain(told), *((c, "item") for c in to_do)]


def _to_use(intent: Intent, ranked: list[Candidate], text: str) -> list[tuple[Candidate, Block]]:
    """Sentences to say, or questions to ask, as many as were asked for and there are.

    What is said to a team is not said to one person, nor the other way round.
    """
    one = to_one(text)
    fitting = [c for c in ranked if ready_made(intent.kind, c.text)]
    if intent.kind == "questions" and one:
        # The questions of the knowledge are for a leader; what to ask somebody else stands in advice.
        ranked = [c for c in ranked if c.passage.section != "question"]
        asks = [c for c in ranked if _ASKS_OTHERS.match(c.text)]
        fitting = [c for c in asks if not to_a_group(c.text)] or asks
    elif one is not None:
        fitting = [
            replace(c, score=c.score - _TO_OTHERS * (to_a_group(c.text) is one)) for c in fitting
        ]
        fitting.sort(key=lambda c: (-c.score, c.passage.id, c.index))
    count = number_to_use(text, intent.kind, _asked_number(text)) or 3
    chosen = diverse(fitting, min(count, _MOST_CLAIMS), one_per_idea=False)
    if not chosen or (len(chosen) == 1 and not ready_made(intent.kind, chosen[0].text)):
        return _options(ranked)
    return [(c, "item") for c in chosen]


def _experiment(ranked: list[Candidate]) -> list[tuple[Candidate, Block]]:
    """One small experiment whole: what to do, how, and what to look at afterwards."""
    experiments = [c for c in ranked if c.passage.section == "experiment"]
    if not experiments:
        return [(c, "item") for c in diverse(ranked, 2)]
    same_idea = [c for c in experiments if c.idea == experiments[0].idea]
    return [(c, "experiment") for c in _in_reading_order(same_idea)[:3]]


def _plain(chosen: Sequence[Candidate]) -> list[tuple[Candidate, Block]]:
    return [(candidate, "text") for candidate in chosen]


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


def _asked(text: str) -> DraftSentence:
    """A closing sentence of the coach, as a question where it is one."""
    return _coaching(text, "question" if text.endswith("?") else "text")


def _within(
    words: int,
    lead: list[DraftSentence],
    claims: list[DraftSentence],
    close: list[DraftSentence],
    unlimited: bool,
) -> tuple[list[DraftSentence], list[DraftSentence], list[DraftSentence]]:
    """The parts of a reply within its length: the experiment goes first, then claims but two."""

    def length() -> int:
        return sum(len(part.text.split()) for part in (*lead, *claims, *close))

    # Room for the phrase that names the options, the label of an experiment and the marks.
    allowed = words - 22
    while not unlimited and length() > allowed:
        if any(part.block == "experiment" for part in close):
            close = [part for part in close if part.block != "experiment"]
        elif len(claims) > 2:
            claims = claims[:-1]
        else:
            break
    return lead, claims, close


def _unsaid(variants: tuple[str, ...], said: str) -> tuple[str, ...]:
    """Those of `variants` that were not `said` before, all where every one was."""
    return tuple(text for text in variants if text not in said) or variants


def _spoken(history: tuple[Turn, ...]) -> str:
    """All the coach said in this conversation as one text, so that it does not repeat itself."""
    plain = re.compile(r"\s*\[\d+\]|[*_]+")
    told = (plain.sub("", turn.content) for turn in history if turn.role == "assistant")
    return "\n".join(told)
