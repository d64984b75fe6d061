"""What kind of question this is: it decides what a good reply looks like, not what it says.

Ordered rules, first match wins. Each rule is a pattern a colleague can read; a question that matches
none is a how-to, the most common thing a leader asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from assistant.coaching.rewriting import asking_part, asks_for_rest, ordinal_in
from assistant.coaching.wanted import asks_bare_example, weighs
from assistant.coaching.words import any_of, content_words
from assistant.conversation import Call, Question, SearchQuery
from assistant.language import Language
from assistant.sentences import split_sentences

Kind = Literal[
    "fact", "list", "example", "why", "howto", "dilemma", "experiment", "disclosure", "closing",
    "words", "questions", "plan",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Intent:
    """The kind of a question, whether it is asked for L&D work, and whether detail was asked for."""

    kind: Kind
    for_l_and_d: bool = False
    """Whether it is L&D work; `leads` is whether the leader said that it is not."""
    leads: bool = False
    wants_detail: bool = False


_RULES: dict[Language, tuple[tuple[Kind, re.Pattern[str]], ...]] = {
    "nl": (
        (
            "experiment",
            any_of(
                r"\b(klein\w*|mini)[ -]experiment",
                r"\bexperiment(je)? (voor|om|dat|waarmee|met)\b",
                r"\bwat kan ik (morgen|vandaag|deze week|volgende week)\b",
                r"\b(eerste|kleine) stap\b.*\b(morgen|vandaag|deze week|volgende week|zetten)\b",
                r"\biets kleins\b",
            ),
        ),
        (
            "example",
            any_of(
                r"\bvoorbeeld(en|je|jes)?\b(?! (geven|geef|geeft|stellen|zijn|functie|rol))(?<!goede voorbeeld)(?<!eigen voorbeeld)",
                r"\bpraktijkvoorbeeld|\bvb(tje|'tje)?\b",
                r"\bhoe (doet|doen|pakt|deed) [A-Z]\w+ (het|dat|dit)\b",
            ),
        ),
        (
            "dilemma",
            any_of(
                r"\bmoet ik\b.*\bof\b",
                r"\bof (toch|juist|beter|liever)\b",
                r"\bdilemma\b",
                r"\benerzijds\b",
                r"\bkan ik beter\b.*\bof\b",
                r"\baan de ene kant\b",
                r"\bspagaat\b",
                r"\bkies ik\b.*\bof\b",
            ),
        ),
        (
            "list",
            any_of(
                r"\balle( \w+)? (stappen|fasen|fases|thema'?s|onderdelen|stellingen)\b",
                r"\b(noem|som|zet|geef)\b.{0,60}\b(stappen|fasen|fases|thema'?s|letters|stellingen|onderdelen)\b.{0,40}\b(op|volgorde|rij|rijtje)\b",
                r"^(noem|geef|som)\b.*\b(stappen|fasen|thema'?s|vragen|onderdelen|letters|zeven|vijf|acht|vier|drie|lijst|op)\b",
                r"\b(welke|wat zijn( de)?|noem( de)?)\b.{0,40}\b(stappen|fasen|fases|thema'?s|onderdelen|pijlers|elementen|bouwstenen|items|punten|vragen|zetten)\b",
                r"\b(zeven|vijf|acht|vier|7|5|8|4) (stappen|fasen|thema'?s|onderdelen|vragen|items|punten)\b",
                r"\b(vijf|5) (letters|thema'?s)\b",
                r"\bwaar(voor)? sta(at|an) (de letters|adkar)\b",
                r"\bstappenplan\b",
                r"\bop (een )?rij(tje)?\b|\bopsomm\w+|\bsom\b.{0,30}\bop\b",
            ),
        ),
        (
            "why",
            any_of(
                r"^(en |maar )?waarom\b",
                r"\bhoe komt het\b",
                r"^hoezo\b",
                r"\bwat is het (nut|belang|doel)\b",
                r"\bwaarom (is|zijn|werkt|zou|moet|helpt)\b",
            ),
        ),
        (
            "fact",
            any_of(
                r"\bhoeveel\b",
                r"\b(welk|welke|wat voor) (percentage|deel|aandeel)\b",
                r"\bhoe (scoort|scoren|hoog|groot|vaak)\b",
                r"\bwat (bedoel\w*|noemt|noemen|doet|doen|vraagt)\b(?!.*\bik\b)",
                r"\bprocent\b",
                r"%",
                r"^(en )?wat (zegt|zeggen|vindt|vinden|schrijft|stelt|adviseert|bedoelt|betekent|houdt|is|zijn|blijkt|concludeert)\b",
                r"^(en )?wie\b",
                r"^(en )?wanneer\b",
                r"^(en )?waar (komt|staat|stond)\b",
                r"\bvolgens (?!mij|ons|jou)\w+",
                r"\bwat (zegt|zeggen|schreef|stelt) \w+",
                r"\bklopt het\b",
                r"\btoch\?$",
                r"^welke (nieuwe rollen|vaardigheden|cijfers|bron\w*|onderzoek\w*|rol\w*)\b",
                r"\bwat (betekent|is|zijn|houdt)\b.*\b(precies|eigenlijk|in)\?*$",
                r"\bwat wordt bedoeld\b",
                r"\bleg( eens| me)? uit\b",
                r"^(is|zijn|heeft|hebben|klopt)\b.*\?$",
            ),
        ),
        (
            "disclosure",
            any_of(
                r"\bik (ben|voel|voelde|raak|word) .{0,40}\b(moe|doodmoe|bang|onzeker|overweldigd|op|alleen|gefrustreerd|kwijt|uitgeput|verdrietig|boos|bezorgd|machteloos|gestrest|moedeloos|klaar mee|overbodig|beschaamd|angstig|leeg)\b",
                r"\bik (twijfel|worstel|pieker|schaam|zie op tegen|vrees|lig wakker)\b",
                r"\bweet het (even |echt )?niet meer\b",
                r"\b(wordt|is) me te veel\b",
                r"\bsta er alleen voor\b",
                r"\bik durf niet\b",
                r"\bhet lukt me niet\b",
                r"\bik loop vast\b",
                r"\bzit(ten)? er doorheen\b",
            ),
        ),
    ),
    "en": (
        (
            "experiment",
            any_of(
                r"\bsmall experiment\b",
                r"\bexperiment (for|to|that|i can|with)\b",
                r"\bwhat can i (do|try) (tomorrow|today|this week|next week)\b",
                r"\b(first|small) step\b.*\b(tomorrow|today|this week|next week|take)\b",
                r"\bsomething small\b",
            ),
        ),
        (
            "example",
            any_of(
                r"\b(an|another|some|any|concrete|real|practical|good|give|of|for) (\w+ )?examples?\b(?! (myself|for my|to my|as a leader))(?<!by example)(?<!the example)(?<!good example)",
                r"\bfor example\?$",
                r"^examples?\b",
                r"\bexample, please\b",
                r"\bhow (does|do|did) [A-Z]\w+ (do|handle|approach)\b",
            ),
        ),
        (
            "dilemma",
            any_of(
                r"\bshould i\b.*\bor\b",
                r"\bor rather\b",
                r"\bdilemma\b",
                r"\bon the one hand\b",
                r"\bis it better to\b.*\bor\b",
                r"\btorn between\b",
                r"\bdo i choose\b.*\bor\b",
            ),
        ),
        (
            "list",
            any_of(
                r"\b(list|enumerate|walk me through|take me through|run through|go through)\b.{0,60}\b(steps|stages|themes|questions|parts|letters|statements|items)\b",
                r"\ball (of )?(the |my |your )?(three|four|five|six|seven|eight|\w+['’]s)? ?(steps|stages|themes|parts|items|statements)\b",
                r"^(list|name|give|enumerate)\b.*\b(steps|stages|themes|questions|parts|letters|seven|five|eight|four|three|list|items)\b",
                r"\b(which|what are( the)?|name( the)?|list( the)?)\b.{0,40}\b(steps|stages|themes|parts|pillars|elements|building blocks|items|points|questions|moves)\b",
                r"\b(seven|five|eight|four|7|5|8|4) (steps|stages|themes|parts|questions|items|points)\b",
                r"\bwhat does adkar stand for\b",
                r"\bstep[- ]by[- ]step plan\b",
                r"\b(in|as) a (list|row)\b|\blist (them|all|the|me)\b",
            ),
        ),
        (
            "why",
            any_of(
                r"^(and |but )?why\b",
                r"^how come\b",
                r"\bwhat is the (point|use|reason|purpose)\b",
                r"\bwhy (is|are|does|would|should)\b",
            ),
        ),
        (
            "fact",
            any_of(
                r"\bhow (many|much)\b",
                r"\b(what|which) (percentage|share|part|proportion|fraction)\b",
                r"\bhow (high|large|often) (is|are|was|were)\b",
                r"\b(which|what) (company|companies|organisation|question|step|pillar)\b(?!.*\b(i|we|my)\b)",
                r"\bwhat (comes|came|follows) (after|before|next|first)\b",
                r"\bper ?cent\b",
                r"%",
                r"^(and )?what (does|do|did)\b.{0,60}\b(say|think|write|claim|argue|advise|mean|find|conclude|recommend|stress|ask)\b",
                r"^(and )?what('s| is| are| was| were)\b(?!.*\b(i do|can i|should i)\b)",
                r"^(and )?who\b",
                r"^(and )?when\b(?! (should|do|can) i)",
                r"^where (does|do|is|was)\b",
                r"\baccording to\b",
                r"\bis it (true|right|correct)\b",
                r"\bright\?$",
                r"^which (new roles|skills|figures|source\w*|research|roles?)\b",
                r"\bwhat is meant\b",
                r"^explain\b",
                r"^(is|are|does|do|did|has|have)\b(?! (i|we)\b).*\?$",
                r"\bstand for\b",
            ),
        ),
        (
            "disclosure",
            any_of(
                r"\bi('m| am| feel| felt| get| become) .{0,40}\b(tired|exhausted|afraid|scared|unsure|insecure|overwhelmed|alone|frustrated|lost|sad|angry|worried|powerless|stressed|discouraged|redundant|ashamed|anxious|empty|drained)\b",
                r"\bi (doubt|struggle|worry|dread|lie awake|am struggling)\b",
                r"\bdon'?t know (it )?any ?more\b",
                r"\bdo not know any ?more\b",
                r"\btoo much for me\b",
                r"\bon my own in this\b",
                r"\bi (don'?t|do not) dare\b",
                r"\bi can'?t manage\b",
                r"\bi('m| am) stuck\b",
            ),
        ),
    ),
}

_HOW_TO: dict[Language, re.Pattern[str]] = {
    "nl": any_of(
        r"\bhoe (kan|kun|zorg|maak|krijg|geef|ga|pak|leer|bouw|begin|houd|voer|stel|help|betrek|vertel|bereid|laat|breng|reageer|begeleid|ontwikkel|ontwerp|stimuleer|organiseer|voorkom|neem|zet|leid|luister|bied|toon|vind|blijf|gebruik|communiceer|kies|verdeel|bespreek|motiveer|overtuig|coach|kijk|haal|werk|praat|herken|versterk|creëer|behoud|zou|moet|doe|kom|sta|ondersteun|train|stuur|verander|start|wek|vier|beloon)\b",
        r"\bwat (kan|zou|moet) ik\b",
        r"\bwat (doe|kunnen|kan|zeg|antwoord|vraag) (ik|we|wij)\b",
        r"\btips?\b",
        r"\bwat helpt\b",
        r"\b(?:wat|en) nu\W*$|\bwat dan\b|\bhoe (?:nu )?verder\b",
        r"\bhelp\b",
        r"\badvies\b",
        r"\bideeën\b",
    ),
    "en": any_of(
        r"\bhow (can|do|should|could|would|might) (i|we|you)\b",
        r"\bhow to\b",
        r"\bwhat (can|could|should|might) (i|we) do\b",
        r"\bwhat (do|can|could|should) (i|we) (say|tell|answer|ask)\b",
        r"\bwhat do (i|we) do\b",
        r"\btips?\b",
        r"\bwhat helps\b",
        r"\b(?:what now|now what|what next|where to from here)\b",
        r"\bhelp\b",
        r"\badvice\b",
        r"\bideas\b",
    ),
}
_L_AND_D = any_of(
    r"\bl\s?&\s?d\b",
    r"\bl en d\b",
    r"\bleiderschapsprogramma",
    r"\bleadership program",
    r"\b(workshop|training|leertraject|toolkit|intervisie|opleiding|programma|curriculum|learning journey|peer coaching)\w*\b",
    r"\bpeer (learning|session)",
    r"\blearning (program|path)",
    r"\bprogramme?s?\b",
    r"\btrainer\b",
    r"\b(?:opleider|leer(?:afdeling|academie|team|adviseur)|opleidingsadviseur)\w*|\b(?:onze|de) academie\b|\bour academy\b",
    r"\b(?:ontwerp|verzorg|bouw|geef|maak)\b.{0,20}\bleergang\b",
    r"\blearning (?:and|&) development\b|\blearning (?:adviser|advisor|consultant|partner|designer|department)s?\b",
    r"\b(?:leadership|management) development\b|\b(?:design|designing|run|build|our)\b.{0,20}\b(?:leadership|managers'|management) (?:track|course|academy)\b",
)
_NOT_L_AND_D = any_of(
    r"\b(?:ik ben|wij zijn|we zijn|ik zit|ik werk)\s+(?:geen|niet(?: van| bij| in)?)\s+(?:de\s+)?(?:l\s?&\s?d|l en d|trainer|opleider)\b",
    r"\b(?:i'm|i am|we're|we are) not (?:an? |in |from |part of )?(?:l\s?&\s?d|trainer)\b|\bi (?:don't|do not) work in l\s?&\s?d\b",
    r"\bl\s?&\s?d\b\s*\?+\s*(?:ik ben|i am|i'm)\b(?! juist)",
)
"""Who says so leads people, whatever training is spoken of."""
_DETAIL = any_of(
    r"\b(uitgebreid|in detail|gedetailleerd|volledig|alles over|leg uitgebreid)\b",
    r"\b(elaborate|in detail|detailed|in full|everything about|at length|extensive)\b",
)


_THANKS = any_of(
    r"\b(?<!in )(?<!met )(dank( je| jullie| u)?( wel)?|dankjewel|bedankt|dankje|thx|(?<!no )thanks|thank you|cheers|hier kan ik (iets )?mee|this helps|that helps|"
    r"ik rond( het)? af|dat was het|ik laat het (hierbij|hier bij|erbij)(?= *\W*$)|hier laat ik het bij|tot de volgende keer|ik stop ermee voor (vandaag|nu)|daar laat ik het bij|that's all|that is all|wrapping up|i'll (leave it (there|here|at that)|stop here)|thats me done|that's me done)\b"
)
_DISAPPOINTED = any_of(
    r"\b(this|that|it|you) (did(n't| not)|does(n't| not)|is not|isn't|was not|wasn't) (really |very |much )?(help(ful|ed)?|of (any |much )?use)\b",
    r"\b(dit|dat|het|je) (hielp|helpt) (me |mij )?(echt |ook )?niet(?! alleen)\b|\b(hier|daar) (heb|kan) ik (helemaal )?(niets|niks|weinig) (aan|mee)\b",
    r"\bheb(t)? (je )?me (niet|nergens) (echt )?(mee )?geholpen\b",
    r"\bweer hetzelfde\b|\bsame (?:thing |answer )?again\b|\bzo kom(?:en)? (?:ik|we) niet verder\b",
    r"^\W*(?:nou )?jammer\b|^\W*(?:too bad|a pity|that's a shame)\b|\bdan (?:maak|doe|zoek|schrijf|bedenk) ik het (?:zelf (?:wel|maar)|(?:wel|maar) zelf)\b",
    r"\bthen i(?:'ll| will) (?:just )?(?:do|make|write|find|figure) (?:it|that|one)(?: out)? myself\b",
)
"""Thanks out of politeness: this leader was not helped."""
_THANKED = any_of(
    r"\b(heb|heeft|hebben|had|hadden|word|wordt|werd|werden|ben|is|zijn)\b[^.!?]*\bbedankt\b",
    r"\b(?:says?|said|saying|zei|zeiden|zegt|zeggen)\b[^.!?]{0,20}\b(?:thanks|thank you|dank\w*|bedankt)\b",
)
"""Somebody was thanked: a story, and no thanks to the coach."""
_RESOLVED = any_of(
    r"\bik ga (het|dat|ermee|er|hem|haar|ze|\w+dag|morgen)\b.*\b(doen|proberen|beginnen|vragen|zeggen|aanpakken)\b",
    r"\b(zo|dat) (doe|ga) ik (het |doen\b)?|\bdat ga ik (doen|proberen)\b|\bik (begin|start) (er )?(morgen|maandag|dinsdag|woensdag|donderdag|vrijdag)\b",
    r"\bi('ll| will|'m going to| am going to) (do|try|start|ask|say) (it|that|this|tomorrow|on|her|him|them)\b",
    r"\bthat's what i('ll| will) do\b|\bi (start|begin) (tomorrow|on|next)\b",
    r"^\W*(going to|gonna|i'm going to|i'll) try (that|this|it)\b",
)
_GOODBYE = any_of(
    r"\b(tot (later|morgen|straks|ziens|snel|dan)|doei|(gotta|have to|got to|must) (run|dash|go now)|see you|talk later|bye)\b\W*(?:\w+\W*){0,2}$",
    r"\bik moet (nu )?(rennen|ervandoor|gaan|door)\b\W*(?:\w+\W*){0,2}$",
)
_LEAVING = any_of(
    r"\b(?:doei|tot (?:ziens|later|morgen|snel|dan)|fijne (?:dag|avond|week)|welterusten|bye|good ?night|night and|night(?=\W*$)|see you|going to bed|gotta run|got to (?:run|go)|have to (?:run|go)"
    r"|ik moet (?:nu )?(?:rennen|ervandoor|gaan|naar (?:mijn|m'n|een|het) \w+)|(?:mijn )?dienst begint)\b"
)
"""Who says this is off already, and is not held up with a question."""
_AGREED = any_of(
    r"^\W*(oké|oke|ok|okay|goed|prima|top|right|fine|good|great|akkoord|agreed|deal)\b"
)
_WHEN = any_of(
    r"\b(morgen|vandaag|straks|vanavond|vanmiddag|overmorgen|volgende week|deze week|(maan|dins|woens|donder|vrij|zater|zon)dag)\b",
    r"\b(tomorrow|today|tonight|this (week|afternoon)|next week|(mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    r"\bom (?:\w+ )?(?:\d{1,2}[.:]\d\d|(?:\d{1,2}|half \w+) uur|half \w+)\b|\bat (?:half past )?\d{1,2}(?:[.:]\d\d| ?[ap]m)\b|\bat \d{1,2}\b(?=\s*(?:[.,;!](?!\d)|$))",
)
_CLOSING_WORDS, _LONGER_CLOSING = 25, 45
"""So many words a goodbye has at most, and one that ends in thanks."""
_LAST_WORDS = 5
_OWN_STEP = any_of(
    r"\b(?:ik (?:ga|bel|vraag|begin|start|zeg|doe|neem|plan|maak|probeer|stuur|app|mail|leg)|we (?:gaan|beginnen|starten))\b",
    r"\b(?:i'll|i will|i'm going to|i am going to|we'll|gonna|starting)\b|\bill (?:put|start|ask|do|say|take|try|go|send|talk|call|make|tell|begin)\b",
    r"\b(?:that's|thats|that is) my (?:first )?step\b|\bdat is mijn (?:eerste )?stap\b",
)
_REQUEST = any_of(
    r"\b(wat|hoe) (zeg|doe|moet|kan|vraag|antwoord|vertel|begin) ik\b|\b(geef|noem|maak|schrijf|vertel) (me|mij|eens|even|er)\b",
    r"\b(kun|kan|kunt) (je|u)\b|\bhelp me\b|\b(graag|please)\b|\bdoe mij\b",
    r"^\W*(?:(?:en|and|maar|but|ok|oke|oké)\W+)?(wat|wie|waar|wanneer|welke?|hoe|waarom|what|who|where|when|which|how|why)\b",
    r"\b(what|how) (do|can|should|could|would) (i|we)\b|\b(give|tell|make|write|show) me\b|\b(can|could) (you|u)\b",
)
_TO_SAY: dict[Language, re.Pattern[str]] = {
    "nl": any_of(
        r"\b(wat|hoe) (zeg|antwoord|vertel|breng|verwoord|formuleer) ik\b",
        r"\bwat (moet|kan|zou|had|zal) ik (?:\w+ ){0,6}(zeggen|antwoorden|vertellen)\b",
        r"\bwat (?:\w+ ){0,3}(kunnen|moeten) zeggen\b",
        r"\b(zinnen|zin|zinnetjes?|woorden|openingszin|tekstje)\b.{0,30}\b(zeg|zeggen|vertel|vertellen|gebruiken|meegeven)\b",
        r"\b(geef|schrijf|maak|heb je|help|zoek)\b.{0,40}\b(een zin|één \w* ?zin|eerste zin|zinnen|zinnetjes?|openingszin|woorden|tekstje|berichtje|appje)\b",
        r"\b([eé][eé]n zin|eerste zin|zinnen|zinnetjes?|openingszin|tekstje)\b (voor|om|naar|waarmee)\b.{0,40}\b(gesprek|app\w*|mail\w*|bericht\w*|openen|beginnen|haar|hem|hen|team|overleg)\b",
        r"\bwat (app|mail|schrijf|stuur|typ) ik\b",
        r"\bhoe ik (?:\w+ ){1,4}(?:zeg|vertel|verwoord|formuleer)\b",
        r"\b(?:kun|kan|kunt|wil) (?:je|u)\b.{0,20}\b(?:woorden|zinnen|een (?:openings)?zin|een tekstje)\b(?<!andere woorden)",
    ),
    "en": any_of(
        r"\b(what|how) (do|can|should|could|would) i (?:(?:actually|even|then|now|best|still) )*(say|tell|answer|put|word|phrase)\b",
        r"\bwhat (could|should) i have said\b|\bwords to (say|use)\b",
        r"\b(sentences?|lines?)\b.{0,25}\b(to (say|tell)|i can (say|tell|use))\b",
        r"\b(give|write|draft|find|suggest)\b.{0,30}\b(sentences?|lines?|words|wording|opener)\b",
        r"\bneed (?:(?:a|an|some|the|few|two|three|four|or|first|opening) )+(?:sentences?|lines?|words)\b",
        r"\bwhat (?:do|should|can|could) i (?:text|write|reply|message)\b|\bopening (?:line|sentence)\b",
    ),
}
_TO_ASK: dict[Language, re.Pattern[str]] = {
    "nl": any_of(
        r"\bvra(?:ag|gen)\b(?! was| is of).{0,30}\b(?:ik|we)\b.{0,40}\b(?:kan|kunnen|zou|stellen|stel|voorleggen|leg|vragen)\b",
        r"\bwat vraag ik\b|\bvra(?:ag|gen) (?:om te stellen|voor (?:het|de|mijn|ons) \w+)\b",
    ),
    "en": any_of(
        r"\bquestions?\b.{0,25}\b(?:i|we) (?:can|could|should|might) (?:ask|put|raise|bring)\b",
        r"\bquestions? (?:to (?:ask|put|raise)|for (?:the|my|our) \w+)\b|\bwhat (?:do|can|should|could) i ask\b",
    ),
}
"""Questions to ask others; asked in a conversation, for as a first question it is about a list."""
_ONE_SENTENCE = any_of(
    r"(?<!nog )\b(?:één|eén|1|maar een|precies een) (?:\w+ )?(?:(?:opening\w*|slot)?zin\w*|regel)\b"
    r"|\b(?:one|1|a single|the one|(?:give|need|want|tell|write)(?: me)? the) (?!more )(?:(?:opening|first|exact|right|\w+) )?(?:sentence|line)\b(?! manager)"
    r"|\b(?:geef|schrijf|maak)(?: me| mij)? (?:de|die) (?:openings|eerste )?zin\b"
)
_ONE_QUESTION = any_of(
    r"\b(?:één|eén|1|maar een|precies een) (?:\w+ )?vraag\b|\b(?:one|1|a single) (?!more )(?:\w+ )?question\b"
)
_A_LINE = any_of(
    r"\b(?:geef|schrijf|maak|zoek|want|need|give|write|just)\b.{0,30}\b(?:een (?:eerste )?zin|openingszin|an? (?:opening |first )?(?:sentence|line))\b(?! manager)"
)
_ONE_PERSON = re.compile(
    r"\b(?:tegen|aan|naar|met|to|with|tell|ask|(?:vraag|zeg|app|mail) ik) (?:hem|haar|'m|d'r|him|her|(?:zo ?)?iemand|zo'n (?:man|vrouw|collega|medewerker)|someone|somebody|such a (?:person|colleague)"
    r"|(?:mijn|de|onze|een|my|the|our|an?) (?:baas|chef|directeur|leidinggevende|medewerker|collega|teamlid|boss|manager|director|cfo|ceo|cto|employee|colleague))\b"
    r"|\b(?:tegen|aan|tell|ask|(?:say|talk) to) (?-i:[A-Z][a-zà-ÿ]{2,})\b",
    re.IGNORECASE,
)
_A_GROUP = any_of(
    r"\b(?:team|ploeg|groep|mensen|jullie|allemaal|collega's|gasten|them all|everyone|everybody|staff|people|crew|group|townhall)\b"
)
_STEP_BY_STEP = any_of(
    r"\b(?:maak|geef|zet|schrijf|ik wil|ik vroeg om|graag|heb je|kun je|help\w*)\b.{0,30}\b(?:een|concreet|kort|simpel|\w*stappen\w*|\w*week\w*|actie) ?plan(?:ning|netje)?\b(?! b\b)",
    r"\bzet (?:het|dat|dit|mijn) plan\b",
    r"\b(?:make|give|draft|write|build|i need|i want|i asked for|lay out|work out|can you)\b.{0,30}\b(?:an?|some|simple|concrete) (?:[\w-]+ ){0,2}(?:plan|roadmap|schedule|timeline)\b(?! b\b)",
    r"\bweek (?:voor|by) week\b(?=.{0,20}(?:graag|please|\?))|(?:graag|please).{0,20}\bweek (?:voor|by) week\b",
    r"(?:^|[.!?]\s+)(?:en |and )?(?:week|weken|weeks?) \d+(?: (?:tot en met|tot|t/m|to|-) \d+)?\W*\?",
)
"""A plan over time, which a coach that quotes can only give the parts of."""
_TO_PLAN = any_of(
    r"\b(maak|maken|opzet|invullen|helpen met|heb je|geef)\b.{0,40}\b(agenda|programma|draaiboek|opzet)\b",
    r"\b(agenda|programma|draaiboek) (maken|opstellen|voor (het|de|mijn|ons|die|een))\b",
    r"\b(make|draft|give|build|design|have|write)\b.{0,40}\b(agenda|programme?|run ?sheet|outline)\b",
)


def closes(text: str) -> bool:
    """Whether a leader rounds off: thanks or a decision, short, and nothing asked."""
    if not may_close(text):
        return False
    thanks = _THANKS.search(text) and not _THANKED.search(text)
    # "Right, Priya, half an hour on Friday."
    decided = _RESOLVED.search(text) or (_AGREED.search(text) and says_when(text))
    return bool(thanks or decided or _GOODBYE.search(text))


def may_close(text: str) -> bool:
    """Whether a message is short and holds no question or request, so that it can be a goodbye."""
    ending = " ".join(text.split()[-_LAST_WORDS:])
    rounded = _THANKS.search(ending) or _GOODBYE.search(ending)
    most = _LONGER_CLOSING if rounded else _CLOSING_WORDS
    own = without_quotes(text)
    return not ("?" in own or _REQUEST.search(own) or len(text.split()) > most)


def disappoints(text: str) -> bool:
    """Whether a goodbye says that it did not help."""
    return bool(_DISAPPOINTED.search(text))


def names_step(text: str) -> bool:
    """Whether a goodbye already tells what the leader is going to do."""
    rest = _THANKS.sub(" ", text)
    return says_when(text) or bool(_OWN_STEP.search(rest) and len(content_words(rest)) >= 2)


def leaves(text: str) -> bool:
    """Whether a goodbye comes from somebody who is off already."""
    return bool(_LEAVING.search(text))


def says_when(text: str) -> bool:
    """Whether a message names a moment."""
    return bool(_WHEN.search(text))


_WH = any_of(
    r"\b(?:wie|wat|welke?|wanneer|waar\w*|hoeveel|hoe (?:lang|vaak|veel|groot|snel|heet\w*)|om de hoeveel|verschil|betekent?|"
    r"who|whose|what|which|when|where|how (?:long|often|many|much|big|soon)|difference|meaning|define|klopt|true)\b"
)
_OWN_CASE = any_of(
    r"\b(?:ik|mij|mijn|m'n|mn|wij|we|ons|onze|hij|zij|ze|i|i'm|i've|my|me|we|our|us|he|she|they)\b"
)
_AT_WORK = any_of(
    r"\b(?:iedereen|niemand|collega'?s?|medewerkers?|teamlid|teamleden|hoofdkantoor|directie|ziekteverzuim|winkels?|filialen|vestigingen|reorganisatie|afdeling|ploeg)\b",
    r"\b(?:everyone|everybody|nobody|colleagues?|employees?|agents|staff|team members?|head office|sick leave|branches|stores|reorganisation|department|crew|engineers|designers)\b",
)
"""Whom and what a leader speaks of who leaves out "I" and "my"."""
_ASKING = any_of(
    r"^\W*(?:(?:en|maar|dus|of|and|but|so|or)\b\W*)?(?:wie|wat|waar\w*|welke?|wanneer|hoe\w*|waarom|noem|geef|leg|vertel|zoek|schrijf|maak|klopt|is|zijn|kun|kan"
    r"|who|what|which|where|when|how|why|name|give|tell|explain|find|write|make|list|show|is|are|does|do|did|can|could)\b"
)
_SHORT_FACT = any_of(
    r"^\W*(?:(?:en|maar|dus|of|and|but|so|or)\b\W*)?(?:wie|wat|waar|welke?|wanneer|hoe (?:lang|vaak|veel|groot|snel)|hoeveel|"
    r"who|who's|what|what's|where|which|when|how (?:long|often|many|much|big|soon))\b",
    r"^\W*(?:(?:en|maar|dus|of|and|but|so|or)\b\W*)?(?:is|zijn|moet|moeten|mag|mogen|kan|kunnen|hoef|hoeft|heeft|hebben|werkt|geldt|are|can|"
    r"could|may|must|should|does|do|did|has|have|isn't|aren't|doesn't|don't|will|would)\b.*\?",
)


_OPENS = 12
"""So many letters before a question word in a sentence that asks."""
_AFTER_A_NAME = re.compile(
    r"\b(?!(?:so|ok|okay|oke|oké|and|but|well|dus|en|maar|nou|hoi|hi)\b)\w+,\s*$", re.IGNORECASE
)
"""What stands before "Dave, who knows", and not before "Ok, what is it"."""
_SAID_BY_OTHERS = re.compile(
    r"(?:(?<=\s)|^)(?:'(?:[^'\n]|(?<=\w)'(?=\w)){3,200}'|\"[^\"\n]{3,200}\"|“[^”\n]{3,200}”|‘(?:[^’\n]|(?<=\w)’(?=\w)){3,200}’)(?=[\s.,;:!?)]|$)"
)
"""What somebody else said or asked, within quotation marks."""
_A_STORY = 12
"""Words from which a message may be a story."""


def read_intent(text: str, language: Language) -> Intent:
    """The intent of one message, judged on its own words."""
    stripped = text.strip()
    kind: Kind = "howto"
    how_to = bool(_HOW_TO[language].search(stripped))
    for candidate, pattern in _RULES[language]:
        if not pattern.search(stripped):
            continue
        # "Ik ben onzeker; wat kan ik doen?" asks for a way forward and is answered as such, and
        # "wat kan ik doen als 30% afhaakt" is no request for a figure.
        if candidate == "fact" and (how_to or tells(stripped)) and not _asks_figure(stripped):
            continue
        kind = candidate
        break
    if kind == "howto" and not how_to and _asks_plainly(stripped):
        kind = "fact"
    return Intent(
        kind=kind,
        for_l_and_d=bool(_L_AND_D.search(stripped)),
        wants_detail=kind == "list" or bool(_DETAIL.search(stripped)),
    )


def tells(text: str) -> bool:
    """Whether a message tells what goes on at work and asks nothing: no figure is asked for in "de directie
    wil 15 procent winst en ik mag het gaan verkopen". Who leaves out "I" and "my" must not open a sentence as
    a question or a request does."""
    own = without_quotes(text)
    if "?" in own or len(text.split()) < _A_STORY:
        return False
    sentences = split_sentences(own) or [own]
    asks = any(_ASKING.match(part) for s in sentences for part in re.split(r"[.,;:]\s+", s))
    return bool(_OWN_CASE.search(own)) or not asks


def of_own_case(question: Question, language: Language) -> bool:
    """Whether a conversation opened with the leader's own case rather than a question to know something."""
    opening = next((t.content for t in question.history if t.role == "user"), question.text)
    return _is_own_case(opening, language)


