"""The whole chain over a real server that speaks the provider's protocol, in good and bad times."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from assistant.coaching.build import build_coach
from assistant.conversation import (
    Answered,
    Declined,
    Done,
    Question,
    Restarted,
    SentenceChecked,
    Turn,
)
from assistant.errors import ProviderError
from assistant.language import Language
from assistant.library.embedding import Embedder, make_embedder
from assistant.library.sync import sync
from assistant.rendering import render_text
from assistant.settings import Settings
from tests.support.openai_server import Fault, OpenAIServer, openai_server

KINDS: tuple[type[ProviderError], ...] = (ProviderError, *ProviderError.__subclasses__())
QUESTION = "Hoeveel procent van de CEO's verwacht volgens Gartner een nieuw tijdperk door AI?"


def _reply(*claims: tuple[str, list[int]], declined: bool = False) -> str:
    return json.dumps(
        {
            "reflection": "Je wilt een houvast in cijfers.",
            "claims": [{"text": text, "passages": numbers} for text, numbers in claims],
            "experiment": None,
            "question": "Wat zegt dit cijfer jou over je eigen organisatie?",
            "declined": declined,
        }
    )


GOOD = _reply(("Volgens Gartner verwacht 77% van de CEO's een nieuw tijdperk door AI.", [1, 2, 3]))
WRONG = _reply(("Volgens Gartner verwacht 91% van de CEO's een nieuw tijdperk door AI.", [1]))


@pytest.fixture(scope="module")
def base(project_root_module: Settings) -> tuple[Settings, Embedder]:
    embedder = make_embedder(project_root_module)
    sync(project_root_module, embedder)
    return project_root_module, embedder


@pytest.fixture(scope="module")
def project_root_module() -> Settings:
    return Settings(_env_file=None)


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with openai_server(GOOD) as running:
        yield running


def _settings(base: Settings, server: OpenAIServer) -> Settings:
    return base.model_copy(
        update={
            "model": "openai:scripted",
            "openai_base_url": server.url,
            "openai_api_key": SecretStr("sk-canary-key"),
            # A busy machine must not look like a silent provider, except where silence is scripted.
            "request_timeout": 2.0 if "silence" in server.faults else 30.0,
            "max_retries": 0,
        }
    )


async def _ask(
    base: tuple[Settings, Embedder], server: OpenAIServer, question: Question
) -> tuple[Answered | Declined, list[object]]:
    settings, embedder = base
    with build_coach(_settings(settings, server), embedder) as coach:
        events = [event async for event in coach.stream(question)]
    done = events[-1]
    assert isinstance(done, Done)
    return done.reply, list(events)


async def test_a_model_writes_the_reply_and_every_claim_of_it_is_checked(
    base: tuple[Settings, Embedder], server: OpenAIServer
) -> None:
    reply, _ = await _ask(base, server, Question(QUESTION))
    assert isinstance(reply, Answered)
    assert reply.engine == "openai:scripted"
    assert "77%" in render_text(reply)
    assert all(s.citations for s in reply.sentences if s.lane == "claim")
    assert reply.trace.prompt_tokens > 0
    assert set(reply.trace.prompt_hashes) >= {"coach.nl.md", "coach.en.md"}
    assert server.requests[0]["response_format"]["type"] == "json_schema"


async def test_a_claim_the_sources_do_not_carry_is_redrafted_once(
    base: tuple[Settings, Embedder],
) -> None:
    with openai_server(WRONG, GOOD) as server:
        reply, _ = await _ask(base, server, Question(QUESTION))
    assert "91%" not in render_text(reply)
    assert "77%" in render_text(reply)
    assert len(server.requests) == 2
    assert any("redraft" in finding for finding in reply.trace.findings)


async def test_when_nothing_is_supported_the_coach_declines_and_shows_none_of_it(
    base: tuple[Settings, Embedder],
) -> None:
    with openai_server(WRONG) as server:
        reply, events = await _ask(base, server, Question(QUESTION))
    assert isinstance(reply, Declined)
    assert reply.reason == "ungrounded"
    shown = [e.sentence.text for e in events if isinstance(e, SentenceChecked)]
    assert not any("91%" in text for text in shown)
    assert reply.citations == ()


async def test_an_unknown_citation_is_a_finding_and_never_shown(
    base: tuple[Settings, Embedder],
) -> None:
    odd = _reply(("Volgens Gartner verwacht 77% van de CEO's een nieuw tijdperk door AI.", [1, 99]))
    with openai_server(odd) as server:
        reply, _ = await _ask(base, server, Question(QUESTION))
    assert "unknown citation unknown:99" in reply.trace.findings
    assert all(c.passage_id != "unknown:99" for c in reply.citations)


@pytest.mark.parametrize(
    "fault", [401, 403, 404, 429, 500, 503, "break", "silence", "empty", "garbage"]
)
@pytest.mark.parametrize("language", ["nl", "en"])
async def test_a_provider_that_fails_ends_in_the_embedded_reply_with_one_sentence(
    base: tuple[Settings, Embedder],
    server: OpenAIServer,
    fault: Fault,
    language: Language,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.faults = [fault]
    asked = (
        QUESTION if language == "nl" else "What percentage of CEOs expects a new era, says Gartner?"
    )
    with caplog.at_level(logging.INFO):
        reply, _ = await _ask(base, server, Question(asked))
    assert isinstance(reply, Answered)
    assert reply.engine == "embedded"
    assert reply.language == language
    notices = {kind("x").user_message(language) for kind in KINDS}
    assert reply.notice in notices
    assert "77%" in render_text(reply)
    logged = " ".join(
        record.getMessage() for record in caplog.records if record.name.startswith("assistant")
    )
    assert "failed" in logged
    assert "sk-canary-key" not in logged
    assert asked not in logged


async def test_nobody_listening_is_said_the_same_way(base: tuple[Settings, Embedder]) -> None:
    closed = OpenAIServer(url="http://127.0.0.1:9/v1")
    reply, _ = await _ask(base, closed, Question(QUESTION))
    assert reply.engine == "embedded"
    assert reply.notice is not None


async def test_what_was_shown_before_a_break_is_taken_back(
    base: tuple[Settings, Embedder],
) -> None:
    long = _reply(
        ("Volgens Gartner verwacht 77% van de CEO's een nieuw tijdperk door AI.", [1, 2, 3]),
        *[(f"Dit is een vulzin nummer {n} die niemand iets zegt.", [1]) for n in range(12)],
    )
    with openai_server(long) as server:
        server.faults = ["break"]
        reply, events = await _ask(base, server, Question(QUESTION))
    kinds = [type(event) for event in events]
    assert Restarted in kinds
    after = events[kinds.index(Restarted) :]
    assert [e.sentence for e in after if isinstance(e, SentenceChecked)] == list(reply.sentences)


async def test_a_follow_up_is_rewritten_by_the_model_and_names_stay_here(
    base: tuple[Settings, Embedder], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Loopback counts as this machine; here the server plays a provider outside it.
    monkeypatch.setattr("assistant.coaching.build.is_local", lambda _: False)
    history = (
        Turn("user", "Hoe begeleid ik Sanne als zij bang is voor AI?"),
        Turn("assistant", "Luister eerst naar haar zorgen."),
    )
    with openai_server("Hoe begeleid ik een medewerker die bang is voor AI?", GOOD) as server:
        await _ask(base, server, Question("en bij kleine teams?", history=history))
    sent = json.dumps(server.requests, ensure_ascii=False)
    assert "Sanne" not in sent
    assert "collega" in sent


async def test_a_crisis_never_reaches_a_provider(
    base: tuple[Settings, Embedder], server: OpenAIServer
) -> None:
    reply, _ = await _ask(base, server, Question("Ik wil niet meer leven"))
    assert reply.route == "crisis"
    assert server.requests == []
