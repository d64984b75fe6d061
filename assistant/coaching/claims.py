"""What a claim says in hard terms: its words, figures, names and negations, in both languages."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

from assistant.coaching.polarity import HEDGES, NEGATIONS, STRONG_WORDS
from assistant.coaching.quantities import number_tokens

_PART = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NUMBER = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?)\s*(%|procent|percent|per cent)?", re.I
)

_NUMBER_WORDS: dict[str, int] = {
    "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9,
    "tien": 10, "elf": 11, "twaalf": 12, "twintig": 20, "dertig": 30, "veertig": 40, "vijftig": 50,
    "zestig": 60, "zeventig": 70, "tachtig": 80, "negentig": 90, "honderd": 100,
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
}  # fmt: skip
_NEGATIONS = frozenset(
    """
    niet geen nooit niemand niets noch nergens zonder nauwelijks not no never nobody nothing
    neither nor without hardly none cannot can't don't doesn't didn't isn't aren't wasn't
    weren't won't wouldn't shouldn't couldn't hasn't haven't hadn't
    """.split()
)
_STOP = frozenset(
    """
    a about all also am an and any are as at be been being but by can could did do does doing
    for from had has have having he her him his how i if in into is it its just may me more most
    must my of on one or other our out over own she should so some such than that the their them
    then there these they this those through to too up us very was we were what when where which
    while who whom whose why will with would you your aan al alle als altijd ander andere ben
    bij daar dan dat de der deze die dit doen door dus een eens en er gaan had hebben heeft hem
    hen het hier hij hoe hun ik in is ja je jij jou jouw kan kon kunnen maar me meer men met mij
    mijn moet moeten mogen na naar nog nu of om omdat onder ons onze ook op over te tegen toch
    toen tot tussen u uit uw van veel voor waar want waren was wat we wel werd wie wij wil
    willen word worden wordt zal ze zelf zich zij zijn zo zoals zou zouden
    """.split()
)
# Capitalised words that name nobody: days, months, languages, and words that open sentences often.
_NO_NAMES = frozenset(
    """
    ai it hr ceo cio ik i januari februari maart april mei juni juli augustus september oktober
    november december january february march may june july august october monday tuesday
    wednesday thursday friday saturday sunday maandag dinsdag woensdag donderdag vrijdag
    zaterdag zondag english dutch engels engelse nederlands nederlandse european europese
    american amerikaanse
    """.split()
)
# Words that are weighed by what they say (quantities, denials, strength), not by standing there.
_WEIGHED = NEGATIONS | STRONG_WORDS | HEDGES | number_tokens()


@dataclass(frozen=True, slots=True)
class Wording:
    """A text in the terms the check compares."""

    words: tuple[str, ...]
    stems: frozenset[str]
    names: frozenset[str]
    negations: int


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text; `content` when it says something by itself."""

    plain: str
    stem: str
    content: bool


@functools.lru_cache(maxsize=4096)
def read_words(text: str) -> tuple[Word, ...]:
    """The words of a text in order; figures and small words are not content."""
    found = []
    for plain in map(_plain, _PART.findall(text)):
        bare = plain.removesuffix("'s").rstrip("'")
        small = bare in _STOP or bare in _WEIGHED or len(bare) < 2 or bare[0].isdigit()
        found.append(Word(bare, _stem(bare), not small))
    return tuple(found)


def word_starts(text: str) -> list[int]:
    """Where in a text each of its words (see read_words) starts."""
    return [match.start() for match in _PART.finditer(text)]


@functools.lru_cache(maxsize=4096)
def read_wording(text: str) -> Wording:
    """The wording of a text."""
    words = tuple(_plain(word) for word in _WORD.findall(text))
    content = [w for w in words if w not in _STOP and w not in _NEGATIONS and len(w) > 1]
    negations = sum(word in _NEGATIONS for word in words) + len(re.findall(r"n['’]t\b", text))
    return Wording(words, frozenset(_stem(w) for w in content), names(text), negations)


