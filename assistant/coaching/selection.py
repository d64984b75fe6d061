"""Which sentences of the knowledge fit this question: retrieval widened to what a coach needs.

A retriever finds passages about the subject. A coach also needs the practice, the question and the
small experiment that go with it, and from each passage only the sentences that fit. Both happen
here, on vectors that were made when the index was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from assistant.coaching.aiming import Aim, SentenceSource, idea_of, unit
from assistant.coaching.intent import Intent, Kind
from assistant.coaching.repair import speaks_of
from assistant.coaching.safety import turns_to_a_machine
from assistant.coaching.wanted import LOOKING_BACK, gives, in_time
from assistant.coaching.words import stems
from assistant.conversation import SearchQuery
from assistant.library.passages import Passage, RetrievedPassage, Section

# What each kind of reply is made of, best suited section first, with what a place in that order
# is worth on the scale of a cosine.
_WANTED: dict[Kind, tuple[tuple[Section, float], ...]] = {
    "fact": (("research", 0.002), ("insight", 0.002), ("practice", 0.0), ("example", 0.0), ("l-and-d", 0.0), ("experiment", -0.006)),
    "list": (("insight", 0.001), ("research", 0.001), ("practice", 0.0), ("example", 0.0), ("l-and-d", 0.0)),
    "example": (("example", 0.02), ("research", 0.004), ("practice", 0.0), ("l-and-d", 0.0)),
    "why": (("insight", 0.006), ("research", 0.006), ("example", 0.0), ("practice", 0.0)),
    "howto": (("practice", 0.006), ("insight", 0.0), ("l-and-d", 0.0), ("example", 0.0), ("research", 0.0), ("experiment", -0.006)),
    "dilemma": (("insight", 0.004), ("practice", 0.004), ("research", 0.002), ("l-and-d", 0.0), ("example", 0.0)),
    "experiment": (("experiment", 0.05), ("practice", 0.0)),
    "disclosure": (("insight", 0.006), ("practice", 0.002), ("research", 0.0)),
    "closing": (("practice", 0.0),),
    "words": (("practice", 0.0), ("insight", 0.0), ("l-and-d", 0.0), ("example", 0.0)),
    "plan": (("practice", 0.004), ("l-and-d", 0.0), ("experiment", 0.0)),
    "questions": (("question", 0.0), ("practice", 0.0), ("insight", 0.0), ("l-and-d", 0.0)),
}  # fmt: skip
# Who asks for a fact or a list gets it; what would help in a situation is another answer.
PLAIN: tuple[Kind, ...] = ("fact", "list", "example", "experiment")
_FOR_L_AND_D = 0.015
# What is written for L&D is for leaders only where nothing else fits nearly as well.
_NOT_FOR_LEADERS = -0.015
_AS_L_AND_D = re.compile(r"\bL&D[- ]professional|\bjouw leiders\b|\byour leaders\b")
"""A sentence that speaks to somebody of L&D."""
_ON_ITS_SOURCE = re.compile(
    r"\b(?:noemt|noemen|names?|gives?|geeft)\b.{0,80}\b(?:geen|no)\b.{0,20}\b(?:onderzoeker|jaartal|bron|auteur|cijfers?|researcher|year|source|author|figures?)\b"
    r"|^(?:Een|A) coach\b",
    re.IGNORECASE,
)
"""What a source does not say, or a coach does not do, helps who asks about it, and nobody else."""
_OF_A_SOURCE = re.compile(
    r"\b(?:naam|namen|jaartal|bron\w*|onderzoek\w*|studie|auteur|coach|name|year|sources?|research\w*|study|author|evidence|proof|bewijs|says who|who (?:says|said|found)|wie (?:zegt|zei|vond))\b",
    re.IGNORECASE,
)
# Advice that leans on a model or researcher nobody asked about sounds beside the point, in the middle
# of a story most of all.
_UNASKED_NAME = 0.006
_UNASKED_IN_A_STORY = 0.05
_AS_IT_IS = 0.03
"""What a sentence to say, or a question to ask, has ahead of others when one is asked for."""
_OF_THE_TEAM = 0.03
"""What a sentence about a team has less where the leader speaks of no one else."""
_COMPANIONS = 3
_ALSO = 8
# So many passages are read sentence by sentence; one further away has never been the answer.
_READ = 60
# A coaching question or an experiment counts for itself and for the passage it stands in.
_OF_PASSAGE = 0.45
_REPEATS = 0.7
# How much likeness to what was chosen before counts against a sentence.
_REDUNDANCY = 0.1
_ANCHORS = 2

# What tells a sentence that answers, for a question by itself and for a follow-up. Fitted on the
# practice cases in evals/fitting (evals/fit_selection.py) and put on the scale of a cosine.
STANDING: dict[str, float] = {
    "sentence": 0.23, "passage": 0.77, "words": 0.12, "shared": 0.034, "opens": 0.004,
    "recognised": 0.14, "helps": 0.02,
}  # fmt: skip
FOLLOWING: dict[str, float] = {
    "own sentence": 0.37, "own passage": 0.41, "passage": 0.22, "words": 0.055, "own shared": 0.014,
    "shared": 0.013, "gives": 0.006, "repeats": -0.01, "same idea": 0.02, "same document": 0.014,
    "earlier idea": 0.01, "earlier document": 0.013, "recognised": 0.05, "helps": 0.009,
}  # fmt: skip
_WEIGHTS: dict[bool, np.ndarray] = {
    False: np.array(list(STANDING.values())),
    True: np.array(list(FOLLOWING.values())),
}
# In the leader's own case what helps was learnt from conversations, and nearness in words says less: on
# moments written apart the idea quoted first is one that helps in 32 % with these and in 20 % with those
# above; twice as much changes nothing.
_WEIGHTS_IN_A_STORY: dict[bool, np.ndarray] = {
    False: np.array(list((STANDING | {"recognised": 0.5}).values())),
    True: np.array(list((FOLLOWING | {"recognised": 0.3}).values())),
}
_ADVISING: tuple[Section, ...] = ("practice", "question", "experiment")
_SAYABLE = re.compile(
    r"\b(?:kun je zeggen|zeg\w*|can say|say)\b.*['‘“][^'’”]{8,}|: ['‘“][^'’”]{8,}", re.IGNORECASE
)
_GROUP = re.compile(
    r"\b(?:jullie|iedereen|team(?!lid)\w*|overleg|bijeenkomst|townhall|everyone|everybody|meeting|group|groep)\b",
    re.IGNORECASE,
)
_QUOTED_QUESTION = re.compile(r"['‘“][^'’”]{8,}\?['’”]")
_NAME = re.compile(r"(?<=[a-zà-ÿ,;] )[A-Z][\w-]+")
_NO_NAMES = {"ai", "hr", "i", "l", "d", "it", "ai-tool", "ai-tools", "engelse", "english", "dutch"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence that may be quoted, with how well it fits the question (`score`)."""

    text: str
    passage: Passage
    index: int
    score: float
    vector: np.ndarray

    @property
    def idea(self) -> str:
        """The idea heading the sentence stands under, unique within the library."""
        return idea_of(self.passage, self.index)

    @property
    def heading(self) -> str:
        """The idea heading the sentence stands under, "" for none."""
        return self.passage.headings[self.index]

    @property
    def opens_idea(self) -> bool:
        """Whether it is the first sentence under its heading, the one written to be offered."""
        return _opens_idea(self.passage, self.index)


