"""A leader sets the coach right: "it's not about my role, it's about Denise".

A word that is refused would otherwise steer the search towards itself, so that every correction brings
back what it corrects. What is refused is taken out of the search and not said again; what is meant is
looked for together with the story it belongs to.

Source: Schegloff, 1992, "Repair after next turn" (American Journal of Sociology 97), on how people
put right that they were misunderstood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.coaching.words import content_words
from assistant.conversation import Question

_STEM = 7


def _patterns(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _stems(text: str) -> frozenset[str]:
    """The content words by their first seven letters: few enough that different words seldom meet."""
    return frozenset(word[:_STEM] for word in content_words(text))


_CLAUSE = re.compile(
    r"(?<=[.!?…])\s+|[,;:–—()]\s*|\s+-\s+|(?<!alleen)\s+(?=(?:maar|but|want|because)\b)",
    re.IGNORECASE,
)
# What follows is refused, whatever the coach said before: it is named as what it is not about.
_NOT_ABOUT = _patterns(
    r"\b(?:gaat|ging|draait|draaide|heb|had)\b(?: \w+){0,3} niet (?:meer )?(?:zo(?:zeer)? )?(?:over|om) (?P<x>.+)",
    r"\b(?:zei|zeg|vroeg|schreef|vertelde)\b(?: \w+){0,3} (?:niks|niets|nergens|helemaal niet)(?: \w+)? over (?P<x>.+)",
    r"(?P<x>.+?) (?:is|was|zijn) (?:nu )?(?:het|'t|t) (?:punt|probleem|issue) niet\b",
    r"^(?:(?:hou|houd|schei)\b(?: \w+){0,2} (?:op|uit)|stop)\b(?: \w+)? (?:over|met) (?P<x>.+)",
    r"\b(?:(?:je|jij) (?:begint|begon|blijft)|(?:begin|begon|blijf) je)(?: \w+)? (?:weer|steeds|alweer|wéér|opnieuw)(?: \w+)? over (?P<x>.+)",
    r"\b(?:jij|je) (?:hoort|ziet|zegt|hebt het) (?:alleen|steeds|maar|de hele tijd)(?: \w+)? (?P<x>.+)",
    r"^(?:vergeet|laat) (?:(?:nou|nu) )?(?:die|dat|de) (?P<x>[\w'-]+)",
    r"^laat mij en (?:mijn|m'n) (?P<x>[\w'-]{4,}) even\b",
    r"^leave me and my (?P<x>\w{4,})\b",
    r"^laat (?!(?:weten|zien|horen|staan|gaan|vallen|maar|even|dat|dit|het|me|mij|ons)\b)(?P<x>[\w'-]{4,})(?:$| (?:nou |nu |even )?(?:zitten|los|rusten|weg|achterwege)\b)",
    r"(?P<x>[\w'-]+) ken ik niet\b",
    r"\bwaar haal je (?P<x>.+?) vandaan\b",
    r"\bwhere (?:do|did) you get (?P<x>.+?) from\b",
    r"\b(?:een|die|de|het) (?P<x>.+?) (?:gaat|werkt) (?:juist )?averechts\b",
    r"\b(?:it|this|that)(?:'s| is| was) not (?:really |so much |just )?about (?P<x>.+)",
    r"\b(?:it |this |that )?(?:isn't|wasn't|ain't) (?:really |so much |just )?about (?P<x>.+)",
    r"\b(?:said|mentioned|asked|wrote) nothing about (?P<x>.+)",
    r"\b(?:didn't|did not|never) (?:say|said|mention|mentioned|ask|asked)(?: anything| a word)? about (?P<x>.+)",
    r"(?P<x>.+?) (?:is not|isn't|was not|wasn't) (?:the|my) (?:point|problem|issue|question)\b",
    r"^(?:please |just )?(?:forget|stop|drop|enough)(?: \w+ing)?(?: about| with| of)? (?:the |that |those |your )?(?P<x>.+)",
    r"\byou (?:just )?keep(?: \w+ing)?(?: on)?(?: about)? (?P<x>.+)",
    r"^(?:je|jij) (?:herhaalt|noemt)(?: weer| steeds| alweer| nu)? (?P<x>[\w'-]+) (?:terwijl|weer|steeds|opnieuw)\b",
    r"\byou(?:'re| are)? (?:just|again|still) (?:repeat(?:ed|ing)?|quot(?:e|ed|ing)) (?P<x>[\w'-]+)",
    r"(?P<x>[\w' -]+?) (?:has|have|had) nothing to do with (?:it|this|that|my question)\b",
    r"(?P<x>[\w' -]+?) (?:heeft|hebben|had) (?:hier|daar|er) (?:niets|niks) mee te maken\b",
)
# Refused only where the coach brought it up: "heeft geen weerstand" may be what the matter is.
_IS_NONE = _patterns(
    r"\b(?:is|was|zijn|heb|heeft|hebben|had)\b(?: \w+){0,2} (?:geen|niks|niets) (?P<x>.+)",
    r"\b(?:is|was|zijn|ben)\b(?: \w+){0,2} niet (?P<x>.+)",
    r"\b(?:hoef|hoeft|hoeven|zit|wacht)\b(?: \w+){0,3} (?:niet|geen)\b ?(?P<x>.*)",
    r"^niet (?P<x>.+)",
    r"\bwat moet ik (?:nou |nu |dan )?met (?P<x>.+)",
    r"\bwhat am i (?:supposed|meant) to do with (?P<x>.+)",
    r"\b(?:is|was|am|are|were|has|have|had|made|there's)\b(?: \w+)? (?:no|not|never) (?:a |an |any )?(?P<x>.+)",
    r"^(?:again )?(?:no|geen) (?P<x>.+)",
    r"\bwe (?P<x>\w+) (?:niks|niets|niet)\b",
    r"\b(?:isn't|wasn't|aren't|hasn't|haven't|don't|doesn't|didn't)\b(?: \w+)? (?:a |an |any |make |made )*(?P<x>.+)",
    r"^(?:again )?not (?P<x>.+)",
    r"\b\w+['’](?:s|re) not (?:a |an |any )?(?P<x>.+)",
)
# "Kotter step 5??": an echo of what the coach said, and no question.
_ECHO = re.compile(
    r"^(?:(?:en|and|welke|which|what|wat voor) )?(?!(?:wat|wie|welke?|waar\w*|wanneer|waarom|hoe\w*|moet|kan|zal|mag|is|of|en|what|who|which|where|when|why"
    r"|how|should|shall|can|do|does|is|are|or|and)\b)(?P<x>\S+(?: \S+){0,5}?)\s*\?+$",
    re.IGNORECASE,
)
_MISREAD = re.compile(
    r"\b(?:(?:je|jij) (?:begrijpt|snapt|leest) me (?:verkeerd|niet)|verkeerd begrepen|(?:je|jij) luistert (?:\w+ )?niet"
    r"|(?:je|jij) (?:snapt|begrijpt) (?:me|het|mij) niet|you(?:'re| are) not (?:really )?listening|you lost me|you(?:'re| are) (?:just |still )?repeating (?:yourself|me)"
    r"|nee,? (?:dat|dit|zo|daar) (?:is|gaat) (?:het|'t) (?:niet|niet om)|no,? that(?:'s| is) not it|daar vroeg ik (?:helemaal |toch )?niet (?:om|naar)"
    r"|dat (?:bedoel|bedoelde|vroeg|vraag) ik (?:helemaal )?niet|niet wat ik (?:bedoel\w*|vroeg|vraag)|precies andersom"
    r"|ik vroeg (?:iets over|om een|gewoon|je|jou)|ik zei (?:net|toch) (?:al )?dat|dat zei ik (?:nooit|niet)"
    r"|(?:je|jij) geeft (?:geen|nog steeds geen) antwoord|dat is (?:het|'t|t) (?:hem )?juist|(?:gaat|slaat) nergens (?:op|over)"
    r"|heb je (?:net |al )+gezegd|zei je (?:net |al )+|(?:dat|dit) helpt (?:me )?(?:echt )?niet|(?:hier|daar) heb ik (?:niets|niks|weinig) aan|wat moet ik (?:daar|hier) ?mee"
    r"|you (?:misread|misunderstood|missed (?:it|the point|that)|got (?:me|that|it) wrong|did(?:n't| not) answer|are not answering)"
    r"|not what i (?:meant|asked|said)|i asked (?:you|about)|i meant|(?:it is|it's|quite) the opposite|you already said|you skipped"
    r"|(?:that|this) (?:does(?:n't| not)|is not|isn't) (?:help|helpful|an answer)|none of (?:these|those) (?:sentences|lines|are|is)"
    r"|(?:i am|i'm|ik ben) (?:not|geen|niet)(?: \w+)? (?:l\s?&\s?d|trainers?|opleider)"
    r"|(?:raar|vreemd|gek|onzinnig) antwoord|(?:weird|odd|strange) answer|i (?:do(?:n't| not)|did(?:n't| not)) mean"
    r"|(?:het|dat|dit) ging over|ik had het over|i was (?:talking|asking) about|(?:mijn |de |^)vraag was|(?:my|the) question was|i asked (?:if|whether)"
    r"|i (?:never|did(?:n't| not)) (?:say|said) that(?! (?:to|out loud)\b)|i literally (?:just )?(?:told|said)|i just told you|that makes no sense)\b|^\W*(?:second|third|fourth) time\b"
    r"|^\W*(?:nee|huh|hè)\b.*\bbedoel(?:de)? ik\b(?! niet)|\bi mean (?:what|how)\b"
    r"|^\W*(?:welke|wat voor|which|what) \w+(?: \w+)?\?+\s+(?:we|wij|er|there)\b.{0,30}\b(?:niet|niks|geen|no|not|never|\w+n['’]t)\b|^(?:je|jij) herhaalt\b"
    r"|^\W*\w+\?+\s+(?:nee,? )?(?:het|dat|dit|it|this|that)(?:'s| is| was| gaat| ging) (?:over|about)\b|^\W*\w+\?+\s+(?:i|ik) (?:don't|do not|\w+ (?:\w+ )?niet)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"^\W*(?:nee|neen|huh|hè|no|nope|again|nah)\b|\?{2,}", re.IGNORECASE)
_OPENS_WITH_NO = re.compile(
    r"^\W*(?:nee|neen|nope|nah|no(?! (?:one|idea|time|clue|way|matter|problem|person|wonder)\b))\b",
    re.IGNORECASE,
)
# Words in nearly every sentence; to refuse one would be to refuse everything.
_EVERYWHERE = _stems(
    "AI team teams leider leiders leiding leader leaders mens mensen people iemand someone werk werken work"
    " vraag question zin sentence punt point gesprek conversation ding thing dag day week gewoon even gaan"
    " maken make over tegen eigen stap step maandag dinsdag woensdag donderdag vrijdag ik iets helemaal"
    " echt weer steeds all alleen only just really again anyone saying talking"
)
_REMEMBERED = 2
"""So many answers of the coach are looked back at for what it brought up."""
_LETTERS = 4
"""So many letters at least make two stems the same word."""
_LONGEST = 1200
"""Of a message so many letters are read."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What a conversation refused so far, and what this message means instead."""

    now: bool = False
    """Whether this message itself sets the coach right."""
    meant: str = ""
    """The message without the clauses that refuse something; all of it where nothing is left."""
    refused: frozenset[str] = frozenset()
    """Stems of what was refused and not taken up again."""


