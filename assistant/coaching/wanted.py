"""What a short question wants to hear: a person, a time, a number, an example, words to say.

"Who said that?", "how long?", "heb je een voorbeeld?" say nothing about their subject, but they do
say what the answer looks like. A sentence that looks like it is worth more than one that does not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from assistant.coaching.rewriting import asking_part
from assistant.coaching.words import any_of, content_words

Want = Literal[
    "person", "time", "number", "example", "words", "whole", "contrast", "reason", "limit"
]


_ASKED: tuple[tuple[Want, re.Pattern[str]], ...] = (
    (
        "time",
        any_of(
            r"\b(hoe ?lang|hoe vaak|hoeveel tijd|hoeveel (minuten|uur|dagen|weken)|wanneer|hoe snel)\b",
            r"\b(how long|how often|how much time|how many (minutes|hours|days|weeks)|when|how soon)\b(?! (it|i|we|you|they)\b)",
        ),
    ),
    ("reason", any_of(r"\b(waarom|hoezo|why|how come)\b")),
    ("person", any_of(r"\b(wie|wiens|who|who's|whose|whom)\b")),
    (
        "number",
        any_of(
            r"\b(hoeveel|percentage|procent|cijfers?|how many|how much|per ?cent|figures?|numbers?)\b",
            r"\bwaar (staat|stond|kwam\w*|eindigde)\b|\bwhere (does|did|do) \w+ (come|stand|end|rank)\b",
        ),
    ),
    ("contrast", any_of(r"\b(verschil\w*|tegenover\w*|tegenovergestelde|versus|vs|difference|differs?|opposite)\b")),
    ("example", any_of(r"\b(voorbeeld\w*|vb|bijv\w*|example|examples|for instance|e\.g)\b")),
    (
        "words",
        any_of(
            r"\b(wat|hoe) (zeg|antwoord|vertel|vraag) (ik|je|we)\b|\bzinnen\b|\bwhat (do|can|should|could|would) (i|you|we) (say|ask|answer|tell)\b",
            r"\bhow (do|can|should|would) (i|you|we) (say|put|word|phrase)\b",
        ),
    ),
    (
        "limit",
        any_of(
            r"^\W*(?:(?:en|maar|dus|of|and|but|so|or)\W+)?(?:moet|moeten|mag|mogen|kan|kunnen|hoef|hoeft|is|zijn|can|could|may|must|should|does|do|is|are|isn't|"
            r"aren't|doesn't|don't)\b.*\?"
        ),
    ),
)  # fmt: skip
_GIVES: dict[Want, re.Pattern[str]] = {
    "person": re.compile(r"(?<=[\w,;’')] )(?!AI\b|AI-|I\b)[A-Z][\w&-]+"),
    "time": any_of(
        r"\b(minuut|minuten|uur|uren|kwartier|dag|dagen|week|weken|maand\w*|kwartaal|jaar|"
        r"minutes?|hours?|days?|weeks?|weekly|months?|quarter|years?|sentences?|zinnen)\b"
    ),
    "number": re.compile(r"\d"),
    "contrast": any_of(r"\b(terwijl|en niet|in plaats van|maar|while|and not|instead of|rather than|but)\b|, en |, and "),
    "example": any_of(r"\b(voorbeeld\w*|bijvoorbeeld|zoals|example|examples|such as)\b"),
    "words": re.compile(r"['‘\"“][^'’\"”]{8,}"),
    "whole": re.compile(r":.*,.*\b(?:en|and)\b|,.*,.*\b(?:en|and)\b", re.DOTALL),
    "reason": any_of(r"\b(omdat|want|doordat|zodat|want|daardoor|because|so that|since)\b"),
    "limit": any_of(
        r"\b(pas|niet|geen|zonder|alleen|hoeft|mag|altijd|nooit|not|no|never|without|only|always|need not|may|just)\b"
    ),
}  # fmt: skip


@lru_cache(maxsize=256)
def wanted(asked: str) -> tuple[Want, ...]:
    """What these words ask for, the most telling first; empty when they do not say."""
    return tuple(want for want, pattern in _ASKED if pattern.search(asked))


_OPENER = r"(?:(?:en|maar|dus|ok|oké|oke|ja|nee|dan|eigenlijk|and|but|so|or|then|yes|no|well|okay)\W+){0,3}"
_WEIGHS = any_of(
    rf"(?:^|[.!?;,:–—]\s*){_OPENER}(?:moet|mag|kan|zal|zou|hoef|should|can|may|must|could|shall|do) (?:ik|we|wij|i)\b(?! je| jullie| u\b| you)",
    rf"(?:^|[.!?;,:–—]\s*){_OPENER}(?:is|was) (?:dat|dit|het|that|this|it) (?:\w+ ){{0,3}}?(?:ok|oké|oke|okay|goed|erg|slim|verstandig|eerlijk|fair|wise|"
    r"wrong|fout|gek|normaal|normal|distrust|wantrouwen|too (?:much|soon|early)|te (?:veel|vroeg|snel)|good|bad|zinvol)\b",
    r"\b(?:moet|zal|should|shall|do) (?:ik|we|i)\b[^.?!]* (?:of|or) \w",
    r"\b\w+en of (?:toch |juist |gewoon )?(?:niet|laten)\b|\bor not\b",
)
_LEAVE = any_of(
    rf"(?:^|[.!?;,:–—]\s*){_OPENER}(?:mag|kan|moet|hoeft) (?:dat|het)\b[^.?!]*\?|(?:^|[.!?;,:–—]\s*){_OPENER}is (?:that|it) allowed\b"
)
_ASKS_HOW = any_of(
    r"^\W*(?:(?:en|maar|dus|and|but|so)\W+)?(?:hoe|wat|waar\w*|wie|welke?|wanneer|how|what|where|who|which|when|why)\b"
)
_BARE_EXAMPLE = any_of(
    r"^\W*(?:(?:en|maar|dus|ok|oké|ja|and|but|so|okay|yes)\W+){0,2}(?:(?:geef|heb|kun|kan|noem|weet|mag|doe|give|have|got|do|can|could|any|show|what's|what is)\b(?: (?:je|u|jij|me|mij|ik|er|eens|even|"
    r"dan|daar|hier|misschien|nog|ook|a|an|you|there|then|of that|have|give|show|think|of|please|graag|van|for|that|this|it|één|een|eén|the|concreet|concrete|kort|short|real|echt|echte))*\W+)?"
    r"(?:(?:een|one|an?|concrete?e?) )*(?:voorbeeld\w*|vb|example|examples)(?:\W+(?:van|daarvan|ervan|hiervan|geven|noemen|dan|graag|please|of|that|this|it|dat|dit|misschien|zou|fijn|zijn|nodig|bij|mij|me|here|hierbij))*\W*$"
)


def asks_bare_example(text: str) -> bool:
    """Whether a message asks for an example, and does not say of what."""
    return bool(_BARE_EXAMPLE.match(text))


def weighs(text: str) -> bool:
    """Whether a message asks for a yes or a no, or puts a choice, about what the leader will do."""
    asked = asking_part(text)
    return not _ASKS_HOW.match(asked) and bool(_WEIGHS.search(asked))


def asks_leave(text: str) -> bool:
    """Whether a message asks if what was just said may be, or has to be: "mag dat?"."""
    return bool(_LEAVE.search(asking_part(text)))


_EVIDENCE = any_of(
    r"\b(?:is|zijn|bestaat|was) (?:er|daar)(?: \w+){0,3} (?:onderzoek\w*|bewijs|bron\w*|studies?)\b(?! van\b)",
    r"\b(?:heb|hebt|ken|weet) (?:je|jij)(?: \w+){0,4} (?:onderzoek\w*|bewijs|bron\w*|studies?)\b",
    r"\b(?:is|are|was) there(?: \w+){0,3} (?:research|proof|evidence|stud(?:y|ies)|sources?)\b(?! (?:group|of)\b)",
    r"\b(?:do you have|have you got|have you)(?: \w+){0,3} (?:research|sources?|proof|evidence|stud(?:y|ies))\b(?! group)|\bwhat(?:'s| is) the (?:evidence|proof)\b",
)


def asks_evidence(text: str) -> bool:
    """Whether a message asks if anything bears out what was said: "is there any research on that?"."""
    return bool(_EVIDENCE.search(text))


_EXAMPLE = re.compile(
    r"\b(?:een |an? |one |één )?(?:\w*voorbeeld\w*|vb|examples?)\b(?: (?:van|of|for|geven|noemen)\b)?",
    re.IGNORECASE,
)


def without_example(text: str) -> str:
    """A text without the words that ask for an example; as it is when nothing else is left.

    They would be looked for, and found in whatever calls itself an example.
    """
    rest = " ".join(_EXAMPLE.sub(" ", text).split())
    return rest if content_words(rest) else text


_FIRST = any_of(
    r"^(?:begin|start|kies|noem|vraag|spreek|schrijf|choose|pick|ask|agree|write|name|list|tell|vertel)\b"
)
_LAST = any_of(
    r"\bna (?:\w+ ){1,3}(?:dag|dagen|week|weken|maand|maanden|kwartaal|proef)\b|\b(?:achteraf|gekozen|(?:jij|je|jullie) (?:koos|kozen))\b",
    r"^(?:evalueer|schaal|vier (?:het|een|elke?|de|samen)|herhaal(?!.*\beerst\b)|(?:kijk|kom|koppel)\b.*\bterug)\b",
    r"\bafter (?:\w+ ){1,3}(?:days?|weeks?|months?|quarter|trial)\b|\b(?:afterwards|chosen|you chose)\b",
    r"^(?:evaluate|scale|celebrate|repeat(?!.*\bfirst\b)|return|(?:look|come|report)\b.*\bback)\b",
)


LOOKING_BACK = 2


@lru_cache(maxsize=8192)
def in_time(sentence: str) -> int:
    """Where a piece of advice stands in a plan: 0 to begin with, 1 on the way, 2 to look back."""
    if _LAST.search(sentence):
        return LOOKING_BACK
    return 0 if _FIRST.match(sentence) else 1


def gives(want: Want, sentence: str) -> bool:
    """Whether a sentence of the knowledge looks like the wanted thing."""
    return bool(_GIVES[want].search(sentence))
