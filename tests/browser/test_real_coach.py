"""The window with the coach people get: embedded, on the shipped knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assistant.framework import load_framework
from assistant.language import Language
from tests.browser.conftest import OpenPage
from tests.browser.steps import ask, wait_for_reply
from tests.support import conversations as said
from tests.support.indexed_home import indexed_home as _indexed_home
from tests.support.running_window import PROJECT, RunningWindow, free_port, running_window

indexed_home = _indexed_home

# The first run indexes the knowledge.
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def real_window(
    indexed_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningWindow]:
    """The window as `kompas chat` opens it, once the index is there."""
    port = free_port()
    env = {"KOMPAS_HOME": str(indexed_home), "KOMPAS_PORT": str(port)}
    command = ["-m", "assistant.chat.server"]
    with running_window(
        command, port=port, home=tmp_path_factory.mktemp("real"), env=env
    ) as window:
        yield window


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_starter_is_answered_with_a_source_that_opens(
    open_page: OpenPage, real_window: RunningWindow, language: Language
) -> None:
    page = open_page(language, url=real_window.url)
    framework = load_framework(PROJECT / "knowledge" / "framework.toml")
    for turn, theme in enumerate((item for item in framework.themes if item.id != "compass"), 1):
        ask(page, theme.starters[language][0])
        expect(page.locator(".kompas-reply")).to_have_count(turn)
        answer = wait_for_reply(page)
        answer.locator(".kompas-chip").first.click()
        expect(page.locator(".kompas-passage mark")).not_to_be_empty()
        expect(answer.locator(".kompas-question")).to_have_count(1)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_suggestion_of_the_coach_is_answered_too(
    open_page: OpenPage, real_window: RunningWindow, language: Language
) -> None:
    page = open_page(language, url=real_window.url)
    ask(page, {"nl": said.ASK_NL, "en": said.ASK_EN}[language])
    wait_for_reply(page).locator(".kompas-suggestion").first.click()
    expect(page.locator(".kompas-reply")).to_have_count(2)
    expect(wait_for_reply(page)).to_have_attribute("lang", language)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_crisis_ends_the_coaching(
    open_page: OpenPage, real_window: RunningWindow, language: Language
) -> None:
    page = open_page(language, url=real_window.url)
    ask(page, {"nl": said.CRISIS_NL, "en": said.CRISIS_EN}[language])
    answer = wait_for_reply(page)
    expect(answer).to_contain_text("113")
    expect(answer.locator(".kompas-chip")).to_have_count(0)
