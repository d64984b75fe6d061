"""From events to what is on the screen."""

from __future__ import annotations

from assistant.chat.reply_view import ReplyView
from assistant.chat.texts import TEXTS
from assistant.coaching.rewriting import answered
from assistant.conversation import Restarted, Sentence, SentenceChecked, Step, Turn
from assistant.rendering import render_text
from tests.support.conversations import ANSWER_NL, played


def view_after(count: int) -> ReplyView:
    """The view after the first events of a Dutch answer."""
    view = ReplyView("nl")
    for event in played(ANSWER_NL)[:count]:
        view.take(event)
    return view


def test_while_working_the_last_step_is_told_in_human_words() -> None:
    view = view_after(3)
    assert view.as_dict()["status"] == TEXTS["nl"].steps["retrieve"]
    assert view.as_dict()["phase"] == "working"


def test_every_step_has_words_in_both_languages() -> None:
    for texts in TEXTS.values():
        assert set(texts.steps) == {"safety", "rewrite", "retrieve", "draft", "check"}
        assert set(texts.steps) == set(texts.steps_done)


def test_a_finished_reply_tells_its_steps_only_on_request() -> None:
    shown = view_after(99).as_dict()
    assert shown["status"] is None
    assert shown["steps"] == [
        TEXTS["nl"].steps_done[name] for name in ("safety", "rewrite", "retrieve", "draft")
    ]


def test_neighbours_of_one_kind_share_a_block() -> None:
    kinds = [block["kind"] for block in view_after(99).as_dict()["blocks"]]
    assert kinds == ["coaching", "claim", "item", "question", "experiment"]


def test_a_claim_has_marks_and_a_coaching_sentence_has_none() -> None:
    for block in view_after(99).as_dict()["blocks"]:
        for sentence in block["sentences"]:
            assert bool(sentence["marks"]) == (sentence["lane"] == "claim")


def test_a_mark_without_its_citation_is_not_shown() -> None:
    view = ReplyView("en")
    view.take(SentenceChecked(Sentence("Said.", "claim", (7,), 0.9)))
    assert view.as_dict()["blocks"][0]["sentences"][0]["marks"] == []


def test_a_restart_withdraws_what_was_shown_and_says_why() -> None:
    view = view_after(7)
    view.take(Restarted("The model fell silent."))
    assert view.as_dict()["blocks"] == []
    assert view.as_dict()["citations"] == {}
    assert view.as_dict()["notice"] == "The model fell silent."


def test_stopping_keeps_the_sentences_shown_so_far() -> None:
    view = view_after(6)
    view.stop()
    shown = view.as_dict()
    assert shown["phase"] == "stopped"
    assert shown["notice"] == TEXTS["nl"].stopped
    first, second = ANSWER_NL.sentences[:2]
    assert view.said() == f"{first.text}\n\n{second.text} [1]"


def test_what_was_said_goes_into_the_history_as_the_evals_have_it() -> None:
    view = view_after(99)
    assert view.said() == render_text(ANSWER_NL)
    assert answered((Turn("user", "En?"), Turn("assistant", view.said())))


def test_at_most_three_suggestions_are_offered() -> None:
    assert len(view_after(99).as_dict()["suggestions"]) == 3


def test_a_repeated_step_is_told_once() -> None:
    view = ReplyView("nl")
    for _ in range(3):
        view.take(Step("check"))
    assert view.steps == ["check"]
