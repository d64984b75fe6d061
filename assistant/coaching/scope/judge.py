"""Decides whether the knowledge can carry a question."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.coaching.examples import ExampleVectors
from assistant.coaching.intent import closes, tells, to_use
from assistant.coaching.rewriting import answered, goes_on_telling, ordinal_in, takes_part, what_if
from assistant.coaching.scope.asked import AskedFact
from assistant.coaching.scope.claims import Mistaken
from assistant.coaching.scope.facts import FactBase
from assistant.coaching.scope.lists import ScopeLists, phrases
from assistant.coaching.scope.names import NameCheck
from assistant.coaching.scope.premises import Premises
from assistant.coaching.scope.reading import Asked, read
from assistant.coaching.scope.topic import TopicJudge
from assistant.coaching.scope.verdict import Scope
from assistant.coaching.scope.words import content
from assistant.coaching.selection import Standout
from assistant.coaching.wanted import wanted
from assistant.conversation import Question, SearchQuery
from assistant.library.passages import Passage, RetrievedPassage

# Fitted on the development questions: the lowest bar that keeps what is far outside.
INSIDE = 0.6
# Someone who speaks of their own people gets the benefit of the doubt.
INSIDE_OWN_FIELD = 0.3
# Who tells what happened at work, and asks nothing, seldom means something else altogether.
INSIDE_TOLD = 0.15
# From so many words someone tells of something that happened.
STORY = 18
# A follow-up brings its history along and may wander a little further.
INSIDE_FOLLOW_UP = 0.15
# Someone who goes on about their own case after an answer is hardly ever somewhere else.
INSIDE_GOING_ON = 0.08
# A follow-up whose own words are this unlikely, and this much nearer to examples outside, is none.
OUTSIDE_ALONE = 0.03
FAR = 0.0
# How good and how far ahead (see Standout) a sentence must be to show that a question is on topic,
# and that what it takes for granted is said, if in other words. Chosen on the practice cases and
# the development questions, as strict as these allow.
ON_TOPIC = (0.90, 0.05)
SAID_SO = (0.95, 0.08)
# So far outside no sentence stands out for what it says: some sentence always does, in a thousand.
HOPELESS = 0.025
FAR_ELLIPTIC = -0.03
# "And for shop staff?" names a group or place nobody wrote about, and is a follow-up all the same.
_TO_KNOW = re.compile(
    r"\b(?:(?:wil|willen|zou)\b(?: \w+){0,4} weten|vertel (?:me|mij|eens|over)|leg \w* ?uit|noem|geef (?:me|mij|een|de|het)"
    r"|zoek|benieuwd|cijfers?|onderzoek|studie|bron|(?:want|like|need|love) to know|tell me|explain"
    r"|(?:name|list) (?:me|the|some|all|a few)|give me|find (?:me|out)|wonder|curious|looking for|figures?|research|study"
    r"|source|data)\b",
    re.IGNORECASE,
)
"""Words by which a message without a question mark still asks for something to know."""
_ELLIPTIC = re.compile(
    r"^\W*(?:(?:en|maar|and|but|or|of)\W+)?(?:bij|voor|in|met|op|als|for|in|with|at|on|if|when|what about|hoe zit het met)\b",
    re.IGNORECASE,
)


class KnowledgeSource(Protocol):
    """The part of the library that judging needs."""

    def query_vector(self, text: str) -> np.ndarray:
        """Vector [d] of a query text, of length 1."""
        ...

    def sentence_vectors(self, passage_id: str) -> np.ndarray:
        """Vectors [sentences, d] of a passage."""
        ...

    def all_passages(self) -> tuple[Passage, ...]:
        """Every passage; the same tuple as long as the knowledge is the same."""
        ...


@dataclass(frozen=True, slots=True)
class _View:
    """What is derived from one state of the knowledge."""

    passages: tuple[Passage, ...]
    facts: FactBase
    names: NameCheck
    asked: AskedFact
    premises: Premises


class ScopeJudge:
    """Tells answerable questions from those the knowledge has no ground for."""

    def __init__(
        self, library: KnowledgeSource, vectors: ExampleVectors, lists: ScopeLists
    ) -> None:
        """`lists` are those of prompts/scope.toml."""
        self._library = library
        self._lists = lists
        self._topic = TopicJudge(
            vectors.get(self._lists.inside.both), vectors.get(self._lists.all_outside)
        )
        self._field = phrases(self._lists.field.words)
        self._lock = threading.Lock()
        self._view = self._derive()

    def judge(
        self,
        question: Question,
        query: SearchQuery,
        passages: tuple[RetrievedPassage, ...],
        found: Standout,
    ) -> Scope:
        """Whether the knowledge carries `question`, searched for as `query`, with what was `found`.

        In doubt a question about leading people is answerable and one for a fact is not; a sentence
        that stands out as the answer takes away the doubt.
        """
        view = self._current()
        themes = _themes(passages)
        if question.history and closes(question.text):
            return Scope("answerable", themes=themes, reason="rounds off")
        if query.repairs:
            return Scope("answerable", themes=themes, reason="sets the coach right")
        if takes_part(question.history) and to_use(question.text, query.language):
            return Scope("answerable", themes=themes, reason="asks for something to use")
        if answered(question.history) and what_if(question.text):
            return Scope("answerable", themes=themes, reason="asks what if somebody does something")
        vector = self._library.query_vector(query.text)
        asked = read(query.asked or question.text, query.language)
        topic = self._topic.judge(query.text, vector, view.facts, passages)
        subject = f"{query.text} {query.said}".strip()
        # Who answers the coach ("Right, Priya, on Friday") asks for nothing that could be lacking, nor
        # does who tells what the matter is.
        telling = (
            goes_on_telling(question, query) and answered(question.history)
            if question.history
            else tells(question.text) and not _TO_KNOW.search(question.text)
        )
        mistaken = view.premises.mistaken(asked, vector, subject)
        if mistaken is not None and mistaken.strange and (telling or found.clear(*SAID_SO)):
            mistaken = None
        if mistaken is not None and mistaken.ordinary and telling:
            # What goes on in the own team contradicts no source.
            mistaken = None
        if mistaken is not None and mistaken.fact is not None:
            return _corrected(mistaken, themes)
        told = " ".join(turn.content for turn in question.history if turn.role == "user")
        outsider = None if telling else view.names.asked(asked, told)
        if outsider is not None:
            return Scope("no_evidence", outsider, themes, reason=f"asks about {outsider}")
        outside = topic.inside < self._bar(question, asked, query)
        on_topic = found.clear(*ON_TOPIC) and topic.inside >= HOPELESS
        if (outside or self._changes_subject(query, passages)) and not on_topic:
            return Scope("out_of_scope", themes=themes, reason=f"topic {topic.inside:.2f}")
        if mistaken is not None:
            return Scope("no_evidence", mistaken.what, themes, reason=mistaken.reason)
        lacking = (
            None
            if telling
            else view.asked.lacking(asked, vector, subject, found, follow_up=query.rewritten)
        )
        if lacking is not None:
            return Scope("no_evidence", lacking.what, themes, reason=lacking.reason)
        return Scope("answerable", themes=themes, reason=f"topic {topic.inside:.2f}")

    def _bar(self, question: Question, asked: Asked, query: SearchQuery) -> float:
        """How likely inside a question must be; a leader's own situation gets the doubt.

        What follows an answer from the knowledge needs no more than not to change the subject.
        """
        if query.rewritten:
            return 0.0 if answered(question.history) else INSIDE_FOLLOW_UP
        if answered(question.history) and (asked.personal or asked.how_to):
            return INSIDE_GOING_ON
        told = len(asked.text.split()) >= STORY
        if told and tells(question.text):
            return INSIDE_TOLD
        own = (asked.personal or asked.how_to) and (
            told or self._field.search(asked.text.lower()) is not None
        )
        return INSIDE_OWN_FIELD if own else INSIDE

    def _changes_subject(self, query: SearchQuery, passages: tuple[RetrievedPassage, ...]) -> bool:
        """Whether a follow-up only looks like one: "Friday. What is the weather then?".

        Its own words then lie far outside, with words among them that the knowledge does not have.
        """
        if not query.rewritten or ordinal_in(query.asked) is not None:
            return False
        if "example" in wanted(query.asked):
            return False
        facts = self._current().facts
        own = [word for word in content(query.asked) if content(word.removesuffix("'s"))]
        strange = [word for word in own if not facts.known(word)]
        if not strange:
            return False
        vector = self._library.query_vector(query.asked)
        alone = self._topic.judge(query.asked, vector, facts, passages)
        far = FAR_ELLIPTIC if _ELLIPTIC.match(query.asked) else FAR
        return alone.inside < OUTSIDE_ALONE and alone.contrast < far

    def _current(self) -> _View:
        if self._library.all_passages() is self._view.passages:
            return self._view
        with self._lock:
            if self._library.all_passages() is not self._view.passages:
                self._view = self._derive()
        return self._view

    def _derive(self) -> _View:
        passages = self._library.all_passages()
        vectors = [self._library.sentence_vectors(passage.id) for passage in passages]
        facts = FactBase(passages, vectors, self._lists.same)
        return _View(
            passages,
            facts,
            NameCheck(self._lists.names, facts),
            AskedFact(self._lists, facts),
            Premises(self._lists, facts),
        )


def _corrected(mistaken: Mistaken, themes: tuple[str, ...]) -> Scope:
    assert mistaken.fact is not None
    return Scope(
        "false_premise",
        mistaken.what,
        tuple(dict.fromkeys([mistaken.fact.theme, *themes]))[:2],
        (mistaken.fact.passage_id, mistaken.fact.index),
        mistaken.reason,
    )


def _themes(passages: Sequence[RetrievedPassage]) -> tuple[str, ...]:
    """The themes of what was retrieved, best first, at most two."""
    found = dict.fromkeys(item.passage.theme for item in passages if item.score > 0)
    return tuple(found)[:2]
