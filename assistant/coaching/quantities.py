"""Quantities in plain text, Dutch and English, in one measure: "half an hour" is "30 minuten".

A quantity is a value with a unit: a share in per cent, a time in minutes, a rhythm (how often, as
the minutes between), a time on the clock, a place in an order, or a bare number. A comparison may
go with it ("ruim driekwart", "fewer than half"), and is checked against the figure of the passage.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.language import detect_language

Unit = Literal["number", "percent", "time", "rhythm", "clock", "place"]
Comparison = Literal["", "above", "below", "almost", "about", "exactly"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in its unit (per cent, minutes, or none); `text` is how it was written."""

    value: float
    unit: Unit
    text: str
    comparison: Comparison = ""
    rounded: bool = False
    """Written as a share in words ("three quarters"), which may stand for a figure nearby."""
    count: float | None = None
    """The bare number in a time: 10 in "ten years"."""


_HOUR, _DAY = 60.0, 1440.0
_WEEK, _MONTH, _YEAR = 7 * _DAY, 30.44 * _DAY, 365.25 * _DAY
_MINUTES = {
    "seconden": 1 / 60, "seconde": 1 / 60, "seconds": 1 / 60, "minuut": 1.0, "minuten": 1.0, "minute": 1.0, "minutes": 1.0, "min": 1.0,
    "uur": _HOUR, "uren": _HOUR, "hour": _HOUR, "hours": _HOUR, "uurtje": _HOUR,
    "kwartier": 15.0, "kwartiertje": 15.0,
    "dag": _DAY, "dagen": _DAY, "day": _DAY, "days": _DAY, "etmaal": _DAY,
    "werkdag": _DAY, "werkdagen": _DAY,
    "week": _WEEK, "weken": _WEEK, "weeks": _WEEK, "weekly": _WEEK,
    "fortnight": 2 * _WEEK, "fortnights": 2 * _WEEK,
    "maand": _MONTH, "maanden": _MONTH, "month": _MONTH, "months": _MONTH,
    "kwartaal": 3 * _MONTH, "kwartalen": 3 * _MONTH,
    "jaar": _YEAR, "jaren": _YEAR, "year": _YEAR, "years": _YEAR,
    "decennium": 10 * _YEAR, "decade": 10 * _YEAR, "decades": 10 * _YEAR,
}  # fmt: skip
_RHYTHMS = {
    "dagelijks": _DAY, "dagelijkse": _DAY, "daily": _DAY, "wekelijks": _WEEK, "wekelijkse": _WEEK,
    "weekly": _WEEK, "tweewekelijks": 2 * _WEEK, "tweewekelijkse": 2 * _WEEK,
    "fortnightly": 2 * _WEEK, "maandelijks": _MONTH, "maandelijkse": _MONTH, "monthly": _MONTH,
    "jaarlijks": _YEAR, "jaarlijkse": _YEAR, "yearly": _YEAR, "annually": _YEAR, "annual": _YEAR,
    "quarterly": 3 * _MONTH,
}  # fmt: skip
_EVERY = frozenset("elke elk iedere ieder every each per".split())
_AFTER_HALF = frozenset({"een", "a", "an", *_MINUTES})
_APART = frozenset(
    "later earlier early before after afterwards ago eerder vroeger ervoor erna".split()
)
"""After "a month" or "the year": how far apart, and not how often."""
_SINGLE = frozenset("minuut minute uur hour dag day week maand month kwartaal jaar year".split())
_LASTING = frozenset(
    "after for within of about than until once like over with takes took take".split()
)
_MOST_PARTS = 10
"""Shares such as "three in ten" are read up to so many parts."""
_HOURS = frozenset("twee drie vier vijf zes zeven acht negen tien elf twaalf".split())
_ONE = frozenset("een 'n a an one the het de".split())
_FRACTIONS = {
    "kwart": 25.0, "quarter": 25.0, "quarters": 25.0, "derde": 100 / 3, "third": 100 / 3,
    "thirds": 100 / 3, "vijfde": 20.0, "fifth": 20.0, "fifths": 20.0, "tiende": 10.0,
    "tenth": 10.0,
}  # fmt: skip
_SHARES = {"helft": 50.0, "half": 50.0, "driekwart": 75.0, "tweederde": 200 / 3}
_ORDINALS = {
    "tweede": 2, "derde": 3, "vierde": 4, "vijfde": 5, "zesde": 6, "zevende": 7, "achtste": 8,
    "negende": 9, "tiende": 10, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_PLACES = frozenset(
    "stap step item stelling statement punt point fase phase stage trede aspect nummer".split()
)
_ABOVE = ("meer dan", "ruim", "more than", "over", "above", "boven", "upwards of", "greater than")
_BELOW = ("minder dan", "nog geen", "less than", "fewer than", "under", "onder", "below")
_ALMOST = ("bijna", "almost", "nearly", "close to", "krap", "net geen")
_ABOUT = ("ongeveer", "circa", "zowat", "about", "around", "roughly", "approximately", "zo'n")
_EXACTLY = ("precies", "exact", "exactly", "precisely")
_COMPARISONS: tuple[tuple[Comparison, tuple[str, ...]], ...] = (
    ("above", _ABOVE), ("below", _BELOW), ("almost", _ALMOST), ("about", _ABOUT),
    ("exactly", _EXACTLY),
)  # fmt: skip


def _number_words() -> dict[str, float]:
    """Number words from two to a thousand, both languages, in every spelling that is in use."""
    nl = "een twee drie vier vijf zes zeven acht negen".split()
    en = "one two three four five six seven eight nine".split()
    teens_nl = "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien"
    teens_en = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    tens_nl = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
    tens_en = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    words: dict[str, float] = {}
    for spellings in (nl, en):
        words |= {word: number for number, word in enumerate(spellings, 1) if number > 1}
    for teens in (teens_nl, teens_en):
        words |= {word: number for number, word in enumerate(teens.split(), 10)}
    for place, (ten_nl, ten_en) in enumerate(zip(tens_nl, tens_en, strict=True), 2):
        words[ten_nl] = words[ten_en] = 10 * place
        for digit, (one_nl, one_en) in enumerate(zip(nl, en, strict=True), 1):
            words[f"{one_nl}en{ten_nl}"] = words[f"{ten_en}-{one_en}"] = 10 * place + digit
    for digit, one_nl in enumerate(nl[1:], 2):
        words |= {f"{one_nl}honderd": 100 * digit, f"{one_nl}duizend": 1000 * digit}
    words |= {f"{many}tal": words[many] for many in (*tens_nl, *teens_nl.split())}
    words |= {"twice": 2, "thrice": 3} | {f"{one}maal": words[one] for one in nl[1:]}
    extra = {
        "honderdtal": 100,
        "honderd": 100,
        "hundred": 100,
        "duizend": 1000,
        "thousand": 1000,
        "dozen": 12,
    }
    return words | extra | {"anderhalf": 1.5, "anderhalve": 1.5, "couple": 2, "dozijn": 12}


NUMBER_WORDS = _number_words()
_NO_NUMBER_IN_DUTCH = {"ten": "te", "dozen": "doos"}
_TOKEN = re.compile(
    r"\d{1,2}[:.]\d{2}(?=\s*(?:uur|u\b|[ap]\.?m))|\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
    r"|%|[^\W\d_]+(?:['’-][^\W\d_]+)*"
)


@functools.lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text in the order of reading; a bare "one" says too little to count."""
    tokens: list[str] = []
    dutch = detect_language(text, "en") == "nl"
    for token in map(_plain, _TOKEN.findall(text)):
        # "A six-month trial" counts six months; "sixty-five" is one number.
        # "Ten minste" and "kleine dozen" count nothing in Dutch.
        bare = _NO_NUMBER_IN_DUTCH.get(token, token) if dutch else token
        tokens += [bare] if bare in NUMBER_WORDS else bare.split("-")
    return tuple(_read(tokens))


def carried(wanted: Quantity, offered: Sequence[Quantity]) -> bool:
    """Whether a quantity of a claim has its equal, or what its comparison asks, in a passage."""
    if any(_agrees(wanted, other) or _counts(wanted, other) for other in offered):
        return True
    if wanted.unit == "place":
        # Where nothing is counted off, "a second pair of eyes" is a way of speaking.
        return not any(q.unit == "place" for q in offered)
    if wanted.unit == "percent" and wanted.rounded:
        counts = [q.value for q in offered if q.unit == "number"]
        parts = [Quantity(100 * a / b, "percent", "") for a in counts for b in counts if a < b]
        return any(_agrees(wanted, part) for part in parts)
    return False


def rivals(wanted: Quantity, offered: Sequence[Quantity]) -> list[Quantity]:
    """The quantities of the same unit with another value: what could stand in its place."""
    return [q for q in offered if q.unit == wanted.unit and not _agrees(wanted, q)]


def number_tokens() -> frozenset[str]:
    """Words that are (part of) a quantity, so that they need not be found as words."""
    return frozenset(
        {*NUMBER_WORDS, *_MINUTES, *_RHYTHMS, *_FRACTIONS, *_SHARES, *_ORDINALS}
        | set("procent percent cent halve half ruim bijna ongeveer precies almost nearly".split())
    )


def _counts(wanted: Quantity, other: Quantity) -> bool:
    """Whether one leaves out what is counted: "aged four to ten" the years, "at seven" the clock."""
    if wanted.unit == "number":
        return wanted.value == other.count
    return wanted.unit == "clock" and other.unit == "number" and wanted.count == other.value


def _agrees(wanted: Quantity, other: Quantity) -> bool:
    units = {wanted.unit, other.unit}
    if wanted.unit != other.unit:
        # "the third statement" is "item 3"; "a week" may say how long or how often.
        loose = units <= {"number", "place"} or units == {"time", "rhythm"}
        if not loose or (units == {"time", "rhythm"} and wanted.unit == "rhythm"):
            return False
    a, b = wanted.value, other.value
    if "time" in units or "rhythm" in units:
        near = abs(a - b) <= 0.085 * max(a, b)
    elif "clock" in units:
        near = (a - b) % 720 == 0
    else:
        near = abs(a - b) < 1e-6
    opposite = {wanted.comparison, other.comparison}
    if near:
        return not ({"above"} < opposite and opposite & {"below", "almost"})
    if wanted.unit == "percent" and wanted.comparison == "above":
        return b > a and (not wanted.rounded or b - a < 40)
    if wanted.comparison == "below":
        return b < a and wanted.unit == "percent"
    if wanted.comparison == "almost":
        return wanted.unit == "percent" and 0 < a - b <= 6
    if wanted.comparison == "about":
        return abs(a - b) <= max(0.1 * a, 4 if wanted.unit == "percent" else 0)
    if wanted.unit == "percent" and wanted.rounded and wanted.comparison == "":
        return abs(a - b) <= 1.5
    return False


def _read(tokens: list[str]) -> Iterator[Quantity]:
    at = 0
    while at < len(tokens):
        found, used = _quantity_at(tokens, at)
        if found is not None:
            comparison = found.comparison or _comparison(tokens[max(0, at - 3) : at])
            yield Quantity(
                found.value,
                found.unit,
                " ".join(tokens[at : at + used]),
                comparison,
                found.rounded,
                found.count,
            )
        at += max(1, used)


def _quantity_at(tokens: list[str], at: int) -> tuple[Quantity | None, int]:
    """The quantity that starts at a token, and how many tokens it takes."""
    word, rest = tokens[at], tokens[at + 1 : at + 6]
    following = rest[0] if rest else ""
    if re.fullmatch(r"\d{1,2}[:.]\d{2}", word) and following[:1] in ("u", "a", "p"):
        hour, minute = re.split(r"[:.]", word)
        return Quantity(60 * int(hour) + int(minute), "clock", word), 2
    if word in _RHYTHMS:
        return Quantity(_RHYTHMS[word], "rhythm", word), 1
    if word in _EVERY and rest:
        return _rhythm(rest)
    if word == "om" and following == "de" and len(rest) > 1:
        found, used = _rhythm(rest[1:])
        return found, used + 1 if found else 1
    share = _ratio(tokens, at) or _share_at(tokens, at)
    if share is not None:
        return share
    if word in _ORDINALS:
        return Quantity(_ORDINALS[word], "place", word), 1
    if word in _PLACES and (number := _number(following)) is not None:
        return Quantity(number, "place", word), 2
    if (once := _once_at(tokens, at)) is not None:
        return once
    number = _number(word)
    if number is None:
        return None, 1
    return _counted(number, word, tokens, at)


def _share_at(tokens: list[str], at: int) -> tuple[Quantity | None, int] | None:
    """A half, a quarter or a third that starts at a token, None where there is none."""
    word, rest = tokens[at], tokens[at + 1 : at + 6]
    following = rest[0] if rest else ""
    if word == "half" and following == "past" and len(rest) > 1:
        hour = _number(rest[1])
        if hour is not None:
            return Quantity(60 * hour + 30, "clock", word), 3
    if word == "half" and following in _HOURS:
        # "Half acht" is half past seven.
        return Quantity(60 * NUMBER_WORDS[following] - 30, "clock", word), 2
    if word in ("half", "halve") and following in _AFTER_HALF:
        unit = rest[1] if following in ("een", "a", "an") and len(rest) > 1 else following
        if unit in _MINUTES:
            return Quantity(_MINUTES[unit] / 2, "time", word), 1 + rest.index(unit) + 1
        if unit == "dozen":
            return Quantity(6, "number", word), 3
    if word in _SHARES and (word != "half" or _is_share(tokens, at)):
        return Quantity(_SHARES[word], "percent", word, rounded=True), 1
    if word == "quarter" and rest[:1] == ["of"] and len(rest) > 2 and rest[2] == "hour":
        return _quarter(1, rest)
    if word in ("kwart", "quarter") and tokens[at - 1 : at] and tokens[at - 1] in _ONE:
        return _quarter(1, rest)
    if word in ("derde", "third") and at and tokens[at - 1] in ("een", "a"):
        return Quantity(100 / 3, "percent", word, rounded=True), 1
    return None


def _ratio(tokens: list[str], at: int) -> tuple[Quantity, int] | None:
    """ "Three in ten", "een op de drie", "one out of four": a share, None where there is none."""
    some = 1.0 if tokens[at] in ("one", "een") else _number(tokens[at])
    if some is None:
        return None
    for between in (["in"], ["op"], ["op", "de"], ["out", "of"]):
        end = at + 1 + len(between)
        if tokens[at + 1 : end] == between and len(tokens) > end:
            whole = _number(tokens[end])
            timed = len(tokens) > end + 1 and tokens[end + 1] in _MINUTES
            if whole is not None and some < whole <= _MOST_PARTS and not timed:
                share = Quantity(100 * some / whole, "percent", tokens[at], rounded=True)
                return share, len(between) + 2
    return None


def _counted(number: float, word: str, tokens: list[str], at: int) -> tuple[Quantity | None, int]:
    rest = tokens[at + 1 : at + 6]
    following = rest[0] if rest else ""
    if following in ("%", "procent", "percent"):
        return Quantity(number, "percent", word), 2
    if rest[:2] == ["per", "cent"]:
        return Quantity(number, "percent", word), 3
    if following in ("kwart", "quarters", "quarter"):
        return _quarter(int(number), rest[1:], 2)
    if following in _FRACTIONS and number < 10:
        return Quantity(number * _FRACTIONS[following], "percent", word, rounded=True), 2
    half_past = number != int(number) and word not in NUMBER_WORDS
    if following == "uur" and (_of_the_clock(tokens, at) or half_past):
        return Quantity(60 * number, "clock", word, count=number), 2
    if following in ("am", "pm", "a", "p") and rest[1:2] in (["m"], []):
        return Quantity(60 * number, "clock", word, count=number), 2
    if following in ("hundred", "honderd", "thousand", "duizend"):
        return Quantity(number * NUMBER_WORDS[following], "number", word), 2
    skipped = 1 if following in ("en", "and", "full", "hele", "volle", "working", "vaste") else 0
    unit = rest[skipped] if len(rest) > skipped else ""
    if unit in _MINUTES:
        return Quantity(number * _MINUTES[unit], "time", word, count=number), 2 + skipped
    return Quantity(number, "number", word), 1


def _is_share(tokens: list[str], at: int) -> bool:
    """ "Half of the teams" and "fewer than half" are shares, "half the year" and "half-way" not."""
    after, before = tokens[at + 1 : at + 3], tokens[at - 1 : at] if at else []
    if after[:1] in (["of"], ["the"], ["van"]):
        return not set(after[1:]) & set(_MINUTES)
    return before in (["than"], ["dan"], ["nearly"], ["almost"])


def _of_the_clock(tokens: list[str], at: int) -> bool:
    after = [*tokens[at + 2 : at + 5], *tokens[max(0, at - 3) : at]]
    parts = ("avonds", "ochtends", "morgens", "middags", "nachts", "s")
    return any(word.strip("'") in parts for word in after) or (at > 0 and tokens[at - 1] == "om")


def _rhythm(rest: list[str]) -> tuple[Quantity | None, int]:
    number, unit, used = 1.0, rest[0], 2
    if (many := _number(rest[0])) is not None and len(rest) > 1:
        number, unit, used = many, rest[1], 3
    # "Per hour" says how fast, not how often.
    if _MINUTES.get(unit, 0) >= _DAY:
        return Quantity(number * _MINUTES[unit], "rhythm", unit), used
    if unit in ("second", "tweede", "other") and len(rest) > 1:
        minutes = _MINUTES.get(rest[1], _WEEK if rest[1].endswith("day") else 0)
        if minutes:
            return Quantity(2 * minutes, "rhythm", rest[1]), 3
    return None, 1


def _once_at(tokens: list[str], at: int) -> tuple[Quantity, int] | None:
    """One of a unit of time that starts at a token, None where there is none."""
    word, rest = tokens[at], tokens[at + 1 : at + 3]
    unit = rest[0] if rest else ""
    if word in ("the", "de", "het"):
        apart = unit in _SINGLE and rest[1:] and rest[1] in _APART
        return (Quantity(_MINUTES[unit], "time", word), 2) if apart else None
    if word in _ONE and unit in _MINUTES:
        return _one_of(tokens, at)
    if word == "a" and unit == "quarter" and at and _number(tokens[at - 1]) is not None:
        return Quantity(3 * _MONTH, "rhythm", word), 2
    if word in ("kwartier", "kwartiertje", "fortnight", "kwartaal"):
        return Quantity(_MINUTES[word], "time", word), 1
    return None


def _one_of(tokens: list[str], at: int) -> tuple[Quantity, int]:
    """ "a week" after a count says how often; "an hour" alone says how long."""
    unit, rest = tokens[at + 1], tokens[at + 2 : at + 5]
    if rest == ["and", "a", "half"]:
        return Quantity(1.5 * _MINUTES[unit], "time", unit), 5
    if rest[:1] == ["of"] and len(rest) > 1 and (number := _number(rest[1])) is not None:
        # "Een week of vier" is about four weeks.
        return Quantity(number * _MINUTES[unit], "time", unit, "about"), 4
    often = tokens[at] in ("a", "an") and unit in ("day", "week", "month", "year") and at > 0
    before = tokens[at - 1] if at else ""
    how_long = before in _LASTING or (rest and (rest[0] in _APART or rest[0] == "of"))
    return Quantity(_MINUTES[unit], "rhythm" if often and not how_long else "time", unit), 2


def _quarter(number: int, rest: list[str], used: int = 1) -> tuple[Quantity | None, int]:
    """A quarter of an hour, of the year, or of whatever it is a share of."""
    if rest[:1] in (["hour"], ["uur"]):
        return Quantity(15.0 * number, "time", "quarter"), used + 1
    if rest[:1] in (["of"], ["van"]) and len(rest) > 2 and rest[2] in ("hour", "uur"):
        return Quantity(15.0 * number, "time", "quarter"), used + 3
    return Quantity(25.0 * number, "percent", "quarter", rounded=True), used


def _number(word: str) -> float | None:
    if word in NUMBER_WORDS:
        return NUMBER_WORDS[word]
    if not re.fullmatch(r"[0-9]+(?:[.,:][0-9]+)*", word):
        return None
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", word):
        return float(re.sub(r"[.,]", "", word))
    parts = re.split(r"[.,:]", word)
    return float(".".join(parts[:2]))


def _comparison(before: list[str]) -> Comparison:
    said = " " + " ".join(before) + " "
    for comparison, phrases in _COMPARISONS:
        for phrase in phrases:
            if re.search(rf"\b{re.escape(phrase)} (?:\w+ )?$", said):
                if comparison == "above" and re.search(rf"\b(?:not?|niet) {phrase}", said):
                    return "about"
                return comparison
    return ""


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
