"""The framework file is read strictly; the window and the coach both lean on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import KnowledgeError
from assistant.framework import THEME_IDS, load_framework
from assistant.language import LANGUAGES


def test_the_shipped_framework_has_five_themes_and_the_compass(project_root: Path) -> None:
    framework = load_framework(project_root / "knowledge" / "framework.toml")
    assert tuple(theme.id for theme in framework.themes) == THEME_IDS
    for theme in framework.themes:
        for language in LANGUAGES:
            assert theme.name[language]
            assert theme.essence[language]
            assert len(theme.starters[language]) >= 2


def test_a_theme_that_does_not_exist_is_a_key_error(project_root: Path) -> None:
    framework = load_framework(project_root / "knowledge" / "framework.toml")
    with pytest.raises(KeyError):
        framework.theme("sixth-theme")


@pytest.mark.parametrize(
    "content", [b"", b"not toml [", b"\xff\xfe", b'[[theme]]\nid="ownership"\n']
)
def test_a_broken_framework_file_is_named_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "framework.toml"
    path.write_bytes(content)
    with pytest.raises(KnowledgeError) as caught:
        load_framework(path)
    for language in LANGUAGES:
        assert str(path) in caught.value.user_message(language)


def test_a_missing_framework_file_is_named_too(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError):
        load_framework(tmp_path / "nothing.toml")
