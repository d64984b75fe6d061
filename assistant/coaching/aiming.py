"""Where a reply aims: the message as a vector and as words, with what was said before.

What leans on the coach's last answer is aimed at through that answer; what a leader tells, or has to
decide, through the story it is part of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Protocol

import numpy as np

from assistant.coaching.headings import heading_asked_for
from assistant.coaching.intent import of_own_case, to_use
from assistant.coaching.moments import Told, story_vector
from assistant.coaching.moves import about_self
from assistant.coaching.recognising import Recognised
from assistant.coaching.rewriting import (
    asks_for_rest,
    claims_of,
    goes_on_telling,
    last_answer,
    ordinal_in,
    own_text,
    what_if,
)
from assistant.coaching.wanted import Want, asks_bare_example, wanted, weighs, without_example
from assistant.coaching.words import stems
from assistant.conversation import Call, Question, SearchQuery
from assistant.language import Language
from assistant.library.passages import Closeness, Passage, RetrievedPassage

# So many messages before it may tell what a message is about (see situations.py).
_STORY = 6
# How much what the coach said counts beside the story, where a message leans on it.
_OF_THE_SAID = 0.2
# So many earlier answers are looked back at.
_EARLIER = 2
_POINTS_BACK = re.compile(
    r"\b(?:(?:daar|hier)(?:in|mee|bij|aan|voor|van|op)?|erin|in there|with that)\b", re.IGNORECASE
)
"""What the coach said is meant: "may I put anything in there?"."""
# So many sentences stand for an answer.
_TOLD = 2


class SentenceSource(Protocol):
    """The part of the library that selection needs."""

    def retrieve(self, query: SearchQuery, k: int | None = None) -> tuple[RetrievedPassage, ...]:
        """The best passages for a query, best first."""
        ...

    def query_vector(self, text: str) -> np.ndarray:
        """Vector [d] of a query text, normalised."""
        ...

    def closeness(self, text: str) -> Closeness:
        """How near a query text is to every passage."""
        ...

    def sentence_vectors(self, passage_id: str) -> np.ndarray:
        """Vectors [len(sentences), d] of a passage's sentences, normalised."""
        ...

    def all_passages(self) -> tuple[Passage, ...]:
        """Every passage, in the order of the documents."""
        ...


class RecognitionSource(Protocol):
    """What recognises ideas and situations, and what a message half-way asks."""

    def call(self, text: str, vector: np.ndarray) -> Call | None:
        """What a message half-way with this vector [d] asks of the coach, None where that is not clear."""
        ...

    def of(
        self, text: str, vector: np.ndarray, earlier: Sequence[Told] = (), *, story: bool = False
    ) -> Recognised:
        """What is recognised in a text with this vector [d], after `earlier`, the latest first.

        In a `story`, the leader's own case, the ideas too are those that help at this point of it.
        """
        ...


@dataclass(frozen=True, slots=True)
class Quoted:
    """Sentences (passage, index) that were quoted, and the ideas and documents they stand in."""

    sentences: tuple[tuple[Passage, int], ...] = ()
    ideas: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()

    @classmethod
    def of(cls, sentences: Iterable[tuple[Passage, int]]) -> Quoted:
        """These sentences with where they stand."""
        kept = tuple(sentences)
        return cls(
            kept,
            frozenset(idea_of(passage, index) for passage, index in kept),
            frozenset(passage.document_id for passage, _ in kept),
        )


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a follow-up brings along: its own words, and the ground it stands on."""

    vector: np.ndarray
    """Its own words alone, [d]: what is new about it, beside what it follows."""
    near: Closeness
    words: frozenset[str]
    """Stems of its own words."""
    wants: tuple[Want, ...]
    """What the answer should look like, as far as its words tell."""
    said: frozenset[str]
    """Stems of what the coach claimed last, so that it is not said again."""
    quoted: Quoted
    """What the last answer was made of."""
    earlier: Quoted
    """What the coach quoted before that."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a reply aims at: the question as a vector [d] of length 1, its stems, where it lies."""

    vector: np.ndarray
    words: frozenset[str]
    near: Closeness
    recognised: Recognised = field(default_factory=Recognised)
    follow_up: FollowUp | None = None
    said: str = ""
    """What the coach said before, where it is not to be said again."""
    heading: str | None = None
    """Of the idea that was asked for by name."""
    of_the_leader: bool = False
    """Whether it is about the leader rather than the team."""
    story: bool = False
    """Whether it is part of the leader's own case, rather than a question to know something."""

    def helps(self, passage: Passage) -> bool:
        """Whether an idea of this passage helps in the situation that was recognised."""
        return any(self.recognised.helps(passage, heading) for heading in passage.headings)


