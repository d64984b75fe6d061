"""A headless Chromium in front of a running window."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.language import Language
from tests.support.running_window import RunningWindow, scripted_window

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

window = scripted_window

# Patience for a busy machine; nothing waits that long when all is well.
expect.set_options(timeout=20_000)

OpenPage = Callable[..., Page]


# Per module: playwright keeps an event loop running, which no asynchronous test can share.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a module."""
    if not Path(CHROMIUM).exists():
        pytest.skip("needs chromium: install Debian's `chromium` package")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, window: RunningWindow) -> Iterator[OpenPage]:
    """Opens the window as a visitor with this language and screen.

    At the end of every test: no request went to any other host, and nothing was thrown.
    """
    hosts: set[str] = set()
    thrown: list[str] = []
    contexts = []

    def open_(
        language: Language = "nl", *, width: int = 1280, height: int = 900, url: str | None = None
    ) -> Page:
        context = chromium.new_context(
            locale={"nl": "nl-NL", "en": "en-US"}[language],
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).netloc))
        page.on("pageerror", lambda error: thrown.append(str(error)))
        page.goto(url or window.url)
        page.wait_for_selector("#starters button:not([disabled])")
        page.wait_for_selector("#kompas-disclosure")
        return page

    yield open_
    for context in contexts:
        context.close()
    expected = urlsplit(window.url).hostname
    outside = {host for host in hosts if host and host.split(":")[0] != expected}
    assert not outside, f"the page spoke to {outside}"
    assert not thrown, thrown
