"""Which sentences of the knowledge fit this question: retrieval widened to what a coach needs.

A retriever finds passages about the subject. A coach also needs the practice, the question and the
small experiment that go with it, and from each passage only the sentences that fit. Both happen
here, on vectors that were made when the index was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import numpy as np

from assistant.coaching.intent import Intent, Kind
from assistant.coaching.phrasing import Phrasing, Situation
from assistant.coaching.rewriting import asks_for_rest, ordinal_in, own_text, stems
from assistant.coaching.wanted import Want, gives, wanted
from assistant.conversation import Question, SearchQuery
from assistant.language import Language
from assistant.library.passages import Passage, RetrievedPassage, Section

# What each kind of reply is made of, best suited section first, with what a place in that order
# is worth on the scale of a cosine (e5 sentence cosines of good and fair matches lie 0.03 apart).
_WANTED: dict[Kind, tuple[tuple[Section, float], ...]] = {
    "fact": (("research", 0.008), ("insight", 0.006), ("example", 0.006), ("practice", 0.0), ("l-and-d", 0.0)),
    "list": (("insight", 0.004), ("research", 0.004), ("practice", 0.0), ("example", 0.0), ("l-and-d", 0.0)),
    "example": (("example", 0.04), ("research", 0.012), ("practice", 0.0), ("l-and-d", 0.0)),
    "why": (("insight", 0.022), ("research", 0.018), ("example", 0.0), ("practice", -0.01)),
    "howto": (("practice", 0.022), ("insight", 0.004), ("example", 0.0), ("research", -0.004)),
    "dilemma": (("insight", 0.016), ("practice", 0.012), ("research", 0.008), ("example", 0.0)),
    "experiment": (("experiment", 0.05), ("practice", 0.0)),
    "disclosure": (("insight", 0.018), ("practice", 0.006), ("research", 0.0)),
    "closing": (("practice", 0.0),),
}  # fmt: skip
_FOR_L_AND_D = 0.035
_FIRST_OF_IDEA = 0.018
_SHARED_WORDS = 0.05
_AIMED_THEME = 0.018
_THEME_OF_BEST = 0.006
_AIMED_DOCUMENT = 0.025
# A sentence counts for itself and for the passage it stands in: alone it may fit by accident.
_OF_PASSAGE = 0.45
# Advice that leans on a model or researcher nobody asked about sounds beside the point.
_UNASKED_NAME = 0.025
_COVERED = 0.06
_COMPANIONS = 3
_EXPANSION = 0.9
# A follow-up means its own words within the conversation: the share of the words alone, what it is
# worth to stand in the idea or the document of the last answer, to have the follow-up's own words,
# and to look like what was asked for (a person, a time).
_OWN = 0.8
_SAID = 0.7
_REPEATS = 0.7
_SAME_IDEA = 0.032
_SAME_DOCUMENT = 0.025
_OWN_WORDS = 0.06
_CONTEXT_WORDS = 0.03
_LOOKS_LIKE_IT = 0.03
_IN_EXPERIMENT = -0.006
_ANCHORS = 2
_AROUND = 5


_ADVISING: tuple[Section, ...] = ("practice", "question", "experiment")
_NAME = re.compile(r"(?<=[a-zà-ÿ,;] )[A-Z][\w-]+")
_NO_NAMES = {"ai", "hr", "i", "l", "d", "it", "ai-tool", "ai-tools", "engelse", "english", "dutch"}


@dataclass(frozen=True, slots=True)
class Aim:
    """What a reply aims at: a vector [d] of length 1, and theme and documents where they are clear."""

    vector: np.ndarray
    theme: str | None = None
    documents: frozenset[str] = frozenset()
    follow_up: FollowUp | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a follow-up brings along: its own words, and the ground it stands on."""

    words: frozenset[str]
    """Stems of its own words: what is new about it, beside what it follows."""
    wants: tuple[Want, ...]
    """What the answer should look like, as far as its words tell."""
    said: frozenset[str]
    """Stems of what the coach claimed last, so that it is not said again."""
    quoted: tuple[tuple[Passage, int], ...]
    """The sentences (passage, index) the last answer was made of."""


