"""The whole chain over a small real model behind a real server: it proves the wire, not the quality."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from assistant.coaching.build import build_coach
from assistant.coaching.grounding import Evidence, GroundingCheck
from assistant.conversation import (
    Declined,
    Done,
    Event,
    Question,
    Reply,
    Restarted,
    SentenceChecked,
)
from assistant.errors import ProviderError
from assistant.library.embedding import make_embedder
from assistant.rendering import reply_as_dict
from assistant.settings import Settings, load_settings
from tests.support.indexed_home import indexed_home as _indexed_home
from tests.support.local_model import MISSING, MODEL, LocalModel, local_model, model_file

pytestmark = [
    pytest.mark.skipif(model_file() is None, reason=MISSING),
    # One thread of a busy machine reads the prompt at some dozens of tokens a second.
    pytest.mark.timeout(900),
]

indexed_home = _indexed_home
QUESTION = "What is ADKAR?"
PATIENCE = 400.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One question asked for real: what was sent, what came of it, and what still ran after it."""

    sent: list[dict[str, Any]]
    events: list[Event]
    reply: Reply
    running: int


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalModel]:
    with local_model(tmp_path_factory.mktemp("local-model") / "server.log") as running:
        yield running


@pytest.fixture(scope="module")
def settings(server: LocalModel, indexed_home: Path) -> Iterator[Settings]:
    """What a person would put in the environment, and a prompt that is as short as it may be."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "KOMPAS_MODEL": MODEL,
            "OPENAI_BASE_URL": server.base_url,
            "KOMPAS_HOME": str(indexed_home),
            "KOMPAS_REQUEST_TIMEOUT": str(PATIENCE),
            "KOMPAS_MAX_RETRIES": "0",
            "KOMPAS_PASSAGES": "1",
            "LANGCHAIN_OPENAI_STREAM_CHUNK_TIMEOUT_S": str(PATIENCE),
        }.items():
            patch.setenv(name, value)
        patch.delenv("OPENAI_API_KEY", raising=False)
        yield load_settings()


@pytest.fixture(scope="module")
def seen(server: LocalModel, settings: Settings) -> Seen:
    """The question once, for all that is asked of it below."""
    sent: list[dict[str, Any]] = []
    really = httpx2.AsyncClient.send

    async def send(client: httpx2.AsyncClient, request: httpx2.Request, **options: Any) -> Any:
        if request.url.path.endswith("/chat/completions"):
            sent.append(json.loads(request.content))
        return await really(client, request, **options)

    async def ask() -> list[Event]:
        with build_coach(settings) as coach:
            return [event async for event in coach.stream(Question(QUESTION, "en"))]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx2.AsyncClient, "send", send)
        patch.setenv("LANGCHAIN_OPENAI_STREAM_CHUNK_TIMEOUT_S", str(PATIENCE))
        events = asyncio.run(ask())
    done = events[-1]
    assert isinstance(done, Done)
    return Seen(sent, events, done.reply, server.running())


def test_the_request_streams_asks_for_the_schema_and_for_what_it_costs(seen: Seen) -> None:
    assert seen.sent
    first = seen.sent[0]
    assert first["model"] == "smollm2"
    assert first["stream"] is True
    assert first["stream_options"]["include_usage"] is True
    assert first["response_format"]["type"] == "json_schema"
    assert [message["role"] for message in first["messages"]] == ["system", "user"]
    assert QUESTION in first["messages"][-1]["content"]


def test_the_reply_is_the_models_with_its_tokens_or_the_knowledges_with_a_notice(
    seen: Seen,
) -> None:
    if seen.reply.notice is None:
        # A decline is a reviewed text, after drafts that were paid for.
        assert isinstance(seen.reply, Declined) or seen.reply.engine == MODEL
        usage = reply_as_dict(seen.reply)["usage"]
        assert usage["prompt_tokens"] > 0
        assert usage["completion_tokens"] > 0
    else:
        kinds: tuple[type[ProviderError], ...] = (ProviderError, *ProviderError.__subclasses__())
        assert seen.reply.engine == "embedded"
        assert seen.reply.notice in {kind("x").user_message("en") for kind in kinds}


def test_every_claim_that_is_shown_is_cited_and_carried_by_what_it_cites(
    seen: Seen, settings: Settings
) -> None:
    restarts = [n for n, event in enumerate(seen.events) if isinstance(event, Restarted)]
    shown = [
        event.sentence
        for event in seen.events[restarts[-1] if restarts else 0 :]
        if isinstance(event, SentenceChecked)
    ]
    assert shown == list(seen.reply.sentences)
    passages = {citation.n: citation.passage for citation in seen.reply.citations}
    check = GroundingCheck(make_embedder(settings))
    for sentence in shown:
        assert bool(sentence.citations) == (sentence.lane == "claim")
        if sentence.lane == "claim":
            cited = [Evidence.of_text(passages[n]) for n in sentence.citations]
            assert check.check(sentence.text, cited).supported, sentence.text


def test_nothing_is_left_running_after_a_reply(seen: Seen) -> None:
    assert seen.running == 0


def test_a_stop_leaves_no_request_running(
    server: LocalModel, settings: Settings, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGCHAIN_OPENAI_STREAM_CHUNK_TIMEOUT_S", str(PATIENCE))

    async def until(count: int) -> None:
        while await asyncio.to_thread(server.running) != count:
            await asyncio.sleep(0.05)

    async def stop_half_way() -> None:
        with build_coach(settings) as coach:
            # Another question, so that nothing the server remembers makes it quick.
            question = Question("How do I help my team learn from mistakes with AI?", "en")
            asking = asyncio.create_task(coach.areply(question))
            await asyncio.wait_for(until(1), PATIENCE)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            await asyncio.wait_for(until(0), 60)

    asyncio.run(stop_half_way())
