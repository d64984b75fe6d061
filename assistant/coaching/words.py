"""The words of a message that carry its meaning, and their stems."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")

_STOP = frozenset(
    """
    a an and are as at be but by can could do does for from give have how i in is it its me my
    of on or please so that the them then there these they this those to too was we what when
    where which who why will with would you your about more one example tell explain also aan al
    als bij daar dan dat de deze die dit doe een en er geef geeft ging heb het hier hoe ik in is
    ja je kan kun maar me meer met mij mijn naar nee niet nog of om ook op te toch uit van
    vertel voor waar waarom wat we wel welke wie wij wil ze zijn zo zou eens voorbeeld even dus
    leg jij jullie ons onze
    """.split()
)


def content_words(text: str) -> list[str]:
    """The words of `text` that carry meaning, lower case, in order."""
    return [word for word in (w.lower() for w in WORD.findall(text)) if word not in _STOP]


def stems(text: str) -> frozenset[str]:
    """The content words of `text` by their first five letters.

    Enough to join "leerdoel" and "leerdoelen", "resist" and "resistance", in both languages.
    """
    return frozenset(word[:5] for word in content_words(text))


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern that fits where any of these does, in capitals or not."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