def aim_of(
    source: SentenceSource,
    question: Question,
    query: SearchQuery,
    recognising: RecognitionSource | None = None,
) -> Aim:
    """Where a reply to this question aims; without `recognising` nothing is recognised in it."""
    heading = heading_asked_for(question.text)
    mine = (p for p in source.all_passages() if p.language == query.language)
    if heading and any(heading in passage.headings for passage in mine):
        aim = _aim_at_story(source, question, replace(query, text=heading), (), recognising)
        # Who asks to hear it again hears it again.
        return replace(aim, heading=heading, said="")
    said = query.said or claims_of(last_answer(question.history))
    told = (turn.content for turn in reversed(question.history) if turn.role == "user")
    earlier = [(text, source.query_vector(text)) for text in islice(told, _STORY)]
    if question.history and _is_of_the_story(question, query):
        # Words to say, what people may do and what to decide are about the story, whatever was quoted.
        query = replace(query, text=without_example(question.text))
        return _aim_at_story(source, question, query, earlier, recognising)
    if not said or query.repairs or goes_on_telling(question, query):
        return _aim_at_story(source, question, query, earlier, recognising)
    vector = source.query_vector(query.text)
    words = own_text(question, query) if query.rewritten else query.text
    if asks_bare_example(words):
        # An example of what was just said; "example" itself says nothing about the subject.
        words = said
    own = source.query_vector(words)
    follow_up = FollowUp(
        own,
        source.closeness(words),
        stems(words),
        _wants(question, query),
        stems(said),
        Quoted.of(_quoted(source, said, query.language)),
        Quoted.of(_quoted_earlier(source, question, query.language)),
    )
    recognised = _recognised(recognising, question, words, own, earlier, query.language)
    near = source.closeness(query.text)
    story = of_own_case(question, query.language)
    return Aim(vector, stems(query.text), near, recognised, follow_up, story=story)


def _is_of_the_story(question: Question, query: SearchQuery) -> bool:
    """Whether a message in a conversation is about the leader's own case, and is looked for as such."""
    text = question.text
    if to_use(text, query.language) or what_if(text):
        return True
    if not of_own_case(question, query.language):
        return False
    return about_self(text) or (weighs(text) and not _POINTS_BACK.search(text))


def _aim_at_story(
    source: SentenceSource,
    question: Question,
    query: SearchQuery,
    earlier: Sequence[Told],
    recognising: RecognitionSource | None,
) -> Aim:
    """What a leader tells, aimed at together with the message that opened the conversation.

    "She's ready, I'm the wobbly one" says little by itself, and what helps is what helps in the story
    it is part of; only not what was said before.
    """
    vector = source.query_vector(query.text)
    recognised = _recognised(recognising, question, query.text, vector, earlier, query.language)
    words = query.text
    if earlier:
        words = f"{earlier[-1][0]} {words}"
        vector = story_vector(vector, [where for _, where in earlier])
        if query.rewritten and query.said:
            # "May I put anything in there?" leans on what the coach said.
            said_vector = _said_vector(source, query.said, query.language)
            vector = unit(vector + _OF_THE_SAID * said_vector)
    said = " ".join(turn.content for turn in question.history if turn.role == "assistant")
    near = source.closeness(words)
    own = about_self(query.text)
    story = of_own_case(question, query.language)
    return Aim(
        *(vector, stems(query.text), near, recognised, None, said), of_the_leader=own, story=story
    )


def _recognised(
    recognising: RecognitionSource | None,
    question: Question,
    text: str,
    vector: np.ndarray,
    earlier: Sequence[Told],
    language: Language,
) -> Recognised:
    """What is recognised in a text with this vector [d]; in the leader's own case as part of that story."""
    if recognising is None:
        return Recognised()
    return recognising.of(text, vector, earlier, story=of_own_case(question, language))


def aim_at_part(source: SentenceSource, aim: Aim, part: str) -> Aim:
    """Where one question of several in a message aims: its own words within the whole."""
    before = aim.follow_up
    follow_up = FollowUp(
        source.query_vector(part),
        source.closeness(part),
        stems(part),
        wanted(part),
        frozenset(),
        before.quoted if before else Quoted(),
        before.earlier if before else Quoted(),
    )
    return replace(aim, follow_up=follow_up)


def _wants(question: Question, query: SearchQuery) -> tuple[Want, ...]:
    """What a follow-up wants to hear; where its own words do not tell, what the one before wanted."""
    if ordinal_in(query.asked) is not None or asks_for_rest(query.asked):
        return ("whole",)
    own = wanted(query.asked)
    before = next((t.content for t in reversed(question.history) if t.role == "user"), "")
    return own or wanted(before)


def _said_vector(source: SentenceSource, said: str, language: Language) -> np.ndarray:
    """Vector [d] of what the coach claimed last.

    The embedded engine quotes, so its sentences are found back with the vectors they have.
    """
    vectors = [
        source.sentence_vectors(passage.id)[index]
        for passage in source.all_passages()
        if passage.language == language
        for index, sentence in enumerate(passage.sentences)
        if sentence in said
    ]
    return unit(np.mean(vectors, axis=0)) if vectors else source.query_vector(said)


def _quoted(
    source: SentenceSource, said: str, language: Language
) -> tuple[tuple[Passage, int], ...]:
    """The sentences nearest to what was said, nearest first."""
    vector = _said_vector(source, said, language)
    scored = [
        (float(similarity), passage, index)
        for passage in source.all_passages()
        if passage.language == language and passage.sentences and passage.section != "question"
        for index, similarity in enumerate(source.sentence_vectors(passage.id) @ vector)
    ]
    scored.sort(key=lambda entry: (-entry[0], entry[1].id, entry[2]))
    return tuple((passage, index) for _, passage, index in scored[:_TOLD])


def _quoted_earlier(
    source: SentenceSource, question: Question, language: Language
) -> tuple[tuple[Passage, int], ...]:
    """What the coach quoted before its last answer: a leader may go back to it."""
    answers = [turn.content for turn in question.history if turn.role == "assistant"][:-1]
    told = [claims_of(answer) for answer in answers[-_EARLIER:]]
    return tuple(quoted for said in told if said for quoted in _quoted(source, said, language)[:1])


def idea_of(passage: Passage, index: int) -> str:
    """The idea that a sentence of a passage stands under, unique within the library."""
    return f"{passage.id}#{passage.headings[index]}"


def unit(vector: np.ndarray) -> np.ndarray:
    """`vector` at length 1."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32)
