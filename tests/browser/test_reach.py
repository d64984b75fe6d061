"""The window for everybody: on a phone, by keyboard, and in either language."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from assistant.language import Language
from tests.browser.conftest import OpenPage
from tests.browser.steps import ask, no_sideways_scroll, wait_for_reply
from tests.support import conversations as said

PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_whole_conversation_fits_on_a_phone(open_page: OpenPage, language: Language) -> None:
    page = open_page(language, **PHONE)
    expect(page.locator("#kompas-disclosure")).to_be_in_viewport(ratio=1)
    no_sideways_scroll(page)
    ask(page, {"nl": said.ASK_NL, "en": said.ASK_EN}[language])
    answer = wait_for_reply(page)
    no_sideways_scroll(page)
    answer.locator(".kompas-chip").first.click()
    expect(page.get_by_role("dialog").locator("mark")).to_be_in_viewport()
    no_sideways_scroll(page)
    page.get_by_role("dialog").get_by_role(
        "button", name={"nl": "Sluiten", "en": "Close"}[language]
    ).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator(".kompas-suggestion").first.click()
    expect(page.locator(".kompas-reply")).to_have_count(2)
    wait_for_reply(page)
    no_sideways_scroll(page)


@pytest.mark.parametrize("screen", [PHONE, {}], ids=["phone", "desk"])
def test_a_reply_is_read_from_its_beginning(open_page: OpenPage, screen: dict[str, int]) -> None:
    page = open_page("nl", **screen)
    for turn, question in enumerate((said.ASK_NL, said.NEXT_NL, said.ASK_NL, said.CRISIS_NL), 1):
        ask(page, question)
        expect(page.locator(".kompas-reply")).to_have_count(turn)
        answer = wait_for_reply(page)
        expect(answer.locator("p").first).to_be_in_viewport(ratio=1)
        expect(page.locator("[data-step-type='user_message']").last).to_be_in_viewport()


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab until the element has the focus; fails when it cannot be reached."""
    for _ in range(60):
        if page.evaluate("(s) => document.activeElement?.matches(s) ?? false", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} cannot be reached with {key}")


def has_visible_focus(page: Page) -> bool:
    """Whether the focused element has an outline or a ring."""
    return bool(
        page.evaluate(
            """() => {
              const style = getComputedStyle(document.activeElement);
              const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
              return outline || style.boxShadow !== 'none';
            }"""
        )
    )


def test_a_whole_conversation_goes_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("nl")
    tab_to(page, "#starters button:nth-of-type(2)")
    assert has_visible_focus(page)
    page.keyboard.press("Enter")
    wait_for_reply(page)

    tab_to(page, ".kompas-chip[data-citation='2']", "Shift+Tab")
    assert has_visible_focus(page)
    page.keyboard.press("Enter")
    expect(page.locator(".kompas-passage h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".kompas-passage")).to_have_count(0)
    expect(page.locator(".kompas-chip[data-citation='2']")).to_be_focused()

    tab_to(page, ".kompas-suggestion")
    assert has_visible_focus(page)
    page.keyboard.press("Enter")
    expect(page.locator(".kompas-reply")).to_have_count(2)
    wait_for_reply(page)
    expect(page.locator("#chat-input")).to_be_focused()

    tab_to(page, "#kompas-language-en", "Shift+Tab")
    assert has_visible_focus(page)
    page.keyboard.press("Enter")
    expect(page.locator("#readme-button")).to_have_text("About Kompas")
    expect(page.locator(".kompas-reply")).to_have_count(2)


def test_a_new_conversation_is_confirmed_or_not_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("nl")
    ask(page, said.ASK_NL)
    wait_for_reply(page)
    dialog = page.locator("#new-chat-dialog")

    page.locator("#new-chat-button").press("Enter")
    expect(dialog).to_contain_text("wordt niet bewaard")
    dialog.get_by_role("button", name="Annuleren").focus()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator(".kompas-reply")).to_have_count(1)

    page.locator("#new-chat-button").press("Enter")
    tab_to(page, "#new-chat-dialog #confirm")
    page.keyboard.press("Enter")
    expect(page.locator("#welcome-screen")).to_be_visible()
    expect(page.locator("#kompas-disclosure")).to_be_visible()


def test_every_button_has_a_name(open_page: OpenPage) -> None:
    page = open_page("nl")
    ask(page, said.ASK_NL)
    wait_for_reply(page).locator(".kompas-chip").first.click()
    expect(page.locator(".kompas-passage")).to_be_visible()
    expect(page.locator("#side-view-title button")).to_have_attribute("aria-label", "Sluiten")
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, a[href]')]
            .filter((node) => node.checkVisibility())
            .filter((node) => !(node.getAttribute('aria-label') || node.textContent.trim()))
            .map((node) => node.outerHTML.slice(0, 120))"""
    )
    assert nameless == []


def test_the_switch_changes_the_first_screen_and_stays(open_page: OpenPage) -> None:
    page = open_page("nl")
    page.locator("#chat-input").fill("Half geschreven")
    page.locator("#kompas-language-en").click()
    expect(page.locator("#kompas-disclosure")).to_contain_text("AI, not a human")
    expect(page.get_by_role("button", name=said.ASK_EN)).to_be_visible()
    expect(page.locator("#chat-input")).to_have_value("Half geschreven")
    page.reload()
    expect(page.locator("#kompas-disclosure")).to_contain_text("AI, not a human")
    expect(page.locator("#kompas-language-en")).to_have_attribute("aria-pressed", "true")


def test_the_switch_keeps_the_conversation_and_what_is_being_written(
    open_page: OpenPage,
) -> None:
    page = open_page("nl")
    ask(page, said.ASK_NL)
    wait_for_reply(page)
    page.locator("#chat-input").fill("Half geschreven")
    page.locator("#kompas-language-en").click()
    expect(page.locator("#readme-button")).to_have_text("About Kompas")
    expect(page.locator(".watermark")).to_contain_text("not a human")
    expect(page.locator(".kompas-reply")).to_have_count(1)
    expect(page.locator("#chat-input")).to_have_value("Half geschreven")
    # And the coach hears it: an error now comes in English, without a word to go by.
    ask(page, "?!")
    expect(page.locator(".kompas-reply")).to_have_count(2)
    failed = wait_for_reply(page, "error")
    expect(failed.locator(".kompas-notice")).to_contain_text("Something went wrong")
