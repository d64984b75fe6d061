"""The shipped knowledge keeps its contract: twins that say the same, whole and in our own words."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from assistant.framework import THEME_IDS
from assistant.library.document import Document, read_documents

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS, PROBLEMS = read_documents(ROOT / "knowledge")
TWINS = {
    identifier: {d.front.language: d for d in DOCUMENTS if d.front.id == identifier}
    for identifier in sorted({d.front.id for d in DOCUMENTS})
}
NAMES = (  # organisations, people and models; ADKAR's own words have a test of their own
    """
    Gartner Deloitte Harvard MIT Sloan Nadella Microsoft Amazon Sadun Edmondson Clark ADKAR
    Kotter Prosci Hiatt VDS
    """.split()
)


def _text(document: Document, section: str | None = None) -> str:
    return "\n".join(
        item
        for part in document.sections
        if section in (None, part.section)
        for idea in part.ideas
        for block in idea.blocks
        for item in block.items
    )


def test_every_document_can_be_read() -> None:
    assert not PROBLEMS
    assert len(DOCUMENTS) >= 30


@pytest.mark.parametrize("identifier", TWINS)
def test_a_document_has_a_twin_with_the_same_sections(identifier: str) -> None:
    pair = TWINS[identifier]
    assert set(pair) == {"nl", "en"}
    shape = [
        [(s.section, len(s.ideas)) for s in pair[language].sections] for language in ("nl", "en")
    ]
    assert shape[0] == shape[1]
    assert pair["nl"].front.theme == pair["en"].front.theme
    assert pair["nl"].front.review_by == pair["en"].front.review_by


@pytest.mark.parametrize("identifier", TWINS)
def test_every_figure_and_name_in_one_twin_is_in_the_other(identifier: str) -> None:
    nl, en = (_text(TWINS[identifier][language]) for language in ("nl", "en"))
    assert Counter(re.findall(r"\d+%?", nl)) == Counter(re.findall(r"\d+%?", en))
    for name in NAMES:
        assert (name in nl) == (name in en), name


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("theme", THEME_IDS)
def test_every_theme_has_enough_of_everything(theme: str, language: str) -> None:
    count: Counter[str] = Counter()
    for document in DOCUMENTS:
        if (document.front.theme, document.front.language) == (theme, language):
            for part in document.sections:
                items = sum(len(b.items) for i in part.ideas for b in i.blocks)
                count[part.section] += items if part.section == "question" else len(part.ideas)
    for section, least in (("insight", 6), ("practice", 6), ("question", 8), ("experiment", 4)):
        assert count[section] >= least, (section, count[section])


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "fact",
    [
        ("77%", "CEO"), ("44%", "CIO"), ("65%", "Deloitte"), ("61%", "Deloitte"), ("56%", "Deloitte"),
        ("54%", "Deloitte"), ("learn-it-all", "Nadella"), ("Machine Learning University", "Amazon"),
        ("Harvard Business Review", ""), ("MIT Sloan Management Review", ""), ("Raffaella Sadun", ""),
        ("AI ethicist", "automation coach"), ("Edmondson", "1999"),
    ],
)  # fmt: skip
def test_a_fact_of_the_source_stands_in_one_sentence_with_who_said_it(
    fact: tuple[str, str], language: str
) -> None:
    from assistant.sentences import split_sentences

    sentences = [
        s for d in DOCUMENTS if d.front.language == language for s in split_sentences(_text(d))
    ]
    assert any(all(part in sentence for part in fact) for sentence in sentences)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_adkar_and_kotter_are_named_in_their_order(language: str) -> None:
    adkar = _text(TWINS["change-adkar"][language])  # type: ignore[index]
    places = [
        adkar.index(w) for w in ("Awareness", "Desire", "Knowledge", "Ability", "Reinforcement")
    ]
    assert places == sorted(places)
    kotter = _text(TWINS["change-kotter"][language])  # type: ignore[index]
    steps = (
        "create a sense of urgency", "build a guiding coalition", "form a strategic vision",
        "enlist a volunteer army", "enable action by removing barriers",
        "generate short-term wins", "sustain acceleration", "institute change",
    )  # fmt: skip
    places = [kotter.index(step) for step in steps]
    assert places == sorted(places)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.path)
def test_coaching_questions_are_open_and_never_blame(document: Document) -> None:
    for question in filter(None, _text(document, "question").split("\n")):
        assert question.endswith("?")
        assert question.count("?") == 1
        assert not re.match(r"(waarom|why)\b", question, re.IGNORECASE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.path)
def test_no_sentence_of_the_knowledge_pushes_or_points_outside_itself(document: Document) -> None:
    from assistant.sentences import split_sentences

    banned = re.compile(
        r"\b(je moet|gewoon even|je had moeten|you must|you should have|why didn't you)\b", re.I
    )
    opening = re.compile(
        r"(Dit|Dat|Deze|Daarom|Daardoor|Hierdoor|Bovendien|Daarnaast|This|That|These|Therefore|Moreover|However)\b"
    )
    for part in document.sections:
        for sentence in split_sentences(_text(document, part.section)):
            assert not banned.search(sentence), sentence
            assert part.section == "question" or not opening.match(sentence), sentence