@lru_cache(maxsize=256)
def _is_own_case(opening: str, language: Language) -> bool:
    about = without_quotes(opening)
    known = read_intent(opening, language).kind in ("fact", "list", "why", "example")
    return not known and bool(_OWN_CASE.search(about) or _AT_WORK.search(about))


def _asks_plainly(text: str) -> bool:
    """Whether what is asked is a plain question about the knowledge, not about the leader's own case."""
    long = len(text.split()) >= _A_STORY
    text = without_quotes(text)
    sentences = split_sentences(text) or [text]
    asked = [s for s in sentences if s.endswith("?") or _WH.search(s)] or sentences[-1:]
    if "?" not in text and long:
        # "Said the chairman in a meeting where everybody was" asks nothing, nor does "Dave, who knows".
        opening = [(s, first.start()) for s in asked if (first := _WH.search(s))]
        asked = [s for s, at in opening if at <= _OPENS and not _AFTER_A_NAME.search(s[:at])]
    return any(_WH.search(s) and not _OWN_CASE.search(s) for s in asked)


def intent_of(question: Question, query: SearchQuery) -> Intent:
    """The intent of a message in its conversation.

    A follow-up of a few words asks for a fact when it opens as one ("who?", "mag dat ook?") and
    else for the same kind of thing as the question it follows ("en voor communicatie?").
    """
    intent = _in_conversation(question, query)
    own = bool(question.history) and of_own_case(question, query.language)
    if own and query.call is not None:
        kind = _called_for(query.call, intent.kind, asking=asks(question.text))
        intent = replace(intent, kind=kind)
    if intent.kind == "fact" and own and weighs(question.text):
        intent = replace(intent, kind="dilemma")
    if intent.kind == "fact" and own and not asks(question.text):
        # "They say nothing. Sick leave 11%." tells, and asks for no figure.
        intent = replace(intent, kind="howto")
    told = (turn.content for turn in question.history if turn.role == "user")
    if any(_NOT_L_AND_D.search(text) for text in (question.text, *told)):
        return replace(intent, for_l_and_d=False, leads=True)
    return intent


