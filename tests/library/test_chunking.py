"""Passages are cut where a reader would cut them, and keep their names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.library.chunking import MAX_TOKENS, MIN_TOKENS, chunk, embedded_text
from assistant.library.document import read_documents
from assistant.library.passages import Passage
from assistant.settings import Settings
from tests.library.conftest import NL_BODY, write_document


def _passages(folder: Path) -> list[Passage]:
    documents, problems = read_documents(folder)
    assert not problems
    return [passage for document in documents for passage in chunk(document)]


def test_shipped_passages_are_between_60_and_350_tokens(project_root: Path) -> None:
    passages = _passages(project_root / "knowledge")
    assert len(passages) > 300
    assert max(p.tokens for p in passages) <= MAX_TOKENS
    small = [p for p in passages if p.tokens < MIN_TOKENS]
    for passage in small:
        same = [
            p for p in passages if (p.document, p.section) == (passage.document, passage.section)
        ]
        assert len(same) == 1, "only a section that is small as a whole may be a small passage"


def test_no_sentence_is_ever_cut(project_root: Path) -> None:
    for passage in _passages(project_root / "knowledge"):
        for sentence in passage.sentences:
            assert sentence in passage.text
        assert len(passage.sentences) == len(passage.headings)


def test_an_idea_longer_than_a_passage_is_cut_between_sentences(tmp_path: Path) -> None:
    sentence = "Een leider die zelf leert, geeft het team toestemming om te leren en te vragen. "
    write_document(tmp_path, "nl", body=f"## Inzicht\n\n### Lang\n\n{sentence * 60}")
    passages = _passages(tmp_path)
    assert len(passages) > 2
    assert all(p.tokens <= MAX_TOKENS for p in passages)
    assert all(s == sentence.strip() for p in passages for s in p.sentences)
    assert len({p.id for p in passages}) == len(passages)


def test_ids_stay_when_something_else_in_the_file_changes(settings: Settings) -> None:
    before = {p.id for p in _passages(settings.knowledge_dir)}
    extra = NL_BODY.replace(
        "## Coachvragen", "### Iets nieuws\n\n" + "Nieuw is goed. " * 30 + "\n\n## Coachvragen"
    )
    write_document(settings.knowledge_dir, "nl", body=extra)
    after = {p.id for p in _passages(settings.knowledge_dir)}
    assert before < after


def test_headings_are_context_and_stay_out_of_the_text(settings: Settings) -> None:
    passages = _passages(settings.knowledge_dir)
    assert any("Leren hoort erbij" in embedded_text(p) for p in passages)
    assert all("Leren hoort erbij" not in p.text for p in passages)


def test_how_leaders_ask_it_goes_with_the_passage_and_changes_nothing_else(
    settings: Settings,
) -> None:
    before = _passages(settings.knowledge_dir)
    asked = NL_BODY.replace(
        "\n### Fouten", "\n> Mag ik fouten maken?\n> wat als ik het niet weet\n\n### Fouten"
    )
    write_document(settings.knowledge_dir, "nl", body=asked)
    after = _passages(settings.knowledge_dir)
    assert [p.asked for p in after if p.asked] == [
        ("Mag ik fouten maken?", "wat als ik het niet weet")
    ]
    assert [replace(p, asked=()) for p in after] == before
    assert [embedded_text(p) for p in after] == [embedded_text(p) for p in before]


def test_every_part_of_a_long_idea_carries_how_leaders_ask_it(tmp_path: Path) -> None:
    sentence = "Een leider die zelf leert, geeft het team toestemming om te leren en te vragen. "
    body = f"## Inzicht\n\n### Lang\n\n{sentence * 60}\n\n> hoe begin ik"
    write_document(tmp_path, "nl", body=body)
    assert {p.asked for p in _passages(tmp_path)} == {("hoe begin ik",)}
