"""What a visitor does, in words."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import Locator, Page, expect


def ask(page: Page, text: str) -> None:
    """Write a question and send it."""
    page.locator("#chat-input").fill(text)
    expect(page.locator("#chat-submit")).to_be_enabled()
    box = page.locator("#chat-input")
    box.press("Enter")
    # On a busy machine an Enter can fall while the page is still connecting; a person presses again.
    with suppress(AssertionError):
        expect(box).to_have_value("", timeout=4000)
        return
    box.press("Enter")


def reply(page: Page) -> Locator:
    """The last reply."""
    return page.locator(".kompas-reply").last


def wait_for_reply(page: Page, phase: str = "done") -> Locator:
    """The last reply, once it has come to this phase."""
    expect(reply(page)).to_have_attribute("data-phase", phase)
    expect(page.locator("#stop-button")).to_have_count(0)
    return reply(page)


def no_sideways_scroll(page: Page) -> None:
    """Nothing is wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{wide} pixels too wide"
    beyond = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter((node) => node.checkVisibility() && !node.closest('.sr-only'))
            .filter((node) => node.getBoundingClientRect().width > 0)
            .filter((node) => node.getBoundingClientRect().right > window.innerWidth + 1)
            .map((node) => node.tagName + '.' + node.className).slice(0, 5)"""
    )
    assert beyond == [], f"beyond the edge: {beyond}"
