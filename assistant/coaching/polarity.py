"""Small words that turn a sentence round: no and not, before and after, always and often, than.

Each word stands for an idea that both languages have, so that a Dutch claim can be held against an
English passage.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_NEGATIONS = frozenset(
    """
    niet geen nooit niemand niets nergens zonder nauwelijks evenmin noch ontbreken ontbreekt not no
    never nobody nothing neither nor without hardly none cannot can't don't doesn't didn't isn't
    aren't wasn't weren't won't wouldn't shouldn't couldn't hasn't haven't hadn't needn't mustn't
    """.split()
)
# "Not only", "niet alleen" and their kin add, they deny nothing.
_ADDING = frozenset("alleen only just merely louter enkel slechts zomaar".split())
# "No more than four" sets a limit and denies nothing.
_MEASURED = frozenset("more less fewer later longer meer minder later langer".split())
_THAN = (["than"], ["dan"])

_OPPOSITES = (
    ("before voordat vooraf beforehand", "after nadat achteraf afterwards"),
    ("more meer vaker", "less fewer minder"),
    ("first eerst eerste", "last laatst laatste"),
    ("start starts begin begint beginnen", "stop stops stopt stoppen end ends eindigt ophoudt ophouden"),
    ("increase increases increased rise rises rose stijgt stijgen steeg groeit grow grew grows",
     "decrease decreases decreased fall falls fell drops dropped daalt dalen daalde krimpt"),
    ("high higher hoog hoger", "low lower laag lager"),
    ("earlier eerder vroeger sooner", "later"),
    ("better beter", "worse slechter"), ("best beste", "worst slechtst slechtste"),
    ("strong strength sterk kracht", "weak weakness zwak zwakte"),
    ("longer langer", "shorter korter"), ("larger groter large groot", "smaller kleiner small klein"),
    ("easy easier makkelijk makkelijker eenvoudig", "difficult harder moeilijk moeilijker"),
    ("above boven", "below onder under"), ("veel much many", "weinig few"),
    ("faster fast sneller snel", "slower slow trager traag"), ("safe veilig", "unsafe onveilig"),
    ("possible mogelijk", "impossible onmogelijk"),
    ("allow allowed mag mogen", "forbid forbidden verboden"),
    ("experienced ervaren", "inexperienced onervaren"), ("outside buiten", "inside binnen"),
    ("together samen", "alone separately apart"), ("lukt succeeds succeed", "mislukt fails fail"),
    ("written schriftelijk", "oral mondeling"), ("keep kept houdt", "dropped drops verliest lost"),
)  # fmt: skip

# What a claim may put more strongly than its passage, by the idea that has to stand in both.
_STRONG = {
    "always": "always altijd invariably steevast steeds telkens consistently",
    "never": "never nooit",
    "all": "all alle allemaal every elke elk iedere ieder everyone everybody iedereen everything"
    " alles each whole hele entire",
    "none": "nobody niemand nothing niets none",
    "only": "only alleen slechts enkel uitsluitend solely exclusively merely",
    "proof": "prove proves proved proven proof bewijst bewijzen bewezen bewijs demonstrates"
    " conclusively onomstotelijk aangetoond",
    "certain": "guarantee guarantees guaranteed garandeert garandeer gegarandeerd certainly zeker"
    " inevitably inevitable onvermijdelijk definitely undoubtedly ongetwijfeld automatically"
    " automatisch vanzelf sure surely",
    "cause": "cause causes caused oorzaak veroorzaakt veroorzaken",
    "must": "must moet moeten verplicht obliged required indispensable onmisbaar essential"
    " noodzakelijk",
    "most": "most best beste biggest grootste greatest hoogste highest belangrijkste largest worst",
    "whole": "completely volledig totally helemaal fully entirely geheel absolute absoluut perfect",
}
_HEDGES = frozenset(
    """
    can could may might often usually mostly tends tend sometimes perhaps maybe suggests suggest
    seldom rarely likely probably generally seems appears easily kan kunnen kon vaak meestal soms
    misschien wellicht zelden doorgaans lijkt waarschijnlijk veelal vaker mogelijk possibly
    typically partly deels gemakkelijk makkelijk
    """.split()
)
_PIVOTS = {
    "than": (
        "than",
        "dan",
        "rather than",
        "instead of",
        "in plaats van",
        "en niet",
        "and not",
        "but not",
        "maar niet",
    ),
    "before": ("before", "voordat", "ahead of", "vlak voor"),
    "after": ("after", "nadat", "only after", "pas na"),
    "then": ("and then", "daarna", "en dan", "then", "afterwards", "vervolgens"),
}

NEGATIONS = _NEGATIONS
STRONG_WORDS = frozenset(word for words in _STRONG.values() for word in words.split())
HEDGES = _HEDGES
_EXCEPT = frozenset("without unless until zonder tenzij voordat totdat".split())
_NOT_STRONG = frozenset(
    {("above", "all"), ("at", "all"), ("not", "only"), ("niet", "alleen"), ("at", "most")}
    | {("most", "part"), ("grootste", "deel"), ("grootste", "gedeelte")}
)
_DENYING = ("un", "on", "in", "im", "non", "dis")
_STRONG_IDEA = {word: idea for idea, words in _STRONG.items() for word in words.split()}
_OPPOSITE: dict[str, set[tuple[int, int]]] = {}
for _number, _sides in enumerate(_OPPOSITES):
    for _side, _words in enumerate(_sides):
        for _word in _words.split():
            _OPPOSITE.setdefault(_word, set()).add((_number, _side))


def negations(words: Iterable[str], forms: Collection[str] = ()) -> list[int]:
    """The places of the words that deny something; `forms` are further ones, such as "unused"."""
    listed = list(words)
    return [
        place
        for place, word in enumerate(listed)
        if (word in _NEGATIONS or word.endswith("n't") or word in forms)
        and not set(listed[place + 1 : place + 2]) & _ADDING
        and not (
            set(listed[place + 1 : place + 2]) & _MEASURED
            and listed[place + 2 : place + 3] in _THAN
        )
    ]


def denying_forms(words: Iterable[str], others: Collection[str]) -> frozenset[str]:
    """Words that deny another text's word by their beginning: "unused" beside "used"."""
    return frozenset(
        word
        for word in words
        for start in _DENYING
        if word.startswith(start) and word.removeprefix(start) in others
    )