def says_no(text: str) -> bool:
    """Whether a message opens with a no to what the coach said or asked."""
    return bool(_OPENS_WITH_NO.match(text))


def speaks_of(text: str, refused: frozenset[str]) -> bool:
    """Whether a text of the coach has a word with one of these stems."""
    return bool(refused) and any(_same(own, other) for own in _ours(text) for other in refused)


@lru_cache(maxsize=8192)
def _ours(text: str) -> frozenset[str]:
    """The stems of a text of the coach, remembered: the same sentences come back."""
    return _stems(text)


def repair_of(question: Question) -> Repair:
    """What the conversation refused up to and in this message."""
    refused: set[str] = set()
    brought: list[str] = []
    for turn in question.history:
        if turn.role == "assistant":
            brought.append(turn.content)
        elif brought:
            read = _read(turn.content, brought)
            refused = _without(refused, _stems(read.meant) if not read.now else frozenset())
            refused |= read.refused
    if not brought:
        return Repair(meant=question.text)
    read = _read(question.text, brought)
    affirmed = _stems(read.meant) if read.refused or not read.now else frozenset()
    return Repair(read.now, read.meant, frozenset(_without(refused, affirmed) | read.refused))


def _read(text: str, brought: list[str]) -> Repair:
    """One message beside what the coach `brought` up before it."""
    text = text[:_LONGEST]
    spoken = _stems(" ".join(brought[-_REMEMBERED:]))
    misread = bool(_MISREAD.search(text))
    objects = misread or bool(_NO.search(text))
    kept: list[str] = []
    named: set[str] = set()
    refused: set[str] = set()
    clauses = [part.strip() for part in _CLAUSE.split(text) if part.strip()]
    for place, clause in enumerate(clauses):
        strong = _first(_NOT_ABOUT, clause)
        weak = None
        if strong is None and objects:
            echoed = (_ECHO,) if place + 1 < len(clauses) else ()
            weak = _first((*_IS_NONE, *echoed), clause)
        if strong is not None:
            named |= _refusable(strong)
        elif weak is not None:
            found = {s for s in _refusable(weak) if any(_same(s, own) for own in spoken)}
            if not found:
                kept.append(clause)
                continue
            refused |= found
        else:
            kept.append(clause)
    rest = " ".join(c for c in kept if not _stems(c) or not _stems(c) <= named | refused)
    meant = rest if len(content_words(rest)) > 1 else text
    now = misread or bool(named) or bool(refused)
    both = named | refused
    if meant is not text:
        both = _without(both, _stems(meant))
    return Repair(now, meant, frozenset(both))


def _first(patterns: tuple[re.Pattern[str], ...], clause: str) -> str | None:
    return next((m["x"] for p in patterns if (m := p.search(clause)) is not None), None)


def _refusable(text: str) -> set[str]:
    return {s for s in _stems(text) if len(s) > 2 and s not in _EVERYWHERE}


def _without(these: set[str], those: frozenset[str]) -> set[str]:
    return {s for s in these if not any(_same(s, other) for other in those)}


def _same(one: str, other: str) -> bool:
    """Whether two stems are of one word: "fout" and "fouten", "worry" and "worries"."""
    if one == other:
        return True
    enough = max(_LETTERS, min(len(one), len(other)) - 1)
    return min(len(one), len(other)) >= _LETTERS and one[:enough] == other[:enough]
