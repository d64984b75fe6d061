"""What must not leave the machine: names of colleagues, addresses and numbers are masked first.

Used only where an engine is outside this machine. The same person gets the same placeholder
throughout a conversation, and the reply gets the names back. Rules, no model: capitalised words
that are no ordinary words and no names the framework itself uses. It errs on the side of masking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from assistant.coaching.claims import names as names_in
from assistant.coaching.draft import DraftRequest
from assistant.conversation import Turn
from assistant.language import Language

_LABEL: dict[Language, str] = {"nl": "collega", "en": "colleague"}
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("e-mail", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("iban", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b")),
    ("nummer", re.compile(r"(?<![\w.,])\+?\d[\d ()/-]{7,}\d(?![\w%])")),
)
_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’-]+(?: (?:(?:van|de|der|den|ten|ter|von|el|al)\s)*[A-ZÀ-ÖØ-Þ][\w'’-]+)*"
_INTRODUCED = re.compile(
    rf"\b(?:collega|medewerker|teamlid|medewerkster|manager|baas|heet|heten|met|van|aan|voor|en|"
    rf"colleague|employee|named|called|with|to|for|and|about|from|over) ({_NAME})"
)
_SPEAKS = re.compile(
    rf"(?:^|[.!?]\s+)({_NAME}) (?:is|was|heeft|had|wil|kan|zegt|zei|vindt|doet|werkt|komt|gaat|durft|"
    r"weigert|has|wants|can|says|said|thinks|does|works|refuses|keeps|will)\b"
)
_KNOWN = frozenset(
    """
    gartner deloitte harvard business review mit sloan management microsoft amazon nadella satya
    sadun raffaella edmondson amy kotter john adkar prosci hiatt jeff clark timothy vds training
    consultants copilot chatgpt openai gemini claude excel teams outlook sharepoint powerpoint
    windows google kompas nederland netherlands belgië europa europe machine learning university
    or fg nl en ai hr l&d
    """.split()
)
_PRONOUNS = frozenset(
    """
    ik jij je hij zij ze wij we jullie het dit dat er men iedereen niemand iemand mijn ons onze
    wat wie hoe waar i you he she it we they this that there everyone nobody someone my our what
    who how where when why alles niets everything nothing de een the a an in op als if
    """.split()
)


@dataclass(slots=True)
class Masking:
    """The placeholders of one request and what they stand for."""

    language: Language
    _by_text: dict[str, str] = field(default_factory=dict)

    def mask(self, text: str, people: Iterable[str]) -> str:
        """`text` with personal data replaced, longest first, so that full names go as one."""
        for kind, pattern in _PATTERNS:
            text = self._replaced(text, pattern, kind)
        for person in sorted(people, key=lambda name: (-len(name), name)):
            whole = re.compile(rf"(?<!\w){re.escape(person)}(?!\w)")
            text = self._replaced(text, whole, _LABEL[self.language])
        return text

    def _replaced(self, text: str, pattern: re.Pattern[str], kind: str) -> str:
        return pattern.sub(lambda match: self._placeholder(match.group(), kind), text)

    def unmask(self, text: str) -> str:
        """`text` with the placeholders turned back into what they stand for."""
        for original, placeholder in self._by_text.items():
            text = text.replace(placeholder, original)
        return text

    @property
    def replaced(self) -> dict[str, str]:
        """What was masked so far, each with its placeholder: for the eyes of the person it is from."""
        return dict(self._by_text)

    def _placeholder(self, original: str, kind: str) -> str:
        if original not in self._by_text:
            letter = chr(ord("A") + len(self._by_text) % 26) * (1 + len(self._by_text) // 26)
            self._by_text[original] = f"«{kind} {letter}»"
        return self._by_text[original]


class Privacy:
    """Masks a drafting request before it leaves the machine."""

    def mask_request(self, request: DraftRequest) -> tuple[Masking, DraftRequest]:
        """The request with question, history and profile masked, and the way back."""
        question = request.question
        masking = Masking(request.language)
        texts = [question.text, question.profile or "", *(t.content for t in question.history)]
        people = {person for text in texts for person in people_in(text)}
        masked = replace(
            question,
            text=masking.mask(question.text, people),
            profile=masking.mask(question.profile, people) if question.profile else None,
            history=tuple(
                Turn(turn.role, masking.mask(turn.content, people)) for turn in question.history
            ),
        )
        query = replace(request.query, text=masking.mask(request.query.text, people))
        return masking, replace(request, question=masked, query=query)


def people_in(text: str) -> set[str]:
    """What look like names of people in a text: not the framework's names, not ordinary words."""
    found = {match.group(1) for match in _INTRODUCED.finditer(text)}
    found |= {match.group(1) for match in _SPEAKS.finditer(text)}
    inside = names_in(text)
    found |= {
        match.group()
        for match in re.finditer(_NAME, text)
        if match.group().lower() in inside and match.group()[1:].islower()
    }
    return {name for name in found if not _ordinary(name)}


def _ordinary(name: str) -> bool:
    words = name.lower().replace("’", "'").removesuffix("'s").split()
    return all(word.strip(".,") in _KNOWN | _PRONOUNS or len(word) < 2 for word in words)
