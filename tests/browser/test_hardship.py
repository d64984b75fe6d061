"""What the window does when things are not as they should be."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from assistant.chat.texts import TEXTS
from assistant.language import Language
from tests.browser.conftest import OpenPage
from tests.browser.steps import ask, no_sideways_scroll, reply, wait_for_reply
from tests.support import conversations as said
from tests.support.running_window import RunningWindow


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_unforeseen_error_is_one_sentence_and_the_question_can_be_sent_again(
    open_page: OpenPage, window: RunningWindow, language: Language
) -> None:
    question = {"nl": said.BROKEN_NL, "en": said.BROKEN_EN}[language]
    page = open_page(language)
    ask(page, question)
    failed = wait_for_reply(page, "error")
    expect(failed.locator(".kompas-notice")).to_contain_text(TEXTS[language].failed)
    expect(failed).not_to_contain_text("RuntimeError")
    page.get_by_role("button", name=TEXTS[language].retry).click()
    expect(page.locator(".kompas-reply")).to_have_count(2)
    wait_for_reply(page)
    log = window.log.read_text(encoding="utf-8")
    assert "RuntimeError" in log
    assert "7431" not in log, "the log quotes what a reader wrote"


def test_an_error_kompas_knows_says_what_to_do(open_page: OpenPage) -> None:
    page = open_page("en")
    ask(page, said.NO_INDEX_EN)
    failed = wait_for_reply(page, "error")
    expect(failed.locator(".kompas-notice")).to_contain_text("make index")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_message_that_is_too_long_is_refused_and_its_text_kept(
    open_page: OpenPage, window: RunningWindow, language: Language
) -> None:
    page = open_page(language)
    text = {"nl": "woord ", "en": "words "}[language] * 1334
    ask(page, text)
    refused = wait_for_reply(page, "refused")
    expect(refused.locator(".kompas-notice")).to_contain_text(
        {"nl": "8.004", "en": "8,004"}[language]
    )
    refused.get_by_role("button").click()
    expect(page.locator("#chat-input")).to_have_value(text)
    asked = window.questions() if (window.home / "questions.jsonl").exists() else []
    assert text not in [item["text"] for item in asked]


def test_a_hundred_thousand_characters_do_not_break_the_window(open_page: OpenPage) -> None:
    page = open_page("nl")
    ask(page, "lang verhaal " * 7700)
    wait_for_reply(page, "refused")
    no_sideways_scroll(page)
    ask(page, said.ASK_NL)
    wait_for_reply(page)


def test_html_is_shown_as_text_whoever_wrote_it(open_page: OpenPage) -> None:
    page = open_page("en")
    ask(page, said.HTML_EN)
    answer = wait_for_reply(page)
    expect(answer).to_contain_text("<b>Not bold</b>")
    expect(answer.locator("b, img, script")).to_have_count(0)
    asked = page.locator("[data-step-type='user_message']")
    expect(asked).to_contain_text(said.HTML_EN)
    expect(asked.locator("img, script, strong")).to_have_count(0)
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize("text", said.ODD, ids=["emoji", "right-to-left", "zalgo", "control"])
def test_odd_text_is_shown_and_answered(open_page: OpenPage, text: str) -> None:
    page = open_page("en")
    ask(page, text)
    expect(page.locator(".kompas-reply")).to_have_count(1)
    expect(reply(page)).not_to_have_attribute("data-phase", "working")
    no_sideways_scroll(page)


def test_an_empty_message_cannot_be_sent(open_page: OpenPage) -> None:
    page = open_page("nl")
    page.locator("#chat-input").fill("   \n ")
    page.locator("#chat-input").press("Enter")
    expect(page.locator("#welcome-screen")).to_be_visible()