@dataclass(frozen=True, slots=True)
class Standout:
    """How clearly the best sentences answer: the best score, and how far it is ahead of the tenth."""

    sentences: tuple[str, ...] = ()
    score: float = 0.0
    ahead: float = 0.0

    @classmethod
    def of(cls, ranked: Sequence[Candidate]) -> Standout:
        """The three best of `ranked`, best first."""
        if not ranked:
            return cls()
        tenth = ranked[min(9, len(ranked) - 1)]
        best = ranked[0].score
        return cls(tuple(c.text for c in ranked[:3]), best, best - tenth.score)

    def clear(self, score: float, ahead: float) -> bool:
        """Whether the best is this good and this far ahead."""
        return self.score >= score and self.ahead >= ahead


@dataclass(frozen=True, slots=True)
class Gathered:
    """The passages a reply may be made of, best first, and how clearly their sentences answer."""

    passages: tuple[RetrievedPassage, ...] = ()
    found: Standout = Standout()
    aim: Aim | None = None
    """What they were gathered for."""


def gather(
    source: SentenceSource, query: SearchQuery, intent: Intent, aim: Aim, k: int
) -> Gathered:
    """Retrieve `k` passages and add what a coaching reply needs beside them.

    Added are the passages with the sentences that fit best, those the coach quoted from last, and
    the coaching questions and experiments of the themes found that fit best.
    """
    retrieved = source.retrieve(query, k)
    if not retrieved:
        return Gathered(aim=aim)
    found = {item.passage.id: item for item in retrieved}
    mine = [
        RetrievedPassage(p, 0.0, aim.near.vectors[p.id], aim.near.words[p.id])
        for p in source.all_passages()
        if p.language == query.language and p.id not in found
    ]
    by_id = {item.passage.id: item for item in mine}
    named = [item for item in (*retrieved, *mine) if aim.heading in item.passage.headings]
    found = {item.passage.id: item for item in (*named, *retrieved)}
    ranked = candidates(source, query, [*retrieved, *_nearest(mine, aim)], intent, aim)
    quoted = aim.follow_up.quoted.sentences if aim.follow_up else ()
    fitting = dict.fromkeys(c.passage.id for c in ranked if c.passage.id in by_id)
    for passage_id in [*(p.id for p, _ in quoted), *list(fitting)[:_ALSO]]:
        if passage_id in by_id:
            found.setdefault(passage_id, by_id[passage_id])
    themes = dict.fromkeys(item.passage.theme for item in [*found.values()][:_ANCHORS])
    for section in ("question", "experiment"):
        pool = [
            item
            for item in mine
            if item.passage.section == section
            and (item.passage.theme in themes or aim.helps(item.passage))
        ]
        fitting_ones = companions(source, pool, aim.vector, section)
        best = [c.passage.id for c in sorted(fitting_ones, key=lambda c: not aim.helps(c.passage))]
        for passage_id in list(dict.fromkeys(best))[:_COMPANIONS]:
            found.setdefault(passage_id, by_id[passage_id])
    return Gathered(tuple(found.values()), Standout.of(ranked), aim)


