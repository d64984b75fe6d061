"""What a leader might ask next: two or three questions the knowledge can answer."""

from __future__ import annotations

from collections.abc import Callable

from assistant.coaching.headings import asking_for
from assistant.coaching.intent import read_intent
from assistant.coaching.repair import speaks_of
from assistant.conversation import Citation, Question
from assistant.framework import Framework
from assistant.language import Language
from assistant.library.passages import RetrievedPassage, Section

_EXAMPLE: dict[Language, str] = {
    "nl": "Kun je daar een voorbeeld van geven?",
    "en": "Can you give an example of that?",
}
_EXPERIMENT: dict[Language, str] = {
    "nl": "Welk klein experiment kan ik deze week doen?",
    "en": "Which small experiment can I do this week?",
}
_WHY: dict[Language, str] = {
    "nl": "Waarom is dat belangrijk?",
    "en": "Why does that matter?",
}
_TELLING: tuple[Section, ...] = ("practice", "insight", "l-and-d")
_MOST = 3


class Suggesting:
    """Suggests follow-ups that fit the reply and starters of the theme it was about."""

    def __init__(self, framework: Framework, has_section: Callable[[Section, str], bool]) -> None:
        """`has_section(section, theme)` tells whether the knowledge has such a section at all."""
        self._framework = framework
        self._has = has_section

    def after_answer(
        self,
        question: Question,
        language: Language,
        citations: list[Citation],
        passages: tuple[RetrievedPassage, ...],
        refused: frozenset[str] = frozenset(),
    ) -> tuple[str, ...]:
        """Follow-ups to an answer, at most three; none that was asked before.

        The first is an idea that was found for this message and not used: it differs with it.
        None speaks of what the leader refused (stems).
        """
        theme = citations[0].theme if citations else passages[0].passage.theme
        kind = read_intent(question.text, language).kind
        cited = {citation.passage_id for citation in citations}
        given = {item.passage.section for item in passages if item.passage.id in cited}
        left = _ideas_left(language, citations, passages)
        ideas = [idea for idea in left if not speaks_of(idea, refused)]
        options = ideas[:1]
        if kind in ("example", "experiment"):
            options.append(_WHY[language])
        if kind != "experiment" and "experiment" not in given and self._has("experiment", theme):
            options.append(_EXPERIMENT[language])
        elif kind != "example" and "example" not in given and self._has("example", theme):
            options.append(_EXAMPLE[language])
        options += ideas[1:2]
        options += self.of_theme(theme, language)
        asked = {turn.content.strip() for turn in question.history if turn.role == "user"}
        asked.add(question.text.strip())
        fitting = (o for o in options if o not in asked and not speaks_of(o, refused))
        return tuple(fitting)[:_MOST]

    def of_theme(self, theme: str, language: Language) -> tuple[str, ...]:
        """The starter questions of a theme, at most three."""
        return self._framework.theme(theme).starters[language][:_MOST]


def _ideas_left(
    language: Language, citations: list[Citation], passages: tuple[RetrievedPassage, ...]
) -> list[str]:
    """A question for each idea among the passages that the reply does not quote, best first."""
    quoted = {citation.heading for citation in citations}
    found = (item.passage for item in passages)
    headings = (
        heading
        for passage in found
        if passage.language == language and passage.section in _TELLING
        for heading in passage.headings
        if heading and heading not in quoted
    )
    return [asking_for(heading, language) for heading in dict.fromkeys(headings)]
