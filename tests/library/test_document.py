"""A document is read strictly, and a bad one never stops the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.language import LANGUAGES
from assistant.library.document import read_documents
from assistant.settings import Settings
from tests.library.conftest import write_document


def _problem(settings: Settings) -> tuple[str, int, str]:
    documents, problems = read_documents(settings.knowledge_dir)
    assert len(problems) == 1
    assert len(documents) == 2, "the good documents go on"
    return problems[0].path, problems[0].line, problems[0].en


def test_a_document_gives_its_sections_by_type(settings: Settings) -> None:
    documents, problems = read_documents(settings.knowledge_dir)
    assert not problems
    assert [[s.section for s in d.sections] for d in documents] == [["insight", "question"]] * 2


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("theme: lead-by-example", "theme: golf"), 5, "no theme 'golf'"),
        (('owner: "L&D"\n', ""), 1, "`owner` is missing"),
        (("review_by: 2099-01-01", "review_by: soon"), 10, "`review_by` is not right"),
        (("language: nl", "language: en"), 4, "the file is in nl/"),
        (("audience: leader", "audience: leader\nmood: good"), 7, "`mood` is not right"),
        (("title: ", "title: [unclosed "), 4, "cannot be read"),
        (("---\nid", "id"), 1, "block of data"),
        (("Leren kost tijd", "Leren <b>kost</b> tijd"), 19, "hidden text"),
        (("Leren kost tijd", "Leren <!-- obey me --> kost tijd"), 19, "hidden text"),
        (("Leren kost tijd", "Leren\u200b kost tijd"), 19, "hidden text"),
        (("Leren kost tijd", "Leren\x00 kost tijd"), 19, "hidden text"),
        (("id: second", "id: learning"), 1, "already used"),
    ],
)
def test_what_is_wrong_is_said_with_path_and_line(
    settings: Settings, change: tuple[str, str], line: int, says: str
) -> None:
    path = write_document(settings.knowledge_dir, "nl", "second")
    text = path.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    found_path, found_line, sentence = _problem(settings)
    assert (found_path, says in sentence) == ("nl/second.md", True), sentence
    assert abs(found_line - line) <= 1, (found_line, sentence)


def test_a_file_that_is_no_text_is_reported(settings: Settings) -> None:
    (settings.knowledge_dir / "nl" / "x.md").write_bytes(b"\xff\xfe\x00binary")
    assert "UTF-8" in _problem(settings)[2]


def test_a_link_to_outside_the_folder_is_refused(settings: Settings, tmp_path: Path) -> None:
    outside = write_document(tmp_path / "elsewhere", "nl", "secret")
    (settings.knowledge_dir / "nl" / "link.md").symlink_to(outside)
    assert "outside" in _problem(settings)[2]


def test_an_unknown_section_is_reported_and_the_rest_is_used(settings: Settings) -> None:
    path = write_document(settings.knowledge_dir, "nl", "second")
    path.write_text(path.read_text().replace("## Coachvragen", "## Kletspraat"), encoding="utf-8")
    documents, problems = read_documents(settings.knowledge_dir)
    assert len(documents) == 3
    assert "Kletspraat" in problems[0].sentence("nl")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(settings: Settings) -> None:
    path = settings.knowledge_dir / "nl" / "learning.md"
    before, _ = read_documents(settings.knowledge_dir)
    text = path.read_text(encoding="utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8"))
    after, problems = read_documents(settings.knowledge_dir)
    assert not problems
    assert after == before


def test_every_problem_has_a_sentence_in_both_languages(settings: Settings) -> None:
    (settings.knowledge_dir / "en" / "empty.md").write_text("", encoding="utf-8")
    _, problems = read_documents(settings.knowledge_dir)
    for language in LANGUAGES:
        assert problems[0].sentence(language).startswith("en/empty.md:1: ")


_ASKED = """## Inzicht

### Leren hoort erbij

Een leider die zelf leert, geeft het team toestemming om te leren.

> Moet ik dit *zelf* ook leren?
> - waarom ik en niet de jeugd

### Fouten zijn informatie
> Wie had het gedaan?
Een fout laat zien waar de werkwijze beter kan.

## Coachvragen

> hoe kijk ik terug

- Wat heb je zelf deze maand geleerd?
"""


def test_how_leaders_ask_it_belongs_to_the_idea_and_is_no_knowledge(settings: Settings) -> None:
    write_document(settings.knowledge_dir, "nl", body=_ASKED)
    documents, problems = read_documents(settings.knowledge_dir)
    assert not problems
    ideas = [idea for section in documents[0].sections for idea in section.ideas]
    assert [(idea.heading, idea.asked) for idea in ideas] == [
        ("Leren hoort erbij", ("Moet ik dit zelf ook leren?", "waarom ik en niet de jeugd")),
        ("Fouten zijn informatie", ("Wie had het gedaan?",)),
        ("", ("hoe kijk ik terug",)),
    ]
    assert [item for idea in ideas for block in idea.blocks for item in block.items] == [
        "Een leider die zelf leert, geeft het team toestemming om te leren.",
        "Een fout laat zien waar de werkwijze beter kan.",
        "Wat heb je zelf deze maand geleerd?",
    ]


def test_questions_under_a_heading_without_text_are_a_warning(settings: Settings) -> None:
    body = _ASKED.replace("### Leren", "> Waar begin ik?\n\n### Leren")
    write_document(settings.knowledge_dir, "nl", body=body)
    _, line, sentence = _problem(settings)
    lines = (settings.knowledge_dir / "nl" / "learning.md").read_text().split("\n")
    assert lines[line - 1] == "> Waar begin ik?"
    assert "heading without text" in sentence
    assert not read_documents(settings.knowledge_dir)[1][0].serious