def _nearest(passages: Sequence[RetrievedPassage], aim: Aim) -> list[RetrievedPassage]:
    """The passages worth reading sentence by sentence, and all of what was quoted before."""
    places, keep = [aim.near], set[str]()
    if aim.follow_up is not None:
        places.append(aim.follow_up.near)
        told = (*aim.follow_up.quoted.sentences, *aim.follow_up.earlier.sentences)
        keep.update(passage.id for passage, _ in told)
    for near in places:
        ids = sorted((i.passage.id for i in passages), key=lambda one: (-near.vectors[one], one))
        keep.update(ids[:_READ])
    return [item for item in passages if item.passage.id in keep]


def _opens_idea(passage: Passage, index: int) -> bool:
    return index == 0 or passage.headings[index] != passage.headings[index - 1]


_LEANS = re.compile(
    r"\b(?:het (?:halve )?vel|de pauze|(?:van|hoe|bij|over) de pilot|the (?:half )?sheet|the pause|(?:of|how|in|about) the pilot|the trial)\b",
    re.IGNORECASE,
)
"""What was introduced a sentence before, and means nothing to who did not hear that."""


def _is_step_of_untold(passage: Passage, index: int, aim: Aim) -> bool:
    """Whether a sentence is a later step ("after two weeks, look ...") of an idea of which the leader has
    not heard the first."""
    text = passage.sentences[index]
    leans = passage.section == "experiment" or _leans(text) or in_time(text) == LOOKING_BACK
    if not leans or _opens_idea(passage, index):
        return False
    if aim.follow_up is not None:
        told = aim.follow_up.quoted.ideas | aim.follow_up.earlier.ideas
        return idea_of(passage, index) not in told
    first = passage.headings.index(passage.headings[index])
    return passage.sentences[first] not in aim.said


