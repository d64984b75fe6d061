"""A question taken apart: which part asks, and whether it asks for coaching or for a fact."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.coaching.intent import read_intent
from assistant.coaching.scope.words import first_person
from assistant.language import Language
from assistant.sentences import split_sentences

_TO_THE_COACH = re.compile(
    r"\b(tell|give|show|explain to|remind|teach) (me|us)\b|\b(vertel|geef|leg|noem|toon|leer)( eens| even)? (me|mij|ons)\b|"
    r"\bk[au]n je (me|mij|ons)\b|\bcan you .{0,12}\b(me|us)\b|\bi (want|would like|'d like) to know\b|\bik (wil|zou) (graag )?weten\b|"
    r"\bik vraag me af\b|\bi wonder\b|\bweet jij\b|\bis er bij ons\b|\bwhat can (i|we) learn from\b|\bwat k[au]n(nen)? (ik|we|wij) leren van\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"^\W*(?:(?:and|but|so|en|maar|dus|ok|oké|okay)\b\W*)?(wat|wie|wiens|welke?|waar\w*|wanneer|hoe\w*|what|what's|who|who's|whose|which|where|when|why|how|"
    r"is|are|was|were|does|do|did|has|have|can|could|will|would|should|heeft|hebben|kan|kun|kunnen|zijn|werd|mag|moet|"
    r"explain|describe|define|list|leg|noem|beschrijf|geef|give|name|tell|vertel|klopt)\b",
    re.IGNORECASE,
)
_DEFINING = re.compile(
    r"^\W*(?:(?:and|but|so|en|maar|dus)\b\W*)?(?:wat (?:is|zijn|houdt|houden|betekent|betekenen|wordt bedoeld met|bedoelen ze met)|"
    r"what(?:'s| is| are| does| do)|(?:can you |kun je )?(?:explain|describe|define|leg|beschrijf|tell me about|vertel (?:me )?(?:over|iets over))|"
    r"wie (?:is|was|zijn)|who (?:is|was|are)|which (?:are|is)|hoe werkt|how does .{1,40} work)\b",
    re.IGNORECASE,
)
_HOW_TO = re.compile(
    r"\b(hoe (kan|kun|moet|zou|zorg|maak|krijg|geef|ga|pak|houd|hou|breng|help|bouw|begin|voer|neem|laat) (ik|je|we|wij|jij|men|u)|"
    r"wat (kan|moet|zou|doe|kunnen|moeten|zeg) (ik|je|we|wij|jij)|how (do|can|should|could|would|might) (i|you|we|one)|"
    r"what (can|should|could|do|would) (i|you|we)|how to|what now|wat nu|where do (i|we)|waar begin (ik|je|we)|tips?|"
    r"wat is wijs|any ideas|any advice|should (i|we)|moet(en)? (ik|we))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A message as the judge reads it.

    `asking` are the sentences that ask, `personal` whether the leader speaks of an own situation,
    `how_to` whether a way forward is asked, `fact` whether a plain fact or list is.
    """

    text: str
    language: Language
    sentences: tuple[str, ...]
    asking: tuple[str, ...]
    personal: bool
    how_to: bool
    fact: bool

    @property
    def asks(self) -> str:
        """The asking sentences as one text."""
        return " ".join(self.asking)

    @property
    def defining(self) -> bool:
        """Whether it asks what or who something is."""
        return any(_DEFINING.match(sentence) for sentence in self.asking)


def read(text: str, language: Language) -> Asked:
    """Take a message apart."""
    plain = _TO_THE_COACH.sub(" ", text)
    sentences = tuple(split_sentences(text)) or (text,)
    asking = tuple(s for s in sentences if s.rstrip().endswith("?") or _ASKING.match(s))
    personal = first_person(plain)
    how_to = bool(_HOW_TO.search(plain))
    kind = read_intent(text, language).kind
    wh_fact = bool(asking) and not how_to and not personal
    return Asked(
        text=text,
        language=language,
        sentences=sentences,
        asking=asking or sentences[-1:],
        personal=personal,
        how_to=how_to,
        fact=not how_to and not personal and (kind in ("fact", "list") or wh_fact),
    )
