"""Attempts to give the coach orders: by words, by markup, in code, or hidden in pasted text."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection
from functools import lru_cache

from assistant.coaching.safety.rulebook import Rule, Rulebook
from assistant.coaching.safety.wording import despaced, unleeted, visible
from assistant.sentences import split_sentences

# Turns and tags that only a program would write.
_MARKUP = re.compile(
    r"""
      <\s*/?\s*(?:system|assistant|instructions?|prompt|im_start|im_end)\b[^>]*>
    | <\|[^>]{0,40}\|>
    | \[\s*/?\s*(?:INST|SYSTEM|SYS|ASSISTANT)\s*[\]:]
    | <<\s*SYS\s*>>
    | ^\s*\#{2,}\s*(?:system|assistant|instruction|new\s+instructions?)\b\s*:?
    | (?:^|\\n|\n)\s*(?:assistant|system|developer)\s*:\s*\S
    | ^\s*systeem\s*:\s*\S
    | (?:^|\n|\\n)\s*(?:user|human|gebruiker)\s*:.*(?:\n|\\n)\s*(?:assistant|ai|system|assistent)\s*:
    | (?:\n|\\n)\s*(?:user|human|gebruiker)\s*:\s*\S
    | !\[[^\]]*\]\(\s*https?://[^)]*(?:\?|\$|\{|%7b|=)
    | <!--[^>]*\b(?:ignore|bypass|override|disregard|negeer|omzeil|assistant|ai|rules|regels)\b
    | <\s*(?:script|iframe|object|embed)\b
    """,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
# A sentence of a document that turns to whatever machine reads it.
_TO_A_MACHINE = re.compile(
    r"""
      ^\W*(?:(?:beste|lieve|geachte|hallo|dear|hello|hey|note\ to|aan|voor|to|for)\s+(?:(?:elke|iedere|alle|de|any|every|all|the)\s+)?)?
      (?:ai[- ]?)?(?:assistent\w*|assistant\w*|systeem|system|chatbots?|bots?|taalmodel\w*|language\ models?|llms?)\b\s*[,:;!-]
    | ^\W*(?:beste|lieve|dear|aan\ elke|to\ any|to\ every)\s+(?:ai|model)\b
    | \b(?:vorige|eerdere|bovenstaande|previous|earlier|above|prior)\s+(?:instruct\w+|opdracht\w*|beperking\w*|restrict\w+|prompts?|orders)\b
    | \b(?:in|bij|onder|boven|na|voor|with|under|after|at\ the\ end\ of|to|aan\ het\ eind\ van)\s+(?:elk|ieder|alle|each|every|any|all|your|je)\s+
      (?:antwoord\w*|reacties?|answers?|repl(?:y|ies)|responses?)\b
    | \b(?:before|whenever|voordat)\s+(?:you|je)\s+(?:antwoord\w*|answer|repl(?:y|ies)|samenvat|summari[sz]e)\b(?!\s+to\b)
    | \b(?:ask|tell|send|refer|direct|urge|vraag|vertel|stuur|verwijs\w*|adviseer)\s+(?:the|de)\s+(?:user|reader|gebruiker|lezer|vraagsteller)s?\b
    | \b(?:quot\w+|cit\w+|aanha\w+|gebruikt|uses?|reads?|leest)\s+(?:this|deze|dit)\s+(?:passage|text|tekst|alinea|document|paragraph)\b
    | \b(?:assistent|assistant|taalmodel|language\ model|llm)\w*\b.*\b(?:moet|dient|zal|mag|altijd|nooit|must|should|shall|will|always|never|may)\b
    | ^\W*(?:ai|coach|kompas|model|bot|instructie|instruction|opdracht|order|prompt)\s*[:,]
    | ^\W*(?:opmerking|noot|nota|n\.?\s?b\.?|let\ op|note|notice|reminder|memo|bericht|message)\b.{0,24}\b(?:aan|voor|to|for)\b.{0,16}
      \b(?:ai|model\w*|coach|kompas|bot\w*|machine\w*|systemen|systems?|systeem|assistent\w*|assistant\w*)\b
    | \b(?:reply|respond|reageer|antwoord)\s+(?:only\s+with|with|always|alleen\s+met|uitsluitend|met|altijd|never)\b
    | \b(?:the\ user|de\ gebruiker|(?:the|de)\ (?:ai[- ])?(?:assistant|assistent))\b
    | \b(?:decode|ontcijfer|decodeer)\b | \b(?=[A-Za-z+/]*\d)[A-Za-z0-9+/]{24,}={0,2}
    | ^\W*[QAVH]:\s | https?:// | \bwww\.
    | \b(?:systeemprompt|system\s+prompt|je\s+(?:volledige\s+)?opdracht\s+(?:onder|weer|als)|your\s+(?:full\s+)?instructions)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ENCODED = re.compile(r"\b[A-Za-z0-9+/]{16,}={0,2}")
_QUESTION = re.compile(
    r"(?i)\?\s*$|^(?:hoe|wat|waarom|welke?|wie|wanneer|waar|kun|kan|mag|moet|help|geef|how|what|why"
    r"|which|who|when|where|can|could|should|do|does|is|are|help|give)\b"
)

_QUOTED = re.compile(
    r"""
      “[^”]{3,600}” | „[^“”]{3,600}[“”] | «[^»]{3,600}» | "[^"]{3,600}"
    | ‘(?:[^’]|(?<=\w)’(?=\w)){3,600}’(?!\w) | (?<!\w)'(?:[^'\n]|(?<=\w)'(?=\w)){3,600}'(?!\w)
    | (?:^>[\ \t].*(?:\n+|$)){2,}
    | (?:^(?:user|human|gebruiker|klant|leerling|student|bot|chatbot|ai|assistant|assistent)\ ?\d?:[\ \t].*(?:\n+|$)){2,}
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
"""What somebody else wrote: within quotation marks, or the turns of a talk with a chatbot."""
_TOLD = re.compile(
    r"(?i)\b(?:sa(?:ys|id|ying)|typ(?:ed|es|ing|en|t|te|ten)|getypt|wrote|written|schreef|geschreven|read(?:s|ing)?|las|stond|staat|zegt|zei|logs?|logboek\w*|"
    r"found|vond|sent|stuurde|pasted|plakte|show(?:s|ed)|slide|dia|e?-?mail|(?:\w*)brief|letter|cv|brochure|\w*tekst|text|"
    r"line|regel|zin|sentence|chat\w*|bot|training|\w*learning)\b"
)
_TO_THE_COACH = re.compile(
    r"(?i)\b(?:translate|vertaal|summar\w+|samenvat\w*|samen te vatten|vat\b.{0,40}\bsamen|repeat|herhaal|obey|gehoorzaam|comply|"
    r"execute|voer|carry out|print|output|toon|show me|laat\b.{0,20}\bzien|decode|ontcijfer|(?:reply|respond|answer|start|end) with|"
    r"antwoord met|begin met|eindig met|(?:do|follow|apply|doe|volg) (?:it|this|that|what|as|so|these|those|the|het|dit|dat|wat|zoals|deze|die|de))\b"
)


def forms(text: str) -> tuple[str, ...]:
    """`text` and what it says once decoded: spaced-out letters, digits for letters, base64."""
    found = [text]
    for decode in (despaced, unleeted):
        plain = decode(visible(text))
        if plain is not None and plain != text:
            found.append(plain)
    found += _decoded(text)
    return tuple(found)


def injected(text: str, rules: tuple[Rule, ...], book: Rulebook) -> str | None:
    """Why `text` gives the coach orders, or None."""
    match = _MARKUP.search(text)
    if match:
        return f"markup of another program: {match.group().strip()[:30]!r}"
    for form in forms(text):
        message = book.read(form)
        for rule in rules:
            hit = rule.find(message)
            if hit:
                return f"phrase {hit[1]!r}"
    return None


@lru_cache(maxsize=8192)
def turns_to_a_machine(sentence: str) -> bool:
    """Whether a sentence of a document speaks to a program that reads it, and not to people.

    Such a sentence is no knowledge: it is not quoted, and no claim may rest on it.
    """
    return bool(_TO_A_MACHINE.search(sentence) or _MARKUP.search(sentence))


def honest_rest(
    text: str, rules: tuple[Rule, ...], book: Rulebook, orders: Collection[str] = ()
) -> str | None:
    """The question that remains when the sentences with orders are taken out, or None.

    `orders` are sentences known to be orders by other signs than `rules`.
    """
    kept = [
        sentence
        for sentence in split_sentences(text)
        if sentence not in orders
        and injected(sentence, rules, book) is None
        and not _quoted(sentence, text)
    ]
    asked = [sentence for sentence in kept if _QUESTION.search(sentence)]
    if not asked or len(kept) == len(split_sentences(text)):
        return None
    return " ".join(kept[kept.index(asked[0]) :])


def reported(text: str, rules: tuple[Rule, ...], book: Rulebook) -> str | None:
    """A message about an order that someone else wrote, without that order; None where it is not one.

    All orders must stand in quotation marks, what is around them must tell where they were seen,
    and nothing may ask the coach to do something with the quoted text.
    """
    around = _QUOTED.sub("…", text)
    if around == text or injected(around, rules, book) is not None:
        return None
    if not _TOLD.search(around) or _TO_THE_COACH.search(around):
        return None
    return around


def _quoted(sentence: str, text: str) -> bool:
    """Whether a sentence stands inside quotation marks or a fenced block of the message."""
    place = text.find(sentence[:40])
    before = text[: max(place, 0)]
    return any(before.count(mark) % 2 for mark in ('"', "```", '"""')) or (
        before.count("“") > before.count("”")
    )


def _decoded(text: str) -> list[str]:
    found = []
    for match in _ENCODED.finditer(text):
        code = match.group().rstrip("=")
        try:
            raw = base64.b64decode(code + "=" * (-len(code) % 4), validate=True)
            plain = raw.decode("utf-8")
        except (binascii.Error, ValueError):
            continue
        if plain.isprintable() and " " in plain:
            found.append(plain)
    return found