def candidates(
    source: SentenceSource,
    query: SearchQuery,
    passages: Sequence[RetrievedPassage],
    intent: Intent,
    aim: Aim,
) -> list[Candidate]:
    """Every quotable sentence of `passages`, scored for this question, best first."""
    preference = _preferred(intent, aim)
    in_a_story = aim.story and intent.kind not in (*PLAIN, "why")
    weights = (_WEIGHTS_IN_A_STORY if in_a_story else _WEIGHTS)[aim.follow_up is not None]
    if intent.kind in PLAIN:
        aim = replace(aim, recognised=replace(aim.recognised, helpful=frozenset()))
    named = _names(f". {query.text}") | {word.lower() for word in query.text.split()}
    result: list[Candidate] = []
    missed = _told_ideas(passages, aim) if query.repairs else frozenset()
    of_a_source = not in_a_story and bool(_OF_A_SOURCE.search(query.text))
    for item in passages:
        passage = item.passage
        wanted_here = passage.section in preference or aim.heading in passage.headings
        if not wanted_here or not passage.sentences:
            continue
        scores = evidence(source, passage, aim) @ weights
        scores += preference.get(passage.section, 0.0)
        vectors = source.sentence_vectors(passage.id)
        unnamed = _no_names_for(passage, intent.kind)
        for index, text in enumerate(passage.sentences):
            if turns_to_a_machine(text) or text in aim.said or idea_of(passage, index) in missed:
                continue
            if _on_its_source(text) and not of_a_source:
                continue
            if intent.kind not in PLAIN and (
                (intent.kind != "plan" and _is_step_of_untold(passage, index, aim))
                or (_AS_L_AND_D.search(text) and not intent.for_l_and_d)
            ):
                continue
            score = float(scores[index])
            if unnamed and _names_in(text) - named:
                score -= _UNASKED_IN_A_STORY if in_a_story else _UNASKED_NAME
            if ready_made(intent.kind, text):
                score += _AS_IT_IS
            if aim.of_the_leader and to_a_group(text):
                score -= _OF_THE_TEAM
            result.append(Candidate(text, passage, index, score, vectors[index]))
    if aim.heading is None:
        result = [c for c in result if not _refused(c, query)] or result
    return sorted(result, key=lambda c: (-c.score, c.passage.id, c.index))


def _preferred(intent: Intent, aim: Aim) -> dict[Section, float]:
    """The sections that a reply of this kind may quote, with what each is worth."""
    preference = dict(_WANTED[intent.kind])
    if intent.for_l_and_d:
        preference["l-and-d"] = preference.get("l-and-d", 0.0) + _FOR_L_AND_D
    elif intent.leads:
        preference.pop("l-and-d", None)
    elif intent.kind not in PLAIN and "l-and-d" in preference:
        preference["l-and-d"] += _NOT_FOR_LEADERS
    if aim.follow_up is not None:
        # "How long should it last?" may well be answered by an experiment.
        preference.setdefault("experiment", 0.0)
    return preference


def _no_names_for(passage: Passage, kind: Kind) -> bool:
    """Whether a name nobody asked about is beside the point here: in advice, and in any answer to who
    asks for no fact and no reason."""
    return passage.section in _ADVISING or kind not in (*PLAIN, "why")


def _told_ideas(passages: Sequence[RetrievedPassage], aim: Aim) -> frozenset[str]:
    """The ideas that the coach quoted from before."""
    return frozenset(
        idea_of(item.passage, index)
        for item in passages
        for index, text in enumerate(item.passage.sentences)
        if text in aim.said
    )


def _refused(candidate: Candidate, query: SearchQuery) -> bool:
    """Whether a sentence or its heading speaks of what the leader said it is not about."""
    return speaks_of(f"{candidate.heading} {candidate.text}", query.refused)


