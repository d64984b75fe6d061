"""The right passage comes first, in the user's language, the same every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.conversation import SearchQuery
from assistant.library.index import FORMAT, Pointer, switch
from assistant.library.lexical import Lexical
from assistant.library.retriever import Library
from assistant.library.sync import build, sync
from assistant.settings import Settings
from tests.library.conftest import NL_BODY, CountingEmbedder, outside_passage, write_document


@pytest.fixture
def library(settings: Settings, embedder: CountingEmbedder) -> Library:
    sync(settings, embedder)
    return Library.open(settings, embedder)


def test_the_users_language_comes_first(library: Library) -> None:
    found = library.retrieve(SearchQuery("fout leider reactie", "nl"), 3)
    assert {item.passage.language for item in found} == {"nl"}
    assert "fout" in found[0].passage.text


def test_a_question_in_one_language_finds_the_twin_in_the_same(library: Library) -> None:
    found = library.retrieve(SearchQuery("respond calmly to a mistake", "nl"), 3)
    assert {item.passage.language for item in found} == {"nl"}


def test_what_only_the_other_language_has_is_still_found(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    body = "## Insight\n\n### Zebras\n\n" + "Zebras roam the savannah in large herds. " * 12
    write_document(settings.knowledge_dir, "en", "zebra", body=body)
    sync(settings, embedder)
    found = Library.open(settings, embedder).retrieve(SearchQuery("zebras savannah", "nl"), 3)
    assert found[0].passage.document_id == "zebra"


def test_a_passage_is_found_by_how_leaders_ask_it(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    query = SearchQuery("wie krijgt de zwartepiet als het misgaat", "nl")
    body = NL_BODY.replace(
        "## Coachvragen", "> Krijg ik de zwartepiet als het misgaat?\n\n## Coachvragen"
    )
    write_document(settings.knowledge_dir, "nl", body=body)
    sync(settings, embedder)
    found = Library.open(settings, embedder).retrieve(query, 3)
    assert found[0].passage.heading.endswith("Fouten zijn informatie")
    assert "zwartepiet" not in found[0].passage.text


def test_without_asked_lines_or_sentences_the_score_is_the_plain_cosine_with_words(
    settings: Settings, embedder: CountingEmbedder
) -> None:
    passages = [outside_passage("a", "wolken boven zee"), outside_passage("b", "regen op het dak")]
    settings.index_dir.mkdir(parents=True)
    build(settings.index_dir, "g-test", passages, embedder, {})
    pointer = Pointer("g-test", embedder.name, embedder.version, 64, FORMAT, {})
    switch(settings.index_dir, pointer)
    for item in Library.open(settings, embedder).retrieve(SearchQuery("zee en wolken", "nl")):
        kept = embedder.passages([item.passage.text])[0].astype(np.float16).astype(np.float32)
        cosine = embedder.queries(["zee en wolken"])[0] @ kept
        assert item.dense == pytest.approx(float(cosine), abs=1e-5)
        assert item.score == pytest.approx(item.dense + 0.15 * item.lexical, abs=1e-5)


def test_asked_lines_are_weighed_on_the_scale_of_passages(settings: Settings) -> None:
    """A passage with asked lines gains nothing from questions that have nothing to do with them."""

    class Slanted(CountingEmbedder):
        """Like e5: questions lie nearer to each other than to passages, whatever they say."""

        def queries(self, texts: list[str]) -> np.ndarray:
            vectors = super().queries(texts)
            vectors[:, 0] += 2.0
            return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    lines = "\n".join(f"> wat nu met geval {n}a geval {n}b" for n in range(150))
    body = NL_BODY.replace("### Fouten", f"{lines}\n\n### Fouten")
    write_document(settings.knowledge_dir, "nl", body=body)
    embedder = Slanted()
    sync(settings, embedder)
    found = Library.open(settings, embedder).retrieve(SearchQuery("een fout bespreken", "nl"), 3)
    assert found[0].passage.heading.endswith("Fouten zijn informatie")


def test_near_duplicates_are_shown_once(settings: Settings, embedder: CountingEmbedder) -> None:
    write_document(settings.knowledge_dir, "nl", "copy")
    sync(settings, embedder)
    found = Library.open(settings, embedder).retrieve(SearchQuery("een fout bespreken", "nl"), 6)
    texts = [item.passage.text for item in found]
    assert len(texts) == len(set(texts))


def test_the_same_query_always_gives_the_same_passages(library: Library) -> None:
    query = SearchQuery("wat leert een leider van een fout", "nl")
    first = [(item.passage.id, item.score) for item in library.retrieve(query)]
    for _ in range(3):
        assert [(item.passage.id, item.score) for item in library.retrieve(query)] == first


def test_it_is_a_langchain_retriever(library: Library) -> None:
    documents = library.retriever.invoke("Hoe reageer ik op een fout van mijn team?")
    assert documents
    assert {"passage_id", "score", "dense", "lexical"} <= set(documents[0].metadata)


def test_the_section_around_a_hit_and_its_twin_are_at_hand(library: Library) -> None:
    passage = library.retrieve(SearchQuery("fout", "nl"), 1)[0].passage
    assert passage in library.section_around(passage.id)
    twin = library.twin(passage.id)
    assert twin is not None
    assert (twin.language, twin.document_id) == ("en", passage.document_id)
    assert "mistake" in twin.text
    assert library.sentence_vectors(passage.id).shape == (len(passage.sentences), 64)


def test_coverage_is_high_for_the_same_words_and_none_for_none() -> None:
    lexical = Lexical.of(["teams leren van fouten", "verandering vraagt moed"], "nl")
    coverage = lexical.coverage("leren teams van fouten")
    assert coverage[0] > 0.4
    assert coverage[1] == 0
    assert np.all(coverage <= 1)
    assert not lexical.coverage("xyzzy").any()


def test_slips_of_the_pen_and_compounds_are_found_by_their_pieces() -> None:
    lexical = Lexical.of(["medewerkers bespreken weerstand", "leiders kiezen een koers"], "nl")
    for query in ("weerstandt", "medewerkersgesprek", "bespreeken"):
        coverage = lexical.coverage(query)
        assert coverage[0] > coverage[1] == 0
    assert lexical.coverage("weerstand")[0] > lexical.coverage("weerstandt")[0]


def test_stems_join_forms_of_a_word_in_both_languages() -> None:
    assert Lexical.of(["de medewerker leert"], "nl").coverage("medewerkers")[0] > 0
    assert Lexical.of(["employees resist changes"], "en").coverage("change")[0] > 0


@pytest.mark.parametrize("texts", [["teams leren van fouten", "moed"], [], ["", "?!"]])
def test_counted_words_come_back_as_they_were_kept(tmp_path: Path, texts: list[str]) -> None:
    made = Lexical.of(texts, "nl")
    made.save(tmp_path / "words")
    kept = Lexical.load(tmp_path / "words", "nl", len(texts))
    for query in ("leren teams van fouten", "fouut", "xyzzy"):
        assert kept.coverage(query).tolist() == made.coverage(query).tolist()


def test_words_counted_over_other_texts_are_refused(tmp_path: Path) -> None:
    Lexical.of(["teams leren", "moed"], "nl").save(tmp_path / "words")
    with pytest.raises(ValueError, match="not 3"):
        Lexical.load(tmp_path / "words", "nl", 3)


@pytest.mark.parametrize("text", ["", "?!", "👍", "\x00", "a" * 5000, "שלום", "Z̸a̷l̶g̵o̴"])
def test_odd_queries_are_searched_without_complaint(library: Library, text: str) -> None:
    assert isinstance(library.retrieve(SearchQuery(text, "nl")), tuple)
