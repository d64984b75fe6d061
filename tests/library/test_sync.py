"""The index follows the folder: only what changed, nothing half, one writer at a time."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.conversation import SearchQuery
from assistant.errors import (
    IndexBusy,
    IndexCorrupt,
    IndexMismatch,
    IndexMissing,
    IndexReadOnly,
    KnowledgeError,
)
from assistant.library.index import read_pointer, writer
from assistant.library.retriever import Library
from assistant.library.sync import check, status, sync
from assistant.settings import Settings
from tests.library.conftest import NL_BODY, CountingEmbedder, write_document


def test_a_first_sync_indexes_every_document(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    report = sync(settings, embedder)
    assert (report.added, report.changed, report.removed) == (2, 0, 0)
    assert Library.open(settings, embedder).all_passages()


def test_without_a_change_nothing_is_embedded(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    sync(settings, embedder)
    before = len(embedder.embedded)
    report = sync(settings, embedder)
    assert (report.unchanged, report.embedded, len(embedder.embedded)) == (2, 0, before)


def test_only_the_changed_sentence_and_its_passage_are_embedded_again(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    sync(settings, embedder)
    embedder.embedded.clear()
    changed = NL_BODY.replace("Leren kost tijd en levert rust op.", "Leren kost een uur per week.")
    write_document(settings.knowledge_dir, "nl", body=changed)
    report = sync(settings, embedder)
    assert (report.changed, report.unchanged) == (1, 1)
    assert len(embedder.embedded) == 2
    assert all("Leren kost een uur per week." in text for text in embedder.embedded)


def test_how_leaders_ask_it_is_embedded_as_a_question_and_only_when_new(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    sync(settings, embedder)
    embedder.embedded.clear()
    for more in ("> Mag het misgaan?", "> Mag het misgaan?\n> wie heeft de schuld"):
        write_document(settings.knowledge_dir, "nl", body=_with_questions(more))
        sync(settings, embedder)
    assert embedder.embedded == []
    assert embedder.asked == ["Mag het misgaan?", "wie heeft de schuld"]


def test_a_question_that_is_also_a_sentence_has_two_vectors(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    write_document(
        settings.knowledge_dir, "nl", body=_with_questions("> Hoe reageer je op een fout?")
    )
    sync(settings, embedder)
    assert "Hoe reageer je op een fout?" in embedder.embedded
    assert embedder.asked == ["Hoe reageer je op een fout?"]


def _with_questions(lines: str) -> str:
    return NL_BODY.replace("## Coachvragen", f"{lines}\n\n## Coachvragen")


def test_a_removed_document_disappears(settings: Settings, embedder: CountingEmbedder) -> None:
    sync(settings, embedder)
    (settings.knowledge_dir / "en" / "learning.md").unlink()
    assert sync(settings, embedder).removed == 1
    languages = {p.language for p in Library.open(settings, embedder).all_passages()}
    assert languages == {"nl"}


def test_a_bad_document_is_reported_and_the_rest_is_indexed(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    (settings.knowledge_dir / "nl" / "bad.md").write_text("geen front matter", encoding="utf-8")
    report = sync(settings, embedder)
    assert report.added == 2
    assert report.problems[0].sentence("nl").startswith("nl/bad.md:1: ")


def test_an_open_library_sees_the_new_index(settings: Settings, embedder: CountingEmbedder) -> None:
    sync(settings, embedder)
    library = Library.open(settings, embedder)
    count = len(library.all_passages())
    write_document(settings.knowledge_dir, "nl", "second", body=NL_BODY.replace("leert", "oefent"))
    sync(settings, embedder)
    assert len(library.all_passages()) > count


def test_a_second_writer_is_told_to_wait(settings: Settings, embedder: CountingEmbedder) -> None:
    with writer(settings.index_dir), pytest.raises(IndexBusy):
        sync(settings, embedder)


def test_another_embedder_is_a_clear_sentence_and_a_rebuild(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    sync(settings, embedder)
    newer = CountingEmbedder("newer")
    with pytest.raises(IndexMismatch) as caught:
        Library.open(settings, newer)
    assert "counting 1" in caught.value.user_message("nl")
    assert sync(settings, newer).added == 2
    assert Library.open(settings, newer).all_passages()


@pytest.mark.parametrize(
    "name",
    ["passages.json", "vectors.npz", "words-nl/stems/vocab.index.json", "chroma/chroma.sqlite3"],
)
def test_a_damaged_index_is_said_and_the_next_sync_repairs_it(
    settings: Settings, embedder: CountingEmbedder, name: str
) -> None:
    sync(settings, embedder)
    folder = settings.index_dir / read_pointer(settings.index_dir).generation
    (folder / name).unlink()
    with pytest.raises(IndexCorrupt):
        Library.open(settings, embedder)
    sync(settings, embedder)
    assert Library.open(settings, embedder).all_passages()


def test_a_damaged_pointer_is_said_and_repaired(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    sync(settings, embedder)
    (settings.index_dir / "current.json").write_text("{", encoding="utf-8")
    with pytest.raises(IndexCorrupt):
        Library.open(settings, embedder)
    sync(settings, embedder)
    assert Library.open(settings, embedder).all_passages()


def test_without_an_index_the_reader_is_told_what_to_do(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    with pytest.raises(IndexMissing) as caught:
        Library.open(settings, embedder)
    assert "make index" in caught.value.user_message("en")
    assert not status(settings).indexed


def test_a_place_that_cannot_be_written_is_named(
    settings: Settings, embedder: CountingEmbedder, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    blocked = settings.model_copy(update={"home": tmp_path / "file" / "home"})
    with pytest.raises(IndexReadOnly) as caught:
        sync(blocked, embedder)
    assert str(tmp_path / "file") in caught.value.user_message("nl")


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir()])
def test_a_missing_or_empty_knowledge_folder_is_named(
    settings: Settings, embedder: CountingEmbedder, tmp_path: Path, make: object
) -> None:
    folder = tmp_path / "other"
    make(folder)  # type: ignore[operator]
    elsewhere = settings.model_copy(update={"knowledge_dir": folder})
    with pytest.raises(KnowledgeError) as caught:
        sync(elsewhere, embedder)
    assert str(folder) in caught.value.user_message("en")


_SLOW_SYNC = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from assistant.settings import Settings
from assistant.library.sync import sync
from tests.library.conftest import CountingEmbedder

class Slow(CountingEmbedder):
    def passages(self, texts):
        print("embedding", flush=True)
        time.sleep(30)
        return super().passages(texts)

sync(Settings(home=Path(sys.argv[1]), knowledge_dir=Path(sys.argv[2])), Slow())
"""