def evidence(source: SentenceSource, passage: Passage, aim: Aim) -> np.ndarray:
    """What speaks for each sentence of a passage, [sentences, n].

    The columns are the keys of FOLLOWING for a follow-up, and else of STANDING.
    """
    vectors = source.sentence_vectors(passage.id)
    count = len(passage.sentences)
    near, words = aim.near.vectors[passage.id], aim.near.words[passage.id]
    stemmed = [_stems_of(text) for text in passage.sentences]
    shared = [_share(aim.words, own) for own in stemmed]
    # The sentence under a heading that was written to be offered.
    opens = [_opens_idea(passage, index) for index in range(count)]
    recognised = aim.recognised.about(passage)
    helps = [aim.recognised.helps(passage, heading) for heading in passage.headings]
    follow_up = aim.follow_up
    if follow_up is None:
        return _columns(count, vectors @ aim.vector, near, words, shared, opens, recognised, helps)
    ideas = [idea_of(passage, index) for index in range(count)]
    return _columns(
        count,
        vectors @ follow_up.vector,
        follow_up.near.vectors[passage.id],
        near,
        words,
        [_share(follow_up.words, own) for own in stemmed],
        shared,
        [any(gives(want, text) for want in follow_up.wants) for text in passage.sentences],
        [_share(own, follow_up.said) > _REPEATS for own in stemmed],
        [idea in follow_up.quoted.ideas for idea in ideas],
        passage.document_id in follow_up.quoted.documents,
        [idea in follow_up.earlier.ideas for idea in ideas],
        passage.document_id in follow_up.earlier.documents,
        recognised,
        helps,
    )


def _columns(count: int, *columns: np.ndarray | Sequence[float] | float) -> np.ndarray:
    """A table [count, columns]; one number stands for all of its column."""
    table = np.empty((count, len(columns)))
    for place, column in enumerate(columns):
        table[:, place] = column
    return table


def ready_made(kind: Kind, text: str) -> bool:
    """Whether a sentence can be used as it stands: words to say, a question to ask."""
    if kind == "questions":
        return text.endswith("?") or bool(_QUOTED_QUESTION.search(text))
    return kind == "words" and bool(_SAYABLE.search(text))


@lru_cache(maxsize=8192)
def _on_its_source(sentence: str) -> bool:
    """Remembered, as the next: the same sentences come back."""
    return bool(_ON_ITS_SOURCE.search(sentence))


@lru_cache(maxsize=8192)
def _leans(sentence: str) -> bool:
    return bool(_LEANS.search(sentence))


def to_a_group(text: str) -> bool:
    """Whether a sentence to say is meant for a team rather than for one person."""
    return bool(_GROUP.search(text))


def companions(
    source: SentenceSource,
    passages: Sequence[RetrievedPassage],
    vector: np.ndarray,
    section: Section,
) -> list[Candidate]:
    """The sentences of one section by how well they go with a vector [d], best first."""
    result: list[Candidate] = []
    for item in passages:
        passage = item.passage
        if passage.section != section or not passage.sentences:
            continue
        vectors = source.sentence_vectors(passage.id)
        whole = float(unit(vectors.mean(axis=0)) @ vector)
        for index, text in enumerate(passage.sentences):
            score = (1 - _OF_PASSAGE) * float(vectors[index] @ vector) + _OF_PASSAGE * whole
            result.append(Candidate(text, passage, index, score, vectors[index]))
    return sorted(result, key=lambda c: (-c.score, c.passage.id, c.index))


def diverse(
    ranked: Sequence[Candidate],
    count: int,
    *,
    redundancy: float = _REDUNDANCY,
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


def _names(text: str) -> frozenset[str]:
    """Capitalised words inside a sentence, lower case: names of models, people, organisations."""
    return frozenset(name.lower() for name in _NAME.findall(text)) - _NO_NAMES


@lru_cache(maxsize=8192)
def _names_in(sentence: str) -> frozenset[str]:
    """Those of a sentence of the knowledge, remembered: the same sentences come back."""
    return _names(sentence)


def _share(of: frozenset[str], among: frozenset[str]) -> float:
    return len(of & among) / len(of) if of else 0.0


@lru_cache(maxsize=8192)
def _stems_of(sentence: str) -> frozenset[str]:
    """The stems of a sentence of the knowledge, remembered: the same sentences come back."""
    return stems(sentence)