def figures(text: str) -> list[str]:
    """The figures of a text, as digits: "77 procent" and "77%" give "77", "vijf" gives "5"."""
    found = [_digits(match.group(1)) for match in _NUMBER.finditer(text)]
    found += [str(_NUMBER_WORDS[w]) for w in map(_plain, _WORD.findall(text)) if w in _NUMBER_WORDS]
    return found


def missing_figures(claim: str, passage: str) -> list[str]:
    """Figures written in digits in the claim, or as a number word, that the passage lacks."""
    offered = set(figures(passage))
    # Clock times and decimals are written otherwise in the other language: 10.15 and 10:15.
    groups = set(re.findall(r"\d+", passage))
    return [
        figure
        for figure in figures(claim)
        if figure not in offered and not set(figure.split(".")) <= groups
    ]


def swapped_figures(claim: str, passage: str) -> list[str]:
    """Percentages of the claim that in the passage stand nearest to other capitals or words.

    "77% of CIOs" against "77% of CEOs and 44% of CIOs": in the claim the acronym nearest to the
    figure is one that the passage puts nearest to another figure.
    """
    theirs = _nearest_acronyms(passage)
    if len(theirs) < 2:
        return []
    wrong = []
    for figure, acronym in _nearest_acronyms(claim).items():
        owners = {f for f, a in theirs.items() if a == acronym}
        if figure in theirs and owners and figure not in owners:
            wrong.append(figure)
    return wrong


def _nearest_acronyms(text: str) -> dict[str, str]:
    acronyms = [(m.start(), m.group(1)) for m in re.finditer(r"\b([A-Z]{3,6})(?:['’]?s)?\b", text)]
    result: dict[str, str] = {}
    for match in _NUMBER.finditer(text):
        after = [(start - match.end(), a) for start, a in acronyms if 0 <= start - match.end() < 60]
        if after:
            result[_digits(match.group(1))] = min(after)[1]
    return result


@functools.lru_cache(maxsize=4096)
def names(text: str) -> frozenset[str]:
    """Names: capitalised words inside a sentence, and words with inner capitals or all capitals."""
    found: set[str] = set()
    for match in re.finditer(r"[^\W\d_][\w'’&-]*", text):
        word = match.group()
        inner = any(c.isupper() for c in word[1:])
        before = text[: match.start()].rstrip(" \"'“‘(")
        opens = not before or before[-1] in ".!?:;…\n•-"
        if (word[0].isupper() and not opens) or (inner and sum(c.isupper() for c in word) > 1):
            # Of "Harvard-onderzoeker" only "Harvard" is a name.
            parts = [part for part in word.split("-") if part[:1].isupper()]
            named = "-".join(parts) if 0 < len(parts) < word.count("-") + 1 else word
            plain = re.sub(r"['’]?s$", "", _plain(named)) or _plain(named)
            if plain not in _NO_NAMES and len(plain) > 1:
                found.add(plain)
    return frozenset(found)


def missing_names(claim: str, passage: str) -> list[str]:
    """Names in the claim that occur nowhere in the passage, in any spelling close to theirs."""
    low = _plain(passage)
    return sorted(name for name in names(claim) if not spelled_in(name, low))


def spelled_in(name: str, low: str) -> bool:
    """Whether a name stands in a lower-case text, be it with another ending of two letters."""
    return name[: max(4, len(name) - 2)] in low


def _digits(number: str) -> str:
    """One spelling for a number: thousands separators out, a decimal comma as a point."""
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", number):
        return re.sub(r"[.,]", "", number)
    return (
        number.replace(",", ".").rstrip("0").rstrip(".")
        if "," in number or "." in number
        else number
    )


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _stem(word: str) -> str:
    """A light stem for both languages: the endings that inflection puts on."""
    for ending in (
        "ingen",
        "heden",
        "eren",
        "end",
        "ing",
        "ies",
        "en",
        "ed",
        "es",
        "er",
        "s",
        "e",
        "t",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
