"""A follow-up made to stand alone: "en bij kleine teams?" becomes a query the retriever can use.

Without a model a follow-up is not rephrased; the part of the conversation it leans on is put in
front of it. That is enough for retrieval, and nothing can be invented on the way.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Protocol

from assistant.coaching.repair import repair_of
from assistant.coaching.words import WORD, content_words
from assistant.conversation import Question, SearchQuery, Turn
from assistant.language import Language
from assistant.sentences import split_sentences

_OPENING = re.compile(
    r"^\W*(en|maar|of|and|but|or|so|dus|ook|also|oké|ok|okay|ja|nee|yes|no|what about|how about|en wat|en hoe)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(dat|dit|die|deze|daar\w*|hier(van|mee|over|bij|voor|aan)|ervan|ermee|erover|ervoor|eraan|hem|haar|ze|zo|"
    r"that|this|those|these|it|them|they|one|there)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^\W*((geef|noem|heb je|kun je|kan je|give|show|name|do you have|can you give|could you)\b.{0,30}\b(voorbeeld\w*|tip\w*|example\w*)|"
    r"(nog|meer|more|another|vertel|tell|leg|explain|hoezo|waarom|hoe dan|why|how so|how then|like what|zoals|"
    r"concreet|concreter|specifically|korter|shorter|samen(gevat)?|in short|ga door|go on)\b.{0,40})\W*$",
    re.IGNORECASE,
)
_ORDINALS: dict[str, int] = {
    "eerste": 0, "tweede": 1, "derde": 2, "vierde": 3, "vijfde": 4, "zesde": 5, "zevende": 6, "achtste": 7,
    "laatste": -1, "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5, "seventh": 6,
    "eighth": 7, "last": -1, "final": -1,
}  # fmt: skip
_PLACE = "|".join(_ORDINALS)
# "the third one", "and third?", "number 4": not "the first week" or "for the last time".
_ORDINAL = re.compile(
    rf"(?:\b(?:de|het|the|optie|option|idee|punt|point|was|is)\s+({_PLACE})\b"
    r"(?=\s*(?:[?.!,]|$|one\b|item\b|stap\b|step\b|fase\b|stage\b|optie\b|option\b|punt\b|point\b|dan\b|then\b|graag\b|please\b|"
    r"vraag\b|question\b|stelling\b|trede\b|idee\b|idea\b|helps?\b|helpt\b)))"
    r"|\b(?:nummer|number|nr\.?|no\.?|optie|option|stap|step|fase|stage|punt|point|item|trede|stelling)\s+(\d)\b",
    re.IGNORECASE,
)
_BEFORE_LAST = re.compile(
    r"\b(voorlaatste|op één na laatste|(one )?before last|second to last)\b", re.IGNORECASE
)
_REST = re.compile(
    r"\b(?:andere|overige|other|remaining)\s+(?:twee|drie|vier|vijf|zes|zeven|two|three|four|five|six|seven|\d|ones?)\b|"
    r"\b(?:de|the)\s+(?:rest|anderen?|overigen?|others|other ones)\b\s*(?:[?.!]|$|dan|then)",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\b(daarna|hierna|volgende|vervolgens|next|na (die|deze|dat|dit)|after (that|this)|then)\b",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"\b(daarna|hierna|volgende|vervolgens|next|na (die|deze|dat|dit)|after (that|this))\b|^\W*(and|what|and what|en|wat|en wat) (then|dan)\b",
    re.IGNORECASE,
)
_STEP = re.compile(r"\b(?:stap|step|fase|stage) (\d)\b", re.IGNORECASE)
_FIRST_STEP = re.compile(r"\b(eerste|first) (stap|step|fase|stage)\b", re.IGNORECASE)
_LIST_ITEM = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+(.+)$", re.MULTILINE)
_ASKS = re.compile(
    r"^\W*(?:(?:en|maar|dus|oké|ok|and|but|so|okay)\b\W*)?(?:wat|wie|welke?|waar\w*|wanneer|hoe\w*|what|what's|who|who's|which|where|when|"
    r"why|how|noem|geef|vertel|leg|name|give|tell|explain|heb je|kun je|do you have|can you|any\b)\b",
    re.IGNORECASE,
)
_WH_WORDS = (
    r"(?:wat|wie|welke?|waar\w*|wanneer|waarom|hoe\w*|om de hoeveel|met (?:hoeveel|wie)|van wie|voor wie|what|who|whose|which|"
    r"where|when|why|how|with (?:how many|whom))"
)
_BEFORE_WH = r"(?:in|uit|van|voor|met|bij|na|op|aan|from|for|of|with|at|after|to|about|over)"
_WH = re.compile(rf"\b{_WH_WORDS}\b", re.IGNORECASE)
# "…, and who said it": where the next question starts within a sentence.
_NEXT_QUESTION = re.compile(
    rf"\s*[,;]\s*(?:en|and|plus|of|or)?\s*(?=(?:{_BEFORE_WH}\s+)?{_WH_WORDS}\b)"
    rf"|\s+(?:en|and|plus)\s+(?=(?:{_BEFORE_WH}\s+)?{_WH_WORDS}\b)",
    re.IGNORECASE,
)
_LONG = 1200
_SAID = 500
_TOPIC = 400
# A correction with so many words of its own says what it is about.
_STANDS_ALONE = 9
# After an answer to the coach, a question this short still leans on the conversation.
_SHORT = 6
_MARK = re.compile(r"\[\d+\]")
_MARKS = re.compile(r"\[\d+\]|[*_`#>]+")

# Where a fact must come from says nothing about the subject, as all comes from there.
_BY_THE_SOURCE = re.compile(
    r"\s*\b(?:volgens|according to) (?:het|de|jullie|dit|dat|the|your|this|that) "
    r"(?:artikel|raamwerk|stuk|kennisbank|kennis|bron|article|framework|piece|knowledge(?: base)?|source)\b",
    re.IGNORECASE,
)


class Rewriter(Protocol):
    """Makes a search query of a question; with or without a model."""

    async def rewrite(self, question: Question, language: Language) -> SearchQuery:
        """The query for `question`; never raises, at worst the question itself."""
        ...


class EmbeddedRewriter:
    """Rewrites by rule, on this machine."""

    async def rewrite(self, question: Question, language: Language) -> SearchQuery:
        """See the function `rewrite`."""
        return rewrite(question, language)


def own_text(question: Question, query: SearchQuery) -> str:
    """What a follow-up brings in itself, without the conversation it leans on."""
    return _telling(question.text, query.asked or question.text)


def leans_on_history(text: str) -> bool:
    """Whether a message cannot be understood without what was said before it."""
    words = WORD.findall(text)
    content = content_words(text)
    if not words:
        return False
    if _BARE.match(text) or ordinal_in(text) is not None or _REST.search(text):
        return len(content) <= 5
    if _OPENING.match(text) and len(words) <= 14:
        return len(content) <= 6
    if _POINTING.search(text) and len(words) <= 14:
        return len(content) <= 5
    return len(words) <= 5 and len(content) <= 3


def rewrite(question: Question, language: Language) -> SearchQuery:
    """The search query for `question`; `rewritten` tells whether history was brought in.

    A message that stands alone is its own query. A follow-up is prefixed with the last question
    that did stand alone and, where it points at an item of the answer ("the second one"), with that
    item. What the coach claimed last goes along, because the answer nearly always stands close. Who
    sets the coach right is looked for by the story, and not by what the coach made of it.
    """
    text = _condensed(_BY_THE_SOURCE.sub(" ", _flat(question.text)).strip())
    if not question.history:
        return SearchQuery(text, language)
    repair = repair_of(question)
    if repair.now:
        meant = _condensed(_flat(repair.meant))
        if len(content_words(meant)) < _STANDS_ALONE:
            meant = f"{_last_standing_question(question.history)} {meant}".strip()
        return SearchQuery(meant[-_LONG:], language, refused=repair.refused, repairs=True)
    return replace(_follow_up(question, text, language), refused=repair.refused)


def _follow_up(question: Question, text: str, language: Language) -> SearchQuery:
    """The query for a message after others that does not set the coach right."""
    asked = asking_part(question.text) if _coach_spoke_last(question.history) else text
    answering = asked != text
    if not (leans_on_history(asked) or (answering and len(content_words(asked)) <= _SHORT)):
        return SearchQuery(text, language)
    topic = _last_standing_question(question.history)
    pointed = _pointed_at(asked, question.history)
    said = pointed or claims_of(last_answer(question.history))
    following = _next_step(asked, question.history, language)
    own = _flat(f"{_telling(text, asked)} {following}")
    if not topic and not said:
        return SearchQuery(text, language)
    query = _flat(" ".join(part for part in (topic, pointed, own) if part))[:_LONG]
    return SearchQuery(
        query, language, rewritten=True, asked=_flat(f"{asked} {following}"), said=said
    )


_CHANGES = re.compile(
    r"(?:^|[.!?…]\s+)(?:(?:ok|oké|oke|okay|nu|dan|nou|en|laat maar|now|and|so|well|right|never mind),?\s+){0,3}"
    r"(?:(?:een )?andere vraag|(?:heel )?iets (?:heel |totaal )?anders|(?:ander|nieuw) onderwerp|nieuwe vraag|volgende(?: vraag)?"
    r"|(?:an)?other question|(?:a )?different question|new question|next question|something else|change of subject|(?:new|different) (?:topic|subject))"
    r"(?:\s+(?:dan|nu|maar|even|then|now|though))?\s*(?::|[.,;–—-]\s+(?=\w))",
    re.IGNORECASE,
)
"""A leader starts on something else: "andere vraag: ..."."""


def since_change(question: Question) -> tuple[Turn, ...]:
    """The history of what a message is about: from the last change of subject on."""
    history = question.history
    if _CHANGES.search(question.text):
        return ()
    for place in range(len(history) - 1, -1, -1):
        if history[place].role == "user" and _CHANGES.search(history[place].content):
            return history[place:]
    return history


_NO_LISTS = re.compile(
    r"(?<!er is )(?<!is er )(?<!ligt )\b(?:geen|niet weer|weer|alweer|stop met|zonder)(?: \w+){0,2} (?:lijst\w*|opsomming\w*|bullets?|rijtjes?|puntjes)\b(?! (?:met|van|waar|die|voor))"
    r"|(?<!there is )(?<!there's )\b(?:no|another|without|stop with|enough of)(?: \w+){0,2} (?:lists?|bullets?|bullet points?|menus?)\b(?! (?:of|with|for|that))",
    re.IGNORECASE,
)


def refuses_lists(question: Question) -> bool:
    """Whether a leader said in this conversation not to want a list."""
    told = (turn.content for turn in question.history if turn.role == "user")
    return any(_NO_LISTS.search(text) for text in (*told, question.text))


_OF_THE_SOURCE = re.compile(
    r"\bwat (?:zegt|zeggen|schrijft|staat er|staat|noemt)\b.{0,25}?\b(?:(?:het|dit|jullie|je|dat|de) (?:artikel|raamwerk|kennisbank|bron\w*)|daarin)\b"
    r"|\bwhat (?:does|do|did) (?:the|this|that|your) (?:article|framework|knowledge base|sources?)(?: \w+){0,2} (?:say|write|mention|tell|teach|have)\b"
    r"|\bwhat(?:'s| is)(?: it)? (?:in|say in) (?:the|that|your) (?:article|framework)\b",
    re.IGNORECASE,
)


def asked_of_source(question: Question) -> Question:
    """Who asks half-way what the article says asks a question by itself; any other stays as it is."""
    found = _OF_THE_SOURCE.search(question.text)
    if not question.history or found is None:
        return question
    return replace(question, text=question.text[found.start() :], history=())


_WHAT_IF = re.compile(
    r"^\W*(?:(?:en|maar|and|but|ok|oké|so)\W+)*(?:wat )?(?:als|stel dat|what if|if|suppose)\s+(?:(?:dan|then|er|one|een|some|two|twee|half|de helft)\s+(?:of|van)?\s*)?"
    r"(?:ze|zij|hij|iemand|niemand|iedereen|hen|they|them|he|she|someone|somebody|nobody|no one|anyone|everyone|people|mensen"
    r"|(?:mijn|my) (?:team|baas|boss|ploeg|people|mensen|manager|directeur))\b(?!.*\b(?:hoeveel|how (?:much|many)|who|wie|kost|costs?|price|prijs)\b)",
    re.IGNORECASE,
)
"""What a leader fears that people will do is coaching, in whatever words: "and if they walk out?"."""


def what_if(text: str) -> bool:
    """Whether a message asks what to do if people do something."""
    return bool(_WHAT_IF.match(text))


def goes_on_telling(question: Question, query: SearchQuery) -> bool:
    """Whether a leader goes on with the story, and asks nothing and points at nothing said."""
    asks = "?" in question.text or _ASKS.match(question.text) or _BARE.match(question.text)
    points = ordinal_in(question.text) is not None or asks_for_rest(question.text)
    return bool(question.history) and not (query.rewritten or asks or points)


def asking_part(text: str) -> str:
    """What a message asks, without the answer to the coach before it: "Monday. And what then?".

    People chat in lower case, so a sentence ends at its mark whatever follows. A message that
    asks nothing, or opens with its question, comes back whole.
    """
    parts = [part for part in re.split(r"(?<=[.!?…])\s+", _flat(text)) if part]
    asks = [n for n, part in enumerate(parts) if part.endswith("?") or _ASKS.match(part)]
    return " ".join(parts[asks[0] :]) if asks else _flat(text)


def asked_parts(text: str) -> tuple[str, ...]:
    """The questions in one message, in order: "who said it, and when?" asks two things."""
    parts = [
        part.strip()
        for sentence in re.split(r"(?<=[.!?…])\s+", _flat(text))
        for part in _NEXT_QUESTION.split(sentence)
        if part.strip()
    ]
    return tuple(part for part in parts if _WH.search(part))


def claims_of(answer: str) -> str:
    """What an answer of the coach claimed: its cited sentences, or else all that ask nothing."""
    # The mark may stand before or after the full stop.
    plain = re.sub(r"([.!?])[ \t]*((?:\[\d+\][ \t]*)+)", r" \2\1 ", answer.replace("\r", ""))
    told = [s for s in split_sentences(plain) if not s.rstrip().endswith(("?", ":"))]
    cited = [sentence for sentence in told if _MARK.search(sentence)]
    cleaned = (re.sub(r"\s+([.,!?])", r"\1", _MARKS.sub("", s)) for s in cited or told)
    return _flat(" ".join(cleaned))[:_SAID]


def answered(history: tuple[Turn, ...]) -> bool:
    """Whether the coach last answered with something it cited."""
    return bool(_MARK.search(last_answer(history)))


def takes_part(history: tuple[Turn, ...]) -> bool:
    """Whether the coach answered with something it cited at any time."""
    return any(turn.role == "assistant" and _MARK.search(turn.content) for turn in history)


def ordinal_in(text: str) -> int | None:
    """The place a message points at, counted from 0 and from the end below 0, or None."""
    before_last = _BEFORE_LAST.search(text)
    if before_last:
        return -2
    match = _ORDINAL.search(text)
    if match is None:
        return None
    word = (match.group(1) or match.group(2)).lower()
    return int(word) - 1 if word.isdigit() else _ORDINALS[word]


def asks_for_rest(text: str) -> bool:
    """Whether a message asks for the items of a list that were not named yet."""
    return bool(_REST.search(text))


def asks_what_follows(text: str) -> bool:
    """Whether a message asks what comes after what was named."""
    return bool(_FOLLOWS.search(text))


def _telling(text: str, asked: str) -> str:
    """What a follow-up asks, or the whole message where the asking says next to nothing.

    "All tech here. Where did that come in?": the subject stands in the answer to the coach.
    """
    return asked if len(content_words(asked)) > 1 else text


def _condensed(text: str) -> str:
    """A long message by what it asks: its questions, and how it begins and ends.

    The embedder reads some four hundred words; in a longer story the question would fall off.
    """
    if len(text) <= _LONG:
        return text
    sentences = split_sentences(text)
    asked = [number for number, sentence in enumerate(sentences) if sentence.endswith("?")][-4:]
    kept = sorted({0, 1, len(sentences) - 2, len(sentences) - 1, *asked})
    return " ".join(sentences[number][:400] for number in kept if 0 <= number < len(sentences))[
        :_LONG
    ]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _last_standing_question(history: tuple[Turn, ...]) -> str:
    """The latest user message that stands alone, with what later follow-ups added to it.

    Where that message only tells something, as an answer to the coach does, the question before it
    belongs to the topic as well.
    """
    added: list[str] = []
    standing: list[str] = []
    for turn in reversed(history):
        if turn.role != "user":
            continue
        text = _flat(turn.content)[:_TOPIC]
        if leans_on_history(text):
            # Only follow-ups that bring content of their own stay part of the topic.
            if content_words(text) and not standing:
                added.append(text)
            continue
        standing.append(text)
        if len(standing) == 2 or text.endswith("?") or _ASKS.match(text):
            break
    return " ".join([*reversed(standing), *reversed(added[:2])])[-2 * _TOPIC :]


def _next_step(text: str, history: tuple[Turn, ...], language: Language) -> str:
    """ "step 3", when the message asks what comes after step 2 of something that goes in steps."""
    if not _NEXT.search(text):
        return ""
    for turn in reversed(history):
        numbers = [int(number) for number in _STEP.findall(turn.content)]
        if not numbers and _FIRST_STEP.search(turn.content):
            numbers = [1]
        if numbers:
            return f"{'stap' if language == 'nl' else 'step'} {max(numbers) + 1}"
    return ""


def _coach_spoke_last(history: tuple[Turn, ...]) -> bool:
    return history[-1].role == "assistant"


def last_answer(history: tuple[Turn, ...]) -> str:
    """What the coach said last, or ""."""
    return next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")


def _pointed_at(text: str, history: tuple[Turn, ...]) -> str:
    """The item of the last answer that this follow-up points at, or ""."""
    items = _LIST_ITEM.findall(last_answer(history))
    position = ordinal_in(text)
    if position is None or not -len(items) <= position < len(items):
        return ""
    return _flat(_MARKS.sub("", str(items[position])))
