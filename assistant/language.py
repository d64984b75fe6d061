"""Which of the two languages a text is in.

A leader types short, mixed text ("en bij kleine teams?", "my team wil niet met Copilot"). A trained
identifier of a hundred languages guesses wildly there; with two languages the small words decide.
"""

from __future__ import annotations

import os
import re
from typing import Literal

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")

# A compound counts once: "learn-it-all" in a Dutch question is one word and not three English ones.
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

# Words of one language only: "in", "is", "was", "we", "die", "over", "team", "he" say nothing.
_NL = frozenset(
    """
    aan aangeven achter af al alle alleen als alsjeblieft altijd anders beetje begin ben bent
    bij bijvoorbeeld blijf blijven bedankt beter binnen collega collega's daar daarmee daarna
    dag dan dank dat de deze denk denken dit doe doen doet door draait dus durf durft durven een
    één eens eerst eigen elke en er ergens eruit even fijn ga gaan gaat gebruik gebruiken geef
    geen geeft gek gesprek geven goed goede graag had hadden hallo heb hebben hebt heeft hele
    helemaal helpt hem hen het hij hoe hoeft hoeveel hoi hou houd houden hulp iedereen iemand
    iets ik ja jaar jammer je jij jou jouw jullie kan kijken klein kleine komt kun kunnen kunt
    kwijt laat laten leg leiders leidinggevende leren leuk maak maakt maar maken makkelijk man
    meer medewerker medewerkers mee meer mensen met mij mijn misschien moeilijk moet moeten
    mogen mooi morgen na naar nee niemand niet niets nieuw nieuwe nodig nog noem nou nu of om
    omgaan omdat onder ons onze ook oké op oud per precies raad slecht soms staat steeds stoppen
    stuk tegen terug tijd toch toe toen tot tussen uit uitleg van vandaag vanuit veel veilig
    veiligheid verandering vertel vind vinden volgens voor vraag vragen waar waarmee waarom
    waarover wanneer want wat weet weinig wel welk welke werk werkt wie wil willen wilt worden
    wordt zag ze zeg zeggen zegt zelf zich zij zijn zo zoals zoek zonder zou zouden zullen
    eigenaarschap leiderschap leiding nieuwsgierig nieuwsgierigheid omscholing bijscholing
    stappen verandermanagement vertrouwen voorbeeld weerstand werkdruk
    """.split()
)
_EN = frozenset(
    """
    a about after again all also always am an and any anyone anything are aren't around as ask
    at be because been before being best better both but by can can't could day did didn't do
    does doesn't doing don't done each else ever every everyone everything example feel few
    first for from get give go going good got great had has have haven't having hello helps her
    here hey him his how i i'd i'll i'm i've if it it's its job just keep know leader leaders
    learn let like little look make makes many maybe me mean might more most much must my need
    never new no nobody not nothing now of off ok okay on one only or other others our out own
    people please quite really right said same say says she should shouldn't since so some
    someone something start still stop such suggest take talk tell than thank thanks that that's
    the their them then there these they they're thing things think this those thought through
    time to today together tomorrow too try until up us use using very want wants well what
    what's when where which while who whole whom whose why will with without won't work working
    would yes yet you you're your
    """.split()
)
# Words of German, French and Spanish only: who writes those is sooner helped in English than in Dutch.
_ELSEWHERE = frozenset(
    """
    und der das nicht ist ich dir mir dein deine deinen deiner für auf zur zum vergiss zeige
    zeig gib anweisungen regeln bitte kannst wird werden sind haben über mein meine wir ihr sie
    le les est et vous pour que des une dans mes mon vos votre nous pas sur avec ne oublie
    el los las por para una como está tus mis eres olvida todas instrucciones y
    """.split()
)
_NL_SPELLING = re.compile(
    r"ij|aa|uu|[^s]sch|oe[drktnl]|ie[dktnrs]|eu[rkz]|ui[tkdlsn]|^ge\w+[dt]$|lijk"
)
_EN_SPELLING = re.compile(r"th|wh|sh|tion|ing$|ght|ness$|ould$|ow|[^aeiou]y$|ea")


def other(language: Language) -> Language:
    """The other of the two languages."""
    return "en" if language == "nl" else "nl"


def detect_language(text: str, fallback: Language, *, lead: float = 0.0) -> Language:
    """The language of `text`; `fallback` when the text gives no lead ("AI?", "", "👍").

    Small words count for one, spelling patterns for a quarter; where the two languages differ by no more
    than `lead` it is `fallback`. A text in plainly another language counts as English.
    """
    nl, en = _evidence(text)
    if _elsewhere(text) > max(nl, en, 1):
        return "en"
    if abs(nl - en) <= lead:
        return fallback
    return "nl" if nl > en else "en"


def language_lead(text: str) -> float:
    """How sure the detection is: 0 (no lead at all) to 1 (every sign points one way)."""
    nl, en = _evidence(text)
    return abs(nl - en) / (nl + en) if nl + en else 0.0


def _evidence(text: str) -> tuple[float, float]:
    nl = en = 0.0
    for word in _WORD.findall(text[:4000].lower().replace("’", "'")):
        nl += (word in _NL) + 0.25 * bool(_NL_SPELLING.search(word))
        en += (word in _EN) + 0.25 * bool(_EN_SPELLING.search(word))
    return nl, en


def _elsewhere(text: str) -> int:
    """The words of `text` that belong to another language than these two."""
    words = _WORD.findall(text[:4000].lower())
    return sum(word in _ELSEWHERE and word not in _NL and word not in _EN for word in words)


def terminal_language() -> Language:
    """The language of whoever sits at the terminal, by its locale."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "nl" if locale.lower().startswith("nl") else "en"