def without_quotes(text: str) -> str:
    """A message without what somebody else said, within quotation marks."""
    return _SAID_BY_OTHERS.sub(" ", text)


def asks(text: str) -> bool:
    """Whether a message, or a part of it, asks or requests something."""
    return "?" in text or any(_ASKING.match(part) for part in re.split(r"[.,;:!?]\s+", text))


def asks_for(text: str, language: Language) -> bool:
    """Whether a message wants something of the coach: it asks, requests, or wants something to use."""
    wants = _REQUEST.search(text) or _HOW_TO[language].search(text)
    return bool(asks(text) or wants or to_use(text, language))


def _called_for(call: Call, kind: Kind, *, asking: bool) -> Kind:
    """The kind of reply that a message half-way calls for, by its words alone of this `kind`; who is
    `asking` something does not round off."""
    match call:
        case "done":
            return kind if asking else "closing"
        case "words":
            return kind if kind in ("questions", "plan") else "words"
        case "example" | "why":
            return call
        case "choice":
            return "dilemma" if kind in ("fact", "list", "why") else kind
        case "how" | "first" | "what_if" | "tells":
            return "howto" if kind in ("fact", "list", "why") else kind
        case _:
            return kind


def _in_conversation(question: Question, query: SearchQuery) -> Intent:
    if question.history and closes(question.text):
        return Intent("closing")
    kind = to_use(question.text, query.language)
    # "Which three questions can I ask?" is, by itself, a question about the knowledge, and so is what is
    # asked plainly beside a word about lines or sentences.
    own = read_intent(question.text, query.language)
    usable = kind == "words" or (kind == "plan" and asks_steps(question.text))
    if kind and (question.history or (usable and own.kind not in ("fact", "list", "why"))):
        return replace(own, kind=kind)
    if question.history and asks_bare_example(question.text):
        # "Kun je een voorbeeld geven?": by itself it may be about setting an example.
        return replace(own, kind="example")
    if not query.rewritten:
        return own
    asked = query.asked or question.text
    own = read_intent(asked, query.language)
    before = next((t.content for t in reversed(question.history) if t.role == "user"), "")
    previous = read_intent(before, query.language)
    own = replace(own, for_l_and_d=own.for_l_and_d or previous.for_l_and_d)
    if own.kind != "howto" or _HOW_TO[query.language].search(asked):
        return own
    if _SHORT_FACT.match(asked) or ordinal_in(asked) is not None or asks_for_rest(asked):
        return replace(own, kind="fact")
    return replace(own, kind=previous.kind)


