"""A conversation in the window, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from assistant.language import Language
from tests.browser.conftest import OpenPage
from tests.browser.steps import ask, reply, wait_for_reply
from tests.support import conversations as said
from tests.support.running_window import RunningWindow

BOTH = pytest.mark.parametrize("language", ["nl", "en"])

ASK = {"nl": said.ASK_NL, "en": said.ASK_EN}
ANSWER = {"nl": said.ANSWER_NL, "en": said.ANSWER_EN}
NEXT = {"nl": said.NEXT_NL, "en": said.NEXT_EN}


@BOTH
def test_the_first_screen_says_it_is_ai_and_where_words_go(
    open_page: OpenPage, language: Language
) -> None:
    page = open_page(language)
    note = page.locator("#kompas-disclosure")
    expect(note).to_be_in_viewport(ratio=1)
    expect(note).to_contain_text({"nl": "AI, geen mens", "en": "AI, not a human"}[language])
    expect(note).to_contain_text(
        {"nl": "blijft op deze computer", "en": "stays on this computer"}[language]
    )
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("#starters button")).to_have_count(5)


@BOTH
def test_about_kompas_opens_in_the_language_of_the_reader(
    open_page: OpenPage, language: Language
) -> None:
    page = open_page(language)
    page.locator("#readme-button").click()
    expect(page.get_by_role("dialog")).to_contain_text(
        {"nl": "een coach voor leiders", "en": "a coach for leaders"}[language]
    )


@BOTH
def test_a_starter_is_answered_sentence_by_sentence_with_lanes_apart(
    open_page: OpenPage, language: Language
) -> None:
    page = open_page(language)
    page.get_by_role("button", name=ASK[language]).click()
    answer = wait_for_reply(page)
    for sentence in ANSWER[language].sentences:
        expect(answer).to_contain_text(sentence.text)
    expect(answer.locator(".kompas-claim .kompas-chip")).to_have_count(2)
    expect(answer.locator(".kompas-list li .kompas-chip")).to_have_count(2)
    for lane in (".kompas-coaching", ".kompas-question", ".kompas-experiment"):
        expect(answer.locator(f"{lane} .kompas-chip")).to_have_count(0)
        expect(answer.locator(lane)).to_have_count(1)
    expect(answer.locator(".kompas-status")).to_have_count(0)
    expect(page.locator(".watermark")).to_contain_text("AI")


@BOTH
def test_a_chip_opens_its_source_with_the_supporting_sentence_marked(
    open_page: OpenPage, language: Language
) -> None:
    page = open_page(language)
    ask(page, ASK[language])
    answer = wait_for_reply(page)
    panel = page.locator("#side-view-content")
    expect(panel).to_have_count(0)
    for citation in ANSWER[language].citations:
        answer.locator(f".kompas-chip[data-citation='{citation.n}']").first.click()
        expect(panel.locator(".kompas-passage")).to_have_count(1)
        expect(panel.locator("mark")).to_have_text(citation.quote)
        expect(panel).to_contain_text(citation.title)
        expect(panel).to_contain_text(citation.heading)
        expect(panel).to_contain_text(citation.source)
        expect(panel).to_contain_text(
            {"nl": "Een nieuwsgierig team", "en": "A curious team"}[language]
        )
        expect(panel).to_contain_text({"nl": "1 mei 2027", "en": "1 May 2027"}[language])
        expect(page.locator("#side-view-title")).to_contain_text(str(citation.n))


@BOTH
def test_a_suggestion_sends_that_question_with_what_was_said_before(
    open_page: OpenPage, window: RunningWindow, language: Language
) -> None:
    page = open_page(language)
    ask(page, ASK[language])
    wait_for_reply(page)
    expect(page.locator(".kompas-suggestion")).to_have_count(3)
    page.get_by_role("button", name=NEXT[language]).click()
    expect(page.locator(".kompas-reply")).to_have_count(2)
    wait_for_reply(page)
    asked = window.questions()[-1]
    assert asked["text"] == NEXT[language]
    assert asked["language"] == language
    roles = [role for role, _ in asked["history"]]
    assert roles == ["user", "assistant"]
    assert asked["history"][0][1] == ASK[language]
    earlier = asked["history"][1][1]
    # By its marks the coach knows that it answered.
    assert f"{ANSWER[language].sentences[1].text} [1]" in earlier
    # The suggestions of the reply before are gone; those of the last one stand.
    expect(page.locator(".kompas-suggestion")).to_have_count(2)


@BOTH
def test_stop_keeps_what_was_shown_and_goes_on_from_there(
    open_page: OpenPage, window: RunningWindow, language: Language
) -> None:
    page = open_page(language)
    ask(page, {"nl": said.HOLD_NL, "en": said.HOLD_EN}[language])
    shown = ANSWER[language].sentences[:2]
    expect(reply(page)).to_contain_text(shown[1].text)
    expect(reply(page).locator(".kompas-status")).to_have_count(1)
    page.locator("#stop-button").click()
    stopped = wait_for_reply(page, "stopped")
    for sentence in shown:
        expect(stopped).to_contain_text(sentence.text)
    expect(stopped.locator(".kompas-notice")).to_contain_text(
        {"nl": "gestopt", "en": "stopped"}[language]
    )
    expect(page.locator("body")).not_to_contain_text("manually stopped")
    ask(page, NEXT[language])
    expect(page.locator(".kompas-reply")).to_have_count(2)
    wait_for_reply(page)
    history = window.questions()[-1]["history"]
    assert history[-1][1] == f"{shown[0].text}\n\n{shown[1].text} [1]"


@BOTH
def test_a_crisis_reply_names_the_number_and_offers_nothing_else(
    open_page: OpenPage, language: Language
) -> None:
    page = open_page(language)
    ask(page, {"nl": said.CRISIS_NL, "en": said.CRISIS_EN}[language])
    answer = wait_for_reply(page)
    expect(answer).to_contain_text("113")
    expect(answer).to_contain_text("112")
    expect(answer.locator(".kompas-chip, .kompas-suggestion")).to_have_count(0)


@BOTH
def test_a_failing_provider_shows_as_one_calm_sentence_with_the_answer(
    open_page: OpenPage, language: Language
) -> None:
    page = open_page(language)
    ask(page, {"nl": said.DOWN_NL, "en": said.DOWN_EN}[language])
    answer = wait_for_reply(page)
    expect(answer.locator(".kompas-notice")).to_have_count(1)
    expect(answer.locator(".kompas-notice")).to_contain_text(
        {"nl": "niet bereikbaar", "en": "cannot be reached"}[language]
    )
    expect(answer.locator(".kompas-chip")).to_have_count(1)


def test_an_answer_can_be_copied_with_its_sources(open_page: OpenPage) -> None:
    page = open_page("nl")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, said.ASK_NL)
    answer = wait_for_reply(page)
    answer.locator(".kompas-copy").click()
    expect(answer.locator(".kompas-copy")).to_have_text("Gekopieerd")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"- {said.ANSWER_NL.sentences[4].text} [2]" in copied
    assert copied.endswith(said.CITATIONS_NL[1].source)


def test_a_model_that_fails_half_way_takes_its_sentences_back(open_page: OpenPage) -> None:
    page = open_page("nl")
    ask(page, said.CUT_NL)
    answer = wait_for_reply(page)
    expect(answer).not_to_contain_text(said.ANSWER_NL.sentences[0].text)
    expect(answer.locator(".kompas-question")).to_have_count(1)
    expect(answer.locator(".kompas-notice")).to_have_count(1)


@BOTH
def test_the_language_of_the_reply_is_that_of_the_question(
    open_page: OpenPage, language: Language
) -> None:
    other: Language = "en" if language == "nl" else "nl"
    page = open_page(language)
    ask(page, ASK[other])
    answer = wait_for_reply(page)
    expect(answer).to_have_attribute("lang", other)
    expect(answer.locator(".kompas-experiment")).to_contain_text(
        {"nl": "Klein experiment", "en": "small experiment"}[other]
    )
