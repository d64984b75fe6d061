"""Prompt files are loaded strictly, and their hash can be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.coaching.prompts import Prompts
from assistant.errors import PromptError


def test_blanks_are_filled_and_other_braces_left_alone(tmp_path: Path) -> None:
    (tmp_path / "role.nl.md").write_text('Hallo {{naam}}, {"json": true} {x}', encoding="utf-8")
    text = Prompts(tmp_path).fill("role", "nl", naam="{{naam}} $x")
    assert text == 'Hallo {{naam}} $x, {"json": true} {x}'


@pytest.mark.parametrize("values", [{}, {"naam": "a", "extra": "b"}])
def test_a_missing_or_unknown_value_is_named(tmp_path: Path, values: dict[str, str]) -> None:
    (tmp_path / "role.en.md").write_text("Hi {{naam}}", encoding="utf-8")
    with pytest.raises(PromptError) as caught:
        Prompts(tmp_path).fill("role", "en", **values)
    assert ("extra" if values else "naam") in caught.value.user_message("en")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PromptError) as caught:
        Prompts(tmp_path).fill("nothing", "nl")
    assert "nothing.nl.md" in caught.value.user_message("nl")


def test_the_hash_changes_with_the_text(tmp_path: Path) -> None:
    for language in ("nl", "en"):
        (tmp_path / f"role.{language}.md").write_text("a", encoding="utf-8")
    before = Prompts(tmp_path).hashes("role")
    (tmp_path / "role.nl.md").write_text("b", encoding="utf-8")
    after = Prompts(tmp_path).hashes("role")
    assert before["role.nl.md"] != after["role.nl.md"]
    assert before["role.en.md"] == after["role.en.md"]
