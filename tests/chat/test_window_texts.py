"""The window's own words, in both languages."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from assistant.chat.disclosure import disclosure
from assistant.chat.starters import starter_questions
from assistant.chat.texts import TEXTS, Texts
from assistant.chat.visitor import language_of_request, language_of_tag
from assistant.framework import load_framework
from assistant.language import LANGUAGES
from assistant.settings import Settings


def keys(tree: dict[str, Any], path: str = "") -> set[str]:
    """Every path to a leaf."""
    return {
        leaf
        for name, value in tree.items()
        for leaf in (keys(value, f"{path}{name}.") if isinstance(value, dict) else {path + name})
    }


def test_every_text_has_a_twin_with_the_same_values_in_it() -> None:
    for item in fields(Texts):
        nl, en = (getattr(TEXTS[language], item.name) for language in LANGUAGES)
        assert nl, item.name
        assert en, item.name
        if isinstance(nl, str):
            assert set(re.findall(r"{\w+}", nl)) == set(re.findall(r"{\w+}", en)), item.name


def test_chainlits_own_words_are_translated_key_by_key(project_root: Path) -> None:
    folder = project_root / ".chainlit" / "translations"
    nl, en = (
        json.loads((folder / name).read_text(encoding="utf-8"))
        for name in ("nl-NL.json", "en-US.json")
    )
    assert keys(nl) == keys(en)


@pytest.mark.parametrize(
    ("tag", "language"),
    [("nl", "nl"), ("nl-BE", "nl"), ("NL-nl", "nl"), ("en-GB", "en"), ("fr", "en"), ("", "en")],
)
def test_every_kind_of_dutch_is_dutch_and_the_rest_reads_english(tag: str, language: str) -> None:
    assert language_of_tag(tag) == language


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"HTTP_ACCEPT_LANGUAGE": "nl-NL,nl;q=0.9,en;q=0.8"}, "nl"),
        ({"HTTP_ACCEPT_LANGUAGE": "en", "HTTP_COOKIE": "a=b; kompas_language=nl"}, "nl"),
        ({"HTTP_ACCEPT_LANGUAGE": "nl", "HTTP_COOKIE": "kompas_language=xx"}, "nl"),
        ({"HTTP_COOKIE": "\x00;;;=;"}, "en"),
        ({}, "en"),
    ],
)
def test_the_switch_goes_before_the_browser(environ: dict[str, str], language: str) -> None:
    assert language_of_request(environ) == language


def test_there_is_one_starter_for_each_of_the_five_themes(project_root: Path) -> None:
    framework = load_framework(project_root / "knowledge" / "framework.toml")
    for language in LANGUAGES:
        starters = starter_questions(framework, language)
        assert len({item.theme_id for item in starters}) == 5
        for item in starters:
            assert (project_root / "public" / "themes" / f"{item.theme_id}.svg").is_file()


def test_the_disclosure_says_it_is_ai_whatever_the_settings() -> None:
    for language, words in (("nl", "AI, geen mens"), ("en", "AI, not a human")):
        assert words in disclosure(Settings(), language)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(), "stays on this computer"),
        (Settings(host="0.0.0.0"), "stays on the server"),
        (Settings(model="openai:gpt-5-mini"), "goes to OpenAI (gpt-5-mini)"),
        (Settings(embedder="openai:text-embedding-3-small"), "goes to OpenAI (text-embedding"),
        (
            Settings(model="openai:local", openai_base_url="http://127.0.0.1:9999/v1"),
            "stays on this computer",
        ),
        (
            Settings(model="openai:big", openai_base_url="https://llm.corp.example/v1"),
            "goes to llm.corp.example (big)",
        ),
    ],
)
def test_the_disclosure_is_true_about_where_words_go(settings: Settings, said: str) -> None:
    assert said in disclosure(settings, "en")[1]
