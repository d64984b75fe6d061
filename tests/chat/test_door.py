"""The door of the window: many visitors at once, visitors from elsewhere, visitors with tools."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
import socketio  # type: ignore[import-untyped]

from tests.support import conversations as said
from tests.support.running_window import RunningWindow, free_port, running_window

MANY = 60


@asynccontextmanager
async def visitor_of(window: RunningWindow) -> AsyncIterator[Visitor]:
    """Somebody who has come in."""
    async with aiohttp.ClientSession() as session:
        visitor = Visitor(session)
        await visitor.connect(window.url)
        yield visitor
        await visitor.client.disconnect()


class Visitor:
    """A browser's conversation with the window, without the browser."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.client = socketio.AsyncClient(reconnection=False, http_session=session)
        self.shown: dict[str, dict[str, Any]] = {}
        self.changed = asyncio.Event()
        self.client.on("new_message", self._show)
        self.client.on("update_message", self._show)

    async def _show(self, step: dict[str, Any]) -> None:
        if view := (step.get("metadata") or {}).get("kompas"):
            self.shown[step["id"]] = view
            self.changed.set()

    async def connect(self, url: str, **headers: str) -> None:
        await self.client.connect(
            url,
            socketio_path="/ws/socket.io",
            transports=["websocket"],
            headers={"Accept-Language": "nl-NL", **headers},
            auth={"clientType": "webapp", "sessionId": str(uuid.uuid4())},
            wait_timeout=60,
        )
        await self.client.emit("connection_successful")

    async def ask(self, text: str) -> None:
        message = {"id": str(uuid.uuid4()), "name": "User", "type": "user_message", "output": text,
                   "createdAt": "2026-01-01T00:00:00Z"}  # fmt: skip
        await self.client.emit("client_message", {"message": message, "fileReferences": []})

    async def until(self, *phases: str) -> None:
        """Wait until the replies are in these phases."""
        while sorted(view["phase"] for view in self.shown.values()) != sorted(phases):
            self.changed.clear()
            await asyncio.wait_for(self.changed.wait(), 60)


async def test_a_burst_of_visitors_is_answered_to_the_last_one(window: RunningWindow) -> None:
    async def visit() -> str:
        async with visitor_of(window) as visitor:
            await visitor.ask(said.CRISIS_NL)
            await visitor.until("done")
        return "answered"

    outcomes = await asyncio.gather(*(visit() for _ in range(MANY)))
    assert outcomes == ["answered"] * MANY


async def test_a_burst_of_pages_is_served(window: RunningWindow) -> None:
    async with httpx.AsyncClient(base_url=window.url, timeout=60) as client:
        pages = await asyncio.gather(
            *(client.get("/project/settings?language=nl-NL") for _ in range(MANY))
        )
    assert {page.status_code for page in pages} == {200}
    assert all(len(page.json()["starters"]) == 5 for page in pages)


async def test_a_second_question_while_one_is_answered_is_kept_and_not_mixed_in(
    window: RunningWindow,
) -> None:
    async with visitor_of(window) as visitor:
        await visitor.ask(said.HOLD_NL)
        await visitor.until("working")
        await visitor.ask(said.ASK_NL)
        await visitor.until("refused", "working")
        refused = next(view for view in visitor.shown.values() if view["phase"] == "refused")
        assert refused["putBack"] == said.ASK_NL
        await visitor.client.emit("stop")
        await visitor.until("refused", "stopped")


async def test_an_empty_message_gets_a_kind_question(window: RunningWindow) -> None:
    async with visitor_of(window) as visitor:
        await visitor.ask(" \u200b\n ")
        await visitor.until("refused")


async def test_another_site_cannot_talk_to_the_window(window: RunningWindow) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(socketio.exceptions.ConnectionError):
            await Visitor(session).connect(window.url, Origin="https://elsewhere.example")
    async with httpx.AsyncClient(base_url=window.url) as client:
        answer = await client.get(
            "/project/settings?language=nl", headers={"Origin": "https://elsewhere.example"}
        )
        own = await client.get("/project/settings?language=nl", headers={"Origin": window.url})
    assert answer.status_code == 403
    assert own.status_code == 200
    assert "access-control-allow-origin" not in own.headers


async def test_files_and_tools_are_not_taken_in(window: RunningWindow) -> None:
    async with httpx.AsyncClient(base_url=window.url) as client:
        upload = await client.post("/project/file?session_id=x", files={"file": b"x"})
        tool = await client.post("/mcp", json={"sessionId": "x", "name": "y"})
        settings = (await client.get("/project/settings?language=nl")).json()
    assert upload.status_code == 404
    assert tool.status_code == 404
    assert settings["features"]["spontaneous_file_upload"]["enabled"] is False
    assert settings["features"]["unsafe_allow_html"] is False


async def test_the_page_names_no_other_host_and_forbids_them(window: RunningWindow) -> None:
    async with httpx.AsyncClient(base_url=window.url) as client:
        page = await client.get("/")
    assert "https://" not in page.text
    assert "http://" not in page.text
    assert "connect-src 'self'" in page.headers["content-security-policy"]


async def test_health_answers(window: RunningWindow) -> None:
    async with httpx.AsyncClient(base_url=window.url) as client:
        assert (await client.get("/health")).json() == {"status": "ok"}


async def test_a_knowledge_folder_that_cannot_be_read_is_said_at_the_door(
    tmp_path: Path,
) -> None:
    home, port = tmp_path / "home", free_port()
    command = ["-m", "tests.support.scripted_window", str(port), str(home)]
    env = {"KOMPAS_KNOWLEDGE_DIR": str(tmp_path / "nowhere")}
    with running_window(command, port=port, home=home, env=env) as window:
        async with visitor_of(window) as visitor:
            await visitor.until("error")
        async with httpx.AsyncClient(base_url=window.url) as client:
            page = (await client.get("/project/settings?language=nl")).json()
    (shown,) = visitor.shown.values()
    assert shown["notice"].startswith("De kennismap")
    assert shown["notice"].count(". ") == 0
    assert page["starters"] == []


def test_nothing_is_written_outside_the_home(window: RunningWindow) -> None:
    assert list((window.home.parent / f"{window.home.name}-cwd").iterdir()) == []


def test_no_word_of_a_conversation_is_on_the_disk(window: RunningWindow) -> None:
    words = said.ANSWER_NL.sentences[0].text
    root: Path = window.home / "window"
    for path in root.rglob("*"):
        if path.is_file():
            content = path.read_text(encoding="utf-8", errors="replace")
            assert words not in content, path
            assert json.dumps(words)[1:-1] not in content, path
