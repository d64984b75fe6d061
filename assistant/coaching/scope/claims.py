"""What a question asserts in passing.

"..., right?", "since Deloitte says ...", "why does Gartner think ...", "does the framework say ...":
each is taken out of its question, so that it can be held against the knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.coaching.scope.facts import Fact, FactBase
from assistant.coaching.scope.lists import Premises as Lists
from assistant.coaching.scope.lists import phrases
from assistant.coaching.scope.reading import Asked
from assistant.coaching.scope.words import clauses, content
from assistant.language import Language

_AND = r"^\W*(?:(?:and|but|so|en|maar|dus)\b\W*)?"
_OPEN = re.compile(
    _AND + r"(?:wat|wie|welke?|waar(?!om)\w*|wanneer|hoe\w*|what|who|which|where|when|how)\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    _AND + r"(?:waarom|hoezo|why|hoe komt het|how come)\b|\b(?:waarom|why)\W*$", re.IGNORECASE
)
_YES_NO = re.compile(
    r"^\W*(?:is|zijn|was|heeft|hebben|doet|does|do|did|has|have|are|were|moet|werkt|zegt|vindt)\b",
    re.IGNORECASE,
)
_EITHER: dict[Language, re.Pattern[str]] = {
    "nl": re.compile(r"\bof\b", re.IGNORECASE),
    "en": re.compile(r"\bor\b", re.IGNORECASE),
}
_FRAMEWORK = re.compile(
    r"\b(?:raamwerk|framework|artikel|article|onderzoek|the research|the study|kompas|compass|"
    r"blog|bron|source|vds)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mistaken:
    """A premise that does not hold. `fact` says what does, None when nothing is known about it;
    `what` is the part nothing is known about, `strange` whether that is a word and no event, `ordinary`
    whether it speaks of people's own doings or names no source, so that it may be a story."""

    fact: Fact | None
    what: str
    reason: str
    strange: bool = False
    ordinary: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing a question asserts, in lower case.

    `tagged`: confirmation is asked ("..., right?"). `settled`: put as a fact about a source.
    `polar`: asked as a yes-or-no question. `open`: a plain what, which or how question.
    `terms` are its telling words without its sources and without words of saying.
    """

    text: str
    sources: tuple[str, ...]
    framework: bool
    terms: tuple[str, ...]
    tagged: bool
    settled: bool
    polar: bool
    open: bool
    personal: bool

    @property
    def asserted(self) -> bool:
        """Whether it is taken for granted, or asked to be confirmed."""
        return self.tagged or self.settled


class ClaimReader:
    """Takes the assertions out of a question."""

    def __init__(self, lists: Lists, facts: FactBase) -> None:
        """The words that assert, and the knowledge whose sources are recognised."""
        self._facts = facts
        self._tags = re.compile(rf",?\s*(?:{phrases(lists.tags).pattern})\s*\W*$")
        self._openers = phrases(lists.openers)
        self._saying = phrases(lists.saying)

    def read(self, asked: Asked) -> Iterator[Claim]:
        """Every assertion of the message, in order."""
        for sentence in asked.sentences:
            low = sentence.lower()
            tagged = bool(self._tags.search(low) or self._openers.search(low))
            why = bool(_WHY.search(sentence))
            yes_no = bool(_YES_NO.match(sentence)) and not _EITHER[asked.language].search(low)
            whole = self._openers.sub(" ", self._tags.sub(" ", low))
            parts = [whole]
            if not (tagged or why or yes_no):
                parts = [part for part in clauses(whole) if not _OPEN.match(part)] or [whole]
            for part in parts:
                yield self._claim(part, sentence, asked, tagged=tagged, why=why, yes_no=yes_no)

    def _claim(
        self, part: str, sentence: str, asked: Asked, *, tagged: bool, why: bool, yes_no: bool
    ) -> Claim:
        start = sentence.lower().find(part)
        typed = sentence[start : start + len(part)] if start >= 0 else part
        sources = tuple(self._facts.named(typed))
        is_open = bool(_OPEN.match(part)) and not why
        said = bool(self._saying.search(part)) and not yes_no and not is_open
        plain = _FRAMEWORK.sub(" ", self._saying.sub(" ", part))
        terms = [t for t in content(plain) if not self._facts.named(t)]
        return Claim(
            text=part,
            sources=sources,
            framework=bool(_FRAMEWORK.search(part)),
            terms=tuple(terms),
            tagged=tagged,
            settled=(why or said) and bool(sources or _FRAMEWORK.search(part)),
            polar=yes_no,
            open=is_open,
            personal=asked.personal,
        )