def number_to_use(text: str, kind: Kind, named: int | None = None) -> int | None:
    """How many sentences or questions are asked for: one, the number that is `named`, or a few."""
    if (_ONE_QUESTION if kind == "questions" else _ONE_SENTENCE).search(text):
        return 1
    return named or (2 if _A_LINE.search(text) else None)


def to_one(text: str) -> bool | None:
    """Whether the words are for one person; None where that is not said."""
    one, group = bool(_ONE_PERSON.search(text)), bool(_A_GROUP.search(text))
    return one if one is not group else None


def to_use(text: str, language: Language) -> Kind | None:
    """What a leader asks for to use as it is: words to say, questions to ask, a plan for a meeting."""
    if _TO_ASK[language].search(text):
        return "questions"
    if _TO_PLAN.search(text) or asks_steps(text):
        return "plan"
    return "words" if _TO_SAY[language].search(text) else None


def asks_steps(text: str) -> bool:
    """Whether a message asks for a plan over time: "make me a plan for four weeks"."""
    return bool(_STEP_BY_STEP.search(asking_part(text)))


def _asks_figure(text: str) -> bool:
    return bool(
        re.search(
            r"\bhoeveel\b|\bpercentage\b|\bshare of\b|\baandeel\b|\bhow many\b|\bhow much\b|\bvolgens\b|\baccording to\b",
            text,
            re.IGNORECASE,
        )
    )