class SentenceSource(Protocol):
    """The part of the library that selection needs."""

    def retrieve(self, query: SearchQuery, k: int | None = None) -> tuple[RetrievedPassage, ...]:
        """The best passages for a query, best first."""
        ...

    def query_vector(self, text: str) -> np.ndarray:
        """Vector [d] of a query text, normalised."""
        ...

    def sentence_vectors(self, passage_id: str) -> np.ndarray:
        """Vectors [len(sentences), d] of a passage's sentences, normalised."""
        ...

    def all_passages(self) -> tuple[Passage, ...]:
        """Every passage, in the order of the documents."""
        ...

    def by_section(
        self, section: Section, theme: str | None = None, language: Language | None = None
    ) -> tuple[Passage, ...]:
        """All passages of a typed section, optionally of one theme and language."""
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence that may be quoted, with how well it fits the question (`score`)."""

    text: str
    passage: Passage
    index: int
    similarity: float
    score: float
    vector: np.ndarray

    @property
    def idea(self) -> str:
        """The idea heading the sentence stands under, unique within the library."""
        return _idea(self.passage, self.index)

    @property
    def opens_idea(self) -> bool:
        """Whether it is the first sentence under its heading, the one written to be offered."""
        headings = self.passage.headings
        return self.index == 0 or headings[self.index] != headings[self.index - 1]


def aim_of(
    source: SentenceSource, phrasing: Phrasing, question: Question, query: SearchQuery, kind: Kind
) -> tuple[Aim, Situation | None]:
    """Where a reply to this question aims, and the situation that is recognised in it."""
    vector = source.query_vector(query.text)
    situation = phrasing.situation(query.text, vector)
    if not (query.rewritten and query.said):
        return aim_at(vector, situation, kind), situation
    words = own_text(question, query)
    said = _said_vector(source, query)
    follow_up = FollowUp(
        stems(words),
        _wants(question, query),
        stems(query.said),
        _last_quoted(source, said, query.language),
    )
    vector = unit(vector + _SAID * said + _OWN * source.query_vector(words))
    return replace(aim_at(vector, situation, kind), follow_up=follow_up), situation


def aim_at(vector: np.ndarray, situation: Situation | None, kind: Kind) -> Aim:
    """Where a reply to this question aims: the question itself, drawn towards its situation.

    Who asks for a fact, a list or an example means those very words, and gets no drawing.

    The examples of a recognised situation say in other words what the leader means; their mean
    works as query expansion (Rocchio, 1971) with reviewed texts instead of retrieved ones.
    """
    if situation is None or kind in ("fact", "list", "example"):
        return Aim(vector)
    return Aim(unit(vector + _EXPANSION * situation.centre), situation.theme, situation.documents)


def _wants(question: Question, query: SearchQuery) -> tuple[Want, ...]:
    """What a follow-up wants to hear; where its own words do not tell, what the one before wanted."""
    if ordinal_in(query.asked) is not None or asks_for_rest(query.asked):
        return ("whole",)
    own = wanted(query.asked)
    before = next((t.content for t in reversed(question.history) if t.role == "user"), "")
    return own or wanted(before)


def gather(
    source: SentenceSource, query: SearchQuery, intent: Intent, aim: Aim, k: int
) -> tuple[RetrievedPassage, ...]:
    """Retrieve `k` passages and add the companions a coaching reply needs, best first.

    Companions come from the theme aimed at and the themes of the retrieved passages: for every
    section this kind of reply wants, plus coaching questions and experiments, those that fit best.
    """
    found = list(source.retrieve(query, k))
    if not found:
        return ()
    have = {item.passage.id for item in found}
    language = found[0].passage.language
    for item in _around_the_last_answer(source, aim):
        if item.passage.id not in have:
            have.add(item.passage.id)
            found.append(item)
    sections: list[Section] = [section for section, _ in _WANTED[intent.kind][:2]]
    sections += ["question", "experiment"]
    if intent.for_l_and_d:
        sections.append("l-and-d")
    themes = [aim.theme] if aim.theme else []
    themes = list(dict.fromkeys([*themes, *(item.passage.theme for item in found[:3])]))
    for section in dict.fromkeys(sections):
        for pool in [themes[:1], themes[1:]] if aim.theme else [themes]:
            scored = sorted(
                (
                    (
                        float(np.max(source.sentence_vectors(p.id) @ aim.vector))
                        + (_AIMED_DOCUMENT if p.document_id in aim.documents else 0.0),
                        p,
                    )
                    for theme in pool
                    for p in source.by_section(section, theme=theme, language=language)
                    if p.id not in have and p.sentences
                ),
                key=lambda pair: (-pair[0], pair[1].id),
            )
            for similarity, passage in scored[:_COMPANIONS]:
                have.add(passage.id)
                found.append(RetrievedPassage(passage, score=0.0, dense=similarity, lexical=0.0))
    return tuple(found)


def _said_vector(source: SentenceSource, query: SearchQuery) -> np.ndarray:
    """Vector [d] of what the coach claimed last.

    The embedded engine quotes, so its sentences are found back with the vectors they have.
    """
    vectors = [
        source.sentence_vectors(passage.id)[index]
        for passage in source.all_passages()
        if passage.language == query.language
        for index, sentence in enumerate(passage.sentences)
        if sentence in query.said
    ]
    return unit(np.mean(vectors, axis=0)) if vectors else source.query_vector(query.said)


def _last_quoted(
    source: SentenceSource, said: np.ndarray, language: Language
) -> tuple[tuple[Passage, int], ...]:
    """The sentences nearest to what was said."""
    scored = [
        (float(similarity), passage, index)
        for passage in source.all_passages()
        if passage.language == language and passage.sentences and passage.section != "question"
        for index, similarity in enumerate(source.sentence_vectors(passage.id) @ said)
    ]
    scored.sort(key=lambda entry: (-entry[0], entry[1].id, entry[2]))
    return tuple((passage, index) for _, passage, index in scored[:_ANCHORS])


def _around_the_last_answer(source: SentenceSource, aim: Aim) -> list[RetrievedPassage]:
    """The passages the coach quoted from last, and what fits best of the document they stand in."""
    if aim.follow_up is None:
        return []
    quoted = [passage for passage, _ in aim.follow_up.quoted]
    near = sorted(
        (
            (-float(np.max(source.sentence_vectors(p.id) @ aim.vector)), p)
            for p in source.all_passages()
            if p.document == quoted[0].document and p.sentences and p.section != "question"
        ),
        key=lambda pair: (pair[0], pair[1].id),
    )
    around = dict.fromkeys([*quoted, *(passage for _, passage in near[:_AROUND])])
    return [
        RetrievedPassage(p, 0.0, float(np.max(source.sentence_vectors(p.id) @ aim.vector)), 0.0)
        for p in around
    ]


def _idea(passage: Passage, index: int) -> str:
    return f"{passage.id}#{passage.headings[index]}"


def candidates(
    source: SentenceSource,
    query: SearchQuery,
    passages: Sequence[RetrievedPassage],
    intent: Intent,
    aim: Aim,
    sections: Iterable[Section] | None = None,
) -> list[Candidate]:
    """Every quotable sentence of `passages`, scored for this question, best first.

    With `sections` given only those are looked at and no section is preferred over another.
    """
    asked = stems(query.text)
    preference = dict(_WANTED[intent.kind])
    if intent.for_l_and_d:
        preference["l-and-d"] = preference.get("l-and-d", 0.0) + _FOR_L_AND_D
    if aim.follow_up is not None:
        # "How long should it last?" may well be answered by an experiment.
        preference.setdefault("experiment", _IN_EXPERIMENT)
    allowed = set(sections) if sections is not None else set(preference)
    named = _names(f". {query.text}") | {word.lower() for word in query.text.split()}
    theme = aim.theme or (passages[0].passage.theme if passages else "")
    follow_up = aim.follow_up
    quoted = follow_up.quoted if follow_up else ()
    ideas = {_idea(passage, index) for passage, index in quoted}
    documents = {passage.document_id for passage, _ in quoted}
    result: list[Candidate] = []
    for item in passages:
        passage = item.passage
        anchored = any(_idea(passage, index) in ideas for index in range(len(passage.sentences)))
        if passage.section not in allowed or not passage.sentences:
            continue
        vectors = source.sentence_vectors(passage.id)
        similarities = vectors @ aim.vector
        whole = float(unit(vectors.mean(axis=0)) @ aim.vector)
        bonus = preference.get(passage.section, 0.0) if sections is None else 0.0
        bonus += _COVERED * item.lexical
        bonus += _AIMED_DOCUMENT if passage.document_id in aim.documents else 0.0
        bonus += _SAME_DOCUMENT if passage.document_id in documents else 0.0
        if passage.theme == theme:
            bonus += _AIMED_THEME if aim.theme else _THEME_OF_BEST
        for index, text in enumerate(passage.sentences):
            similarity = float(similarities[index])
            candidate = Candidate(text, passage, index, similarity, 0.0, vectors[index])
            score = (1 - _OF_PASSAGE) * similarity + _OF_PASSAGE * whole + bonus
            if follow_up is None:
                score += _SHARED_WORDS * _overlap(asked, text)
            else:
                score += _CONTEXT_WORDS * _overlap(asked, text)
                score += _OWN_WORDS * _overlap(follow_up.words, text)
                score += _SAME_IDEA if candidate.idea in ideas else 0.0
                if sections is None and any(gives(want, text) for want in follow_up.wants):
                    score += _LOOKS_LIKE_IT
                elif _share(_stems_of(text), follow_up.said) > _REPEATS:
                    score -= _LOOKS_LIKE_IT
            score += _FIRST_OF_IDEA if candidate.opens_idea and not anchored else 0.0
            if passage.section in _ADVISING and _names(text) - named:
                score -= _UNASKED_NAME
            result.append(Candidate(text, passage, index, similarity, score, vectors[index]))
    return sorted(result, key=lambda c: (-c.score, c.passage.id, c.index))


def diverse(
    ranked: Sequence[Candidate],
    count: int,
    *,
    redundancy: float = 0.5,
    one_per_idea: bool = True,
    taken: Sequence[Candidate] = (),
) -> list[Candidate]:
    """Pick `count` candidates that fit and differ (maximal marginal relevance).

    Source: Carbonell and Goldstein, 1998. `redundancy` weighs likeness to what was picked before;
    `taken` are earlier picks to differ from.
    """
    picked: list[Candidate] = []
    rest = list(ranked[:40])
    while rest and len(picked) < count:
        before = [*taken, *picked]

        def worth(candidate: Candidate, before: list[Candidate] = before) -> float:
            alike = max((float(candidate.vector @ other.vector) for other in before), default=0.0)
            return candidate.score - redundancy * max(0.0, alike - 0.86)

        best = max(rest, key=lambda c: (worth(c), c.passage.id, -c.index))
        picked.append(best)
        rest = [
            c
            for c in rest
            if c is not best
            and not (one_per_idea and c.idea == best.idea)
            and float(c.vector @ best.vector) < 0.95
        ]
    return picked


def unit(vector: np.ndarray) -> np.ndarray:
    """`vector` at length 1."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32)


def _names(text: str) -> set[str]:
    """Capitalised words inside a sentence, lower case: names of models, people, organisations."""
    return {name.lower() for name in _NAME.findall(text)} - _NO_NAMES


def _overlap(asked: frozenset[str], text: str) -> float:
    """Share (0..1) of the question's content words that the sentence has."""
    return _share(asked, _stems_of(text))


def _share(of: frozenset[str], among: frozenset[str]) -> float:
    return len(of & among) / len(of) if of else 0.0


@lru_cache(maxsize=8192)
def _stems_of(sentence: str) -> frozenset[str]:
    """The stems of a sentence of the knowledge, remembered: the same sentences come back."""
    return stems(sentence)
