"""A follow-up made to stand alone: "en bij kleine teams?" becomes a query the retriever can use.

Without a model a follow-up is not rephrased; the part of the conversation it leans on is put in
front of it. That is enough for retrieval, and nothing can be invented on the way.
"""

from __future__ import annotations

import re
from typing import Protocol

from assistant.conversation import Question, SearchQuery, Turn
from assistant.language import Language
from assistant.sentences import split_sentences

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")

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
    "eerste": 0, "tweede": 1, "derde": 2, "vierde": 3, "vijfde": 4, "laatste": -1,
    "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1,
}  # fmt: skip
_ORDINAL = re.compile(
    r"\b(?:(?:de|het|the|optie|option|idee|punt|point|nummer|number)\s+)("
    + "|".join(_ORDINALS)
    + r"|[1-5])\b",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\b(daarna|hierna|volgende|vervolgens|next|after (that|this)|then)\b", re.IGNORECASE
)
_STEP = re.compile(r"\b(?:stap|step|fase|stage) (\d)\b", re.IGNORECASE)
_FIRST_STEP = re.compile(r"\b(eerste|first) (stap|step|fase|stage)\b", re.IGNORECASE)
_LIST_ITEM = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+(.+)$", re.MULTILINE)
_LONG = 1200
_MARKS = re.compile(r"\[\d+\]|[*_`#>]+")

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


def content_words(text: str) -> list[str]:
    """The words of `text` that carry meaning, lower case, in order."""
    return [word for word in (w.lower() for w in _WORD.findall(text)) if word not in _STOP]


def stems(text: str) -> frozenset[str]:
    """The content words of `text` by their first five letters.

    Enough to join "leerdoel" and "leerdoelen", "resist" and "resistance", in both languages.
    """
    return frozenset(word[:5] for word in content_words(text))


def own_words(question: Question, query: SearchQuery) -> frozenset[str]:
    """The stems a follow-up brings in itself; none for a question that stands alone."""
    return stems(question.text) if query.rewritten else frozenset()


def leans_on_history(text: str) -> bool:
    """Whether a message cannot be understood without what was said before it."""
    words = _WORD.findall(text)
    content = content_words(text)
    if not words:
        return False
    if _BARE.match(text) or _ORDINAL.search(text):
        return len(content) <= 4
    if _OPENING.match(text) and len(words) <= 12:
        return len(content) <= 5
    if _POINTING.search(text) and len(words) <= 10:
        return len(content) <= 3
    return len(words) <= 4 and len(content) <= 2


def rewrite(question: Question, language: Language) -> SearchQuery:
    """The search query for `question`; `rewritten` tells whether history was brought in.

    A message that stands alone is its own query. A follow-up is prefixed with the last question
    that did stand alone and, where it points at an answer ("the second one", "why is that?"),
    with the sentence it points at.
    """
    text = _condensed(_flat(question.text))
    if not question.history or not leans_on_history(text):
        return SearchQuery(text, language)
    topic = _last_standing_question(question.history)
    pointed = _pointed_at(text, question.history)
    following = _next_step(text, question.history, language)
    parts = [part for part in (topic, pointed, text, following) if part]
    if parts == [text]:
        return SearchQuery(text, language)
    return SearchQuery(_flat(" ".join(parts))[:_LONG], language, rewritten=True)


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
    """The latest user message that stands alone, with what later follow-ups added to it."""
    added: list[str] = []
    for turn in reversed(history):
        if turn.role != "user":
            continue
        text = _flat(turn.content)[:600]
        if leans_on_history(text):
            # Only follow-ups that bring content of their own stay part of the topic.
            if content_words(text):
                added.append(text)
            continue
        return " ".join([text, *reversed(added[:2])])
    return " ".join(reversed(added[:2]))


def _next_step(text: str, history: tuple[Turn, ...], language: Language) -> str:
    """ "step 3", when the message asks what comes after step 2 of something that goes in steps."""
    if not _NEXT.search(text):
        return ""
    for turn in reversed(history[-2:]):
        numbers = [int(number) for number in _STEP.findall(turn.content)]
        if not numbers and _FIRST_STEP.search(turn.content):
            numbers = [1]
        if numbers:
            return f"{'stap' if language == 'nl' else 'step'} {max(numbers) + 1}"
    return ""


def _pointed_at(text: str, history: tuple[Turn, ...]) -> str:
    """The sentence of the last answer that this follow-up points at, or ""."""
    answer = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
    if not answer:
        return ""
    answer = _MARKS.sub("", answer.replace("\r", "")) if "[" in answer else answer
    ordinal = _ORDINAL.search(text)
    if ordinal:
        items = _LIST_ITEM.findall(answer)
        word = ordinal.group(1).lower()
        position = int(word) - 1 if word.isdigit() else _ORDINALS[word]
        if items and -len(items) <= position < len(items):
            return _flat(str(items[position]))
    if re.match(
        r"^\W*(en |maar |and |but )?(waarom|hoezo|why|how so|how come)\b", text, re.IGNORECASE
    ):
        claims = [s for s in split_sentences(answer) if not s.rstrip().endswith(("?", ":"))]
        if claims:
            return claims[1] if len(claims) > 1 else claims[0]
    return ""
