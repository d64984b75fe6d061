"""Words, numbers and clauses of a question or a sentence of the knowledge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.language import Language

_WORD = re.compile(r"[^\W_]+(?:['’&-][^\W_]+)*")
_NUMBER = re.compile(
    r"(?<![\w.,-])(\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?)(?![\w-])\s*(%|procent\b|per\s?cent\b)?"
)
_ONE_IN = re.compile(r"\b(?:1|one|een|één)\s+(?:in|op de|out of)\s+(\w+)", re.IGNORECASE)
_NUMBER_WORDS: dict[str, int] = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8,
    "negen": 9, "tien": 10, "elf": 11, "twaalf": 12,
}  # fmt: skip
# A word of a number by itself: of "twenty-five" or "eens" no part is one.
_SPELLED = re.compile(
    rf"(?<![^\W_])(?<![^\W_]['’&-])(?:{'|'.join(_NUMBER_WORDS)})(?![^\W_])(?!['’&-][^\W_])",
    re.IGNORECASE,
)
_ORDINAL_WORDS: dict[str, int] = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "eerste": 1, "tweede": 2, "derde": 3, "vierde": 4,
    "vijfde": 5, "zesde": 6, "zevende": 7, "achtste": 8, "negende": 9, "tiende": 10, "elfde": 11,
    "twaalfde": 12,
}  # fmt: skip
_HALF = re.compile(r"\b(half of|de helft van|half the|half van)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\s*(?:[.!?;:]+|,\s*|\s[–—-]\s|\b(?:maar|but|terwijl|while)\b)\s*", re.IGNORECASE
)

_STOP = frozenset(
    """
    hoort horen bedoelt bedoelde bedoelen liefst telt tellen mention mentioned stated describe published
    a about after again all also always am an and any anyone are as at be because been before
    being but by can cannot come comes could did do does doesn't doing don't each else even ever
    every exactly few for from get gets give go goes going good got had has have he her here him
    his how i i'd i'll i'm i've if in into is isn't it it's its itself just know let like ll
    look made make makes many may me mean means might more most much must my near need needs
    never new no not now of off on once one only or other others our out over own people per
    please put quite rather re really right s said same say says see shall she should since so
    some someone something still such take tell than that that's the their them then there these
    they thing things this those through to too try two under until up us use used uses using ve
    very want wants was wasn't way we well were weren't what what's when where whether which
    while who whom whose why will with within without won't would yes yet you your true correct
    think thinks call called name list aan achter al alle alleen alles als altijd an ander
    andere anders ben bent bij binnen daar daarom dan dat de deze die dit doe doen doet door dus
    echt een één eens eigen elk elke en er erg ergens ervan even ga gaan gaat ge gebruik
    gebruikt geef geeft geen gegeven geven goed goede graag had hadden heb hebben hebt heeft
    heel heet hem hen het hier hij hoe hoezo hun ieder iedereen iemand iets ik in is ja je jij
    jou jouw jullie kan kijken klopt komen komt krijg krijgt kun kunnen laat later leg los lukt
    maak maakt maar mag maken me mee meer meest men mensen met mij mijn mn moet moeten na naar
    nee niet niets nieuw nieuwe noem nog nooit nou nu of om omdat onder ons onze ook op over per
    precies samen slechts soms staan staat steeds ding dingen thing things kwestie te tegen
    teveel toch toe toen tot tussen u uit uitleg uw van veel vaak vind vinden vindt volgens voor
    vraag vraagt waar waarom waarvoor wanneer want waren was wat we weer weet wel welk welke
    werd werden wie wij wil willen worden wordt zal ze zeg zeggen zegt zei zelf zich zij zijn zo
    zoals zonder zou zouden zulke
    """.split()
)
_FIRST_PERSON = re.compile(
    r"(?<![\w-])(ik|mij|mijn|mijne|m'n|mn|wij|we|ons|onze|i|i'm|im|i've|ive|i'd|my|mine|our|us|me|myself|onszelf|mezelf|"
    r"mijzelf)(?![\w-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: its value, whether it is a percentage, and where it stands."""

    value: float
    percent: bool
    start: int
    end: int


@lru_cache(maxsize=1)
def _stemmers() -> dict[Language, Any]:
    import Stemmer

    return {"nl": Stemmer.Stemmer("dutch"), "en": Stemmer.Stemmer("english")}


@lru_cache(maxsize=16384)
def whole_forms(word: str) -> frozenset[str]:
    """The stems of a lower-case word in both languages."""
    return frozenset(
        f"{language}:{stemmer.stemWord(word)}" for language, stemmer in _stemmers().items()
    )


@lru_cache(maxsize=16384)
def forms(word: str) -> frozenset[str]:
    """The stems of a lower-case word in both languages, and those of its hyphenated parts."""
    found = set(whole_forms(word))
    if "-" in word or "'" in word:
        for part in re.split(r"['-]", word):
            if len(part) > 2 and part not in _STOP and part not in ("all", "alls"):
                found |= forms(part)
    return frozenset(found)


def words(text: str) -> list[str]:
    """All words of `text`, lower case."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def content(text: str) -> list[str]:
    """The words that carry meaning, lower case, each once, in order; numbers are left out."""
    return content_of(words(text))


def content_of(listed: Iterable[str]) -> list[str]:
    """`content` of words that are listed already."""
    kept = (w for w in listed if w not in _STOP and not w[0].isdigit() and len(w) > 1)
    return list(dict.fromkeys(w for w in kept if w not in _NUMBER_WORDS))


def numbers(text: str, *, spelled: bool = True) -> list[Number]:
    """The numbers in `text`; number words from two to twelve count when `spelled`."""
    found = []
    for match in _NUMBER.finditer(text):
        digits = match.group(1)
        if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits):
            digits = re.sub(r"[.,]", "", digits)
        value = float(digits.replace(",", "."))
        found.append(Number(value, bool(match.group(2)), match.start(), match.end()))
    found += [Number(50.0, True, m.start(), m.end()) for m in _HALF.finditer(text)]
    for match in _ONE_IN.finditer(text):
        word = match.group(1).lower()
        size = _NUMBER_WORDS.get(word, int(word) if word.isdigit() else 0)
        if size > 1:
            found.append(Number(round(100 / size), True, match.start(), match.end()))
    if spelled:
        found += [
            Number(float(value), False, match.start(), match.end())
            for match in _SPELLED.finditer(text)
            if (value := _NUMBER_WORDS[match.group().lower()])
        ]
    return sorted(found, key=lambda number: number.start)


def number_of(word: str) -> int | None:
    """The value of a cardinal as typed ("ten", "10"), or None."""
    return int(word) if word.isdigit() else _NUMBER_WORDS.get(word)


def ordinal_of(word: str) -> int | None:
    """The value of an ordinal as typed ("sixth", "6e", "9th"), or None."""
    match = re.fullmatch(r"(\d+)(?:e|de|ste|st|nd|rd|th)", word)
    return int(match.group(1)) if match else _ORDINAL_WORDS.get(word)


def clauses(text: str) -> list[str]:
    """`text` cut at punctuation and at words that turn against what went before."""
    return [part.strip() for part in _CLAUSE.split(text) if part and part.strip()]


def first_person(text: str) -> bool:
    """Whether someone speaks of themselves or of their own team."""
    return bool(_FIRST_PERSON.search(text))