def contradictions(claim: Iterable[str], passage: Iterable[str]) -> list[tuple[str, str]]:
    """Words of the claim whose opposite the passage has and which the passage lacks itself."""
    offered = list(passage)
    theirs = {idea: word for word in offered for idea in _OPPOSITE.get(word, ())}
    found = []
    for word in claim:
        for number, side in _OPPOSITE.get(word, ()):
            if (number, 1 - side) in theirs and (number, side) not in theirs:
                found.append((word, theirs[number, 1 - side]))
                break
    return found


def too_strong(claim: Iterable[str], passage: Iterable[str]) -> list[str]:
    """Words of the claim ("always", "bewijst") whose strength nothing in the passage has.

    "Nothing leaves without a check" says that there is always a check.
    """
    listed = list(claim)
    pairs = zip(["", *listed], listed, [*listed[1:], ""], strict=False)
    words = [
        word
        for last, word, following in pairs
        if not {(last, word), (word, following)} & _NOT_STRONG
    ]
    theirs = {_STRONG_IDEA[word] for word in passage if word in _STRONG_IDEA}
    if theirs & {"always", "must"} and _EXCEPT.intersection(listed):
        theirs |= {"none", "never"}
    return [word for word in words if word in _STRONG_IDEA and _STRONG_IDEA[word] not in theirs]


def hedges(words: Iterable[str]) -> list[str]:
    """Words that leave room: "often", "kan"."""
    return [word for word in words if word in _HEDGES]


def pivot(text: str) -> tuple[str, str, str] | None:
    """The first word of order or comparison, and what stands before and after it.

    "First X and then Y" gives ("then", X, Y); "X comes before Y" gives ("before", X, Y).
    """
    low = text.lower()
    best: tuple[int, str, str] | None = None
    for kind, phrases in _PIVOTS.items():
        for phrase in phrases:
            match = re.search(rf"(?<!\w){phrase}(?!\w)", low)
            # A longer phrase at the same place says more: "rather than" over "than".
            if match and (best is None or (match.start(), -len(phrase)) < (best[0], -len(best[2]))):
                best = (match.start(), kind, phrase)
    if best is None:
        return None
    start, kind, phrase = best
    return kind, text[:start], text[start + len(phrase) :]
