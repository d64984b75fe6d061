"""The report in a headless Chromium, opened from disk as a board member does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from assistant.language import Language
from evals.reporting import write_report
from evals.store import ScoredRow
from tests.browser import conftest as browser
from tests.evals.made_up_run import GATES, small_figures, small_rows, write_run

chromium = browser.chromium
OpenReport = Callable[..., Page]


@pytest.fixture
def open_report(chromium: Browser, tmp_path: Path) -> Iterator[OpenReport]:
    """Opens the report of these rows; at the end nothing was thrown, blocked or asked of a host."""
    asked: list[str] = []
    complaints: list[str] = []
    contexts = []

    def open_(
        rows: Sequence[ScoredRow] | None = None, language: Language = "en", *, width: int = 1280
    ) -> Page:
        run = write_run(tmp_path / "run", small_rows() if rows is None else rows, small_figures())
        path = write_report(run, language, gates=GATES)
        context = chromium.new_context(viewport={"width": width, "height": 900})
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(path.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert all(url.startswith("file:") for url in asked), asked
    assert not complaints, complaints