def test_killed_half_way_the_old_index_answers_and_the_next_sync_repairs(
    settings: Settings, embedder: CountingEmbedder, project_root: Path
) -> None:
    sync(settings, embedder)
    before = read_pointer(settings.index_dir)
    write_document(settings.knowledge_dir, "nl", "second", body=NL_BODY.replace("leert", "oefent"))
    arguments = [str(settings.home), str(settings.knowledge_dir), str(project_root)]
    process = subprocess.Popen(
        [sys.executable, "-c", _SLOW_SYNC, *arguments], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "embedding\n"
        process.send_signal(signal.SIGKILL)
        process.wait()
    library = Library.open(settings, embedder)
    assert read_pointer(settings.index_dir) == before
    assert library.retrieve(SearchQuery("Een fout laat zien", "nl"))
    assert sync(settings, embedder).added == 1
    assert any(p.document_id == "second" for p in library.all_passages())


def test_folders_of_older_generations_do_not_pile_up(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    for number in range(4):
        body = NL_BODY.replace("deze maand", f"in week {number + 2}")
        write_document(settings.knowledge_dir, "nl", body=body)
        sync(settings, embedder)
    assert len(list(settings.index_dir.glob("g-*"))) <= 2


def test_a_missing_twin_and_an_old_review_are_warnings(settings: Settings) -> None:
    path = write_document(settings.knowledge_dir, "nl", "second")
    path.write_text(path.read_text().replace("2099-01-01", "2020-01-01"), encoding="utf-8")
    problems = check(settings)
    assert {p.serious for p in problems} == {False}
    assert any("twin" in p.en for p in problems)
    assert any("due for review" in p.en for p in problems)


def test_status_names_what_the_index_is_behind_on(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    sync(settings, embedder)
    assert status(settings).up_to_date
    write_document(settings.knowledge_dir, "nl", "second")
    assert status(settings).pending == ("nl/second.md",)


def test_the_embedder_is_stored_with_the_index(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    sync(settings, embedder)
    pointer = read_pointer(settings.index_dir)
    assert (pointer.embedder, pointer.version, pointer.dimension) == ("counting", "1", 64)
